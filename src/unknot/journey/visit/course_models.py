"""Where a course was looked at again and what was decided, and the letters that go to another house."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.record.seals import Sealed


class LetterKind(models.TextChoices):
    REFERRAL = "referral", "Referral"
    DISCHARGE = "discharge", "Discharge summary"


class Outcome(models.TextChoices):
    CONTINUE = "continue", "Go on as planned"
    CHANGE = "change", "Change the plan"
    REFER = "refer", "Refer"
    DISCHARGE = "discharge", "Discharge"


def letter_kinds() -> list[tuple[str, str]]:
    return LetterKind.choices


def outcomes() -> list[tuple[str, str]]:
    return Outcome.choices


class Reevaluation(Sealed):
    """Signed when it is made. `measured` is a `Measured` of the clinical core; `spoken` are the rules that
    spoke, and that could not be settled, as they were read then."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        (
            *("clinic", "patient", "episode", "care_plan", "visits", "weeks", "pain_at_start", "measured"),
            *("spoken", "outcome", "reasons", "knowledge_version", "signed_at", "signed_by", "signed_name"),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="reevaluations")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="reevaluations")
    episode = models.ForeignKey("check.Episode", on_delete=models.PROTECT, related_name="reevaluations")
    care_plan = models.ForeignKey("plan.CarePlan", on_delete=models.PROTECT, related_name="reevaluations")
    visits = models.PositiveSmallIntegerField()
    weeks = models.FloatField()
    pain_at_start = models.FloatField(null=True, blank=True)
    measured = models.JSONField()
    spoken = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=10, choices=outcomes)
    reasons = models.TextField()
    knowledge_version = models.CharField(max_length=40)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = "re-evaluation"

    def __str__(self) -> str:
        return f"re-evaluation: {self.outcome}"


class Letter(Sealed):
    """A letter about one bout, drafted from the record. `sections` are those of its kind, in their order, as
    pairs of id and words."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        (
            *("clinic", "patient", "episode", "kind", "to", "sections", "version"),
            *("started_at", "written_by", "signed_at", "signed_name"),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="letters")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="letters")
    episode = models.ForeignKey("check.Episode", on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=letter_kinds)
    to = models.CharField(max_length=300, blank=True)
    sections = models.JSONField()
    # Grows with every save, so that two open windows cannot overwrite each other unnoticed.
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    written_by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()}{'' if self.signed_at else ', draft'}"
