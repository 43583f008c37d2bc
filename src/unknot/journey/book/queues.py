"""Reading the waiting list: who stands in line for a seat that has come free, as values of the time core; the
list for the desk; one place or one offer for whoever holds its link. A fixed number of queries, however many
wait."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from unknot.journey.book.facts import zone_of
from unknot.journey.book.links import behind, code_of
from unknot.journey.book.models import (
    HOLDING,
    Booking,
    EntryStatus,
    Offer,
    OfferStatus,
    Service,
    WaitlistEntry,
)
from unknot.journey.book.openings import REACH, openings
from unknot.journey.book.queries import earliest, is_within_horizon
from unknot.journey.book.sessions import with_a_seat
from unknot.journey.check.models import Check, CheckStatus, Episode
from unknot.journey.check.queries import keeps_hands_off
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Practitioner
from unknot.scheduling.offers import free_starts
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Window, instant_of, tick_at_or_after, tick_of, ticks_of
from unknot.scheduling.waitlist import Match, Seat, Waiting, Wish, in_line, suits

_ENTRY, _OFFER = "unknot.waitlist", "unknot.offer"


@dataclass(frozen=True, slots=True)
class Freed:
    """What has come free: a practitioner's time, or a seat in a class of theirs."""

    practitioner: Practitioner
    starts_at: datetime
    ends_at: datetime
    service: Service | None = None


def wishes_of(entry: WaitlistEntry) -> tuple[Wish, ...]:
    return tuple(
        Wish(int(day), time.fromisoformat(begins), time.fromisoformat(ends))
        for day, begins, ends in entry.windows
    )


def line(freed: Freed, *, now: datetime) -> list[tuple[WaitlistEntry, Match]]:
    """Who would take a start within what has come free, in the order in which they are asked. Nobody is asked
    twice for the same start."""
    found = _with_all().filter(
        clinic_id=freed.practitioner.clinic_id,
        status=EntryStatus.WAITING,
        service__practitioner_kind=freed.practitioner.kind,
    )
    if freed.service is not None:
        found = found.filter(service=freed.service)
    entries = [
        entry for entry in found if not any(one.status == OfferStatus.OPEN for one in entry.offers.all())
    ]
    entries = _fit(entries, now)
    services = {entry.service_id: entry.service for entry in entries}
    seats = [seat for service in services.values() for seat in _seats(service, freed, now)]
    known = {entry.pk: entry for entry in entries}
    queue = in_line(_waiting(entries, now), seats, freed.starts_at)
    pairs = ((known[match.waiting.id], match) for match in queue)
    return [(entry, match) for entry, match in pairs if not _was_asked(entry, match.seat)]


def fitting(entry: WaitlistEntry, *, now: datetime, limit: int = 12) -> list[Seat]:
    """Free starts that suit somebody on the list, earliest first; for the desk, which may offer any."""
    (waiting,) = _waiting([entry], now)
    first, last = tick_of(now), tick_of(now) + 12 * 24 * entry.service.horizon_days
    seats = _free(entry.service, entry.practitioner, Window(first, last), now, for_staff=True)
    return [seat for seat in sorted(seats, key=lambda one: one.starts_at) if suits(waiting, seat)][:limit]


def entries(actor: Actor) -> list[WaitlistEntry]:
    """Who waits in the actor's clinic, with what they were offered, longest first."""
    found = _with_all().filter(clinic_id=own_clinic(actor, "book.read"), status=EntryStatus.WAITING)
    return list(found.order_by("since"))


def entry(actor: Actor, entry_id: UUID) -> WaitlistEntry | None:
    return _with_all().filter(clinic_id=own_clinic(actor, "book.read"), id=entry_id).first()


def offer(actor: Actor, offer_id: UUID) -> Offer | None:
    return _offers().filter(entry__clinic_id=own_clinic(actor, "book.read"), id=offer_id).first()


def entry_for(code: str) -> WaitlistEntry | None:
    """The place on the list whose link this is."""
    found = behind(code, _ENTRY)
    return _with_all().filter(id=found).first() if found else None


def offer_for(code: str) -> Offer | None:
    found = behind(code, _OFFER)
    return _offers().filter(id=found).first() if found else None


def entry_code(entry: WaitlistEntry) -> str:
    return code_of(entry.pk, _ENTRY)


def offer_code(offer: Offer) -> str:
    return code_of(offer.pk, _OFFER)


def waiting_for(booking: Booking) -> WaitlistEntry | None:
    """The wish to come earlier than this visit."""
    return _with_all().filter(booking=booking, status=EntryStatus.WAITING).first()


def hands_off(patients: Collection[UUID]) -> set[UUID]:
    """Those of the patients whose latest check leaves hands-on care to wait for a physician."""
    found = Check.objects.filter(
        episode__patient_id__in=patients, episode__ended_at=None, status=CheckStatus.DECIDED
    )
    latest: dict[UUID, Check] = {}
    for check in found.select_related("episode").order_by("decided_at"):
        if check.episode and check.episode.patient_id:
            latest[check.episode.patient_id] = check
    return {patient for patient, check in latest.items() if keeps_hands_off(check)}


def _fit(entries: Sequence[WaitlistEntry], now: datetime) -> list[WaitlistEntry]:
    """Without those to whom nothing may be offered now: booking is closed for them, or hands-on care is; or
    the visit that they wished to be earlier does not stand."""
    patients = {entry.patient_id for entry in entries}
    closed = Episode.objects.filter(patient_id__in=patients, booking_closed=True, ended_at=None)
    shut = set(closed.values_list("patient_id", flat=True))
    waits = hands_off(patients)
    return [
        entry
        for entry in entries
        if entry.patient_id not in shut
        and not (entry.service.hands_on and entry.patient_id in waits)
        and (entry.booking is None or (entry.booking.is_standing and entry.booking.starts_at > now))
    ]


def _waiting(entries: Iterable[WaitlistEntry], now: datetime) -> list[Waiting]:
    rows = list(entries)
    visits: dict[UUID, list[tuple[UUID, Span]]] = {}
    coming = Booking.objects.filter(
        patient_id__in={entry.patient_id for entry in rows}, status__in=HOLDING, ends_at__gt=now
    )
    for pk, patient, start, last in coming.order_by().values_list("id", "patient_id", "starts_at", "ends_at"):
        visits.setdefault(patient, []).append((pk, Span(start, last)))
    return [
        Waiting(
            id=entry.pk,
            service=entry.service_id,
            since=entry.since,
            first_day=entry.first_day,
            last_day=entry.last_day,
            wishes=wishes_of(entry),
            practitioner=entry.practitioner_id,
            urgency=entry.urgency,
            visit=entry.booking.starts_at if entry.booking else None,
            busy=tuple(span for pk, span in visits.get(entry.patient_id, ()) if pk != entry.booking_id),
        )
        for entry in rows
    ]


def _seats(service: Service, freed: Freed, now: datetime) -> list[Seat]:
    """The free starts of this service that use some of what has come free."""
    window = Window(tick_of(freed.starts_at) - REACH, tick_at_or_after(freed.ends_at) + REACH)
    found = _free(service, freed.practitioner, window, now)
    return [
        seat
        for seat in found
        if seat.starts_at < freed.ends_at
        and freed.starts_at < seat.ends_at
        and is_within_horizon(service, tick_of(seat.starts_at), now)
    ]


def _free(
    service: Service,
    practitioner: Practitioner | None,
    window: Window,
    now: datetime,
    *,
    for_staff: bool = False,
) -> list[Seat]:
    """Every free start within the window that may still be booked, once for each practitioner."""
    soonest = earliest(service, now, for_staff=for_staff)
    if service.is_class:
        sessions = with_a_seat(service, window, practitioner=practitioner, now=now)
        rows = [one for one in sessions if one.start_tick >= soonest]
        return [
            Seat(service.pk, one.practitioner_id, one.starts_at, one.ends_at, zone_of(one.room.location))
            for one in rows
        ]
    seen = openings(service, window, practitioner=practitioner, now=now)
    return [
        Seat(
            service.pk,
            seen.ids[giver.calendar.resource],
            instant_of(tick),
            instant_of(tick + giver.need.ticks),
            zone_of(place),
        )
        for place, site in seen.sites
        for giver in site.givers
        for tick in ticks_of(free_starts(replace(site, givers=(giver,)), window), window)
        if tick >= soonest
    ]


def _was_asked(entry: WaitlistEntry, seat: Seat) -> bool:
    return any(
        (one.practitioner_id, one.starts_at) == (seat.practitioner, seat.starts_at)
        for one in entry.offers.all()
    )


def _with_all() -> QuerySet[WaitlistEntry]:
    found = WaitlistEntry.objects.select_related(
        "clinic", "patient", "service__clinic", "practitioner", "from_check", "booking__room__location"
    )
    return found.prefetch_related(
        Prefetch("offers", Offer.objects.select_related("practitioner", "room__location"))
    )


def _offers() -> QuerySet[Offer]:
    return Offer.objects.select_related(
        "entry__clinic",
        "entry__patient",
        "entry__service__clinic",
        "entry__booking",
        "entry__from_check__episode",
        "practitioner",
        "room__location",
        "booking",
    )
