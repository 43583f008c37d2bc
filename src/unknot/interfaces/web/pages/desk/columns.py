"""Bookings of a day in columns, one for each practitioner or room, with the line that says "now"."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from unknot.interfaces.web.pages.desk.arriving import Told, told_before
from unknot.interfaces.web.pages.desk.said import Said, short
from unknot.journey.book.models import Booking, BookingStatus, Room
from unknot.journey.people.access import Actor
from unknot.journey.people.models import Practitioner


@dataclass(frozen=True, slots=True)
class Entry:
    booking: Booking
    said: Said
    is_now: bool = False
    asked: Told | None = None


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    about: str
    entries: tuple[Entry, ...]
    now_last: bool


def arrange(
    actor: Actor,
    places: Sequence[Practitioner] | Sequence[Room],
    bookings: Iterable[Booking],
    by: str,
    now: datetime | None,
    closed: Collection[UUID],
) -> list[Column]:
    """A column for every place that works here, and for any other that holds a booking of the day. `closed`:
    the people whose record the actor may not open."""
    rows = list(bookings)
    titles = {place.pk: (place.name, place.get_kind_display()) for place in places}
    for row in rows:
        place = row.room if by == "room" else row.practitioner
        if place is not None:
            titles.setdefault(place.pk, (place.name, place.get_kind_display()))
    shut = {row.pk for row in rows if row.patient_id in closed}
    asked = told_before(actor, [row.pk for row in rows], closed=shut)
    columns = []
    for key, (title, about) in titles.items():
        mine = [row for row in rows if (row.room_id if by == "room" else row.practitioner_id) == key]
        columns.append(_column(actor, title, about, mine, now, asked, shut))
    return columns


def summary(bookings: Sequence[Booking]) -> str:
    """7 visits, 2 arrived, 1 did not come"""
    kept = [row for row in bookings if row.status != BookingStatus.CANCELLED]
    parts = [f"{len(kept)} visit" if len(kept) == 1 else f"{len(kept)} visits"]
    words = {
        BookingStatus.ARRIVED: "arrived",
        BookingStatus.NO_SHOW: "did not come",
        BookingStatus.CANCELLED: "cancelled",
    }
    for status, said in words.items():
        number = sum(row.status == status for row in bookings)
        if number:
            parts.append(f"{number} {said}")
    return ", ".join(parts)


def _column(
    actor: Actor,
    title: str,
    about: str,
    rows: Sequence[Booking],
    now: datetime | None,
    asked: Mapping[UUID, Told],
    shut: Collection[UUID],
) -> Column:
    entries = [
        Entry(row, short(actor, row.from_check, closed=row.pk in shut), asked=asked.get(row.pk))
        for row in sorted(rows, key=lambda row: row.starts_at)
    ]
    ahead = next((place for place, one in enumerate(entries) if now and one.booking.ends_at > now), None)
    if ahead is not None:
        entries[ahead] = replace(entries[ahead], is_now=True)
    return Column(title, about, tuple(entries), now_last=bool(now and entries and ahead is None))
