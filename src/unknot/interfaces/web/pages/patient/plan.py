"""A written plan at its unguessable address: to be read, kept as a PDF, and agreed to with one's name."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.interfaces.web.pages.patient.drawing import path, points
from unknot.interfaces.web.paper import sheet
from unknot.interfaces.web.plan_told import told
from unknot.interfaces.web.templatetags.unknot import on_day
from unknot.journey.people.access import holder
from unknot.journey.plan import queries, writing
from unknot.journey.plan.models import CarePlan
from unknot.journey.refusals import Refusal

AGREED = "just_agreed"


@require_http_methods(["GET", "POST"])
@person
def plan(request: PersonRequest, token: str) -> HttpResponse:
    row = _row(request, token)
    refusal, typed = None, ""
    if request.method == "POST":
        typed = request.POST.get("name", "")
        by = holder(row, clinic_id=row.clinic_id, name=row.patient.name)
        try:
            signature = points(request.POST.get("signature", ""))
            writing.agree(care_plan=row, name=typed, signature=signature, by=by, now=request.now)
        except Refusal as no:
            refusal = no
        else:
            request.session[AGREED] = str(row.pk)
            return redirect("plan", token)
    context = {
        "row": row,
        "told": told(row),
        "visits": queries.visits_ahead(row, now=request.now),
        "agreed_on": on_day(row.agreed_at, row.clinic.zone) if row.agreed_at else "",
        "just_agreed": request.session.pop(AGREED, "") == str(row.pk),
        "refusal": refusal,
        "typed": typed,
    }
    return render(request, "web/patient/plan.html", context, status=422 if refusal else 200)


@require_GET
@person
def plan_on_paper(request: PersonRequest, token: str) -> HttpResponse:
    row = _row(request, token)
    context = {
        "row": row,
        "clinic": row.clinic,
        "told": told(row),
        "zone": row.clinic.zone,
        "stroke": path(row.signature),
    }
    return sheet(request, "plan", context, title=f"Plan {row.patient.name}")


def _row(request: PersonRequest, token: str) -> CarePlan:
    row = queries.care_plan_by(token)
    if row is None or row.clinic_id != request.clinic.pk:
        raise Http404
    return row
