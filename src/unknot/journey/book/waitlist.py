"""Joining and leaving the waiting list: for a first visit, or for an earlier one than somebody has. What
closes hands-on booking for a person closes the waiting list for it as well."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from unknot.journey.book.closing_offers import close_offer
from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import (
    Booking,
    BookingStatus,
    EntryStatus,
    Offer,
    OfferStatus,
    Service,
    WaitlistEntry,
)
from unknot.journey.book.queues import hands_off
from unknot.journey.book.refusing import gate, refuse_closed, refuse_stranger, refuse_unclear
from unknot.journey.book.waitlist_letters import tell_of_place
from unknot.journey.check.actions import name_patient
from unknot.journey.check.models import Check
from unknot.journey.people.access import SYSTEM, Actor, require
from unknot.journey.people.actions import register_patient
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH
from unknot.scheduling.waitlist import Wish

# More than a person can mean: seven days with three parts each.
MOST_WISHES = 21


def join_waitlist(
    *,
    clinic: Clinic,
    service: Service,
    by: Actor,
    now: datetime,
    check: Check | None = None,
    patient: Patient | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
    zone: str = "",
    language: str = "",
    wishes: Iterable[Wish] = (),
    practitioner: Practitioner | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
) -> WaitlistEntry:
    """A place on the list for a service. Whoever is on it for that service already keeps their place, with
    what they wish for now."""
    require(by, "book.join_waitlist", clinic.pk)
    refuse_unclear(clinic, service, patient, "", by)
    if check is not None or by.kind == "person":
        gate(service, check, by, now, "")
    with transaction.atomic():
        who = patient or register_patient(
            clinic=clinic, name=name, email=email, phone=phone, zone=zone, by=by, now=now
        )
        refuse_closed(who, clinic)
        refuse_stranger(service, who, by)
        refuse_hands_off(who, service)
        if check and check.episode:
            name_patient(episode=check.episode, patient=who, by=by, now=now)
        entry = _place(who, service, None, now)
        entry.from_check = check
        entry.urgency = (check.tier if check else None) or 0
        entry.language = language or (check.language if check else ENGLISH)
        _wish(entry, wishes, practitioner, first_day, last_day, now)
        _keep(entry, by, now)
    return entry


def wish_earlier(
    *,
    booking: Booking,
    by: Actor,
    now: datetime,
    wishes: Iterable[Wish] = (),
    practitioner: Practitioner | None = None,
) -> WaitlistEntry:
    """The person has a visit and would rather come earlier; the visit stays as it is until they take
    another time."""
    require(by, "book.wish_earlier", booking.clinic_id, booking)
    with transaction.atomic():
        current = Booking.objects.select_for_update(of=("self",)).select_related(
            "clinic", "patient", "service__clinic", "from_check", "room__location"
        )
        row = current.get(id=booking.pk)
        if not row.is_standing or row.starts_at <= now:
            raise Refusal("not_standing", _("This visit can no longer be changed."))
        refuse_closed(row.patient, row.clinic)
        refuse_hands_off(row.patient, row.service)
        entry = _place(row.patient, row.service, row, now)
        entry.from_check = row.from_check
        entry.urgency = (row.from_check.tier if row.from_check else None) or 0
        entry.language = row.language
        _wish(entry, wishes, practitioner, None, row.starts_at.astimezone(zone_of(row.location)).date(), now)
        _keep(entry, by, now)
    return entry


def leave_waitlist(*, entry: WaitlistEntry, by: Actor, now: datetime) -> WaitlistEntry:
    """The person, or the desk for them, gives the place up. Said twice it is said once."""
    require(by, "book.leave_waitlist", entry.clinic_id, entry)
    with transaction.atomic():
        current = WaitlistEntry.objects.select_for_update(of=("self",)).get(id=entry.pk)
        if current.status == EntryStatus.WAITING:
            end(current, EntryStatus.WITHDRAWN, "book.waitlist_left", by, now)
    return current


def end_over(*, now: datetime) -> int:
    """Takes off the list whoever can no longer be helped by it: their days have passed, the visit that they
    wanted earlier was cancelled or is over, or they have found a time themselves."""
    waiting = WaitlistEntry.objects.filter(status=EntryStatus.WAITING)
    own = Booking.objects.filter(
        patient=OuterRef("patient"),
        service=OuterRef("service"),
        created_at__gt=OuterRef("since"),
        status=BookingStatus.BOOKED,
    )
    over = waiting.filter(
        # A day of grace: it is the place's midnight that counts, and no offer is made after it anyway.
        Q(last_day__lt=(now - timedelta(days=1)).date())
        | Q(booking__starts_at__lte=now)
        | (Q(booking__isnull=False) & ~Q(booking__status=BookingStatus.BOOKED))
        | (Q(booking=None) & Exists(own))
    )
    done = 0
    for entry_id in list(over.values_list("id", flat=True)[:100]):
        with transaction.atomic():
            current = WaitlistEntry.objects.select_for_update(of=("self",)).get(id=entry_id)
            if current.status == EntryStatus.WAITING:
                end(current, EntryStatus.ENDED, "book.waitlist_over", SYSTEM, now)
                done += 1
    return done


def end(entry: WaitlistEntry, status: str, kind: str, by: Actor, now: datetime) -> None:
    before = snapshot(entry)
    entry.status, entry.ended_at = status, now
    entry.save(update_fields=["status", "ended_at"])
    for offer in (
        Offer.objects.select_for_update(of=("self",))
        .select_related("entry")
        .filter(entry=entry, status=OfferStatus.OPEN)
    ):
        close_offer(offer, OfferStatus.WITHDRAWN, by, now)
    tell_of_entry(kind, entry, by, now, before)


def tell_of_entry(
    kind: str, entry: WaitlistEntry, by: Actor, now: datetime, before: dict[str, object] | None = None
) -> None:
    write(
        clinic_id=entry.clinic_id,
        kind=kind,
        subject=entry,
        by=by,
        now=now,
        before=before,
        after=snapshot(entry),
        data={"service": entry.service_id, "booking": entry.booking_id},
    )


def refuse_hands_off(patient: Patient, service: Service) -> None:
    """A person who should see a physician first does not wait for hands-on care either."""
    if service.hands_on and hands_off([patient.pk]):
        words = _(
            "After the last answers, hands-on care waits until a physician or one of our clinicians has "
            "looked at it. Please call us: %(phone)s."
        ) % {"phone": service.clinic.phone}
        raise Refusal("not_offered", words)


def _place(patient: Patient, service: Service, booking: Booking | None, now: datetime) -> WaitlistEntry:
    """The place that they have, or a new one that is not saved yet."""
    waiting = WaitlistEntry.objects.select_for_update(of=("self",)).filter(
        patient=patient, service=service, booking=booking, status=EntryStatus.WAITING
    )
    fresh = WaitlistEntry(clinic=service.clinic, patient=patient, service=service, booking=booking, since=now)
    return waiting.first() or fresh


def _wish(
    entry: WaitlistEntry,
    wishes: Iterable[Wish],
    practitioner: Practitioner | None,
    first_day: date | None,
    last_day: date | None,
    now: datetime,
) -> None:
    wanted = sorted(set(wishes))
    if len(wanted) > MOST_WISHES:
        raise Refusal("wishes", _("Please choose fewer times."), field="wishes")
    today = now.astimezone(zone_of(entry.clinic)).date()
    horizon = today + timedelta(days=entry.service.horizon_days)
    entry.first_day = max(first_day or today, today)
    entry.last_day = min(last_day or horizon, horizon)
    if entry.last_day < entry.first_day:
        words = _("Please choose a last day that is not before the first, and within %(days)s days.") % {
            "days": entry.service.horizon_days
        }
        raise Refusal("days", words, field="last_day")
    if practitioner is not None and practitioner.clinic_id != entry.clinic_id:
        raise Refusal("practitioner", _("Please choose one of the practitioners."), field="practitioner")
    entry.windows = stored(wanted)
    entry.practitioner = practitioner


def stored(wishes: Sequence[Wish]) -> list[list[object]]:
    return [[one.weekday, f"{one.begins:%H:%M}", f"{one.ends:%H:%M}"] for one in wishes]


def _keep(entry: WaitlistEntry, by: Actor, now: datetime) -> None:
    is_new = entry._state.adding
    entry.save()
    tell_of_entry("book.waitlist_joined" if is_new else "book.waitlist_changed", entry, by, now)
    if is_new:
        tell_of_place(entry, now)
