"""Free starts against brute force: every start, every practitioner, every room, every tick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.offers import Calendar, Need, by_day, first, free_starts, nearest, seat_at
from unknot.scheduling.ticks import Window, bits_of, ticks_of

WINDOW = Window(1000, 1060)
ALL = WINDOW.all

needs = st.builds(Need, st.integers(1, 30), st.integers(0, 10), st.integers(0, 10))
free = st.frozensets(st.integers(1000, 1059)).map(
    lambda some: frozenset(range(1000, 1060)) - frozenset(list(some)[:12])
)
calendars = st.lists(free, max_size=3).map(
    lambda sets: [Calendar(number, bits_of(some, WINDOW)) for number, some in enumerate(sets)]
)


def has(calendar: Calendar, tick: int) -> bool:
    return WINDOW.first <= tick < WINDOW.end and bool(calendar.free >> (tick - WINDOW.first) & 1)


def brute(need: Need, practitioners: list[Calendar], rooms: list[Calendar]) -> set[int]:
    def seats(calendar: Calendar, start: int) -> bool:
        return all(has(calendar, tick) for tick in need.seat_ticks(start))

    return {
        start
        for start in range(WINDOW.first, WINDOW.end)
        if any(seats(one, start) for one in practitioners) and any(seats(one, start) for one in rooms)
    }


@given(needs, calendars, calendars)
def test_a_start_is_free_when_one_practitioner_and_one_room_are_free_throughout(
    need: Need, practitioners: list[Calendar], rooms: list[Calendar]
) -> None:
    found = free_starts(need, practitioners, rooms, ALL, WINDOW)

    assert set(ticks_of(found, WINDOW)) == brute(need, practitioners, rooms)


@given(needs, calendars, calendars)
def test_a_start_is_free_exactly_when_a_seat_is_found_for_it(
    need: Need, practitioners: list[Calendar], rooms: list[Calendar]
) -> None:
    found = set(ticks_of(free_starts(need, practitioners, rooms, ALL, WINDOW), WINDOW))
    for start in range(WINDOW.first, WINDOW.end):
        seat = seat_at(need, start, practitioners, rooms, WINDOW, order=lambda one: (0, one.resource))
        assert (seat is not None) == (start in found)
        if seat:
            held = need.seat_ticks(start)
            assert all(has(practitioners[seat[0]], tick) and has(rooms[seat[1]], tick) for tick in held)


def test_two_rooms_free_by_halves_are_not_one_room() -> None:
    halves = [
        Calendar(1, bits_of(range(1000, 1003), WINDOW)),
        Calendar(2, bits_of(range(1003, 1006), WINDOW)),
    ]
    whole = [Calendar(3, bits_of(range(1000, 1006), WINDOW))]

    assert free_starts(Need(30), whole, halves, ALL, WINDOW) == 0
    assert list(ticks_of(free_starts(Need(15), whole, halves, ALL, WINDOW), WINDOW)) == [1000, 1003]


def test_buffers_are_held_on_both_sides_of_the_visit() -> None:
    need = Need(30, before=10, after=5)
    free = [Calendar(1, bits_of(range(1000, 1009), WINDOW))]

    assert list(ticks_of(free_starts(need, free, free, ALL, WINDOW), WINDOW)) == [1002]
    assert need.seat_ticks(1002) == range(1000, 1009)
    assert need.person_ticks(1002) == range(1002, 1008)


def test_only_allowed_starts_are_offered() -> None:
    free = [Calendar(1, ALL)]
    assert free_starts(Need(5), free, free, 0b1001, WINDOW) == 0b1001


def test_the_least_busy_is_chosen() -> None:
    busy = {1: 9, 2: 3, 3: 3}
    staff = [Calendar(number, ALL) for number in busy]

    seat = seat_at(Need(5), 1010, staff, staff, WINDOW, order=lambda one: (busy[one.resource], one.resource))

    assert seat == (2, 2)


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
