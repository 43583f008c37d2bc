"""Weekly opening hours on the wall clock of a zone, turned into ticks of the one real time line.

On the day the clocks go forward the missing hour cannot be booked; on the day they go back an opening
that spans the change is an hour longer. A time that does not exist begins when the clock has jumped; a
time that exists twice begins with its first and ends with its second coming, so that an opening never
loses part of itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from unknot.scheduling.errors import BadTime
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import (
    Bits,
    Window,
    grid_bits,
    instant_of,
    span_bits,
    tick_at_or_after,
    tick_of,
    ticks_in,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Open each `weekday` (0 is Monday) from `opens` to `closes` on the wall clock, from `valid_from`
    through `valid_to`.

    A break is two openings on the same day. `closes` at or before `opens` lies on the next day: 22:00 to
    06:00 runs over midnight, and 00:00 as the end is midnight.
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date = date.min
    valid_to: date = date.max

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise BadTime(f"weekday {self.weekday} is not one of 0 (Monday) to 6 (Sunday)")
        if self.opens.tzinfo or self.closes.tzinfo:
            raise BadTime("opening hours are wall-clock times, without a zone")
        if self.opens == self.closes and self.opens != time(0):
            raise BadTime(f"an opening from {self.opens} to {self.closes} has no length")
        if self.valid_to < self.valid_from:
            raise BadTime(f"hours cannot end ({self.valid_to}) before they begin ({self.valid_from})")

    def on(self, day: date) -> bool:
        return day.weekday() == self.weekday and self.valid_from <= day <= self.valid_to


def open_bits(
    hours: Iterable[WeeklyHours],
    closed: Iterable[Span],
    zone: ZoneInfo,
    window: Window,
    *,
    extra: Iterable[Span] = (),
) -> Bits:
    """The ticks of the window that lie wholly within the hours or a one-off opening (`extra`) and touch
    nothing closed: leave, a closure, a public holiday. What is closed is closed for openings too."""
    bits = _weekly_bits(tuple(hours), zone, window)
    for span in extra:
        bits |= span_bits(tick_at_or_after(span.start), tick_of(span.end), window)
    for span in closed:
        bits &= ~span_bits(tick_of(span.start), tick_at_or_after(span.end), window)
    return bits


# A clinic's patterns are few and asked for again and again; a year of one is some kilobytes.
@lru_cache(maxsize=512)
def _weekly_bits(patterns: tuple[WeeklyHours, ...], zone: ZoneInfo, window: Window) -> Bits:
    bits = 0
    for day in _days(window, zone):
        for pattern in patterns:
            if pattern.on(day):
                start, end = opening(day, pattern.opens, pattern.closes, zone)
                bits |= span_bits(tick_at_or_after(start), tick_of(end), window)
    return bits


def whole_days(first: date, last: date, zone: ZoneInfo) -> Span:
    """From the beginning of the first local day to the end of the last."""
    if last < first:
        raise BadTime(f"days cannot end ({last}) before they begin ({first})")
    midnight = time(0)
    return Span(instant(first, midnight, zone, last=False), instant(last + _DAY, midnight, zone, last=False))


def opening(day: date, opens: time, closes: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When an opening of that day begins and ends, in UTC."""
    last = day if closes > opens else day + _DAY
    return instant(day, opens, zone, last=False), instant(last, closes, zone, last=True)


def instant(day: date, clock: time, zone: ZoneInfo, *, last: bool) -> datetime:
    """The instant of a wall-clock time: of two the first or the last; one that is skipped, when the clock
    has jumped."""
    local = datetime.combine(day, clock)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if last else first
    return _jump(second, first, zone)


def day_window(day: date, zone: ZoneInfo, *, days: int = 1) -> Window:
    """The ticks of local days: 23 or 25 hours on the days when the clocks change."""
    start = instant(day, time(0), zone, last=False)
    end = instant(day + days * _DAY, time(0), zone, last=False)
    return Window(tick_of(start), tick_at_or_after(end))


@lru_cache(maxsize=128)
def starts_on_the_clock(minutes: int, zone: ZoneInfo, window: Window) -> Bits:
    """The ticks at which the wall clock shows a multiple of `minutes` since midnight: 9:00, 9:15, 9:30
    for 15."""
    bits = 0
    for day in _days(window, zone):
        whole = day_window(day, zone)
        low, high = max(whole.first, window.first), min(whole.end, window.end)
        if low < high:
            part = Window(low, high)
            bits |= grid_bits(ticks_in(minutes), whole.first, part) << (low - window.first)
    return bits


def local_day(tick: int, zone: ZoneInfo) -> date:
    return instant_of(tick).astimezone(zone).date()


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two at which the zone's offset changes; both lie within one gap of the
    clock."""
    early = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == early:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _days(window: Window, zone: ZoneInfo) -> Iterator[date]:
    # The day before as well: its opening may run over midnight into the window.
    day = local_day(window.first, zone) - _DAY
    last = local_day(window.end, zone)
    while day <= last:
        yield day
        day += _DAY
