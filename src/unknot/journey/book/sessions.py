"""Reading classes: their sessions, and which of them have a seat that nobody claims."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import HOLDING, Claim, Location, Resource, Service, Session
from unknot.journey.book.openings import REACH, present
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Practitioner
from unknot.scheduling.hours import day_window
from unknot.scheduling.ticks import Bits, Window, bits_of, span_bits


def class_starts(
    service: Service,
    window: Window,
    *,
    practitioner: Practitioner | None,
    location: Location | None,
    now: datetime,
) -> Bits:
    """The starts within the window of sessions that have a free seat and whose practitioner is there."""
    found = _with_a_seat(service, practitioner, location, now)
    within = found.filter(start_tick__gte=window.first, start_tick__lt=window.end)
    rows = list(within.select_related("room__location"))
    return bits_of((one.start_tick for one in _kept(rows, window)), window)


def session_at(
    service: Service,
    start: int,
    *,
    practitioner: Practitioner | None,
    location: Location | None,
    now: datetime,
) -> Session | None:
    """A session that begins then and has a free seat; the one at the first location, if there are several."""
    found = _with_a_seat(service, practitioner, location, now).filter(start_tick=start)
    rows = found.select_related("practitioner", "room__location", "equipment")
    rows = rows.order_by("room__location__position", "room__location__name", "id")
    return next(iter(_kept(list(rows), Window(start, start + REACH))), None)


def seats_left(
    service: Service,
    starts: Iterable[datetime],
    *,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    now: datetime,
) -> dict[datetime, tuple[int, int]]:
    """For each start of a class how many seats are free, and how many there are: one query."""
    found = Resource.objects.filter(
        session__service=service, session__cancelled_at=None, session__starts_at__in=set(starts)
    )
    if practitioner is not None:
        found = found.filter(session__practitioner=practitioner)
    if location is not None:
        found = found.filter(session__room__location=location)
    free = Count("pk", filter=~Exists(_held(now)))
    rows = found.order_by().values_list("session__starts_at").annotate(free=free, seats=Count("pk"))
    return {at: (free, seats) for at, free, seats in rows}


def turnstile(session: Session) -> int:
    """The resource of the first seat: who takes a seat of the session passes here, one after the other."""
    return Resource.objects.filter(session=session).order_by("seat_number").values_list("pk", flat=True)[0]


def free_seat(session: Session, *, now: datetime) -> int | None:
    """The resource of the first seat that nobody claims; what a hold held that is over is free."""
    return _free(session.pk, now).order_by("seat_number").values_list("pk", flat=True).first()


def coming(actor: Actor, *, now: datetime, limit: int = 200) -> list[Session]:
    """The sessions still to come, each with how many have booked as `booked`; for the desk."""
    found = _told().filter(clinic_id=own_clinic(actor, "book.read"), cancelled_at=None, ends_at__gt=now)
    return list(found.order_by("starts_at", "room__name")[:limit])


def of_day(actor: Actor, on: date, place: Location) -> list[Session]:
    """The sessions of a local day at a location, each with how many have booked as `booked`."""
    window = day_window(on, zone_of(place))
    found = _told().filter(
        clinic_id=own_clinic(actor, "book.read"),
        room__location=place,
        cancelled_at=None,
        start_tick__gte=window.first,
        start_tick__lt=window.end,
    )
    return list(found.order_by("start_tick"))


def session(actor: Actor, session_id: UUID) -> Session | None:
    return _told().filter(clinic_id=own_clinic(actor, "book.read"), id=session_id).first()


def series_of(row: Session, *, now: datetime) -> Sequence[Session]:
    """What is still to come of the series that a session belongs to, itself included."""
    found = Session.objects.filter(clinic_id=row.clinic_id, cancelled_at=None, starts_at__gt=now)
    if row.series is None:
        return list(found.filter(id=row.id))
    return list(found.filter(series=row.series, starts_at__gte=row.starts_at))


def _told() -> QuerySet[Session]:
    standing = Count("bookings", filter=Q(bookings__status__in=HOLDING))
    rows = Session.objects.select_related("service__clinic", "practitioner", "room__location", "equipment")
    return rows.annotate(booked=standing)


def _kept(rows: Sequence[Session], window: Window) -> list[Session]:
    """Those whose practitioner is there throughout: a day that was closed after its session was laid out
    takes nobody new, and those who have a seat keep it until the session is cancelled."""
    places = {one.room.location_id: one.room.location for one in rows}
    wide = Window(window.first, window.end + REACH)
    there = present([one.practitioner_id for one in rows], places.values(), wide)
    spans = {one.pk: span_bits(one.start_tick, one.start_tick + one.ticks, wide) for one in rows}
    return [
        one
        for one in rows
        if there.get((one.practitioner_id, one.room.location_id), 0) & spans[one.pk] == spans[one.pk]
    ]


def _with_a_seat(
    service: Service, practitioner: Practitioner | None, location: Location | None, now: datetime
) -> QuerySet[Session]:
    found = Session.objects.filter(service=service, cancelled_at=None)
    if practitioner is not None:
        found = found.filter(practitioner=practitioner)
    if location is not None:
        found = found.filter(room__location=location)
    return found.filter(Exists(_free(OuterRef("pk"), now)))


def _free(session: Any, now: datetime) -> QuerySet[Resource]:
    return Resource.objects.filter(~Exists(_held(now)), session=session)


def _held(now: datetime) -> QuerySet[Claim]:
    """What claims a seat; what a hold held that is over does not."""
    return Claim.objects.filter(
        Q(hold=None) | Q(hold__until__gt=now),
        resource=OuterRef("pk"),
        tick=OuterRef("session__start_tick"),
    )


def with_a_seat(
    service: Service, window: Window, *, practitioner: Practitioner | None, now: datetime
) -> list[Session]:
    """The sessions that begin within the window and have a free seat, with their places."""
    found = _with_a_seat(service, practitioner, None, now)
    within = found.filter(start_tick__gte=window.first, start_tick__lt=window.end)
    return list(within.select_related("room__location").order_by("start_tick", "id"))
