"""A calendar as a table: hours down, practitioners, rooms or days across, and in each cell what begins
there.

A real table, so that a screen reader says the hour and the column of whatever it is on; the stylesheet draws
the minutes. Cells are drawn from top to bottom, so what is long hangs over the cells below it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from unknot.interfaces.web.pages.desk.calendar.rows import Row, Scale, rows_of, scale, shown
from unknot.interfaces.web.pages.desk.calendar.things import Thing, Wording, placed, tick_words
from unknot.journey.book.agenda import Band
from unknot.scheduling.lines import Line, hour_lines
from unknot.scheduling.ticks import (
    TICK_MINUTES,
    Bits,
    Window,
    instant_of,
    span_bits,
    tick_at_or_after,
    ticks_of,
)

WORDS = {"off": "Not in"}


@dataclass(frozen=True, slots=True)
class Column:
    """One practitioner, room or day, with all that stands in it. `there` are the ticks at which somebody is
    in, `grounds` what stands in the way, `wants` what a new visit here would be booked with."""

    key: str
    title: str
    about: str
    day: date
    there: Bits
    grounds: tuple[Band, ...]
    things: tuple[Thing, ...]
    wants: str = ""
    link: str = ""
    is_today: bool = False

    @property
    def in_order(self) -> list[Thing]:
        return sorted(self.things, key=lambda one: one.first)


@dataclass(frozen=True, slots=True)
class Ground:
    kind: str
    at: int
    minutes: int
    words: str
    times: str

    @property
    def hours(self) -> int:
        return self.minutes // 60

    @property
    def rest(self) -> int:
        return self.minutes % 60


@dataclass(slots=True)
class Cell:
    """`start` is the instant at which its row begins; empty for an hour that its day does not have."""

    column: Column
    start: int | None
    minutes: int
    new: str = ""
    grounds: list[Ground] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    now_at: int | None = None

    @property
    def at(self) -> int | None:
        """Minutes since the epoch at which its row begins."""
        return None if self.start is None else self.start * TICK_MINUTES


@dataclass(frozen=True, slots=True)
class TableRow:
    row: Row
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        """Whether a list of the day has nothing to say about this hour."""
        return not any(cell.things or any(one.kind != "off" for one in cell.grounds) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    columns: Sequence[Column]
    rows: Sequence[TableRow]


def table(columns: Sequence[Column], window: Window, words: Wording, *, whole_day: bool) -> Table:
    days = {column.day: hour_lines(column.day, words.zone) for column in columns}
    rows = rows_of(days.values())
    if not whole_day:
        rows = shown(rows, [(days[one.day], _shown_bits(one, window)) for one in columns], window)
    drawn = [_cells(column, scale(rows, days[column.day]), window, words) for column in columns]
    return Table(
        columns, [TableRow(row, [cells[place] for cells in drawn]) for place, row in enumerate(rows)]
    )


def _shown_bits(column: Column, window: Window) -> Bits:
    bits = column.there
    for thing in column.things:
        bits |= span_bits(thing.first, thing.end, window)
    return bits


def _cells(column: Column, over: Scale, window: Window, words: Wording) -> list[Cell]:
    cells = [
        Cell(column, line.first if line else None, line.minutes if line else row.minutes)
        for row, line in over.parts
    ]
    for band in (*_off(column, over, window), *column.grounds):
        spot = over.spot(band.first, band.end)
        if spot is not None:
            said = band.words or WORDS[band.kind]
            times = tick_words(band.first, band.end, words.zone) if band.kind != "shut" else ""
            cells[spot.row].grounds.append(Ground(band.kind, spot.at, spot.minutes, said, times))
    for spot, thing in placed(column.things, over):
        cells[spot.row].things.append(thing)
    now = tick_at_or_after(words.now)
    open_bits = _open(column, window)
    for cell, (_, line) in zip(cells, over.parts, strict=True):
        if line is None:
            continue
        if column.is_today and line.first <= now < line.end:
            cell.now_at = (now - line.first) * TICK_MINUTES
        first = _first_open(line, open_bits, window, now)
        if first is not None and column.wants:
            cell.new = f"at={instant_of(first):%Y-%m-%dT%H:%MZ}&{column.wants}"
    return cells


def _off(column: Column, over: Scale, window: Window) -> Iterator[Band]:
    """Each run of ticks of the column's day at which nobody is in."""
    lines = [line for _, line in over.parts if line is not None]
    if not lines:
        return
    whole = span_bits(lines[0].first, lines[-1].end, window)
    begun: int | None = None
    last = -2
    for tick in ticks_of(whole & ~column.there, window):
        if tick != last + 1:
            if begun is not None:
                yield Band("off", begun, last + 1)
            begun = tick
        last = tick
    if begun is not None:
        yield Band("off", begun, last + 1)


def _open(column: Column, window: Window) -> Bits:
    bits = column.there
    for band in column.grounds:
        bits &= ~span_bits(band.first, band.end, window)
    return bits


def _first_open(line: Line, bits: Bits, window: Window, now: int) -> int | None:
    """The first quarter of the hour at which somebody could still be seated."""
    for tick in range(line.first, line.end, 3):
        if tick >= now and bits >> (tick - window.first) & 1:
            return tick
    return None


def bands_for(bands: Iterable[Band], practitioner: UUID | None, locations: set[UUID]) -> Iterator[Band]:
    """Those that stand in one column's way."""
    for band in bands:
        if band.practitioner is not None and band.practitioner == practitioner:
            yield band
        if band.location is not None and band.location in locations:
            yield band
