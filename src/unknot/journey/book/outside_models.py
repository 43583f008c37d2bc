"""The rows of outside calendars: where a practitioner's other calendar is read, and when it says busy. What
makes them busy is never stored: a calendar's titles are none of the clinic's business."""

from django.db import models
from uuid_utils.compat import uuid7


class OutsideCalendar(models.Model):
    """An address that the worker reads again and again, or, without one, a file that was read once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        "people.Practitioner", on_delete=models.CASCADE, related_name="outside_calendars"
    )
    # What the desk calls it: the practitioner's word, not the calendar's own name.
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=2000, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    # When it was last understood, and what went wrong since; empty when nothing did.
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["practitioner__name", "name"]
        indexes = [models.Index(fields=["due_at"], name="book_outside_due")]

    def __str__(self) -> str:
        return self.name


class BusyTime(models.Model):
    """From one tick up to another, somebody has something else to do."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="busy")
    start_tick = models.IntegerField()
    end_tick = models.IntegerField()

    class Meta:
        ordering = ["start_tick"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "start_tick", "end_tick"], name="book_busy_once"),
            models.CheckConstraint(
                name="book_busy_ends_after_start",
                condition=models.Q(end_tick__gt=models.F("start_tick")),
            ),
        ]

    def __str__(self) -> str:
        return f"busy from tick {self.start_tick}"
