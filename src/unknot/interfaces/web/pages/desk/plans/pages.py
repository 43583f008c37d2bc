"""Plans at the desk: laid out for a person, looked at as a proposal, booked in one go, repaired."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.forms.plan import LayOut
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.plans.signed import Shown, read, sign
from unknot.interfaces.web.pages.desk.plans.telling import told
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.journey.book import queries as book
from unknot.journey.book.facts import zone_of
from unknot.journey.book.places import locations
from unknot.journey.check import queries as checks
from unknot.journey.people import queries as people
from unknot.journey.people.access import Actor, may
from unknot.journey.people.models import Patient
from unknot.journey.plan import actions, queries, writing
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan, Plan, PlanStatus
from unknot.journey.plan.placing import propose, take
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge
from unknot.scheduling.plans import Placed


@desk
def plans(request: DeskRequest) -> HttpResponse:
    """All plans that run, and those of one person when they are named."""
    return show(request, "plans", {"plans": queries.running(request.actor)}, here="plans")


@require_http_methods(["GET", "POST"])
@desk
def lay_out(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    person = found(people.patient(request.actor, patient_id))
    form = _form(request, person)
    check = checks.latest(request.actor, person, now=request.now)
    written = _written(request, person)
    if request.method == "POST" and form.is_valid():
        try:
            plan = _lay_out(
                written,
                patient=person,
                location=form.locations[form.cleaned_data["location"]],
                phases=form.phases,
                shares=form.shares,
                begins=form.cleaned_data["begins"],
                wishes=form.wishes,
                together=not form.cleaned_data["apart"],
                check=check,
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=request.now,
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed" and refusal.field is None and not _may_lay_out(request):
                raise
            explain(form, refusal)
        else:
            return redirect("desk-plan", plan.pk)
    context = {
        "form": form,
        "person": person,
        "check": check,
        "written": written,
        "stages": knowledge().treatments.stages.values(),
        "may_lay_out": _may_lay_out(request),
        "before": queries.plans_of(request.actor, person),
    }
    return show(request, "plan_new", context, here="plans", status=422 if form.is_bound else 200)


@desk
def plan(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    return _page(request, found(queries.plan(request.actor, plan_id)))


@require_POST
@desk
def accept(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """Books what was shown. Where somebody was faster, nothing is written and the difference is shown."""
    row = found(queries.plan(request.actor, plan_id))
    wanted: Mapping[str, Placed] = {}
    try:
        shown = read(request.POST.get("seats", ""))
        if shown.key == str(row.pk):
            wanted = shown.seats
        done = take(plan=row, seats=_of(shown, row), version=shown.version, by=request.actor, now=request.now)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
        return _page(request, found(queries.plan(request.actor, plan_id)), wanted=wanted, status=409)
    told_how = "We write to them." if row.patient.email else "Tell them: we have no e-mail address."
    many = "1 visit is" if len(done) == 1 else f"{len(done)} visits are"
    messages.success(request, f"{many} in the calendar for {row.patient.name}. {told_how}")
    return redirect("desk-plan", row.pk)


@require_POST
@desk
def end(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    row = found(queries.plan(request.actor, plan_id))
    actions.end(plan=row, by=request.actor, now=request.now)
    messages.success(request, "The plan has ended. What is booked stands; cancel it where it is not wanted.")
    return redirect("desk-plan", row.pk)


@require_POST
@desk
def leave_out(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    row = found(queries.plan(request.actor, plan_id))
    wanted = set(request.POST.getlist("visit"))
    visits = [one for one in queries.visits_of(row) if str(one.pk) in wanted]
    try:
        actions.leave_out(visits=visits, by=request.actor, now=request.now)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    return redirect("desk-plan", row.pk)


def _page(
    request: DeskRequest, row: Plan, *, wanted: Mapping[str, Placed] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {
        "plan": row,
        "zone": row.location.zone,
        "may_lay_out": _may_lay_out(request),
        "is_again": bool(wanted),
    }
    if row.ended_at is None:
        proposal = propose(plan=row, by=request.actor, now=request.now, wanted=wanted)
        shown = Shown(str(row.pk), proposal.version, proposal.new)
        moved = sum(one.was is not None for one in told(proposal).lines)
        context |= {
            "told": told(proposal),
            "seats": sign(shown) if shown.seats else "",
            "new": len(shown.seats) - moved,
            "moved": moved,
            "proven": proposal.answer.proven,
            "open": [one for one in proposal.visits if one.key in proposal.answer.missing],
        }
    return show(request, "plan", context, here="plans", status=status)


def _of(shown: Shown, row: Plan) -> Mapping[str, Placed]:
    if shown.key != str(row.pk):
        raise Refusal("stale", "These proposals belong to another plan. Here are those of this one.")
    return shown.seats


def _may_lay_out(request: DeskRequest) -> bool:
    return may(request.actor, "plan.lay_out", request.clinic.pk)


def _form(request: DeskRequest, person: Patient) -> LayOut:
    return LayOut(
        sent(request),
        locations=locations(request.clinic),
        services=[one for one in book.services_for(request.clinic, None) if not one.is_class],
        practitioners=people.practitioners(request.clinic.pk),
        initial=_initial(request, person),
    )


def _written(request: DeskRequest, person: Patient) -> CarePlan | None:
    """The agreed plan for which times are sought."""
    try:
        found = queries.care_plan(request.actor, UUID(request.GET.get("plan", "")))
    except ValueError:
        return None
    is_theirs = found is not None and found.patient_id == person.pk and found.status == PlanStatus.AGREED
    return found if is_theirs else None


def _lay_out(written: CarePlan | None, *, by: Actor, now: datetime, **given: Any) -> Plan:
    with transaction.atomic():
        plan = actions.lay_out(by=by, now=now, **given)
        if written is not None:
            writing.attach(care_plan=written, course=plan, by=by, now=now)
    return plan


def _initial(request: DeskRequest, person: Patient) -> dict[str, object]:
    """The rhythm of the agreed plan; or a course as the knowledge proposes it for a stage; or once a week for
    four weeks."""
    today = request.now.astimezone(zone_of(request.clinic)).date()
    given: dict[str, object] = {"begins": today + timedelta(days=1), "per_week_1": "1", "weeks_1": 4}
    stage = knowledge().treatments.stages.get(request.GET.get("stage", ""))
    written = _written(request, person)
    if written is not None:
        content = content_of(written)
        phases, again = content.phases, content.reevaluate_visit
    elif stage is not None:
        phases, again = stage.phases, stage.reevaluate_visit
    else:
        return given
    for number, phase in enumerate(phases, start=1):
        given |= {f"per_week_{number}": f"{phase.per_week:g}", f"weeks_{number}": phase.weeks}
    return {**given, "again_at": again}
