"""A clinic for worked examples: chiropractors 1 and 2, massage therapist 3, rooms 10 and 11, two weeks from
Monday 7 December 2026, every day from 9 to 12 unless a test says otherwise."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from unknot.scheduling.hours import WeeklyHours, day_window, instant, open_bits, starts_on_the_clock
from unknot.scheduling.offers import Calendar, Giver, Need, Site
from unknot.scheduling.plan_words import Names
from unknot.scheduling.plans import Gap, Placed, Plan, Supply, Trip, Visit
from unknot.scheduling.ticks import Bits, span_bits, tick_of

ZONE = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 12, 7)
DAYS = 14
WINDOW = day_window(MONDAY, ZONE, days=DAYS)
EVERY_DAY = tuple(WeeklyHours(day, time(9), time(12)) for day in range(7))
OPEN = open_bits(EVERY_DAY, (), ZONE, WINDOW)
NEEDS = {"adjustment": Need(30), "massage": Need(30), "look": Need(30)}
GIVERS = {"adjustment": (1, 2), "massage": (3,), "look": (1, 2)}
NAMES = Names(
    {"adjustment": "adjustment", "massage": "massage", "look": "re-evaluation"},
    {"adjustment": "chiropractor", "massage": "massage therapist", "look": "chiropractor"},
    {1: "Dr. Ames", 2: "Dr. Birch", 3: "Carla"},
)


def at(day: int, hour: int = 9, minute: int = 0) -> int:
    """The tick of a time of day, so many days after the Monday."""
    return tick_of(instant(MONDAY + timedelta(days=day), time(hour, minute), ZONE, last=False))


def on(*days: int, opens: int = 9, closes: int = 12) -> Bits:
    """The free ticks of these days alone."""
    bits = 0
    for day in days:
        bits |= span_bits(at(day, opens), at(day, closes), WINDOW)
    return bits


def clinic(
    free: Mapping[int, Bits] | None = None,
    needs: Mapping[str, Need] = NEEDS,
    rooms: Iterable[int] = (10, 11),
    earliest: int = 0,
) -> Supply:
    """The clinic, with other free ticks for some of its people and rooms."""
    known = free or {}
    pool = tuple(Calendar(room, known.get(room, WINDOW.all)) for room in rooms)
    clock = starts_on_the_clock(15, ZONE, WINDOW)
    sites = {
        service: {
            0: Site(
                tuple(Giver(Calendar(who, known.get(who, OPEN)), needs[service]) for who in GIVERS[service]),
                (pool,),
                clock,
            )
        }
        for service in NEEDS
    }
    return Supply(WINDOW, ZONE, sites, earliest)


def seat(
    key: str, start: int, who: int = 1, room: int = 10, service: str = "adjustment", place: int = 0
) -> Placed:
    return Placed(key, service, start, who, (room,), place, NEEDS[service])


def adjustments(count: int, gap: Gap = Gap(2, 3, 4), first: Gap = Gap(0, 0, 6)) -> Plan:  # noqa: B008
    """a0, a1, a2 ..."""
    trips = (Trip((Visit(f"a{n}", "adjustment"),), gap if n else first) for n in range(count))
    return Plan(tuple(trips), MONDAY)


def days(placed: Iterable[Placed]) -> list[int]:
    """How many days after the Monday each is."""
    return [(one.start - at(0, 0)) // 288 for one in placed]
