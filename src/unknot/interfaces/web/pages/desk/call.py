"""Taking a call: the warning signs read out loud, how urgent it is, and a seat; two pages, under a minute."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.forms.desk import Caller, Seat
from unknot.interfaces.web.pages.desk import seating
from unknot.interfaces.web.pages.desk.asking import added, answers_from, groups
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.wish import wish
from unknot.interfaces.web.templatetags.desk import moment
from unknot.journey.check import actions, queries
from unknot.journey.check.models import Check, CheckChannel, CheckForm
from unknot.journey.people import queries as people
from unknot.journey.people.access import may
from unknot.journey.people.models import Patient
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge


@require_http_methods(["GET", "POST"])
@desk
def call(request: DeskRequest) -> HttpResponse:
    patient = _patient(request)
    if request.method == "GET":
        known = {"name": patient.name, "phone": patient.phone} if patient else {}
        fresh = Caller(initial=known)
        fresh.focus_first()
        return _asking(request, fresh, patient)
    form = Caller(request.POST)
    if form.is_valid() and not answers_from(request.POST):
        form.add_error(None, "Nothing has been answered yet. Read the questions out, a group at a time.")
    if not form.is_valid():
        return _asking(request, form, patient)
    try:
        if added(request.POST):
            return _asking(request, form, patient)
        check = _decided(request, answers_from(request.POST), form.cleaned_data)
    except Refusal as refusal:
        if refusal.code != "invalid_answers":
            raise
        return _asking(request, form, patient, {key: str(words) for key, words in refusal.details.items()})
    seating.remember(request, check, patient)
    wished = wish(request)
    return redirect(reverse("desk-seat", args=[check.id]) + (f"?{wished.query}" if wished else ""))


@require_http_methods(["GET", "POST"])
@desk
def seat(request: DeskRequest, check_id: UUID) -> HttpResponse:
    check = found(queries.check(request.actor, check_id))
    chosen = seating.choices(request, check)
    known = seating.known_of(check, seating.caller(request, check))
    form = Seat(sent(request), initial={**known, "start": seating.wanted(request)})
    if request.method == "POST" and form.is_valid():
        try:
            booking = seating.book(request, check, chosen, form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            seating.explain(form, refusal)
        else:
            messages.success(
                request, f"Booked: {booking.patient.name}, {moment(booking.starts_at, booking.zone)}."
            )
            return redirect("desk-booking", booking.id)
    context = {
        **seating.advice(request, check),
        "check": check,
        "chosen": chosen,
        "form": form,
        "may_overbook": may(request.actor, "book.overbook", request.clinic.pk),
        **seating.times(request, chosen),
    }
    return show(request, "seat", context, here="call", status=422 if form.is_bound else 200)


def _asking(
    request: DeskRequest, form: Caller, patient: Patient | None, wrong: Mapping[str, str] | None = None
) -> HttpResponse:
    known, wished = knowledge(), wish(request)
    words = request.GET.get("q", "").strip()[:200]
    asked = groups(sent(request) or QueryDict(), wrong or {})
    context = {
        "form": form,
        "patient": patient,
        "groups": asked,
        "added": [
            (one.question.id, one.question.ask) for group in asked for one in group.items if one.is_added
        ],
        "route": known.routes["emergency_now"],
        "wrong": wrong,
        "q": words,
        "wish": wished,
        "zone": wished.place.zone if wished and wished.place else request.clinic.zone,
        "people": people.find_patients(request.actor, words),
    }
    return show(request, "call", context, here="call", status=422 if wrong or form.errors else 200)


def _decided(request: DeskRequest, said: Mapping[str, object], caller: Mapping[str, str]) -> Check:
    by, now = request.actor, request.now
    check = actions.begin(
        clinic=request.clinic,
        by=by,
        now=now,
        channel=CheckChannel.PHONE,
        form=CheckForm.SHORT,
        contact_name=caller["name"],
        contact_phone=caller["phone"],
    )
    check = actions.answer(check=check, answers=said, by=by, now=now)
    return actions.decide(check=check, by=by, now=now)


def _patient(request: DeskRequest) -> Patient | None:
    wanted = request.POST.get("patient") or request.GET.get("patient") or ""
    try:
        return people.patient(request.actor, UUID(wanted))
    except ValueError:
        return None
