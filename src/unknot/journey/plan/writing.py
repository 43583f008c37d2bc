"""Writing a plan, offering it, agreeing to it. Each version goes from draft to offered to agreed; what is
agreed is sealed, and a change is a new version with its reason. Each action is one transaction with one
event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.clinical.written import Fault, WrittenPlan, to_json
from unknot.journey.check.models import Check, Episode
from unknot.journey.check.profiles import lacks_guardian
from unknot.journey.outbox.actions import queue, withdraw
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Patient
from unknot.journey.people.signatures import Strokes, signed_name, strokes
from unknot.journey.plan.judging import content_of, facts_for, judge_plan
from unknot.journey.plan.models import CarePlan, Plan, PlanStatus
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

OPEN = (PlanStatus.DRAFT, PlanStatus.OFFERED)


def draft(
    *,
    check: Check,
    plan: WrittenPlan,
    by: Actor,
    now: datetime,
    findings: Mapping[str, object] | None = None,
    reason: str = "",
    language: str = "en",
) -> CarePlan:
    """A new version for the episode of this check. After the first it needs the reason for the change. Raises
    Refusal with what keeps it from being saved, and when a version is being written already."""
    require(by, "plan.draft", check.clinic_id)
    episode, patient = _of(check)
    _savable(plan, check, findings or {})
    with transaction.atomic():
        Episode.objects.select_for_update().get(id=episode.pk)
        before = CarePlan.objects.filter(episode=episode).order_by("-number").first()
        if before is not None and not reason.strip():
            raise Refusal("reason", "Say in a few words why the plan changes.", field="reason")
        if CarePlan.objects.filter(episode=episode, status__in=OPEN).exists():
            raise Refusal("open", "A version is being written or waits for an answer. Go on with that one.")
        row = CarePlan.objects.create(
            clinic_id=check.clinic_id,
            patient=patient,
            episode=episode,
            from_check=check,
            number=before.number + 1 if before else 1,
            content=to_json(plan),
            findings=dict(findings or {}),
            reason=reason.strip(),
            knowledge_version=knowledge().version,
            language=language,
            written_by_id=_user(by),
            written_at=now,
        )
        _tell("plan.written", row, by, now, reason=reason.strip())
    return row


def revise(
    *,
    care_plan: CarePlan,
    plan: WrittenPlan,
    by: Actor,
    now: datetime,
    findings: Mapping[str, object] | None = None,
) -> CarePlan:
    """Other words in a draft. What was offered is taken back first, what was agreed never changes."""
    require(by, "plan.revise", care_plan.clinic_id)
    with transaction.atomic():
        row = _locked(care_plan, PlanStatus.DRAFT)
        said = row.findings if findings is None else dict(findings)
        _savable(plan, row.from_check, said)
        before = snapshot(row)
        row.content, row.findings, row.written_at = to_json(plan), said, now
        row.knowledge_version, row.written_by_id = knowledge().version, _user(by)
        row.save()
        _tell("plan.revised", row, by, now, before=before)
    return row


def offer(*, care_plan: CarePlan, by: Actor, now: datetime) -> CarePlan:
    """Shows it to the person, by letter where we have an address. Raises Refusal with what stands against
    it."""
    require(by, "plan.offer", care_plan.clinic_id)
    with transaction.atomic():
        row = _locked(care_plan, PlanStatus.DRAFT)
        _no_faults(judge_plan(content_of(row), row.from_check, row.findings).faults)
        if lacks_guardian(row.patient, facts_for(row.from_check, row.findings), now.date()):
            words = "This person is under 18: a parent or guardian agrees to a plan. Write their name first."
            raise Refusal("guardian_missing", words)
        before = snapshot(row)
        row.status, row.offered_at = PlanStatus.OFFERED, now
        row.save()
        _tell("plan.offered", row, by, now, before=before)
        if row.patient.email:
            queue(
                clinic_id=row.clinic_id,
                to=row.patient.email,
                kind="plan_offered",
                context={
                    "person_name": row.patient.name,
                    "clinic_name": row.clinic.name,
                    "clinic_phone": row.clinic.phone,
                    "link": f"/p/{row.token}/",
                    "language": row.language,
                },
                key=f"plan_offered:{row.pk}:{now.isoformat()}",
                now=now,
                subject=row,
            )
    return row


def take_back(*, care_plan: CarePlan, by: Actor, now: datetime) -> CarePlan:
    """An offer becomes a draft again, to be changed; its letter is withdrawn where it has not left."""
    require(by, "plan.take_back", care_plan.clinic_id)
    with transaction.atomic():
        row = _locked(care_plan, PlanStatus.OFFERED)
        before = snapshot(row)
        row.status, row.offered_at = PlanStatus.DRAFT, None
        row.save()
        withdraw(subject=row, now=now)
        _tell("plan.taken_back", row, by, now, before=before)
    return row


def agree(
    *,
    care_plan: CarePlan,
    name: str,
    by: Actor,
    now: datetime,
    signature: Strokes = (),
) -> CarePlan:
    """The person says yes with their name. The version is sealed, and one that was in force is replaced."""
    require(by, "plan.agree", care_plan.clinic_id, care_plan)
    said = signed_name(name)
    with transaction.atomic():
        row = _locked(care_plan, PlanStatus.OFFERED)
        if judge_plan(content_of(row), row.from_check, row.findings, agreed=True).faults:
            words = _("Something has changed since this plan was written. Please talk to the clinic first.")
            raise Refusal("changed", words)
        for earlier in CarePlan.objects.filter(episode=row.episode, status=PlanStatus.AGREED):
            _step(earlier, PlanStatus.REPLACED, by, now, f"replaced by version {row.number}")
        before = snapshot(row)
        row.status, row.agreed_at, row.agreed_name = PlanStatus.AGREED, now, said
        row.signature = strokes(signature)
        row.close()
        row.save()
        _tell("plan.agreed", row, by, now, before=before, data={"seal": row.seal})
    return row


def attach(*, care_plan: CarePlan, course: Plan, by: Actor, now: datetime) -> CarePlan:
    """The visits that were laid out from an agreed plan."""
    require(by, "plan.attach", care_plan.clinic_id)
    with transaction.atomic():
        row = _locked(care_plan, PlanStatus.AGREED)
        if course.patient_id not in (row.patient_id, row.patient.merged_into_id):
            raise Refusal("not_found", "These visits are somebody else's.")
        before = snapshot(row)
        row.course = course
        row.save(update_fields=["course"])
        _tell("plan.visits_laid_out", row, by, now, before=before)
    return row


def close(*, care_plan: CarePlan, why: str, by: Actor, now: datetime) -> CarePlan:
    """An agreed plan ends, with the reason: the goals are reached, it did not help, it is not wanted."""
    require(by, "plan.close", care_plan.clinic_id)
    if not why.strip():
        raise Refusal("reason", "Say in a few words why the plan ends.", field="why")
    with transaction.atomic():
        row = _locked(care_plan, PlanStatus.AGREED)
        row.ended_at = now
        row.ended_why = why.strip()
        row.save(update_fields=["ended_at", "ended_why"])
        return _step(row, PlanStatus.ENDED, by, now, why.strip())


def _step(row: CarePlan, status: PlanStatus, by: Actor, now: datetime, reason: str) -> CarePlan:
    before = snapshot(row)
    row.status = status
    row.save(update_fields=["status"])
    _tell(f"plan.{status.value}", row, by, now, before=before, reason=reason)
    return row


def _of(check: Check) -> tuple[Episode, Patient]:
    if check.episode is None or check.episode.patient is None:
        raise Refusal("not_found", "Name the person of this check first.")
    return check.episode, check.episode.patient


def _locked(care_plan: CarePlan, status: PlanStatus) -> CarePlan:
    found = CarePlan.objects.select_for_update(of=("self",)).select_related(
        "patient", "from_check", "episode"
    )
    row: CarePlan = found.get(id=care_plan.pk)
    if row.status != status:
        words = f"This version is {row.get_status_display().lower()} by now. Please look at it again."
        raise Refusal("changed", words)
    return row


def _savable(plan: WrittenPlan, check: Check, findings: Mapping[str, object]) -> None:
    found = judge_plan(plan, check, findings).faults
    _no_faults([fault for fault in found if fault.stops == "saving"])


def _no_faults(faults: Sequence[Fault]) -> None:
    """All of them in one refusal; its field is the place of the first."""
    if faults:
        raise Refusal("plan", " ".join(fault.words for fault in faults), field=faults[0].place)


def _user(by: Actor) -> UUID | None:
    return UUID(by.id) if by.kind == "staff" else None


def _tell(
    kind: str,
    row: CarePlan,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    write(
        clinic_id=row.clinic_id,
        kind=kind,
        subject=row,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(row),
        data=data,
    )
