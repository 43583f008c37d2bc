"""The calendar as the desk looks at it: everything that happens or stands in the way between two instants,
for all practitioners and rooms at once, in a fixed number of queries; and a short digest of it that tells
whether anything has changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model, Prefetch, QuerySet

from unknot.journey.book.closing import holidays_of
from unknot.journey.book.facts import weekly, zone_of
from unknot.journey.book.models import (
    Booking,
    BusyTime,
    Closure,
    Hold,
    Hours,
    Leave,
    Location,
    OpenHoliday,
    Opening,
    Room,
    Session,
)
from unknot.journey.people.access import Actor, may, own_clinic
from unknot.journey.people.models import Clinic, Practitioner
from unknot.scheduling.hours import local_day, open_bits, whole_days
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Bits, Window, instant_of, tick_at_or_after, tick_of

# No visit is longer: how far before a window one that reaches into it may have begun.
_LONGEST = timedelta(hours=12)
_DAY = timedelta(days=1)
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Band:
    """A time at which nobody is to be seated, and why: `away` (leave of a practitioner), `shut` (a location,
    or the whole clinic) or `busy` (a practitioner's own calendar, whose content is not ours to tell)."""

    kind: str
    first: int
    end: int
    words: str = ""
    practitioner: UUID | None = None
    location: UUID | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """`there` are the ticks at which a practitioner keeps hours at a location, leave or not."""

    window: Window
    locations: Sequence[Location]
    practitioners: Sequence[Practitioner]
    rooms: Sequence[Room]
    there: Mapping[tuple[UUID, UUID], Bits]
    bands: Sequence[Band]
    bookings: Sequence[Booking]
    sessions: Sequence[Session]
    holds: Sequence[Hold]


def zone_at(clinic: Clinic, location: Location | None) -> ZoneInfo:
    return zone_of(location or clinic)


def agenda(
    actor: Actor, clinic: Clinic, locations: Sequence[Location], window: Window, *, now: datetime
) -> Agenda:
    """All of the clinic in the window; `locations` are those whose hours and closures are looked at."""
    clinic_id = own_clinic(actor, "book.read")
    staff = Practitioner.objects.filter(clinic_id=clinic_id, is_active=True).order_by("name", "id")
    practitioners = list(staff)
    return Agenda(
        window=window,
        locations=locations,
        practitioners=practitioners,
        rooms=list(Room.objects.filter(clinic_id=clinic_id, is_active=True).order_by("name", "id")),
        there=_there([one.pk for one in practitioners], locations, window),
        bands=(*_away(actor, clinic, window), *_shut(clinic_id, locations, window)),
        bookings=list(_bookings(clinic_id, window)),
        sessions=list(_sessions(clinic_id, window)),
        holds=list(_holds(clinic_id, window, now)),
    )


def version(actor: Actor, window: Window, *, now: datetime) -> str:
    """Another text whenever anything in the window has changed: five small queries, no rendering."""
    clinic_id = own_clinic(actor, "book.read")
    visits = _within(Booking, clinic_id, window).values_list(
        "id", "start_tick", "ticks", "status", "practitioner", "room", "sequence", "confirmed_at", "exception"
    )
    classes = _within(Session, clinic_id, window).values_list(
        "id", "start_tick", "practitioner", "room", "seats", "cancelled_at"
    )
    holds = (
        _holds(clinic_id, window, now).select_related(None).values_list("id", "start_tick", "practitioner")
    )
    spans: list[Any] = [
        _within(model, clinic_id, window, owner="practitioner__clinic_id").values_list(
            "id", "starts_at", "ends_at"
        )
        for model in (Leave, Opening)
    ]
    said = repr([list(rows.order_by("id")) for rows in (visits, classes, holds, *spans)])
    return sha256(said.encode()).hexdigest()[:20]


def _within(model: type[Row], clinic_id: UUID, window: Window, *, owner: str = "clinic_id") -> QuerySet[Row]:
    """The rows of the clinic that touch the window."""
    begins, ends = instant_of(window.first), instant_of(window.end)
    found = model._default_manager.filter(**{owner: clinic_id}, starts_at__lt=ends, ends_at__gt=begins)
    # The index is on the start: without a lower bound all of the past would be read.
    return found.filter(starts_at__gte=begins - _LONGEST) if owner == "clinic_id" else found


def _bookings(clinic_id: UUID, window: Window) -> QuerySet[Booking]:
    found = _within(Booking, clinic_id, window)
    return found.select_related("patient", "service", "practitioner", "room").order_by("start_tick", "id")


def _sessions(clinic_id: UUID, window: Window) -> QuerySet[Session]:
    found = _within(Session, clinic_id, window).filter(cancelled_at=None)
    seated = Prefetch("bookings", Booking.objects.select_related("patient").order_by("patient__name"))
    return found.select_related("service", "practitioner", "room").prefetch_related(seated)


def _holds(clinic_id: UUID, window: Window, now: datetime) -> QuerySet[Hold]:
    """What is still kept for somebody; for whom, where it is offered to one of those who wait."""
    found = _within(Hold, clinic_id, window).filter(until__gt=now)
    return found.select_related("service", "practitioner", "room", "patient")


def _there(
    practitioners: Sequence[UUID], locations: Sequence[Location], window: Window
) -> dict[tuple[UUID, UUID], Bits]:
    places = {one.pk: one for one in locations}
    weeks: dict[tuple[UUID, UUID], list[Any]] = {}
    once: dict[tuple[UUID, UUID], list[Span]] = {}
    kept = {"practitioner_id__in": practitioners, "location_id__in": places}
    columns = ("weekday", "opens", "closes", "valid_from", "valid_to")
    for owner, place, *row in (
        Hours.objects.filter(**kept).order_by().values_list("practitioner_id", "location_id", *columns)
    ):
        weeks.setdefault((owner, place), []).append(tuple(row))
    opened = Opening.objects.filter(
        **kept, starts_at__lt=instant_of(window.end), ends_at__gt=instant_of(window.first)
    )
    for owner, place, start, end in opened.values_list(
        "practitioner_id", "location_id", "starts_at", "ends_at"
    ):
        once.setdefault((owner, place), []).append(Span(start, end))
    patterns: dict[Any, Bits] = {}
    found = {}
    for owner, place in weeks.keys() | once.keys():
        week, extra = weeks.get((owner, place), []), once.get((owner, place), [])
        # Many keep the same hours: each pattern is laid on the wall clock once.
        key = (place, frozenset(week), tuple(extra))
        if key not in patterns:
            patterns[key] = open_bits(weekly(week), [], zone_of(places[place]), window, extra=extra)
        found[owner, place] = patterns[key]
    return found


def _away(actor: Actor, clinic: Clinic, window: Window) -> Iterator[Band]:
    """Why somebody is away is for those who arrange the hours: it may well be an illness."""
    tells = may(actor, "book.arrange", clinic.pk)
    rows = _within(Leave, clinic.pk, window, owner="practitioner__clinic_id")
    for one in rows.order_by("starts_at"):
        words = f"Away: {one.reason}" if tells and one.reason else "Away"
        first, end = tick_of(one.starts_at), tick_at_or_after(one.ends_at)
        yield Band("away", first, end, words, practitioner=one.practitioner_id)
    elsewhere = BusyTime.objects.filter(
        calendar__clinic_id=clinic.pk, start_tick__lt=window.end, end_tick__gt=window.first
    )
    columns = ("calendar__practitioner_id", "start_tick", "end_tick")
    for owner, first, end in elsewhere.order_by("start_tick").values_list(*columns):
        yield Band("away", first, end, "Busy elsewhere", practitioner=owner)


def _shut(clinic_id: UUID, locations: Sequence[Location], window: Window) -> Iterator[Band]:
    """Closures and public holidays of each location, by its own calendar days."""
    if not locations:
        return
    days = {one.pk: _days(one, window) for one in locations}
    first, last = min(low for low, _ in days.values()), max(high for _, high in days.values())
    closures = list(
        Closure.objects.filter(clinic_id=clinic_id, first_day__lte=last, last_day__gte=first).order_by(
            "first_day"
        )
    )
    worked: set[tuple[UUID, Any]] = set()
    if any(one.holidays_country for one in locations):
        rows = OpenHoliday.objects.filter(location_id__in=days, day__gte=first, day__lte=last)
        worked = set(rows.values_list("location_id", "day"))
    for one in locations:
        for closure in closures:
            if closure.location_id in (None, one.pk):
                words = f"Closed: {closure.reason}" if closure.reason else "Closed"
                yield _closed(one, closure.first_day, closure.last_day, words)
        for day, name in holidays_of(one, *days[one.pk]).items():
            if (one.pk, day) not in worked:
                yield _closed(one, day, day, f"Closed: {name}")


def _closed(location: Location, first: Any, last: Any, words: str) -> Band:
    span = whole_days(first, last, zone_of(location))
    return Band("shut", tick_of(span.start), tick_at_or_after(span.end), words, location=location.pk)


def _days(location: Location, window: Window) -> tuple[Any, Any]:
    zone = zone_of(location)
    return local_day(window.first, zone), local_day(window.end - 1, zone)
