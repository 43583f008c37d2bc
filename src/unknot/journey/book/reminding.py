"""Reminders of a visit: queued with the booking, withdrawn and queued anew with every change, asked once more
right before they leave. When they go out is the rule of scheduling/reminders.py."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.journey.book.facts import told, zone_of
from unknot.journey.book.links import short_token
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.book.queries import manage_token, may_change
from unknot.journey.outbox.actions import is_still_to_send, postpone, queue, take_back, withdraw
from unknot.journey.outbox.models import Channel, Message, Status
from unknot.journey.people.access import Actor, require
from unknot.journey.people.actions import TEXTING, prefer_reminders
from unknot.journey.people.models import Patient, RemindBy
from unknot.journey.people.numbers import international
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.scheduling.reminders import QuietHours, after_quiet, is_quiet, send_times

KIND = "reminder"
# A reminder that leaves this much after its time gives way to the next one of the visit, if that is due too.
STALE = timedelta(minutes=30)


def plan(*, booking: Booking, now: datetime) -> list[Message]:
    """Queues the reminders of a booking that stands; part of the transaction that makes or moves it. None
    whose moment has passed, none without consent, each once however often this is called."""
    if booking.status != BookingStatus.BOOKED:
        return []
    quiet, zone = quiet_of(booking), person_zone(booking)
    return [
        _queue(booking, channel, to, minutes, at, now)
        for channel, to in addresses(booking).items()
        for minutes, at in send_times(
            booking.starts_at, booking.service.reminders.get(channel, ()), quiet, zone, now=now
        ).items()
    ]


def addresses(booking: Booking) -> dict[str, str]:
    """Where this visit's reminders go, by channel. Who wants texts and has no number that can get them is
    reminded by e-mail instead."""
    patient = booking.patient
    way = booking.remind_by or patient.remind_by
    agreed = booking.remind_by in TEXTING or patient.texts_agreed_at is not None
    number = international(patient.phone, booking.clinic.country) if agreed and way in TEXTING else ""
    wants_email = way in (RemindBy.EMAIL, RemindBy.BOTH) or (way == RemindBy.SMS and not number)
    found = {Channel.EMAIL.value: patient.email if wants_email else "", Channel.SMS.value: number}
    return {channel: to for channel, to in found.items() if to}


def planned(booking: Booking) -> list[Message]:
    """What still waits to be sent, earliest first."""
    found = Message.objects.filter(
        subject_type=booking._meta.label_lower, subject_id=str(booking.pk), status=Status.QUEUED, kind=KIND
    )
    return list(found.order_by("due_at", "channel"))


def may_leave(*, message: Message, now: datetime) -> bool:
    """The last question before a taken reminder is handed over, in one transaction that locks the visit and
    then the message, as a move does: does the visit stand, at that time? If not, it is withdrawn. In the
    person's night it waits for the morning, or is withdrawn when the visit comes first."""
    with transaction.atomic(savepoint=False):
        # Three columns and no join: this is asked for every reminder, and locks nothing but the visit.
        rows = Booking.objects.select_for_update(no_key=True).filter(id=message.subject_id).order_by()
        visits = list(rows.values_list("status", "sequence", "starts_at"))
        if not is_still_to_send(message=message, now=now):
            return False
        if not visits or not _is_true(message, *visits[0], now) or _is_overtaken(message, now):
            take_back(message=message, now=now)
            return False
        quiet = QuietHours(message.clinic.quiet_from, message.clinic.quiet_until)
        zone = ZoneInfo(message.context["person_zone"])
        if not is_quiet(now, quiet, zone):
            return True
        morning = after_quiet(now, quiet, zone)
        if morning < visits[0][2]:
            postpone(message=message, until=morning)
        else:
            take_back(message=message, now=now)
        return False


def confirm(*, booking: Booking, by: Actor, now: datetime, sequence: int | None = None) -> Booking:
    """The person comes, at this time: `sequence` is that of the page they saw. Said twice it is said once."""
    require(by, "book.confirm", booking.clinic_id, booking)
    with transaction.atomic():
        current = _locked(booking)
        if current.status != BookingStatus.BOOKED or current.starts_at <= now:
            raise Refusal("not_standing", _("This visit can no longer be changed."))
        if sequence is not None and sequence != current.sequence:
            raise Refusal("changed", _("This visit has a new time. Please look again."))
        if current.confirmed_at is None:
            before, current.confirmed_at = snapshot(current), now
            current.save(update_fields=["confirmed_at"])
            _tell("book.confirmed", current, by, now, before)
    return current


def choose_reminders(*, booking: Booking, remind_by: str, by: Actor, now: datetime) -> Booking:
    """How this one visit is reminded of, by whoever holds its link. Their choice of text messages is their
    consent, and the event keeps it."""
    require(by, "book.choose_reminders", booking.clinic_id, booking)
    if remind_by not in RemindBy.values:
        raise Refusal("remind_by", _("Please choose one of the ways."), field="remind_by")
    with transaction.atomic():
        current = _locked(booking)
        if current.status != BookingStatus.BOOKED:
            raise Refusal("not_standing", _("This visit can no longer be changed."))
        before, current.remind_by = snapshot(current), remind_by
        require_number(current)
        current.save(update_fields=["remind_by"])
        _tell("book.reminders_chosen", current, by, now, before)
        _again(current, now)
    return current


def prefer(*, patient: Patient, remind_by: str, by: Actor, now: datetime) -> Patient:
    """How all visits of a person are reminded of, those that are booked already too."""
    require(by, "people.prefer_reminders", patient.clinic_id)
    with transaction.atomic():
        current = prefer_reminders(patient=patient, remind_by=remind_by, by=by, now=now)
        coming = Booking.objects.filter(patient=current, status=BookingStatus.BOOKED, starts_at__gt=now)
        for row in coming.order_by("id"):
            booking = _locked(row)
            booking.remind_by = ""
            require_number(booking)
            booking.save(update_fields=["remind_by"])
            _again(booking, now)
    return current


def require_number(booking: Booking) -> None:
    """Whoever asks for texts must have a number that can get them."""
    texts = (booking.remind_by or booking.patient.remind_by) in TEXTING
    if texts and not international(booking.patient.phone, booking.clinic.country):
        words = _("For text messages we need a mobile number, with its country code if it is from abroad.")
        raise Refusal("texts_number", words, field="phone")


def quiet_of(booking: Booking) -> QuietHours:
    return QuietHours(booking.clinic.quiet_from, booking.clinic.quiet_until)


def person_zone(booking: Booking) -> ZoneInfo:
    """Where the person's night is: in their own zone if it is known, else where the visit is."""
    return ZoneInfo(booking.patient.zone) if booking.patient.zone else zone_of(booking.location)


def _queue(booking: Booking, channel: str, to: str, minutes: int, at: datetime, now: datetime) -> Message:
    link = f"/b/{manage_token(booking)}/"
    context = {
        **told(booking, now=now, link=link),
        "confirm_link": f"{link}confirm",
        "move_link": f"{link}move",
        "cancel_link": f"{link}cancel",
        "short_link": f"/r/{short_token(booking)}",
        # An hour for reading it: a link that says "too late" is worse than a number to call.
        "may_change": may_change(booking, now=at + timedelta(hours=1)),
        "texts_name": booking.clinic.texts_name or booking.clinic.name,
        "person_zone": person_zone(booking).key,
        "minutes_before": minutes,
        "planned_at": at,
    }
    return queue(
        clinic_id=booking.clinic_id,
        to=to,
        kind=KIND,
        channel=channel,
        context=context,
        key=f"{KIND}:{booking.id}:{booking.sequence}:{channel}:{minutes}",
        now=now,
        subject=booking,
        due_at=at,
        again=True,
    )


def _again(booking: Booking, now: datetime) -> None:
    withdraw(subject=booking, now=now, kind=KIND)
    plan(booking=booking, now=now)


def _is_true(message: Message, status: str, sequence: int, starts_at: datetime, now: datetime) -> bool:
    """Whether the message still tells what is so of its visit."""
    return (
        status == BookingStatus.BOOKED
        and message.context["sequence"] == sequence
        and datetime.fromisoformat(message.context["starts_at"]) == starts_at
        and now < starts_at
    )


def _is_overtaken(message: Message, now: datetime) -> bool:
    """After a long trouble two reminders of a visit may be due at once: then only the later one is sent."""
    if now - datetime.fromisoformat(message.context["planned_at"]) < STALE:
        return False
    others = Message.objects.filter(
        subject_type=message.subject_type,
        subject_id=message.subject_id,
        kind=KIND,
        channel=message.channel,
        status__in=(Status.QUEUED, Status.SENT),
        context__sequence=message.context["sequence"],
        context__minutes_before__lt=message.context["minutes_before"],
    )
    return any(datetime.fromisoformat(other.context["planned_at"]) <= now for other in others)


def _locked(booking: Booking) -> Booking:
    found = Booking.objects.select_for_update(of=("self",)).select_related(
        "clinic", "patient", "service__clinic", "practitioner", "room__location"
    )
    return found.get(id=booking.id)


def _tell(kind: str, booking: Booking, by: Actor, now: datetime, before: dict[str, object]) -> None:
    write(
        clinic_id=booking.clinic_id,
        kind=kind,
        subject=booking,
        by=by,
        now=now,
        before=before,
        after=snapshot(booking),
        data={"starts_at": booking.starts_at, "remind_by": booking.remind_by},
    )
