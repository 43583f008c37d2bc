"""What a person asks the clinic to do with their record, and the years that a clinic keeps what."""

from django.db import models
from uuid_utils.compat import uuid7


class AskedFor(models.TextChoices):
    CORRECT = "correct", "Correct something"
    ERASE = "erase", "Erase what is known"


class Standing(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"


def asked_for() -> list[tuple[str, str]]:
    return AskedFor.choices


def standings() -> list[tuple[str, str]]:
    return Standing.choices


class PrivacyRequest(models.Model):
    """`words` are the person's, `answer` is the clinic's. It has a day by which it must be answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(max_length=10, choices=asked_for)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    standing = models.CharField(max_length=10, choices=standings, default=Standing.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_on"]
        verbose_name = "request about the record"
        verbose_name_plural = "requests about the record"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=models.Q(standing=Standing.OPEN),
                name="privacy_one_open_request",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "standing", "due_on"], name="privacy_request_due")]

    def __str__(self) -> str:
        return f"asks to {self.kind}"


class Retention(models.Model):
    """The years that a clinic keeps one kind of record, where they are its own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "kind"], name="privacy_retention_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.years} years"
