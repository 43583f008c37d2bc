"""One booking at the desk: who came, who did not, moving it and cancelling it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.forms.desk import Cancel, NewTime
from unknot.interfaces.web.forms.remind import ways
from unknot.interfaces.web.heard import heard_in
from unknot.interfaces.web.pages.desk import moving
from unknot.interfaces.web.pages.desk.arriving import told_before
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.outbox import about
from unknot.interfaces.web.pages.desk.said import short
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.journey.book import actions, attendance, queries, reminding
from unknot.journey.people.access import may
from unknot.journey.privacy import opening
from unknot.journey.refusals import Refusal
from unknot.journey.visit import arriving

MARKED = {"arrived": "has arrived", "no_show": "did not come", "booked": "is expected again"}


@desk
def booking(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    row = found(queries.booking(request.actor, booking_id))
    closed = bool(opening.closed_to(request.actor, [row.patient_id], now=request.now))
    shut = [row.pk] if closed else []
    context = {
        "booking": row,
        "said": short(request.actor, row.from_check, closed=closed),
        "heard": heard_in(row.note, request.clinic),
        "messages_about": about(request.actor, row),
        "missed": attendance.missed(request.actor, [row.patient_id], now=request.now).get(row.patient_id),
        "ways": ways(request.clinic),
        "chosen": row.remind_by or row.patient.remind_by,
        "back": moving.day_of(request, row),
        "asked": told_before(request.actor, [row.pk], closed=shut).get(row.pk),
        "arrive": arriving.arrival_code(row) if arriving.is_asked_for(row, request.now) else "",
        "may_note": may(request.actor, "visit.read_notes", request.clinic.pk),
    }
    return show(request, "booking", context, here="today")


@require_POST
@desk
def mark(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    row = found(queries.booking(request.actor, booking_id))
    status = request.POST.get("status", "")
    try:
        actions.mark(booking=row, status=status, by=request.actor, now=request.now)
        messages.success(request, f"{row.patient.name} {MARKED.get(status, 'is marked')}.")
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = moving.day_of(request, row)
    return redirect(f"{back}#booking-{row.id}")


@require_POST
@desk
def remind(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    """How the person wants to hear of all their visits, as they have just said to the desk."""
    row = found(queries.booking(request.actor, booking_id))
    way = request.POST.get("remind_by", "")
    try:
        reminding.prefer(patient=row.patient, remind_by=way, by=request.actor, now=request.now)
        messages.success(request, f"Noted. Reminders to {row.patient.name} follow it from now on.")
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    return redirect("desk-booking", booking_id)


@require_http_methods(["GET", "POST"])
@desk
def move(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    row = found(queries.booking(request.actor, booking_id))
    form = NewTime(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            moved = moving.move(request, row, form.cleaned_data["start"])
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            messages.success(request, moving.moved_words(request, moved))
            return redirect(moving.day_of(request, moved))
    context = {
        **moving.choices(request, row),
        "booking": row,
        "form": form,
        "back": moving.day_of(request, row),
    }
    return show(request, "move", context, here="today", status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@desk
def cancel(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    row = found(queries.booking(request.actor, booking_id))
    form = Cancel(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(
                booking=row,
                reason=form.words(),
                for_person=form.is_theirs,
                by=request.actor,
                now=request.now,
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            messages.success(request, f"The visit of {row.patient.name} is cancelled, and we write to them.")
            return redirect(moving.day_of(request, row))
    context = {"booking": row, "form": form, "back": moving.day_of(request, row)}
    return show(request, "cancel", context, here="today", status=422 if form.is_bound else 200)
