"""Looking again at a plan in force: the measures, what the rules say, and the decision, signed at once. What
follows from the decision happens in the same transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from unknot.clinical.reevaluation import Measured, faults, spoken, to_json
from unknot.clinical.stopping import Fired
from unknot.clinical.urgency import Tier
from unknot.clinical.written import Fault
from unknot.journey.check.actions import end_episode
from unknot.journey.check.alerting import close_booking, raise_alert
from unknot.journey.check.models import AlertKind
from unknot.journey.people.access import Actor, require
from unknot.journey.plan import actions as courses
from unknot.journey.plan import writing
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.journey.visit.models import Outcome, Reevaluation
from unknot.journey.visit.standing import standing
from unknot.knowledge.load import knowledge


def look_again(
    *, care_plan: CarePlan, measured: Measured, outcome: str, reasons: str, by: Actor, now: datetime
) -> Reevaluation:
    """Raises Refusal naming everything that stands against it. A new warning sign closes hands-on care and
    raises an alert; a discharge ends the plan and the bout, and what is booked stands."""
    require(by, "visit.look_again", care_plan.clinic_id)
    with transaction.atomic():
        row = _in_force(care_plan)
        found = standing(by, row, now=now)
        if found is None:  # nobody decides without having read
            raise Refusal("not_allowed", "Your role in this clinic does not allow this.")
        course, fired = found.course, spoken(found.course, measured, knowledge())
        _refuse(faults(outcome, reasons, measured, course, fired))
        made = Reevaluation(
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            episode_id=row.episode_id,
            care_plan=row,
            visits=course.visits,
            weeks=round(course.weeks, 1),
            pain_at_start=course.pain_at_start,
            measured=to_json(measured),
            spoken=[_said(one) for one in fired],
            outcome=outcome,
            reasons=reasons.strip(),
            knowledge_version=knowledge().version,
            signed_at=now,
            signed_by_id=UUID(by.id),
            signed_name=by.name,
        )
        made.close()
        made.save()
        _tell(made, by, now)
        _follow(row, made, measured, by, now)
    return made


def _follow(row: CarePlan, made: Reevaluation, measured: Measured, by: Actor, now: datetime) -> None:
    if measured.new_red_flag:
        close_booking(episode=row.episode, where="a re-evaluation", by=by, now=now)
        raise_alert(
            clinic=row.clinic,
            kind=AlertKind.ANSWERS,
            reason=f"New warning sign found by {made.signed_name}: {made.reasons}",
            tier=Tier.URGENT_SAME_DAY,
            now=now,
            episode=row.episode,
            by=by,
        )
    if made.outcome == Outcome.DISCHARGE:
        why = f"Discharged: {made.reasons}"
        writing.close(care_plan=row, why=why, by=by, now=now)
        if row.course is not None and row.course.ended_at is None:
            courses.end(plan=row.course, by=by, now=now, reason=why)
        end_episode(episode=row.episode, reason=why, by=by, now=now)


def _tell(made: Reevaluation, by: Actor, now: datetime) -> None:
    write(
        clinic_id=made.clinic_id,
        kind="visit.looked_again",
        subject=made,
        by=by,
        now=now,
        after=snapshot(made),
        data={"seal": made.seal},
    )


def _in_force(care_plan: CarePlan) -> CarePlan:
    found = CarePlan.objects.select_for_update(of=("self",))
    row: CarePlan = found.select_related("clinic", "episode", "course").get(id=care_plan.pk)
    if row.status != PlanStatus.AGREED:
        raise Refusal("changed", "This plan is not in force by now. Please look at the episode again.")
    return row


def _said(one: Fired) -> dict[str, object]:
    return {"id": one.rule.id, "title": one.rule.title, "missing": list(one.missing)}


def _refuse(found: tuple[Fault, ...]) -> None:
    if found:
        raise Refusal("reevaluation", " ".join(one.words for one in found), field=found[0].place)
