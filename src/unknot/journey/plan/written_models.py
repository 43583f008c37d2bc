"""The written plan: one row for each version, and the templates of a clinic. What is in it is a `WrittenPlan`
of the clinical core; here is who wrote it when, how it stands, and with which name the person agreed."""

from typing import Any, ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.check.models import new_token
from unknot.journey.record.seals import Sealed


class PlanStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OFFERED = "offered", "Offered"
    AGREED = "agreed", "Agreed"
    REPLACED = "replaced", "Replaced by a later version"
    ENDED = "ended", "Ended"


def plan_statuses() -> list[tuple[str, str]]:
    return PlanStatus.choices


class CarePlan(Sealed):
    """One version of the plan of an episode, `number` from 1. `content` is a WrittenPlan; `findings` are what
    the clinician recorded for it, by record fact. Once it is agreed to it is sealed: a change is a new
    version with its reason."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        (
            *("clinic", "patient", "episode", "from_check", "number", "content", "findings", "reason"),
            *("knowledge_version", "language", "written_by", "written_at", "offered_at"),
            *("agreed_at", "agreed_name", "signature"),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="care_plans")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="care_plans")
    episode = models.ForeignKey("check.Episode", on_delete=models.PROTECT, related_name="care_plans")
    from_check = models.ForeignKey("check.Check", on_delete=models.PROTECT, related_name="care_plans")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=plan_statuses, default=PlanStatus.DRAFT)
    content = models.JSONField()
    findings = models.JSONField(default=dict, blank=True)
    # Why there is a new version; the first needs no reason.
    reason = models.TextField(blank=True)
    knowledge_version = models.CharField(max_length=40)
    # In which the person reads it.
    language = models.CharField(max_length=10, default="en")
    written_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField()
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    offered_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_name = models.CharField(max_length=200, blank=True)
    # Strokes of points [x, y], as drawn; a typed name is enough.
    signature = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    # The visits that were laid out from it.
    course = models.OneToOneField(
        "plan.Plan", on_delete=models.PROTECT, null=True, blank=True, related_name="care_plan"
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = "plan"
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="plan_version_once"),
            # One that is being written or waits for an answer, and one that is in force.
            models.UniqueConstraint(
                fields=["episode"],
                condition=models.Q(status__in=[PlanStatus.DRAFT, PlanStatus.OFFERED]),
                name="plan_one_open",
            ),
            models.UniqueConstraint(
                fields=["episode"], condition=models.Q(status=PlanStatus.AGREED), name="plan_one_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}, {self.status}"


class PlanTemplate(models.Model):
    """A plan without a person: no goals, no reasons to override."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="plan_templates")
    name = models.CharField(max_length=120)
    content: Any = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="plan_template_name"),
        ]

    def __str__(self) -> str:
        return self.name
