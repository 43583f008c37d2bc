"""The rows of a calendar table: one for each hour of the wall clock, as long as it is, and where in them a
stretch of time stands. Nothing here knows what stands there.

Days of a week share their rows. An hour that a day does not have is a hole in its column; one that it has
twice is a row of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from unknot.scheduling.lines import Line
from unknot.scheduling.ticks import TICK_MINUTES, Bits, Window

Key = tuple[time, bool]
# What is shown of a day on which nothing happens.
USUAL = (time(8), time(18))


@dataclass(frozen=True, slots=True)
class Row:
    """`top` is where it begins, in minutes of drawn time."""

    key: Key
    minutes: int
    top: int
    note: str

    @property
    def words(self) -> str:
        """9 am; 1:30 am"""
        clock = self.key[0]
        return f"{twelve(clock)}{'' if clock.minute == 0 else f':{clock.minute:02}'} {half(clock)}"

    @property
    def clock(self) -> int:
        """Minutes that the wall shows since midnight."""
        return self.key[0].hour * 60 + self.key[0].minute


@dataclass(frozen=True, slots=True)
class Spot:
    """The row in which a stretch begins, how far into it, and how long it is drawn."""

    row: int
    at: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The stretches of one column, by row; a row that its day does not have is None."""

    parts: tuple[tuple[Row, Line | None], ...]

    def spot(self, first: int, end: int) -> Spot | None:
        """Where the ticks from `first` to `end` are drawn, cut to what is shown; None when nothing is."""
        begun: tuple[int, int, int] | None = None
        last = 0
        for place, (row, line) in enumerate(self.parts):
            if line is None or line.end <= first or line.first >= end:
                continue
            low, high = max(line.first, first) - line.first, min(line.end, end) - line.first
            if begun is None:
                begun = place, low * TICK_MINUTES, row.top + low * TICK_MINUTES
            last = row.top + high * TICK_MINUTES
        return Spot(begun[0], begun[1], last - begun[2]) if begun else None


def rows_of(days: Iterable[Sequence[Line]]) -> list[Row]:
    """The rows that these days need together."""
    lengths: dict[Key, int] = {}
    notes: dict[Key, str] = {}
    for lines in days:
        for line in lines:
            key = key_of(line)
            lengths[key] = max(lengths.get(key, 0), line.minutes)
            if line.again:
                notes[key] = "again: the clocks go back"
            if line.skipped:
                notes[key] = f"{line.skipped} minutes before this do not exist: the clocks go forward"
    rows, top = [], 0
    for key in sorted(lengths):
        rows.append(Row(key, lengths[key], top, notes.get(key, "")))
        top += lengths[key]
    return rows


def scale(rows: Sequence[Row], lines: Sequence[Line]) -> Scale:
    found: Mapping[Key, Line] = {key_of(line): line for line in lines}
    return Scale(tuple((row, found.get(row.key)) for row in rows))


def shown(rows: Sequence[Row], days: Iterable[tuple[Sequence[Line], Bits]], window: Window) -> list[Row]:
    """The rows from the first to the last in which anything happens on any day; the usual ones if nothing
    does."""
    busy = {key_of(line) for lines, bits in days for line in lines if _touches(line, bits, window)}
    places = [place for place, row in enumerate(rows) if row.key in busy]
    if not places:
        places = [place for place, row in enumerate(rows) if USUAL[0] <= row.key[0] < USUAL[1]]
    kept, top = [], 0
    for row in rows[places[0] : places[-1] + 1] if places else []:
        kept.append(Row(row.key, row.minutes, top, row.note))
        top += row.minutes
    return kept


def key_of(line: Line) -> Key:
    return line.clock, line.again


def twelve(clock: time) -> int:
    return clock.hour % 12 or 12


def half(clock: time) -> str:
    return "am" if clock.hour < 12 else "pm"


def _touches(line: Line, bits: Bits, window: Window) -> bool:
    return bool(bits >> (line.first - window.first) & ((1 << (line.end - line.first)) - 1))
