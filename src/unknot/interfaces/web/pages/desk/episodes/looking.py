"""Looking again at a plan in force: what is measured, what the rules say to it, the decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from unknot.clinical.reevaluation import against, spoken, unreadable
from unknot.clinical.stopping import Fired
from unknot.interfaces.web.forms.looking import LookAgain
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.journey.check import queries as checks
from unknot.journey.people.access import require
from unknot.journey.plan import queries as plans
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.refusals import Refusal
from unknot.journey.visit.models import Outcome
from unknot.journey.visit.reevaluating import look_again
from unknot.journey.visit.standing import Standing, standing
from unknot.knowledge.load import knowledge

LATER = {
    Outcome.CONTINUE: "Signed. The plan goes on.",
    Outcome.CHANGE: "Signed. Now write what changes as a new version.",
    Outcome.REFER: "Signed. Now write the letter.",
    Outcome.DISCHARGE: "Signed. The plan and this bout are over.",
}


@require_http_methods(["GET", "POST"])
@desk
def looking(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    require(request.actor, "visit.look_again", request.clinic.pk)
    episode = found(checks.episode(request.actor, episode_id))
    rows = plans.versions(request.actor, episode)
    row = found(next((one for one in rows if one.status == PlanStatus.AGREED), None))
    stands = found(standing(request.actor, row, now=request.now))
    form = LookAgain(sent(request), goals=stands.course.goals, known=stands.measured)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, stands, form)
    try:
        if request.POST.get("do") == "sign":
            return _signed(request, row, stands, form)
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        return _page(request, row, stands, form, refusal=refusal)
    return _page(request, row, stands, form)


def _signed(request: DeskRequest, row: CarePlan, stands: Standing, form: LookAgain) -> HttpResponse:
    made = look_again(
        care_plan=row,
        measured=form.measured(stands.measured),
        outcome=form.cleaned_data["outcome"],
        reasons=form.cleaned_data["reasons"],
        by=request.actor,
        now=request.now,
    )
    ahead = plans.visits_ahead(row, now=request.now) if made.outcome == Outcome.DISCHARGE else []
    still = f" {len(ahead)} booked visits still stand: cancel those that nobody needs." if ahead else ""
    messages.success(request, LATER[Outcome(made.outcome)] + still)
    if made.outcome == Outcome.CHANGE:
        return redirect("desk-care-plan-begin", row.episode_id)
    return redirect("desk-episode", row.episode_id)


def _page(
    request: DeskRequest,
    row: CarePlan,
    stands: Standing,
    form: LookAgain,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    measured, fired, typed = stands.measured, stands.fired, form.is_bound and form.is_valid()
    if typed:
        measured = form.measured(stands.measured)
        wrong = list(unreadable(measured, stands.course))
        fired = () if wrong else spoken(stands.course, measured, knowledge())
    outcome = form.cleaned_data.get("outcome", "") if typed else ""
    context = {
        "row": row,
        "stands": stands,
        "form": form,
        "refusal": refusal,
        "settled": [one for one in fired if not one.missing],
        "open": [(one, missing_words(one)) for one in fired if one.missing],
        "against": against(outcome, measured, fired) if outcome else (),
        "zone": request.clinic.zone,
    }
    is_wrong = refusal is not None or (form.is_bound and not typed)
    return show(request, "looking", context, here="people", status=422 if is_wrong else 200)


def missing_words(one: Fired) -> str:
    """What would settle a rule, in words."""
    facts = knowledge().treatments.progress_facts
    return "; ".join(facts[name].label.lower() for name in one.missing)
