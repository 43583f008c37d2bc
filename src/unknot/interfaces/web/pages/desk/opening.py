"""The forms by which a record is restricted, and opened all the same."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found
from unknot.journey.people import queries, team
from unknot.journey.privacy import opening


@require_POST
@desk
def restrict(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Set and lifted by an owner, with the same form."""
    row = found(queries.patient(request.actor, patient_id))
    reason, by, now = request.POST.get("reason", ""), request.actor, request.now
    if request.POST.get("do") == "lift":
        opening.lift_restriction(patient=row, reason=reason, by=by, now=now)
        messages.success(request, "The record is open to everybody here again.")
    else:
        wanted = request.POST.getlist("named")
        named = [one for one in team.team(by) if str(one.pk) in wanted and one.ended_at is None]
        opening.restrict(patient=row, named=named, reason=reason, by=by, now=now)
        messages.success(request, "The record is open to the named alone.")
    return redirect("desk-person", row.pk)


@require_POST
@desk
def break_glass(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    row = found(queries.patient(request.actor, patient_id))
    reason = request.POST.get("reason", "")
    opening.break_glass(patient=row, reason=reason, by=request.actor, now=request.now)
    messages.warning(request, "The record is open to you for four hours. The owner and the person see it.")
    return redirect("desk-person", row.pk)
