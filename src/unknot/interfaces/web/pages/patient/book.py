"""Booking a visit: safety questions where there are none yet, then a service, a time, a name."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from unknot.interfaces.web.forms.book import Details
from unknot.interfaces.web.pages.patient import times
from unknot.interfaces.web.pages.patient.door import PersonRequest, decided, last_decided, person
from unknot.journey.book import actions, holding, queries
from unknot.journey.book.facts import cancel_hours_of
from unknot.journey.book.models import Booking, Service
from unknot.journey.book.refusing import refuse_online
from unknot.journey.check.models import Check
from unknot.journey.check.queries import refusal_to_book
from unknot.journey.language import spoken
from unknot.journey.people.access import visitor
from unknot.journey.refusals import Refusal

NEW = "just_booked"
# In the session: what shows that a time is held for this device.
HOLDER = "holder"


@require_GET
@person
def start(request: PersonRequest) -> HttpResponse:
    """With a check from this device that still holds: its services. Otherwise the safety questions first."""
    check = last_decided(request)
    if check and refusal_to_book(check, hands_on=False, now=request.now) is None:
        return redirect("book", check.token)
    return render(request, "web/patient/book_start.html", {"check": check})


@require_GET
@person
def services(request: PersonRequest, token: str) -> HttpResponse:
    check = decided(request, token)
    refusal = refusal_to_book(check, hands_on=False, now=request.now)
    if refusal:
        return refused(request, check, refusal)
    offered = queries.services_for(request.clinic, check)
    context = {"check": check, "services": offered}
    return render(request, "web/patient/services.html", context)


@require_http_methods(["GET", "POST"])
@person
def choose(request: PersonRequest, token: str, slug: str) -> HttpResponse:
    """Free times; the one that is chosen is kept for this device while the form is filled."""
    check = decided(request, token)
    service = service_of(request, slug)
    refusal = refusal_to_book(check, hands_on=service.hands_on, now=request.now)
    if refusal:
        return refused(request, check, refusal)
    try:
        refuse_online(service, visitor(request.clinic))
    except Refusal as elsewhere:
        return refused(request, check, elsewhere)
    if request.method == "POST" and times.start(request.POST):
        try:
            return _keep(request, check, service)
        except Refusal as gone:
            return _times(request, check, service, gone)
    return _times(request, check, service)


def _keep(request: PersonRequest, check: Check, service: Service) -> HttpResponse:
    """Holds the time that was chosen and goes on to the form; where no more can be held, without."""
    at, wanted = times.start(request.POST), times.practitioner(service, request.POST)
    where = times.place(queries.places_for(service), request.POST)
    if at is None:
        raise ValueError("no time was chosen")
    try:
        holding.hold(
            clinic=request.clinic,
            service=service,
            starts_at=at,
            practitioner=wanted,
            location=where,
            secret=request.session.setdefault(HOLDER, token_urlsafe(24)),
            check=check,
            by=visitor(request.clinic),
            now=request.now,
            address=request.address,
        )
    except Refusal as refusal:
        if refusal.code != "too_many_holds":
            raise
    chosen = {"start": at.isoformat(), **({"with": str(wanted.pk)} if wanted else {})}
    chosen |= {"at": str(where.pk)} if where else {}
    address = reverse("book-details", args=[check.token, service.slug])
    return redirect(f"{address}?{urlencode(chosen)}")


def _times(
    request: PersonRequest, check: Check, service: Service, refusal: Refusal | None = None
) -> HttpResponse:
    week = times.week(request, service)
    context = {
        "check": check,
        "week": week,
        "zone": week.place.zone if week.place else request.clinic.zone,
        "cancel_hours": cancel_hours_of(service),
        "refusal": refusal,
        "nearest": refusal.details.get("nearest", []) if refusal else [],
    }
    return render(request, "web/patient/times.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
@person
def details(request: PersonRequest, token: str, slug: str) -> HttpResponse:
    check = decided(request, token)
    service = service_of(request, slug)
    sent = request.POST if request.method == "POST" else request.GET
    at = times.start(sent)
    if at is None:
        return redirect("book-times", token, slug)
    form = Details(request.POST or None, clinic=request.clinic)
    places = queries.places_for(service)
    where = times.place(places, sent) or (places[0] if len(places) == 1 else None)
    context = {
        "check": check,
        "service": service,
        "at": at,
        "wanted": times.practitioner(service, sent),
        "form": form,
        "place": where,
        "several": len(places) > 1,
        "zone": where.zone if where else request.clinic.zone,
        "cancel_hours": cancel_hours_of(service),
        "kept": _kept(request, service, at),
    }
    if request.method == "GET" or not form.is_valid():
        return render(request, "web/patient/details.html", context, status=422 if form.is_bound else 200)
    try:
        booking = _book(request, context)
    except Refusal as refusal:
        return _explained(request, context, refusal)
    request.session[NEW] = str(booking.pk)
    return redirect("booking", queries.manage_token(booking))


def _book(request: PersonRequest, chosen: dict[str, Any]) -> Booking:
    return actions.book(
        clinic=request.clinic,
        service=chosen["service"],
        starts_at=chosen["at"],
        practitioner=chosen["wanted"],
        location=chosen["place"],
        check=chosen["check"],
        by=visitor(request.clinic),
        now=request.now,
        language=spoken(),
        secret=request.session.get(HOLDER, ""),
        **chosen["form"].cleaned_data,
    )


def _kept(request: PersonRequest, service: Service, at: datetime) -> dict[str, object] | None:
    """Until when the time is kept for this device, and for how many seconds more."""
    secret = request.session.get(HOLDER, "")
    until = holding.is_kept(request.clinic, secret, service, at, now=request.now)
    return {"until": until, "seconds": int((until - request.now).total_seconds())} if until else None


def _explained(request: PersonRequest, context: dict[str, Any], refusal: Refusal) -> HttpResponse:
    """The form again, with the words beside the field, and the nearest free times where the seat is gone."""
    form: Details = context["form"]
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.words)
    context |= {
        "refusal": refusal,
        "is_taken": refusal.code in ("taken", "past", "lead_time", "horizon", "overlap"),
        "nearest": refusal.details.get("nearest", []),
    }
    return render(request, "web/patient/details.html", context, status=409)


def refused(request: PersonRequest, check: Check, refusal: Refusal) -> HttpResponse:
    context = {"check": check, "refusal": refusal}
    return render(request, "web/patient/not_bookable.html", context, status=409)


def service_of(request: PersonRequest, slug: str) -> Service:
    service = queries.service(request.clinic, slug)
    if service is None:
        raise Http404
    return service
