"""Clinics of several sizes in one database, drawn from a fixed seed, for the measurements of this folder.
Rows are put in by hand, because booking a hundred thousand visits one by one would take an hour."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime.now(UTC).replace(hour=17, minute=30, second=0, microsecond=0)
TICKS = 6  # half an hour
LAST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Size:
    """`bookings` in all: as many lie ahead as keep the calendar at most half full, the others are past."""

    practitioners: int
    days: int
    bookings: int

    @property
    def slug(self) -> str:
        return f"p{self.practitioners}-d{self.days}-b{self.bookings}"

    @property
    def name(self) -> str:
        thousands = f"{self.bookings // 1000}k"
        return f"{self.practitioners} x {self.days} d x {thousands}"


def fill(size: Size) -> Any:
    """A clinic of this size with one service of half an hour; returns the service."""
    from unknot.journey.book.arranging import add_room, add_service, set_hours
    from unknot.journey.book.models import Resource
    from unknot.journey.people.access import SYSTEM
    from unknot.journey.people.models import Clinic, Patient, Practitioner
    from unknot.scheduling.hours import WeeklyHours

    clinic = Clinic.objects.create(
        name="Bench", slug=size.slug, zone=ZONE.key, country="US", phone="+1 707 555 0100",
        email="b@example.org",
    )  # fmt: skip
    week = [
        WeeklyHours(weekday, *hours)
        for weekday in range(6)
        for hours in ((clock(8), clock(12)), (clock(13), clock(19)))
    ]
    staff = Practitioner.objects.bulk_create(
        Practitioner(clinic=clinic, name=f"P{number:03}", kind="chiropractor")
        for number in range(size.practitioners)
    )
    for one in staff:
        set_hours(practitioner=one, hours=week, by=SYSTEM, now=NOW)
    rooms = [
        add_room(clinic=clinic, name=f"R{number}", kind="treatment", by=SYSTEM, now=NOW)
        for number in range(max(size.practitioners * 2 // 5, 2))
    ]
    add_service(
        clinic=clinic, name="Visit", slug="visit", minutes=30, practitioner_kind="chiropractor",
        room_kind="treatment", horizon_days=size.days, by=SYSTEM, now=NOW,
    )  # fmt: skip
    service = clinic.services.select_related("clinic").get()
    patient = Patient.objects.create(clinic=clinic, name="Nobody (synthetic)", registered_at=NOW)
    resource = {
        r.practitioner_id or r.room_id: r.pk
        for r in Resource.objects.filter(practitioner__clinic=clinic)
        | Resource.objects.filter(room__clinic=clinic)
    }
    _insert(service, patient, _drawn(size, staff, rooms, resource, week), resource)
    return service


Drawn = tuple[int, Any, Any, bool]


def _drawn(size: Size, staff: Any, rooms: Any, resource: Any, week: Any) -> Iterator[Drawn]:
    """(start, practitioner, room, whether the room is claimed): what is ahead first, then what is past. Every
    second visit is in a room of another kind, because these rooms could not seat all of them."""
    from unknot.scheduling.hours import day_window, open_bits
    from unknot.scheduling.ticks import ticks_of

    chance = random.Random(20261123)
    today = NOW.astimezone(ZONE).date()
    taken: set[tuple[int, int]] = set()
    ahead = _starts(week, today, size.days, day_window, open_bits, ticks_of)
    seats = len(ahead) // 2 * size.practitioners
    counts = min(size.bookings, seats // 2)
    past = _starts(
        week, today - timedelta(days=365 * LAST_YEARS), 365 * LAST_YEARS, day_window, open_bits, ticks_of
    )
    for starts, count in ((ahead, counts), (past, size.bookings - counts)):
        done = 0
        while done < count:
            start, who = chance.choice(starts), chance.choice(staff)
            key = resource[who.id]
            if any((key, tick) in taken for tick in range(start, start + TICKS)):
                continue
            free = (
                room for room in rooms
                if not any((resource[room.id], tick) in taken for tick in range(start, start + TICKS))
            )  # fmt: skip
            room = next(free, None) if done % 2 else None
            for one in (key, resource[room.id]) if room else (key,):
                taken.update((one, tick) for tick in range(start, start + TICKS))
            yield start, who, room or rooms[0], room is not None
            done += 1


def _starts(week: Any, day: date, days: int, day_window: Any, open_bits: Any, ticks_of: Any) -> list[int]:
    window = day_window(day, ZONE, days=days)
    return [tick for tick in ticks_of(open_bits(week, (), ZONE, window), window) if tick % 3 == 0]


def _insert(service: Any, patient: Any, drawn: Iterator[Drawn], resource: Any) -> None:
    from django.db import connection, transaction

    from unknot.journey.book.models import Booking, Claim
    from unknot.scheduling.ticks import instant_of

    claims: list[tuple[int, int, Any]] = []
    bookings = []
    for start, who, room, has_room in drawn:
        at = instant_of(start)
        booking = Booking(
            clinic=service.clinic, patient=patient, service=service, practitioner=who, room=room,
            starts_at=at, ends_at=at + timedelta(minutes=30), start_tick=start, ticks=TICKS, created_at=NOW,
        )  # fmt: skip
        bookings.append(booking)
        name = booking.pk.hex if connection.vendor == "sqlite" else booking.pk
        for one in (resource[who.id], resource[room.id]) if has_room else (resource[who.id],):
            claims += [(one, tick, name) for tick in range(start, start + TICKS)]
    with transaction.atomic(), connection.cursor() as cursor:
        Booking.objects.bulk_create(bookings, batch_size=2000)
        cursor.executemany(
            f"INSERT INTO {Claim._meta.db_table} (resource_id, tick, booking_id) VALUES (%s, %s, %s)", claims
        )
