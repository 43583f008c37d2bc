"""The hours of one local day as a calendar draws them: a line wherever the wall clock shows a full hour, and
one where it jumps. A day of 23 hours has one line fewer and says what was skipped, a day of 25 has one
hour twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from unknot.scheduling.hours import day_window
from unknot.scheduling.ticks import TICK, TICK_MINUTES, instant_of


@dataclass(frozen=True, slots=True)
class Line:
    """The stretch from one line to the next. `clock` is what the wall shows at its beginning, `again` says
    that it shows it for the second time, `skipped` are the minutes that do not exist just before it."""

    first: int
    end: int
    clock: time
    again: bool = False
    skipped: int = 0

    @property
    def minutes(self) -> int:
        return (self.end - self.first) * TICK_MINUTES


# A calendar asks for the same few days again and again, once for each of its columns.
@lru_cache(maxsize=256)
def hour_lines(day: date, zone: ZoneInfo) -> tuple[Line, ...]:
    """All stretches of a local day, in order; together they are the whole day, 23 or 25 hours included."""
    return tuple(_lines(day, zone))


def _lines(day: date, zone: ZoneInfo) -> Iterator[Line]:
    window = day_window(day, zone)
    start, expected = window.first, datetime.combine(day, time(0))
    line = _begin(start, zone, expected)
    for tick in range(window.first + 1, window.end):
        shown = _wall(tick, zone)
        expected = _wall(tick - 1, zone) + TICK
        if shown.minute == 0 or shown != expected:
            yield _until(line, tick)
            line = _begin(tick, zone, expected)
    yield _until(line, window.end)


def _begin(tick: int, zone: ZoneInfo, expected: datetime) -> Line:
    local = instant_of(tick).astimezone(zone)
    jump = max(_wall(tick, zone) - expected, timedelta(0))
    return Line(tick, tick, local.time(), again=bool(local.fold), skipped=int(jump.total_seconds()) // 60)


def _until(line: Line, end: int) -> Line:
    return Line(line.first, end, line.clock, line.again, line.skipped)


def _wall(tick: int, zone: ZoneInfo) -> datetime:
    return instant_of(tick).astimezone(zone).replace(tzinfo=None, fold=0)
