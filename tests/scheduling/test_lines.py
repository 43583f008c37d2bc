"""The lines of a calendar's day: full hours of the wall clock, with the days on which the clocks change."""

from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from unknot.scheduling.hours import day_window
from unknot.scheduling.lines import Line, hour_lines

SANTA_ROSA = ZoneInfo("America/Los_Angeles")
ORDINARY = date(2026, 11, 23)


def clocks(lines: tuple[Line, ...]) -> list[str]:
    return [f"{line.clock:%H:%M}{'+' if line.again else ''}" for line in lines]


def test_an_ordinary_day_has_twenty_four_hours() -> None:
    lines = hour_lines(ORDINARY, SANTA_ROSA)
    assert clocks(lines) == [f"{hour:02}:00" for hour in range(24)]
    assert {line.minutes for line in lines} == {60}
    assert not any(line.skipped or line.again for line in lines)


def test_the_hour_that_is_skipped_is_named_by_the_one_after_it() -> None:
    lines = hour_lines(date(2026, 3, 8), SANTA_ROSA)
    assert clocks(lines)[:4] == ["00:00", "01:00", "03:00", "04:00"]
    assert [line.skipped for line in lines[:4]] == [0, 0, 60, 0]
    assert len(lines) == 23


def test_the_hour_that_comes_twice_says_so() -> None:
    lines = hour_lines(date(2026, 11, 1), SANTA_ROSA)
    assert clocks(lines)[:4] == ["00:00", "01:00", "01:00+", "02:00"]
    assert len(lines) == 25


def test_a_day_that_begins_at_one_says_that_midnight_was_skipped() -> None:
    first = hour_lines(date(2026, 9, 6), ZoneInfo("America/Santiago"))[0]
    assert (first.clock, first.skipped) == (time(1), 60)


def test_half_an_hour_is_a_line_of_its_own() -> None:
    island = ZoneInfo("Australia/Lord_Howe")
    back, forward = hour_lines(date(2026, 4, 5), island), hour_lines(date(2026, 10, 4), island)
    assert clocks(back)[:4] == ["00:00", "01:00", "01:30+", "02:00"]
    assert [line.minutes for line in back[:4]] == [60, 60, 30, 60]
    assert clocks(forward)[:4] == ["00:00", "01:00", "02:30", "03:00"]
    assert [(line.minutes, line.skipped) for line in forward[1:4]] == [(60, 0), (30, 30), (60, 0)]


@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"]
)
@pytest.mark.parametrize("day", [ORDINARY, date(2026, 3, 8), date(2026, 4, 5), date(2026, 10, 29)])
def test_the_lines_are_the_whole_day_without_a_gap(zone: str, day: date) -> None:
    window, lines = day_window(day, ZoneInfo(zone)), hour_lines(day, ZoneInfo(zone))
    assert (lines[0].first, lines[-1].end) == (window.first, window.end)
    assert all(one.end == after.first for one, after in pairwise(lines))
