"""What is refused before a seat is looked for, in words that say what to do instead: a start that cannot be
asked for, a service that is not for whoever asks, a check that does not open it."""

from datetime import datetime

from django.utils.translation import gettext as _

from unknot.journey.book.models import BookableBy, Booking, BookingStatus, Location, Service
from unknot.journey.book.queries import earliest, is_within_horizon
from unknot.journey.check.models import Check
from unknot.journey.check.queries import closed_episode, refusal_to_book
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import instant_of, tick_of

NOTE_LENGTH = 2000


def refuse_unclear(clinic: Clinic, service: Service, patient: Patient | None, note: str, by: Actor) -> None:
    if service.clinic_id != clinic.pk:
        raise Refusal("not_found", _("This clinic does not offer that service."), field="service")
    if len(note) > NOTE_LENGTH:
        words = _("Please keep the note under %(n)s characters.") % {"n": NOTE_LENGTH}
        raise Refusal("note_too_long", words, field="note")
    refuse_online(service, by)
    if patient is not None and by.kind == "person":
        # A visitor says who they are; they cannot point at somebody's record.
        words = _("Please give your name, and an e-mail address or a phone number.")
        raise Refusal("not_allowed", words)


def refuse_online(service: Service, by: Actor) -> None:
    """What only the desk or a plan books is not for the web, and the words say how to come by it."""
    if by.kind != "person" or service.bookable_by not in (BookableBy.DESK, BookableBy.PLAN):
        return
    phone = {"phone": service.clinic.phone}
    if service.bookable_by == BookableBy.PLAN:
        words = _(
            "This visit is part of a plan that your clinician makes with you. Please book another kind of "
            "visit first, or call us: %(phone)s."
        )
        raise Refusal("plan_only", words % phone, field="service")
    words = _("This visit cannot be booked online. Please call us: %(phone)s.")
    raise Refusal("not_online", words % phone, field="service")


def start_of(
    service: Service, starts_at: datetime, by: Actor, now: datetime, location: Location | None = None
) -> int:
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
    if not is_within_horizon(service, start, now, location):
        words = _("Visits can be booked up to %(days)s days ahead. Please choose an earlier time.") % {
            "days": service.horizon_days
        }
        raise Refusal("horizon", words, field="starts_at")
    return start


def gate(service: Service, check: Check | None, by: Actor, now: datetime, reason: str) -> None:
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


def refuse_closed(patient: Patient, clinic: Clinic) -> None:
    """An urgent answer closes booking for the person, not only for the check it was given in."""
    if closed_episode(patient):
        words = _(
            "Earlier answers held a warning sign. Before a visit can be booked, a clinician must speak with "
            "this person. Please call us: %(phone)s."
        ) % {"phone": clinic.phone}
        raise Refusal("booking_closed", words)


def refuse_stranger(service: Service, patient: Patient, by: Actor) -> None:
    """On the web some services are for people who have been here, and some for a first visit alone."""
    if by.kind != "person" or service.bookable_by not in (BookableBy.NEW, BookableBy.RETURNING):
        return
    was_here = Booking.objects.filter(patient=patient, status=BookingStatus.ARRIVED).exists()
    phone = {"phone": service.clinic.phone}
    if service.bookable_by == BookableBy.RETURNING and not was_here:
        words = _(
            "This visit is for people who have been here before, under the name and address that we know. "
            "Please choose a first visit, or call us: %(phone)s."
        )
        raise Refusal("returning_only", words % phone, field="service")
    if service.bookable_by == BookableBy.NEW and was_here:
        words = _(
            "This is a first visit, and you have been here before. Please choose another kind of visit, or "
            "call us: %(phone)s."
        )
        raise Refusal("new_only", words % phone, field="service")
