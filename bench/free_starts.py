"""How fast free starts are found: 20 practitioners, 8 rooms, 60 days, 10,000 bookings, drawn from a fixed
seed.

In the core the bit sets are built and only the search is timed. "From SQLite" is the query that a page
makes: claims, hours, leave, rooms read through Django, nothing kept from before.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

PRACTITIONERS, ROOMS, DAYS, BOOKINGS = 20, 8, 60, 10_000
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
ROUNDS = 15


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as home:
        os.environ.update(
            {"UNKNOT_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "unknot.server.settings"}
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        rows = measure()
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['what']:<60} {row['measured']:8.3f} ms  (target {row['target']} ms)")
    return 0


def measure() -> list[dict[str, Any]]:
    from unknot.journey.book import queries
    from unknot.journey.book.models import Claim
    from unknot.journey.book.openings import openings
    from unknot.scheduling.hours import day_window
    from unknot.scheduling.offers import Calendar, Giver, Site, first, free_starts
    from unknot.scheduling.ticks import tick_of, ticks_of

    service = fill()
    today = NOW.astimezone(ZONE).date()
    window, fortnight = day_window(today, ZONE, days=DAYS), day_window(today, ZONE, days=14)
    wide = openings(service, window, now=NOW)
    after = max(tick_of(NOW) - window.first, 0)
    ((_, far),) = wide.sites
    ahead = replace(far, allowed=far.allowed >> after << after)
    ((_, near),) = openings(service, fortnight, now=NOW).sites

    def core_first() -> list[int]:
        return first(free_starts(ahead, window), window, 20)

    def core_fortnight() -> list[int]:
        cut = fortnight.all
        givers = tuple(
            Giver(Calendar(one.calendar.resource, one.calendar.free & cut), one.need) for one in near.givers
        )
        return list(ticks_of(free_starts(Site(givers, near.pools, near.allowed), fortnight), fortnight))

    def page_first() -> list[datetime]:
        return queries.first_available(service, now=NOW, limit=20)

    def page_fortnight() -> list[datetime]:
        days = queries.starts_by_day(service, day=today, days=14, now=NOW)
        return [start for day in days for start in day.starts]

    sys.stderr.write(
        f"{Claim.objects.count():,} claims; {len(core_fortnight())} starts in 14 days, "
        f"{len(page_fortnight())} of them still ahead\n"
    )
    return [
        row("free starts, core: first 20 of 60 days", core_first, 1),
        row("free starts, core: all of 14 days", core_fortnight, 2),
        row("free starts, everything from SQLite: first 20", page_first, 15),
        row("free starts, everything from SQLite: all of 14 days", page_fortnight, 15),
    ]


def row(what: str, search: Callable[[], object], target: float) -> dict[str, Any]:
    search()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        search()
        taken.append((time.perf_counter() - start) * 1000)
    return {
        "what": what,
        "measured": statistics.median(taken),
        "unit": "ms",
        "target": target,
        "better": "lower",
    }


def fill() -> Any:
    """A clinic that is about half full, its claims put in by hand: booking them one by one would take
    minutes."""
    from unknot.journey.book.arranging import add_room, add_service, set_hours
    from unknot.journey.book.models import Booking, Claim, Resource
    from unknot.journey.people.access import SYSTEM
    from unknot.journey.people.models import Clinic, Patient, Practitioner
    from unknot.scheduling.hours import WeeklyHours, day_window, open_bits
    from unknot.scheduling.ticks import instant_of, ticks_of

    clinic = Clinic.objects.create(
        name="Bench",
        slug="bench",
        zone=ZONE.key,
        country="US",
        phone="+1 707 555 0100",
        email="b@example.org",
    )
    week = [
        WeeklyHours(weekday, *hours)
        for weekday in range(6)
        for hours in ((clock(8), clock(12)), (clock(13), clock(19)))
    ]
    staff = [
        Practitioner.objects.create(clinic=clinic, name=f"P{number:02}", kind="chiropractor")
        for number in range(PRACTITIONERS)
    ]
    for one in staff:
        set_hours(practitioner=one, hours=week, by=SYSTEM, now=NOW)
    rooms = [
        add_room(clinic=clinic, name=f"R{number}", kind="treatment", by=SYSTEM, now=NOW)
        for number in range(ROOMS)
    ]
    add_service(
        clinic=clinic, name="Visit", slug="visit", minutes=30, practitioner_kind="chiropractor",
        room_kind="treatment", by=SYSTEM, now=NOW,
    )  # fmt: skip
    service = clinic.services.select_related("clinic").get()
    patient = Patient.objects.create(clinic=clinic, name="Nobody (synthetic)", registered_at=NOW)
    window = day_window(date(2026, 11, 23), ZONE, days=DAYS)
    starts = [tick for tick in ticks_of(open_bits(week, (), ZONE, window), window) if tick % 3 == 0]
    chance = random.Random(20261123)
    resource = {r.practitioner_id or r.room_id: r.pk for r in Resource.objects.all()}
    taken: set[tuple[int, int]] = set()
    bookings: list[Booking] = []
    claims: list[Claim] = []
    while len(bookings) < BOOKINGS:
        start, who = chance.choice(starts), chance.choice(staff)
        held = range(start, start + 6)
        if any((resource[who.id], tick) in taken for tick in held):
            continue
        booking = Booking(
            clinic=clinic, patient=patient, service=service, practitioner=who, room=rooms[0],
            starts_at=instant_of(start), ends_at=instant_of(start) + timedelta(minutes=30),
            start_tick=start, ticks=6, created_at=NOW,
        )  # fmt: skip
        bookings.append(booking)
        keys = [resource[who.id]]
        # Eight rooms cannot seat all of them: every second visit is in a room of another kind.
        free = (r for r in rooms if not any((resource[r.id], tick) in taken for tick in held))
        room = next(free, None) if len(bookings) % 2 else None
        if room is not None:
            booking.room = room
            keys.append(resource[room.id])
        for key in keys:
            claims += [Claim(resource_id=key, tick=tick, booking=booking) for tick in held]
            taken.update((key, tick) for tick in held)
    Booking.objects.bulk_create(bookings, batch_size=1000)
    Claim.objects.bulk_create(claims, batch_size=5000)
    return service


if __name__ == "__main__":
    sys.exit(main())
