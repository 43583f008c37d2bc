"""Taking, moving and giving back a seat. Each action is one transaction with one event; who comes second is
refused by the unique constraint of the claims and told the nearest starts that are free."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.journey.book.attendance import is_late
from unknot.journey.book.events import tell
from unknot.journey.book.facts import cancel_hours_of
from unknot.journey.book.holding import asked_at, of
from unknot.journey.book.letters import write_to
from unknot.journey.book.models import HOLDING, Booking, BookingStatus, Claim, Hold, Location, Service
from unknot.journey.book.overbooking import refuse_despite, seat_despite
from unknot.journey.book.queries import may_change
from unknot.journey.book.refusing import gate, refuse_closed, refuse_stranger, refuse_unclear, start_of
from unknot.journey.book.reminding import plan, require_number
from unknot.journey.book.seating import fresh, seat
from unknot.journey.check.actions import name_patient
from unknot.journey.check.alerting import heed
from unknot.journey.check.models import Check
from unknot.journey.outbox.actions import withdraw
from unknot.journey.people.access import Actor, require
from unknot.journey.people.actions import register_patient
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import TICK, instant_of


def book(
    *,
    clinic: Clinic,
    service: Service,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    check: Check | None = None,
    patient: Patient | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
    note: str = "",
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    reason: str = "",
    despite: str | None = None,
    language: str = "",
    remind_by: str = "",
    zone: str = "",
    secret: str = "",
) -> Booking:
    """A seat for a registered patient, or for whoever gives a name and an address or a number; the one that
    is held for whoever has the `secret`, if it still is. The check must leave the service open; without
    one a clinician needs a reason. Letters are written in `language`, or in that of the check; reminders
    come as `remind_by` says, or as the person wishes for all their visits. `despite` is the reason for
    booking against the calendar; None is not doing so."""
    require(by, "book.book", clinic.pk)
    refuse_unclear(clinic, service, patient, note, by)
    if despite is not None:
        refuse_despite(clinic, practitioner, despite, by)
    held = of(clinic, secret)
    start = start_of(service, starts_at, by, asked_at(held, service, starts_at, now), location)
    gate(service, check, by, now, reason)
    with transaction.atomic():
        who = patient or register_patient(
            clinic=clinic,
            name=name,
            email=email,
            phone=phone,
            zone=zone,
            remind_by=remind_by,
            by=by,
            now=now,
        )
        refuse_closed(who, clinic)
        refuse_stranger(service, who, by)
        if check and check.episode:
            name_patient(episode=check.episode, patient=who, by=by, now=now)
        booking = fresh(service, who, start, check, now)
        booking.note, booking.remind_by = note.strip(), remind_by
        booking.language = language or booking.language
        require_number(booking)
        if despite is not None and practitioner is not None:
            seat_despite(booking, practitioner, despite, location, now)
        else:
            seat(booking, practitioner, by, now, location=location, held=held)
        _settled(booking, by, now, reason)
    return booking


def book_held(
    *, held: Hold, patient: Patient, check: Check | None, language: str, by: Actor, now: datetime
) -> Booking:
    """The visit that was held for this patient. Part of a transaction that has asked whether it may be."""
    booking = fresh(held.service, patient, held.start_tick, check, now)
    booking.language = language
    seat(booking, held.practitioner, by, now, held=held)
    _settled(booking, by, now)
    return booking


def move(
    *,
    booking: Booking,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
) -> Booking:
    """Another start for the same visit: the new seat is claimed before the old one goes. With the same
    practitioner where they are free, unless another is named; at the same location, unless another is."""
    require(by, "book.move", booking.clinic_id, booking)
    with transaction.atomic():
        current = _standing(booking, by, now)
        place = location or current.location
        start = start_of(current.service, starts_at, by, now, place)
        refuse_closed(current.patient, current.clinic)
        return _resettled(
            current,
            start,
            practitioner or current.practitioner,
            by,
            now,
            or_anyone=practitioner is None,
            location=place,
        )


def move_to_held(*, booking: Booking, held: Hold, by: Actor, now: datetime) -> Booking:
    """The visit at the time that was held for it. Part of a transaction that has asked whether it may be; the
    clinic itself has offered the time, so its limit for changes does not stand in the way."""
    current = _locked(booking)
    if not current.is_standing:
        raise Refusal("not_standing", _("This visit can no longer be changed."))
    return _resettled(current, held.start_tick, held.practitioner, by, now, held=held)


def cancel(
    *, booking: Booking, by: Actor, now: datetime, reason: str = "", for_person: bool = False
) -> Booking:
    """Gives the seat back. The holder of the link may until the clinic's limit, staff at any time; whether
    it was the person who could not come (`for_person`) decides whether a late one is counted as theirs."""
    require(by, "book.cancel", booking.clinic_id, booking)
    with transaction.atomic():
        current = _standing(booking, by, now)
        before = snapshot(current)
        Claim.objects.filter(booking=current).delete()
        current.status = BookingStatus.CANCELLED
        current.sequence += 1
        current.cancelled_late = (for_person or by.kind == "person") and is_late(current, now=now)
        current.save()
        tell("book.cancelled", current, by, now, before=before, reason=reason.strip())
        if current.cancelled_late:
            tell("book.cancelled_late", current, by, now)
        withdraw(subject=current, now=now)
        write_to(current, "cancelled", now, reason=reason.strip())
    return current


def mark(*, booking: Booking, status: str, by: Actor, now: datetime) -> Booking:
    """Arrived, did not come, or neither after all."""
    require(by, "book.mark", booking.clinic_id, booking)
    if status not in HOLDING:
        words = "Right would be: booked, arrived or no_show. To take a visit out of the calendar, cancel it."
        raise Refusal("status", words, field="status")
    with transaction.atomic():
        current = _locked(booking)
        if current.status == BookingStatus.CANCELLED:
            raise Refusal("cancelled", "This visit was cancelled. Please book a new one.")
        if status == BookingStatus.NO_SHOW and now < current.starts_at:
            words = "The visit has not begun yet. If the person has told you, cancel it instead."
            raise Refusal("not_yet", words)
        before = snapshot(current)
        current.status = status
        current.save(update_fields=["status"])
        tell(f"book.{status}", current, by, now, before=before)
    return current


def _settled(booking: Booking, by: Actor, now: datetime, reason: str = "") -> None:
    """What follows when a new booking has its seat."""
    _heed(booking, by, now)
    tell("book.booked", booking, by, now, reason=reason)
    write_to(booking, "booked", now)
    plan(booking=booking, now=now)


def _resettled(
    current: Booking,
    start: int,
    practitioner: Practitioner,
    by: Actor,
    now: datetime,
    *,
    or_anyone: bool = False,
    location: Location | None = None,
    held: Hold | None = None,
) -> Booking:
    """The booking at another start; what is told of it follows. The event keeps what has come free."""
    before, was = snapshot(current), current.starts_at
    freed = {name: before[name] for name in ("starts_at", "ends_at", "practitioner_id", "session_id")}
    current.starts_at = instant_of(start)
    current.ends_at = current.starts_at + current.ticks * TICK
    current.start_tick = start
    current.sequence += 1
    current.confirmed_at = None
    current.exception = current.exception_reason = ""
    seat(current, practitioner, by, now, or_anyone=or_anyone, location=location, held=held)
    tell("book.moved", current, by, now, before=before, freed=freed)
    withdraw(subject=current, now=now)
    write_to(current, "moved", now, was_starts_at=was.isoformat())
    plan(booking=current, now=now)
    return current


def _heed(booking: Booking, by: Actor, now: datetime) -> None:
    """A warning sign in the note takes nothing back: the visit stands, and the desk hears of it at once."""
    episode = heed(
        words=booking.note,
        where="a booking note",
        clinic=booking.clinic,
        episode=booking.episode,
        patient=booking.patient,
        by=by,
        now=now,
    )
    if episode and booking.episode_id != episode.pk:
        booking.episode = episode
        booking.save(update_fields=["episode"])


def _standing(booking: Booking, by: Actor, now: datetime) -> Booking:
    current = _locked(booking)
    if not current.is_standing:
        raise Refusal("not_standing", _("This visit can no longer be changed."))
    if by.kind == "person" and not may_change(current, now=now):
        hours = cancel_hours_of(current.service)
        words = _(
            "Changes online are possible until %(hours)s hours before the visit. Please call us: %(phone)s."
        ) % {"hours": hours, "phone": current.clinic.phone}
        raise Refusal("too_late", words)
    return current


def _locked(booking: Booking) -> Booking:
    found = Booking.objects.select_for_update(of=("self",)).select_related(
        "clinic", "patient", "service__clinic", "practitioner", "room__location"
    )
    return found.get(id=booking.id)
