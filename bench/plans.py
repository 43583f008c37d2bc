"""How fast a whole plan is placed at once, up to the proof that no better one exists: drawn from a fixed
seed, in a clinic with 14 chiropractors, 6 massage therapists and 16 rooms, 56 % booked for twenty weeks.

A plan of 12 visits is 8 at two a week and 4 weekly, three of them with a massage straight after and the sixth
a re-evaluation by the clinician of the first. Everything counts: finding the stays, building, solving.
"""

import json
import random
import statistics
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock
from typing import Any
from zoneinfo import ZoneInfo

from unknot.scheduling.batches import Case, ill, place_batch
from unknot.scheduling.hours import WeeklyHours, day_window, open_bits, starts_on_the_clock
from unknot.scheduling.offers import Calendar, Giver, Need, Site
from unknot.scheduling.plans import Booked, Gap, Person, Plan, Supply, Trip, Visit
from unknot.scheduling.repairs import Fate
from unknot.scheduling.solver import place
from unknot.scheduling.supplies import adjusted, taken_by
from unknot.scheduling.ticks import Bits, erode, span_bits, ticks_of

ZONE = ZoneInfo("America/Los_Angeles")
BEGINS = date(2026, 11, 23)
WEEKS = 20
CHIROPRACTORS, THERAPISTS, ROOMS, BUSY = 14, 6, 16, 0.56
WORK = tuple(
    WeeklyHours(weekday, *hours)
    for weekday in range(6)
    for hours in ((clock(8), clock(12)), (clock(13), clock(19)))
)
BATCH = 200
TWICE, WEEKLY = Gap(2, 4, 5), Gap(5, 7, 9)


def clinic(chance: random.Random, chiropractors: int = CHIROPRACTORS, busy: float = BUSY) -> Supply:
    window = day_window(BEGINS, ZONE, days=7 * WEEKS)
    hours = open_bits(WORK, (), ZONE, window)
    grid = starts_on_the_clock(15, ZONE, window)
    staff = [booked(chance, hours, grid, busy, window) for _ in range(chiropractors + THERAPISTS)]
    rooms = tuple(
        Calendar(100 + n, window.all & ~(hours & ~booked(chance, hours, grid, busy * 0.7, window)))
        for n in range(ROOMS)
    )
    calendars = [Calendar(number, free) for number, free in enumerate(staff)]
    doctors, massage = tuple(calendars[:chiropractors]), tuple(calendars[chiropractors:])
    lengths = {"adjustment": (15, doctors), "reevaluation": (30, doctors), "massage": (30, massage)}
    sites = {
        name: {0: Site(tuple(Giver(one, Need(minutes)) for one in staffed), (rooms,), grid)}
        for name, (minutes, staffed) in lengths.items()
    }
    return Supply(window, ZONE, sites)


def booked(chance: random.Random, hours: Bits, grid: Bits, busy: float, window: Any) -> Bits:
    """The hours less visits of half an hour, until so much is taken."""
    free = hours
    starts = list(ticks_of(erode(hours, 6) & grid, window))
    while free.bit_count() > hours.bit_count() * (1 - busy):
        start = chance.choice(starts)
        free &= ~span_bits(start, start + 6, window)
    return free


def course(visits: int) -> Plan:
    trips = []
    for number in range(1, visits + 1):
        gap = Gap(0, 0, 7) if number == 1 else TWICE if number <= visits * 2 // 3 else WEEKLY
        if gap == TWICE and number % 2:
            gap = Gap(2, 3, 5)
        again = number % 6 == 0 and number < visits
        kind = Visit(f"r{number}", "reevaluation", "a1") if again else Visit(f"a{number}", "adjustment")
        extra = (Visit(f"m{number}", "massage"),) if number % 4 == 2 else ()
        trips.append(Trip((kind, *extra), gap))
    return Plan(tuple(trips), BEGINS)


def person(chance: random.Random, chiropractors: int = CHIROPRACTORS, wish: bool | None = None) -> Person:
    """Comes on four or five days, in the morning, the afternoon or after work; some wish for somebody."""
    days = chance.sample(range(6), chance.choice([4, 5]))
    opens, closes = chance.choice([(8, 13), (12, 19), (15, 19), (8, 19)])
    rather = chance.sample(days, 2)
    wished = chance.random() < 0.5 if wish is None else wish
    return Person(
        hours=tuple(WeeklyHours(day, clock(opens), clock(closes)) for day in days),
        rather=tuple(WeeklyHours(day, clock(max(opens, closes - 3)), clock(closes)) for day in rather),
        practitioners=(chance.randrange(chiropractors),) if wished else (),
        trips_a_week=chance.choice([None, 2, 3]),
    )


def main() -> int:
    chance = random.Random(20261123)
    supply = clinic(chance)
    rows = [
        row(
            "a plan: the first of a process, OR-Tools being imported",
            [proof(course(2), Person(), supply)],
            None,
        )
    ]
    for visits, plans, target in ((12, 60, 100), (24, 30, 400)):
        taken = [proof(course(visits), person(chance), supply) for _ in range(plans)]
        rows.append(row(f"a plan of {visits} visits to its proof: median of {plans}", taken, target))
        worst = [sorted(taken)[int(len(taken) * 0.95)]]
        rows.append(row(f"a plan of {visits} visits to its proof: 95th percentile", worst, None))
    rows += batch(chance, supply)
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for one in rows:
            print(f"{one['what']:<66} {one['measured']:9.1f} {one['unit']}  (target {one['target']})")
    return 0


def batch(chance: random.Random, supply: Supply) -> list[dict[str, Any]]:
    """200 plans of 12 visits out of one supply; then the chiropractor with the most visits that day falls
    ill."""
    cases = [Case(str(n), course(12), person(chance), waiting=n) for n in range(BATCH)]
    begun = time.perf_counter()
    found = place_batch(cases, supply)
    taken = time.perf_counter() - begun
    visits = sum(len(done.answer.placed) for done in found.values())
    proven = sum(done.answer.proven for done in found.values())
    complete = sum(done.answer.complete for done in found.values())
    sys.stderr.write(f"{visits:,} visits of {BATCH} plans; {complete} complete, {proven} proven\n")
    seats = [one for done in found.values() for one in done.answer.placed]
    supply = adjusted(supply, taken=[ticks for one in seats for ticks in taken_by(one, supply)])
    booked = [
        replace(case, booked=tuple(Booked(one) for one in found[case.name].answer.placed)) for case in cases
    ]
    today = day_window(BEGINS + timedelta(days=1), ZONE)
    hit = Counter(one.practitioner for one in seats if today.first <= one.start < today.end)
    who, count = hit.most_common(1)[0]
    begun = time.perf_counter()
    moved = ill(booked, supply, who, range(today.first, today.end))
    fell = time.perf_counter() - begun
    changes = [change for done in moved.values() for change in done.of(Fate.MOVED)]
    sys.stderr.write(f"{count} visits fell, {len(changes)} were moved\n")
    return [
        row(f"{BATCH} plans of 12 visits in one batch", [taken], 60, "s"),
        row(f"a practitioner ill for a day: new seats for {len(moved)} people", [fell], None, "s"),
    ]


def proof(plan: Plan, who: Person, supply: Supply) -> float:
    """Milliseconds for one plan."""
    begun = time.perf_counter()
    answer = place(plan, who, supply)
    taken = (time.perf_counter() - begun) * 1000
    if not answer.proven:
        raise SystemExit("a plan was not proven within its limit")
    return taken


def row(what: str, taken: list[float], target: float | None, unit: str = "ms") -> dict[str, Any]:
    return {
        "what": what,
        "measured": statistics.median(taken),
        "unit": unit,
        "target": target,
        "better": "lower",
    }


if __name__ == "__main__":
    sys.exit(main())
