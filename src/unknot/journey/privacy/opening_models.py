"""Whose record is open to few, and who opened such a record all the same."""

from django.db import models
from uuid_utils.compat import uuid7


class Restriction(models.Model):
    """This record is open to the named alone, until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="restrictions")
    named = models.ManyToManyField("people.User", related_name="+")
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(lifted_at=None), name="privacy_one_restriction"
            ),
        ]

    def __str__(self) -> str:
        return "restriction of a record"


class BrokenGlass(models.Model):
    """A clinician who is not among the named opened the record for some hours, and says why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="broken_glasses")
    opened_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["patient", "opened_by", "until"], name="privacy_glass_open")]

    def __str__(self) -> str:
        return "restricted record opened with a reason"
