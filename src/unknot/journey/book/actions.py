"""Taking, moving and giving back a seat. Each action is one transaction with one event; who comes second is
refused by the unique constraint of the claims and told the nearest starts that are free."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.journey.book.attendance import is_late
from unknot.journey.book.facts import need_of
from unknot.journey.book.letters import write_to
from unknot.journey.book.models import HOLDING, Booking, BookingStatus, Claim, Service
from unknot.journey.book.queries import (
    earliest,
    is_within_horizon,
    may_change,
)
from unknot.journey.book.reminding import plan, require_number
from unknot.journey.book.seating import seat
from unknot.journey.check.actions import name_patient
from unknot.journey.check.alerting import heed
from unknot.journey.check.models import Check
from unknot.journey.check.queries import closed_episode, refusal_to_book
from unknot.journey.outbox.actions import withdraw
from unknot.journey.people.access import Actor, require
from unknot.journey.people.actions import register_patient
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH
from unknot.scheduling.ticks import TICK, instant_of, tick_of

NOTE_LENGTH = 2000


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
    reason: str = "",
    language: str = "",
    remind_by: str = "",
    zone: str = "",
) -> Booking:
    """A seat for a registered patient, or for whoever gives a name and an address or a number. The check must
    leave the service open; without one a clinician needs a reason. Letters are written in `language`, or in
    that of the check; reminders come as `remind_by` says, or as the person wishes for all their visits."""
    require(by, "book.book", clinic.pk)
    _refuse_unclear(clinic, service, patient, note, by)
    start = _start(service, starts_at, by, now)
    _gate(service, check, by, now, reason)
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
        _refuse_closed(who, clinic)
        if check and check.episode:
            name_patient(episode=check.episode, patient=who, by=by, now=now)
        booking = Booking(
            clinic=clinic,
            patient=who,
            service=service,
            **_times(start, need_of(service).ticks),
            from_check=check,
            episode=check.episode if check else None,
            note=note.strip(),
            created_at=now,
            language=language or (check.language if check else ENGLISH),
            remind_by=remind_by,
        )
        require_number(booking)
        seat(booking, practitioner, by, now)
        _heed(booking, by, now)
        _tell("book.booked", booking, by, now, reason=reason)
        write_to(booking, "booked", now)
        plan(booking=booking, now=now)
    return booking


def move(
    *,
    booking: Booking,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    practitioner: Practitioner | None = None,
) -> Booking:
    """Another start for the same visit: the new seat is claimed before the old one goes. With the same
    practitioner where they are free, unless another is named."""
    require(by, "book.move", booking.clinic_id, booking)
    with transaction.atomic():
        current = _standing(booking, by, now)
        before, was = snapshot(current), current.starts_at
        start = _start(current.service, starts_at, by, now)
        _refuse_closed(current.patient, current.clinic)
        current.starts_at = instant_of(start)
        current.ends_at = current.starts_at + current.ticks * TICK
        current.start_tick = start
        current.sequence += 1
        current.confirmed_at = None
        seat(current, practitioner or current.practitioner, by, now, or_anyone=practitioner is None)
        _tell("book.moved", current, by, now, before=before)
        withdraw(subject=current, now=now)
        write_to(current, "moved", now, was_starts_at=was.isoformat())
        plan(booking=current, now=now)
    return current


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
        _tell("book.cancelled", current, by, now, before=before, reason=reason.strip())
        if current.cancelled_late:
            _tell("book.cancelled_late", current, by, now)
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
        _tell(f"book.{status}", current, by, now, before=before)
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


def _times(start: int, ticks: int) -> dict[str, Any]:
    """The columns of a booking that say when."""
    at = instant_of(start)
    return {"starts_at": at, "ends_at": at + ticks * TICK, "start_tick": start, "ticks": ticks}


def _refuse_unclear(clinic: Clinic, service: Service, patient: Patient | None, note: str, by: Actor) -> None:
    if service.clinic_id != clinic.pk:
        raise Refusal("not_found", _("This clinic does not offer that service."), field="service")
    if len(note) > NOTE_LENGTH:
        words = _("Please keep the note under %(n)s characters.") % {"n": NOTE_LENGTH}
        raise Refusal("note_too_long", words, field="note")
    if patient is not None and by.kind == "person":
        # A visitor says who they are; they cannot point at somebody's record.
        words = _("Please give your name, and an e-mail address or a phone number.")
        raise Refusal("not_allowed", words)


def _start(service: Service, starts_at: datetime, by: Actor, now: datetime) -> int:
    """The tick of a start that may be asked for at all; whether it is free is for the claims to say."""
    if starts_at.tzinfo is None:
        raise ValueError("a start needs a time zone")
    start = tick_of(starts_at)
    if instant_of(start) != starts_at:
        raise Refusal("off_grid", _("Visits start at full five minutes."), field="starts_at")
    if starts_at < now:
        raise Refusal("past", _("This time has passed. Please choose a later one."), field="starts_at")
    if start < earliest(service, now, for_staff=by.kind == "staff"):
        words = _("This is too soon to book online. Please choose a later time, or call the clinic.")
        raise Refusal("lead_time", words, field="starts_at")
    if not is_within_horizon(service, start, now):
        words = _("Visits can be booked up to %(days)s days ahead. Please choose an earlier time.") % {
            "days": service.horizon_days
        }
        raise Refusal("horizon", words, field="starts_at")
    return start


def _gate(service: Service, check: Check | None, by: Actor, now: datetime, reason: str) -> None:
    """A check must open the service. Without one only who may override, and says why."""
    if check is None:
        if by.kind == "system":
            return
        if by.kind == "person":
            words = _("Please answer a few questions about warning signs first. It takes two minutes.")
            raise Refusal("check_first", words)
        require(by, "book.override", service.clinic_id)
        if not reason.strip():
            words = "Please write why this visit is booked without the questions about warning signs."
            raise Refusal("reason_missing", words, field="reason")
        return
    if check.clinic_id != service.clinic_id:
        raise Refusal("not_found", _("These answers belong to another clinic."))
    refusal = refusal_to_book(check, hands_on=service.hands_on, now=now)
    if refusal:
        raise refusal


def _refuse_closed(patient: Patient, clinic: Clinic) -> None:
    """An urgent answer closes booking for the person, not only for the check it was given in."""
    if closed_episode(patient):
        words = _(
            "Earlier answers held a warning sign. Before a visit can be booked, a clinician must speak with "
            "this person. Please call us: %(phone)s."
        ) % {"phone": clinic.phone}
        raise Refusal("booking_closed", words)


def _standing(booking: Booking, by: Actor, now: datetime) -> Booking:
    current = _locked(booking)
    if not current.is_standing:
        raise Refusal("not_standing", _("This visit can no longer be changed."))
    if by.kind == "person" and not may_change(current, now=now):
        hours = current.clinic.cancel_hours
        words = _(
            "Changes online are possible until %(hours)s hours before the visit. Please call us: %(phone)s."
        ) % {"hours": hours, "phone": current.clinic.phone}
        raise Refusal("too_late", words)
    return current


def _locked(booking: Booking) -> Booking:
    found = Booking.objects.select_for_update(of=("self",)).select_related(
        "clinic", "patient", "service__clinic", "practitioner", "room"
    )
    return found.get(id=booking.id)


def _tell(
    kind: str,
    booking: Booking,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    write(
        clinic_id=booking.clinic_id,
        kind=kind,
        subject=booking,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(booking),
        data={"starts_at": booking.starts_at, "service": booking.service.slug},
    )
