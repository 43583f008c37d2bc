"""Clinics and courses small enough to enumerate, drawn by Hypothesis: a week or so, three starts a day."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from unknot.scheduling.hours import WeeklyHours, day_window, instant
from unknot.scheduling.offers import Calendar, Giver, Need, Site
from unknot.scheduling.plans import Gap, Person, Plan, Supply, Trip, Visit
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import bits_of, tick_of

ZONE = ZoneInfo("America/Los_Angeles")
BEGINS = date(2026, 11, 26)  # a Thursday, so that a new week begins soon
DAYS = 8
WINDOW = day_window(BEGINS, ZONE, days=DAYS)
TIMES = (time(9), time(9, 30), time(10, 15))


def tick(day: int, clock: time) -> int:
    return tick_of(instant(BEGINS + timedelta(days=day), clock, ZONE, last=False))


CLOCK = bits_of([tick(day, clock) for day in range(DAYS) for clock in TIMES], WINDOW)
NEEDS = {"adjustment": Need(30), "massage": Need(30, after=10), "look": Need(45, before=5)}
CAN = {"adjustment": (1, 2), "massage": (2, 3), "look": (1, 2)}
SLOW = Need(45)


@st.composite
def calendars(draw: st.DrawFn, number: int) -> Calendar:
    """Free around some of the starts."""
    few = draw(st.lists(st.tuples(st.integers(0, DAYS - 1), st.integers(0, 2)), min_size=2, max_size=8))
    free: set[int] = set()
    for day, which in few:
        start = tick(day, TIMES[which])
        free |= set(range(start - 2, start + draw(st.sampled_from([6, 8, 10, 16]))))
    return Calendar(number, bits_of(free, WINDOW))


@st.composite
def supplies(draw: st.DrawFn, most_places: int = 2) -> Supply:
    """One or two locations; sometimes 2 takes longer than 1."""
    places = draw(st.sampled_from([1, 1, most_places]))
    slow = draw(st.booleans())
    sites: dict[str, dict[int, Site]] = {name: {} for name in NEEDS}
    for place in range(places):
        staff = {number: draw(calendars(number)) for number in (1, 2, 3)}
        rooms = [Calendar(10 + place, WINDOW.all), draw(calendars(20 + place))]
        if draw(st.booleans()):
            rooms = [draw(calendars(30 + place)), draw(calendars(40 + place))]
        for name, need in NEEDS.items():
            givers = tuple(
                Giver(staff[number], SLOW if slow and number == 2 and name == "adjustment" else need)
                for number in CAN[name]
            )
            sites[name][place] = Site(givers, (tuple(rooms),), CLOCK)
    return Supply(WINDOW, ZONE, sites, draw(st.sampled_from([0, tick(1, TIMES[1])])))


hours = st.lists(
    st.builds(WeeklyHours, st.integers(0, 6), st.sampled_from([time(9), time(9, 30)]), st.just(time(11))),
    max_size=5,
)
leave = st.integers(0, DAYS - 1).map(
    lambda day: Span(
        instant(BEGINS + timedelta(days=day), time(0), ZONE, last=False),
        instant(BEGINS + timedelta(days=day), time(10), ZONE, last=False),
    )
)
people = st.builds(
    Person,
    hours=st.one_of(st.just(()), hours.map(tuple)),
    away=st.lists(leave, max_size=1).map(tuple),
    rather=st.one_of(st.just(()), hours.map(tuple)),
    practitioners=st.sampled_from([(), (1,), (2,), (1, 3)]),
    trips_a_week=st.sampled_from([None, 1, 2]),
    busy=st.sampled_from([0, bits_of(range(tick(2, time(9)), tick(2, time(9, 45))), WINDOW)]),
)
first_gaps = st.sampled_from([Gap(0, 0, 3), Gap(0, 1, 7), Gap(1, 1, 1)])
gaps = st.sampled_from([Gap(1, 2, 3), Gap(2, 3, 4), Gap(2, 2, 2), Gap(1, 3, 5)])


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    trips = []
    for number in range(draw(st.integers(1, 3))):
        again = number > 0 and draw(st.booleans())
        visit = Visit(f"l{number}", "look", "a0") if again else Visit(f"a{number}", "adjustment")
        visits = [visit]
        if draw(st.integers(0, 2)) == 0:
            visits.insert(draw(st.integers(0, 1)), Visit(f"m{number}", "massage"))
        trips.append(Trip(tuple(visits), draw(gaps if number else first_gaps)))
    return Plan(tuple(trips), BEGINS, wait=draw(st.sampled_from([0, 15])))
