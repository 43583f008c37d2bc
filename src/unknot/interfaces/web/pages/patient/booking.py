"""A booking at its signed link: what, when, where; move and cancel until the clinic's limit."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from unknot.interfaces.web.forms.remind import Reminders
from unknot.interfaces.web.heard import heard_in
from unknot.interfaces.web.pages.patient import times
from unknot.interfaces.web.pages.patient.book import NEW
from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.journey.book import actions, queries, queues, reminding
from unknot.journey.book.facts import cancel_hours_of
from unknot.journey.book.models import Booking
from unknot.journey.people.access import holder
from unknot.journey.refusals import Refusal
from unknot.journey.visit import arriving

MOVED = "just_moved"
CHOSEN = "just_chosen"
TAKEN = "just_taken"


@require_GET
@person
def booking(request: PersonRequest, token: str) -> HttpResponse:
    return page_of(request, row_of(request, token), token)


def page_of(request: PersonRequest, row: Booking, token: str, form: Reminders | None = None) -> HttpResponse:
    """The page of one booking; with a form about its reminders that was not understood, that form again."""
    heard = heard_in(row.note, request.clinic)
    is_coming = row.is_standing and row.starts_at > request.now
    context = {
        "booking": row,
        "heard": heard,
        "h": "h2" if heard else "h1",
        "token": token,
        "zone": row.zone,
        "may_change": queries.may_change(row, now=request.now),
        "several": len(queries.places_for(row.service)) > 1,
        "cancel_hours": cancel_hours_of(row.service),
        "is_past": row.starts_at < request.now,
        "is_new": request.session.pop(NEW, "") == str(row.pk),
        "is_moved": request.session.pop(MOVED, "") == str(row.pk),
        "chosen_now": request.session.pop(CHOSEN, "") == str(row.pk),
        "is_taken": request.session.pop(TAKEN, "") == str(row.pk),
        "waits": _waits(row) if is_coming else "",
        "arrive": arriving.arrival_code(row) if is_coming and arriving.is_asked_for(row, request.now) else "",
        "planned": reminding.planned(row) if is_coming else [],
        "reminders": (form or _reminders(request, row)) if is_coming else None,
    }
    return render(request, "web/patient/booking.html", context, status=422 if form else 200)


@require_http_methods(["GET", "POST"])
@person
def move(request: PersonRequest, token: str) -> HttpResponse:
    row = row_of(request, token)
    if not queries.may_change(row, now=request.now):
        return redirect("booking", token)
    at = times.start(request.POST)
    if request.method == "GET" or at is None:
        return _moving(request, row, token)
    wanted = times.practitioner(row.service, request.POST)
    where = times.place(queries.places_for(row.service), request.POST)
    by = holder(row, clinic_id=row.clinic_id)
    try:
        actions.move(booking=row, starts_at=at, practitioner=wanted, location=where, by=by, now=request.now)
    except Refusal as refusal:
        return _moving(request, row, token, refusal)
    request.session[MOVED] = str(row.pk)
    return redirect("booking", token)


@require_http_methods(["GET", "POST"])
@person
def cancel(request: PersonRequest, token: str) -> HttpResponse:
    row = row_of(request, token)
    context = {"booking": row, "token": token, "zone": row.zone}
    if request.method == "GET" and queries.may_change(row, now=request.now):
        return render(request, "web/patient/cancel.html", context)
    if request.method == "POST":
        by = holder(row, clinic_id=row.clinic_id)
        try:
            actions.cancel(booking=row, by=by, now=request.now)
        except Refusal as refusal:
            context["refusal"] = refusal
            return render(request, "web/patient/cancel.html", context, status=409)
    return redirect("booking", token)


def _moving(request: PersonRequest, row: Booking, token: str, refusal: Refusal | None = None) -> HttpResponse:
    week = times.week(request, row.service, row.location)
    context = {
        "booking": row,
        "token": token,
        "zone": week.place.zone if week.place else row.zone,
        "cancel_hours": cancel_hours_of(row.service),
        "week": week,
        "refusal": refusal,
        "nearest": refusal.details.get("nearest", []) if refusal else [],
    }
    return render(request, "web/patient/move.html", context, status=409 if refusal else 200)


def _reminders(request: PersonRequest, row: Booking) -> Reminders:
    return Reminders(clinic=request.clinic, chosen=row.remind_by or row.patient.remind_by)


def _waits(row: Booking) -> str:
    """The link to their place on the list, if they wish to come earlier."""
    entry = queues.waiting_for(row)
    return queues.entry_code(entry) if entry else ""


def row_of(request: PersonRequest, token: str) -> Booking:
    """The booking whose signed link this is, in this clinic."""
    row = queries.booking_for(token)
    if row is None or row.clinic_id != request.clinic.pk:
        raise Http404
    return row
