"""The written plan at the desk: begun from what the knowledge proposes for this person, composed line by
line, offered, taken back, changed as a new version, ended."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unknot.clinical.courses import Outlook, Referral, course_for, stage
from unknot.clinical.errors import ManipulationOnly
from unknot.clinical.findings import CauseResult
from unknot.clinical.plans import proposal
from unknot.clinical.urgency import Tier
from unknot.clinical.written import WrittenPlan, from_json
from unknot.interfaces.web.consent_words import all_words
from unknot.interfaces.web.forms.care_plan import Begin, Typed, typed
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.plans.composing import composed, headings
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.interfaces.web.plan_told import told
from unknot.journey.check import queries as checks
from unknot.journey.check.facts import assessment_of, facts_of, tier_of
from unknot.journey.check.models import Check
from unknot.journey.people.access import may
from unknot.journey.plan import queries, templates, writing
from unknot.journey.plan.consenting import missing_for
from unknot.journey.plan.judging import content_of, judge_plan
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge


@require_http_methods(["GET", "POST"])
@desk
def begin(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    """A new version: the first, or a change of the one that is in force."""
    episode = found(checks.episode(request.actor, episode_id))
    before = queries.versions(request.actor, episode)
    if before and before[0].status in writing.OPEN:
        return redirect("desk-care-plan", before[0].pk)
    check = next(iter(checks.checks_of(request.actor, episode, limit=1)), None)
    form = _form(request, check, before)
    if request.method == "POST" and form.is_valid() and check is not None:
        try:
            row = writing.draft(
                check=check,
                plan=_proposed(request, form, check, before),
                findings=before[0].findings if before else {},
                reason=form.cleaned_data.get("reason", ""),
                by=request.actor,
                now=request.now,
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            return redirect("desk-care-plan", row.pk)
    context = {
        "form": form,
        "episode": episode,
        "person": episode.patient,
        "check": check,
        "versions": before,
        "may_write": may(request.actor, "plan.draft", request.clinic.pk),
    }
    return show(request, "plan_begin", context, here="plans", status=422 if form.is_bound else 200)


@require_GET
@desk
def care_plan(request: DeskRequest, care_plan_id: UUID) -> HttpResponse:
    row = found(queries.care_plan(request.actor, care_plan_id))
    if row.status == PlanStatus.DRAFT and may(request.actor, "plan.revise", request.clinic.pk):
        return _compose(request, row, Typed(content_of(row), row.findings))
    judged = judge_plan(content_of(row), row.from_check, row.findings)
    context = {
        "row": row,
        "told": told(row),
        "judged": judged,
        "headings": headings(content_of(row)),
        "unsigned": all_words(missing_for(content_of(row), row.patient)),
        "versions": queries.versions(request.actor, row.episode),
        "may_write": may(request.actor, "plan.draft", request.clinic.pk),
        "link": request.build_absolute_uri(f"/p/{row.token}/"),
    }
    return show(request, "care_plan", context, here="plans")


@require_POST
@desk
def compose(request: DeskRequest, care_plan_id: UUID) -> HttpResponse:
    """Saves what was typed, and offers it when that was asked. What stands against it is said at its line."""
    row = found(queries.care_plan(request.actor, care_plan_id))
    said = typed(request.POST, content_of(row), row.findings)
    if said.unread:
        return _compose(request, row, said, status=422)
    try:
        row = writing.revise(
            care_plan=row, plan=said.plan, findings=said.findings, by=request.actor, now=request.now
        )
        if "offer" in request.POST:
            row = writing.offer(care_plan=row, by=request.actor, now=request.now)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        if refusal.code != "plan":
            messages.error(request, refusal.words)
        elif "offer" in request.POST and judge_plan(said.plan, row.from_check, said.findings).may_be_saved:
            messages.warning(request, "Saved, and not yet to be offered: see what is marked below.")
        return _compose(request, row, said, status=422)
    if row.status == PlanStatus.OFFERED:
        how = (
            "A letter with the link is on its way."
            if row.patient.email
            else "Show them the page, or its code."
        )
        messages.success(request, f"{row.patient.name} can read it now. {how}")
    else:
        messages.success(request, "Saved.")
    return redirect("desk-care-plan", row.pk)


@require_POST
@desk
def step(request: DeskRequest, care_plan_id: UUID) -> HttpResponse:
    """Taking an offer back, ending a plan, keeping it as a template."""
    row = found(queries.care_plan(request.actor, care_plan_id))
    wanted = request.POST.get("step", "")
    try:
        if wanted == "take_back":
            writing.take_back(care_plan=row, by=request.actor, now=request.now)
            messages.success(request, "It is a draft again.")
        elif wanted == "close":
            why = request.POST.get("why", "")
            writing.close(care_plan=row, why=why, by=request.actor, now=request.now)
            messages.success(request, "The plan has ended.")
        elif wanted == "keep":
            name = request.POST.get("name", "")
            kept = templates.keep_template(care_plan=row, name=name, by=request.actor, now=request.now)
            messages.success(request, f"Kept as “{kept.name}”, without this person.")
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    return redirect("desk-care-plan", row.pk)


def _compose(request: DeskRequest, row: CarePlan, said: Typed, *, status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "person": row.patient,
        "plan": said.plan,
        "headings": headings(said.plan),
        "unsigned": all_words(missing_for(said.plan, row.patient)),
        **composed(said, row.from_check),
    }
    return show(request, "plan_compose", context, here="plans", status=status)


def _form(request: DeskRequest, check: Check | None, before: list[CarePlan]) -> Begin:
    known = knowledge()
    likely = [one.cause_id for one in _shown(check)]
    treated = [one.cause for one in known.treatments.causes.values() if not one.no_course]
    ids = sorted(treated, key=lambda name: likely.index(name) if name in likely else len(likely))
    causes = [
        (name, f"{known.cause(name).name}{' (fits the answers)' if name in likely else ''}") for name in ids
    ]
    initial: dict[str, Any] = {"cause": ids[0], "region": "lumbar", "stage": _stage(check)}
    if before:
        last = content_of(before[0])
        initial |= {"cause": last.cause, "region": last.region, "stage": last.stage, "risk": last.risk}
    kept = [(str(one.pk), one.name) for one in queries.templates(request.actor)]
    return Begin(sent(request), causes=causes, templates=kept, is_change=bool(before), initial=initial)


def _shown(check: Check | None) -> tuple[CauseResult, ...]:
    assessment = assessment_of(check) if check else None
    return assessment.shown if assessment and assessment.tier < Tier.URGENT_SAME_DAY else ()


def _stage(check: Check | None) -> str:
    """As long as the answers say it has lasted."""
    facts = facts_of(check, knowledge()) if check else {}
    days = facts.get("duration_days")
    again = facts.get("previous_similar_episodes") is True
    return stage(float(days), recurrent=again) if isinstance(days, int | float) else "acute"


def _proposed(request: DeskRequest, form: Begin, check: Check, before: list[CarePlan]) -> WrittenPlan:
    """What the knowledge proposes for this person, or a template; goals that were named stay. Raises Refusal
    where there is no course but a referral."""
    chosen = form.cleaned_data
    goals = content_of(before[0]).goals if before else ()
    try:
        course = course_for(
            chosen["cause"],
            chosen["stage"],
            facts_of(check, knowledge()),
            knowledge(),
            region=chosen["region"],
            tier=tier_of(check),
            risk=cast(Outlook, chosen["risk"]) if chosen["risk"] else None,
        )
    except ManipulationOnly as refused:
        raise Refusal("plan", str(refused)) from refused
    if isinstance(course, Referral):
        raise Refusal("referral", f"No plan, but a referral: {course.clinician}", field="cause")
    plan = _kept(request, chosen["template"]) or proposal(course, chosen["region"])
    return replace(plan, goals=goals, risk=chosen["risk"])


def _kept(request: DeskRequest, template_id: str) -> WrittenPlan | None:
    return next(
        (from_json(one.content) for one in queries.templates(request.actor) if str(one.pk) == template_id),
        None,
    )
