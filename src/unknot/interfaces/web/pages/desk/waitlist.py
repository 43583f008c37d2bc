"""The waiting list at the desk: who waits, for what, what they were offered until when; offering by hand,
taking offers back, answering for somebody on the phone, putting somebody on the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.clinical.urgency import Tier
from unknot.interfaces.web.forms.wait import Wishes
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.times import start_of
from unknot.interfaces.web.templatetags.desk import moment
from unknot.interfaces.web.wished import wished
from unknot.journey.book import queries, queues, waitlist, waitlist_offers
from unknot.journey.book.models import Offer, Service, WaitlistEntry
from unknot.journey.people import queries as people
from unknot.journey.people.models import Patient
from unknot.journey.refusals import Refusal
from unknot.scheduling.waitlist import Seat

SHOWN = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One who waits, as the page shows them; `offer` is the open one, `past` are those before."""

    entry: WaitlistEntry
    wished: Sequence[str]
    offer: Offer | None
    past: Sequence[Offer]
    is_urgent: bool


@desk
def waiting_list(request: DeskRequest) -> HttpResponse:
    rows = [_row(entry, request.now) for entry in queues.entries(request.actor)]
    offered = sum(row.offer is not None for row in rows)
    return show(request, "waitlist", {"rows": rows, "offered": offered}, here="waitlist")


@require_http_methods(["GET", "POST"])
@desk
def entry(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Offering one of the free times that suit them."""
    row = found(queues.entry(request.actor, entry_id))
    problem = ""
    if request.method == "POST":
        try:
            made = _offer(request, row)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            problem = refusal.words
        else:
            until = moment(made.answer_by, request.clinic.zone)
            messages.success(request, f"Offered to {row.patient.name}, and kept for them until {until}.")
            return redirect("desk-waitlist")
    shown = _row(row, request.now)
    waits = row.status == "waiting" and shown.offer is None
    seats = queues.fitting(row, now=request.now, limit=SHOWN) if waits else []
    names = {one.pk: one.name for one in queries.practitioners(request.actor)}
    context = {
        "row": shown,
        "days": _by_day(seats, names, request.clinic.zone),
        "waits": waits,
        "problem": problem,
    }
    return show(request, "waitlist_entry", context, here="waitlist", status=409 if problem else 200)


@require_POST
@desk
def leave(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    row = found(queues.entry(request.actor, entry_id))
    waitlist.leave_waitlist(entry=row, by=request.actor, now=request.now)
    messages.success(request, f"{row.patient.name} is off the waiting list.")
    return redirect("desk-waitlist")


@require_POST
@desk
def answer(request: DeskRequest, offer_id: UUID) -> HttpResponse:
    """What somebody says on the phone, or the clinic taking its offer back."""
    row = found(queues.offer(request.actor, offer_id))
    name, said = row.entry.patient.name, request.POST.get("answer", "")
    doing: dict[str, tuple[Callable[..., object], str]] = {
        "yes": (waitlist_offers.accept, f"{name} has the time now."),
        "no": (waitlist_offers.refuse, f"{name} keeps their place; the time goes to the next in line."),
        "back": (
            waitlist_offers.withdraw_offer,
            "The offer is taken back; the time goes to the next in line.",
        ),
    }
    if said in doing:
        act, words = doing[said]
        try:
            act(offer=row, by=request.actor, now=request.now)
            messages.success(request, words)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            messages.error(request, _refused(refusal))
    return redirect("desk-waitlist")


@require_http_methods(["GET", "POST"])
@desk
def join(request: DeskRequest, patient_id: UUID) -> HttpResponse:
    """Somebody who is known wants a time that is not free: for a service, chosen on the same page."""
    patient = found(people.patient(request.actor, patient_id))
    services = queries.services_for(request.clinic, None, for_staff=True)
    service = _service(request, services)
    form = Wishes(sent(request), practitioners=queries.practitioners_for(service) if service else ())
    if request.method == "POST" and service and form.is_valid():
        try:
            _join(request, patient, service, form)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            form.add_error(None, refusal.words)
        else:
            messages.success(request, f"{patient.name} is on the waiting list for {service.name}.")
            return redirect("desk-waitlist")
    context = {"patient": patient, "services": services, "service": service, "form": form}
    return show(request, "waitlist_join", context, here="waitlist", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk
def earlier(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    """Somebody on the phone would rather come earlier than they are booked."""
    row = found(queries.booking(request.actor, booking_id))
    form = Wishes(sent(request), practitioners=queries.practitioners_for(row.service))
    if request.method == "POST" and form.is_valid():
        try:
            waitlist.wish_earlier(
                booking=row,
                by=request.actor,
                now=request.now,
                wishes=form.wishes(),
                practitioner=form.wanted(),
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            form.add_error(None, refusal.words)
        else:
            messages.success(request, f"{row.patient.name} is on the list for an earlier time.")
            return redirect("desk-waitlist")
    context = {"booking": row, "patient": row.patient, "service": row.service, "form": form}
    return show(request, "waitlist_join", context, here="waitlist", status=422 if form.errors else 200)


def _offer(request: DeskRequest, row: WaitlistEntry) -> Offer:
    chosen, _, who = request.POST.get("start", "").partition("|")
    starts_at = start_of(chosen)
    staff = queries.practitioners_for(row.service)
    practitioner = next((one for one in staff if str(one.pk) == who), None)
    if practitioner is None:
        raise Refusal("no_time", "Choose one of the times.", field="start")
    return waitlist_offers.offer(
        entry=row, practitioner=practitioner, starts_at=starts_at, by=request.actor, now=request.now
    )


def _join(request: DeskRequest, patient: Patient, service: Service, form: Wishes) -> WaitlistEntry:
    return waitlist.join_waitlist(
        clinic=request.clinic,
        service=service,
        patient=patient,
        by=request.actor,
        now=request.now,
        wishes=form.wishes(),
        practitioner=form.wanted(),
    )


def _row(row: WaitlistEntry, now: datetime) -> Row:
    offers = list(row.offers.all())
    open_ = next((one for one in offers if one.status == "open" and now < one.answer_by), None)
    return Row(
        entry=row,
        wished=wished(queues.wishes_of(row)),
        offer=open_,
        past=[one for one in offers if one is not open_],
        is_urgent=row.urgency >= Tier.SEE_PHYSICIAN_SOON,
    )


def _by_day(
    seats: Sequence[Seat], names: dict[UUID, str], zone: str
) -> list[tuple[str, list[dict[str, object]]]]:
    days: dict[str, list[dict[str, object]]] = {}
    for seat in seats:
        day = moment(seat.starts_at, zone).rpartition(",")[0]
        value = f"{seat.starts_at.isoformat()}|{seat.practitioner}"
        one = {"value": value, "at": seat.starts_at, "name": names.get(seat.practitioner, "")}
        days.setdefault(day, []).append(one)
    return list(days.items())


def _service(request: DeskRequest, services: Sequence[Service]) -> Service | None:
    slug = request.POST.get("service") or request.GET.get("service") or ""
    return next((one for one in services if one.slug == slug), services[0] if services else None)


def _refused(refusal: Refusal) -> str:
    if refusal.code in ("stale", "check_first", "not_decided"):
        return "The questions about warning signs must be answered first: take the call, then answer here."
    return refusal.words
