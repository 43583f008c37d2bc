"""Which consents a plan needs and which are missing. Agreeing to a plan is a yes to the hands-on care in it,
in its region; a quick thrust and the neck are signed for separately."""

from collections.abc import Iterable, Iterator

from unknot.clinical.consents import Given, Need, class_of, needs
from unknot.clinical.written import WrittenPlan
from unknot.journey.check.models import Episode
from unknot.journey.people.consents import missing_of
from unknot.journey.people.models import Patient
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.knowledge.load import knowledge


def missing_for(plan: WrittenPlan, patient: Patient) -> tuple[Need, ...]:
    """What the person still has to sign before this plan can be carried out, beside agreeing to it."""
    done = ((technique, plan.region) for line in plan.lines for technique in line.techniques)
    wanted = [need for _, need in needs(done, knowledge().care.techniques)]
    return missing_of(patient, [need for need in wanted if need.kind != "treatment"])


def missing_in(patient: Patient, episode: Episode | None, wanted: Iterable[Need]) -> tuple[Need, ...]:
    """Those of the wanted to which the person has said yes neither by signing nor with the plan in force."""
    listed = list(wanted)
    return missing_of(patient, listed, _with_plan(episode)) if listed else ()


def _with_plan(episode: Episode | None) -> Iterator[Given]:
    if episode is None:
        return
    agreed = CarePlan.objects.filter(episode=episode, status=PlanStatus.AGREED).first()
    plan = content_of(agreed) if agreed else None
    for line in plan.lines if plan else ():
        for technique in line.techniques:
            class_ = class_of(knowledge().care.techniques.get(technique))
            if class_ and plan:
                yield Given("treatment", "", class_, plan.region)
