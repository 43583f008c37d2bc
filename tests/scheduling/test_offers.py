"""Free starts against brute force: every start, every practitioner, every room, every tick."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.offers import (
    Calendar,
    Giver,
    Need,
    Seat,
    Site,
    by_day,
    first,
    free_starts,
    nearest,
    seat_at,
)
from unknot.scheduling.ticks import Window, bits_of, grid_bits, ticks_of

WINDOW = Window(1000, 1060)
ALL = WINDOW.all

needs = st.builds(Need, st.integers(1, 30), st.integers(0, 10), st.integers(0, 10))
free = st.frozensets(st.integers(1000, 1059)).map(
    lambda some: frozenset(range(1000, 1060)) - frozenset(list(some)[:12])
)


def has(calendar: Calendar, tick: int) -> bool:
    return WINDOW.first <= tick < WINDOW.end and bool(calendar.free >> (tick - WINDOW.first) & 1)


def free_throughout(calendar: Calendar, need: Need, start: int) -> bool:
    return all(has(calendar, tick) for tick in need.seat_ticks(start))


def brute(site: Site) -> set[int]:
    """Every start, every giver, every thing of every pool, every tick."""
    return {
        start
        for start in range(WINDOW.first, WINDOW.end)
        if site.allowed >> (start - WINDOW.first) & 1
        and any(
            free_throughout(giver.calendar, giver.need, start)
            and all(any(free_throughout(thing, giver.need, start) for thing in pool) for pool in site.pools)
            for giver in site.givers
        )
    }


def by_number(calendar: Calendar) -> tuple[int, int]:
    return 0, calendar.resource


def site(need: Need, givers: list[Calendar], *pools: list[Calendar], allowed: int = ALL) -> Site:
    return Site(tuple(Giver(one, need) for one in givers), tuple(map(tuple, pools)), allowed)


@st.composite
def sites(draw: st.DrawFn) -> Site:
    """Up to three givers of their own lengths, none to three pools, and a clock."""
    numbers = count()

    def some(most: int) -> list[Calendar]:
        drawn = draw(st.lists(free, max_size=most))
        return [Calendar(next(numbers), bits_of(ticks, WINDOW)) for ticks in drawn]

    givers = tuple(Giver(one, draw(needs)) for one in some(3))
    pools = tuple(tuple(some(2)) for _ in range(draw(st.integers(0, 3))))
    return Site(givers, pools, draw(st.sampled_from([ALL, grid_bits(3, 1000, WINDOW), 0b1011])))


@given(sites())
def test_a_start_is_free_when_a_giver_and_one_of_each_pool_are_free_throughout(site: Site) -> None:
    assert set(ticks_of(free_starts(site, WINDOW), WINDOW)) == brute(site)


@given(sites())
def test_a_start_is_free_exactly_when_a_seat_is_found_for_it(site: Site) -> None:
    calendars = {one.calendar.resource: one.calendar for one in site.givers}
    calendars |= {one.resource: one for pool in site.pools for one in pool}
    needs_of = {one.calendar.resource: one.need for one in site.givers}
    found = set(ticks_of(free_starts(replace(site, allowed=ALL), WINDOW), WINDOW))
    for start in range(WINDOW.first, WINDOW.end):
        seat = seat_at(site, start, WINDOW, order=by_number)
        assert (seat is not None) == (start in found)
        if seat:
            assert seat.need == needs_of[seat.giver]
            assert len(seat.things) == len(site.pools)
            assert all(free_throughout(calendars[one], seat.need, start) for one in seat.resources)


def test_two_rooms_free_by_halves_are_not_one_room() -> None:
    halves = [
        Calendar(1, bits_of(range(1000, 1003), WINDOW)),
        Calendar(2, bits_of(range(1003, 1006), WINDOW)),
    ]
    whole = [Calendar(3, bits_of(range(1000, 1006), WINDOW))]

    assert free_starts(site(Need(30), whole, halves), WINDOW) == 0
    assert list(ticks_of(free_starts(site(Need(15), whole, halves), WINDOW), WINDOW)) == [1000, 1003]


def test_a_room_must_be_free_for_as_long_as_that_giver_takes() -> None:
    quick, slow = Giver(Calendar(1, ALL), Need(20)), Giver(Calendar(2, ALL), Need(40))
    room = Calendar(3, bits_of(range(1000, 1006), WINDOW))

    assert list(ticks_of(free_starts(Site((slow,), ((room,),), ALL), WINDOW), WINDOW)) == []
    both = Site((slow, quick), ((room,),), ALL)
    assert list(ticks_of(free_starts(both, WINDOW), WINDOW)) == [1000, 1001, 1002]
    assert seat_at(both, 1001, WINDOW, order=by_number) == Seat(Need(20), 1, (3,))


def test_a_visit_takes_one_of_each_pool() -> None:
    staff, room = [Calendar(1, ALL)], [Calendar(2, ALL)]
    table = [Calendar(3, bits_of(range(1010, 1020), WINDOW))]

    assert list(ticks_of(free_starts(site(Need(50), staff, room, table), WINDOW), WINDOW)) == [1010]
    assert free_starts(site(Need(5), staff, room, []), WINDOW) == 0


def test_buffers_are_held_on_both_sides_of_the_visit() -> None:
    need = Need(30, before=10, after=5)
    free = [Calendar(1, bits_of(range(1000, 1009), WINDOW))]

    assert list(ticks_of(free_starts(site(need, free, free), WINDOW), WINDOW)) == [1002]
    assert need.seat_ticks(1002) == range(1000, 1009)
    assert need.person_ticks(1002) == range(1002, 1008)


def test_only_allowed_starts_are_offered() -> None:
    free = [Calendar(1, ALL)]
    assert free_starts(site(Need(5), free, free, allowed=0b1001), WINDOW) == 0b1001


def test_the_least_busy_is_chosen() -> None:
    busy = {1: 9, 2: 3, 3: 3}
    staff = [Calendar(number, ALL) for number in busy]

    seat = seat_at(
        site(Need(5), staff, staff), 1010, WINDOW, order=lambda one: (busy[one.resource], one.resource)
    )

    assert seat == Seat(Need(5), 2, (2,))


some_starts = st.frozensets(st.integers(1000, 1059))


@given(some_starts, st.integers(0, 10))
def test_first_are_the_earliest(starts: frozenset[int], limit: int) -> None:
    assert first(bits_of(starts, WINDOW), WINDOW, limit) == sorted(starts)[:limit]


@given(some_starts, st.integers(990, 1070), st.integers(0, 10))
def test_nearest_are_the_closest_in_order_of_time(starts: frozenset[int], wanted: int, limit: int) -> None:
    found = nearest(bits_of(starts, WINDOW), WINDOW, wanted, limit)

    assert found == sorted(sorted(starts, key=lambda start: (abs(start - wanted), start))[:limit])


@given(some_starts)
def test_by_day_parts_the_starts(starts: frozenset[int]) -> None:
    days = [Window(1000, 1020), Window(1020, 1060)]
    found = by_day(bits_of(starts, WINDOW), WINDOW, days)
    assert found == [sorted(s for s in starts if day.first <= s < day.end) for day in days]


@pytest.mark.parametrize("wrong", [(0, 0, 0), (30, -5, 0), (30, 0, -5)])
def test_needs_that_cannot_be_are_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(BadTime, match="at least a minute"):
        Need(*wrong)
