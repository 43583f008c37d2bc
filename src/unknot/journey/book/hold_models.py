"""A seat that is kept for somebody for some minutes, before there is a booking. It claims the same ticks as a
booking, under the same constraint; when its time is over it is in nobody's way, and the next who wants the
seat, or the worker, clears it."""

from django.db import models
from uuid_utils.compat import uuid7


class Hold(models.Model):
    """Held until `until` for whoever can show the secret whose digest is `owner`: one of them at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="holds")
    service = models.ForeignKey("book.Service", on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("book.Room", on_delete=models.PROTECT, related_name="+")
    equipment = models.ForeignKey(
        "book.Equipment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The class that it is a seat in.
    session = models.ForeignKey(
        "book.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # For whom, where the clinic knows: it was offered to them from the waiting list.
    patient = models.ForeignKey(
        "people.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    start_tick = models.IntegerField()
    ticks = models.PositiveSmallIntegerField()
    held_at = models.DateTimeField()
    until = models.DateTimeField()
    # Digests: whoever reads the rows can neither book what is held nor see who came from where.
    owner = models.CharField(max_length=64)
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["until"]
        indexes = [
            models.Index(fields=["until"], name="book_hold_until"),
            models.Index(fields=["clinic", "address"], name="book_hold_address"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "owner"], name="book_hold_one_each"),
        ]

    def __str__(self) -> str:
        return f"held until {self.until:%Y-%m-%d %H:%M}"
