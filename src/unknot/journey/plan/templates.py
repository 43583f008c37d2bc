"""Plans that a clinic begins with again and again, without the person."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from unknot.clinical.written import WrittenPlan, from_json, to_json
from unknot.journey.people.access import Actor, require
from unknot.journey.plan.models import CarePlan, PlanTemplate
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal


def keep_template(*, care_plan: CarePlan, name: str, by: Actor, now: datetime) -> PlanTemplate:
    """The plan under this name, without its goals and reasons; one of the same name is replaced."""
    require(by, "plan.keep_template", care_plan.clinic_id)
    said = " ".join(name.split())
    if not 2 <= len(said) <= 120:
        raise Refusal("name", "Right would be a name of 2 to 120 characters.", field="name")
    with transaction.atomic():
        row, _ = PlanTemplate.objects.update_or_create(
            clinic_id=care_plan.clinic_id,
            name=said,
            defaults={"content": to_json(_bare(from_json(care_plan.content))), "kept_at": now},
        )
        _tell("plan.template_kept", row, by, now)
    return row


def drop_template(*, template: PlanTemplate, by: Actor, now: datetime) -> None:
    require(by, "plan.drop_template", template.clinic_id)
    with transaction.atomic():
        _tell("plan.template_dropped", template, by, now)
        template.delete()


def _bare(plan: WrittenPlan) -> WrittenPlan:
    lines = tuple(replace(line, override="") for line in plan.lines)
    return replace(plan, goals=(), lines=lines, note="", risk="")


def _tell(kind: str, row: PlanTemplate, by: Actor, now: datetime) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row))
