"""What those on the waiting list are told: that they have a place, and that a time has come free. An offer
never goes out in the person's night, and never when it is over."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Offer, OfferStatus, WaitlistEntry
from unknot.journey.book.queues import entry_code, offer_code
from unknot.journey.outbox.actions import is_still_to_send, postpone, queue, take_back
from unknot.journey.outbox.models import Channel, Message
from unknot.journey.people.actions import TEXTING
from unknot.journey.people.numbers import international
from unknot.scheduling.reminders import QuietHours, after_quiet, is_quiet

PLACE, OFFER = "waiting", "offer"


def ways_to(entry: WaitlistEntry) -> dict[str, str]:
    """Where an offer goes, by channel: a letter to whoever has an address, a text to whoever agreed to texts.
    Empty for those who can only be called."""
    patient, booking = entry.patient, entry.booking
    own = booking.remind_by if booking else ""
    agreed = own in TEXTING or (not own and patient.remind_by in TEXTING and patient.texts_agreed_at)
    number = international(patient.phone, entry.clinic.country) if agreed else ""
    found = {Channel.EMAIL.value: patient.email, Channel.SMS.value: number}
    return {channel: to for channel, to in found.items() if to}


def zone_of_person(entry: WaitlistEntry) -> ZoneInfo:
    return ZoneInfo(entry.patient.zone) if entry.patient.zone else zone_of(entry.clinic)


def quiet_of(entry: WaitlistEntry) -> QuietHours:
    return QuietHours(entry.clinic.quiet_from, entry.clinic.quiet_until)


def tell_of_place(entry: WaitlistEntry, now: datetime) -> None:
    if entry.patient.email:
        queue(
            clinic_id=entry.clinic_id,
            to=entry.patient.email,
            kind=PLACE,
            context={**_told(entry), "link": f"/w/{entry_code(entry)}"},
            key=f"{PLACE}:{entry.pk}",
            now=now,
            subject=entry,
        )


def write_offer(offer: Offer, now: datetime) -> list[Message]:
    """Queues the offer for each way to the person, for the first hour in which they are awake."""
    entry, zone = offer.entry, zone_of_person(offer.entry)
    link = f"/o/{offer_code(offer)}"
    context = {
        **_told(entry),
        "starts_at": offer.starts_at.astimezone(UTC),
        "ends_at": offer.ends_at.astimezone(UTC),
        "answer_by": offer.answer_by.astimezone(UTC),
        "zone": offer.room.location.zone,
        "practitioner": offer.practitioner.name,
        "was_starts_at": entry.booking.starts_at.astimezone(UTC) if entry.booking else "",
        "link": link,
        "short_link": link,
        "person_zone": zone.key,
        "texts_name": entry.clinic.texts_name or entry.clinic.name,
    }
    return [
        queue(
            clinic_id=entry.clinic_id,
            to=to,
            kind=OFFER,
            channel=channel,
            context=context,
            key=f"{OFFER}:{offer.pk}:{channel}",
            now=now,
            subject=offer,
            due_at=after_quiet(now, quiet_of(entry), zone),
        )
        for channel, to in ways_to(entry).items()
    ]


def may_leave(*, message: Message, now: datetime) -> bool:
    """The last question before an offer is handed over: is it still open?"""
    rows = Offer.objects.select_for_update(no_key=True).filter(id=message.subject_id).order_by()
    found = list(rows.values_list("status", "answer_by"))
    if not is_still_to_send(message=message, now=now):
        return False
    if not found or found[0][0] != OfferStatus.OPEN or now >= found[0][1]:
        take_back(message=message, now=now)
        return False
    quiet = QuietHours(message.clinic.quiet_from, message.clinic.quiet_until)
    zone = ZoneInfo(message.context["person_zone"])
    if is_quiet(now, quiet, zone):
        postpone(message=message, until=after_quiet(now, quiet, zone))
        return False
    return True


def _told(entry: WaitlistEntry) -> Mapping[str, object]:
    clinic = entry.clinic
    return {
        "service": entry.service.name,
        "person_name": entry.patient.name,
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "clinic_email": clinic.email,
        "clinic_address": clinic.address,
        "zone": clinic.zone,
        "has_visit": entry.booking_id is not None,
        "language": entry.language,
    }
