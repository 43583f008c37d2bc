"""Sets of ticks as bits, against Python's own sets."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.ticks import (
    Window,
    bits_of,
    erode,
    grid_bits,
    instant_of,
    span_bits,
    tick_at_or_after,
    tick_of,
    ticks_in,
    ticks_of,
)

windows = st.builds(lambda first, size: Window(first, first + size), st.integers(-50, 50), st.integers(0, 60))
ticks = st.frozensets(st.integers(-60, 120))


def within(window: Window) -> range:
    return range(window.first, window.end)


@given(windows, ticks)
def test_bits_hold_the_ticks_of_the_window_and_give_them_back_in_order(
    window: Window, some: frozenset[int]
) -> None:
    assert list(ticks_of(bits_of(some, window), window)) == sorted(some & set(within(window)))


@given(windows, st.integers(-60, 120), st.integers(-60, 120))
def test_span_bits_are_the_ticks_from_first_up_to_end(window: Window, first: int, end: int) -> None:
    assert span_bits(first, end, window) == bits_of(range(first, end), window)


@given(windows, ticks, st.integers(1, 12))
def test_erode_keeps_the_places_where_a_run_begins(window: Window, some: frozenset[int], length: int) -> None:
    inside = some & set(within(window))
    runs = {tick for tick in inside if all(tick + step in inside for step in range(length))}
    assert set(ticks_of(erode(bits_of(inside, window), length), window)) == runs


@given(windows, st.integers(1, 12), st.integers(-100, 100))
def test_grid_bits_are_every_step_through_the_offset(window: Window, step: int, offset: int) -> None:
    expected = {tick for tick in within(window) if (tick - offset) % step == 0}
    assert set(ticks_of(grid_bits(step, offset, window), window)) == expected


@given(st.integers(-10_000_000, 10_000_000), st.integers(0, 299))
def test_a_tick_lasts_five_minutes(tick: int, seconds: int) -> None:
    instant = instant_of(tick) + timedelta(seconds=seconds)
    assert tick_of(instant) == tick
    assert tick_at_or_after(instant) == (tick if seconds == 0 else tick + 1)


def test_tick_zero_is_the_epoch_in_any_zone() -> None:
    assert tick_of(datetime(1970, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))) == 0
    assert instant_of(12) == datetime(1970, 1, 1, 1, tzinfo=UTC)


def test_minutes_are_rounded_up_to_ticks() -> None:
    assert [ticks_in(minutes) for minutes in (0, 1, 5, 6, 30)] == [0, 1, 1, 2, 6]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Window(2, 1)
    with pytest.raises(ValueError, match="no run"):
        erode(1, 0)
    with pytest.raises(ValueError, match="no time zone"):
        tick_of(datetime(2026, 1, 1))  # noqa: DTZ001  # that it has none is the point
