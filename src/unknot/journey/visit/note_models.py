"""The note of a visit, and what was added to it later. What is in a note is a `Note` of the clinical core;
here is whose it is, who wrote and signed it, and the seal."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.record.seals import Sealed


class Visit(Sealed):
    """What is recorded of a booking that was kept. A draft until it is signed; from then on only addenda."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        (
            *("clinic", "booking", "patient", "episode", "content", "knowledge_version", "version"),
            *("started_at", "written_by", "signed_at", "signed_name"),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="notes")
    booking = models.OneToOneField("book.Booking", on_delete=models.PROTECT, related_name="note_of_visit")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="notes")
    episode = models.ForeignKey(
        "check.Episode", on_delete=models.PROTECT, null=True, blank=True, related_name="notes"
    )
    content = models.JSONField()
    knowledge_version = models.CharField(max_length=40)
    # Grows with every save, so that two open windows cannot overwrite each other unnoticed.
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    written_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "note"
        indexes = [models.Index(fields=["clinic", "signed_at"], name="visit_unsigned")]

    def __str__(self) -> str:
        return "signed note" if self.signed_at else "draft of a note"


class Addendum(Sealed):
    """Signed words beside a signed note."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        ("clinic", "visit", "words", "signed_at", "signed_by", "signed_name")
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="addenda")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="addenda")
    words = models.TextField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["signed_at"]
        verbose_name = "addendum"
        verbose_name_plural = "addenda"

    def __str__(self) -> str:
        return "addendum"
