"""Free starts for a kind of visit: a practitioner and one room of the right kind, both free throughout.

All of it is set algebra on bits: what is open and not claimed, eroded by the length of the visit with its
buffers, so that a bit that is left means "a visit may start here, its buffers included".
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from unknot.scheduling.errors import BadTime
from unknot.scheduling.ticks import Bits, Window, erode, span_bits, ticks_in, ticks_of


@dataclass(frozen=True, slots=True)
class Need:
    """What a visit holds, in minutes: itself, and the buffers before and after in which nobody else may
    be seated."""

    minutes: int
    before: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        if self.minutes < 1 or self.before < 0 or self.after < 0:
            raise BadTime("a visit takes at least a minute, and its buffers cannot be negative")

    @property
    def lead(self) -> int:
        return ticks_in(self.before)

    @property
    def ticks(self) -> int:
        return ticks_in(self.minutes)

    @property
    def held(self) -> int:
        return self.lead + self.ticks + ticks_in(self.after)

    def seat_ticks(self, start: int) -> range:
        """The ticks that the practitioner and the room are held for when the visit starts at `start`."""
        return range(start - self.lead, start - self.lead + self.held)

    def person_ticks(self, start: int) -> range:
        """The ticks in which the person is there."""
        return range(start, start + self.ticks)


@dataclass(frozen=True, slots=True)
class Calendar:
    """One practitioner or one room over a window: `free` are its open ticks that nobody has claimed."""

    resource: int
    free: Bits


def free_starts(
    need: Need, practitioners: Iterable[Calendar], rooms: Iterable[Calendar], allowed: Bits, window: Window
) -> Bits:
    """The starts among `allowed` at which at least one practitioner and one room are free for the whole
    visit."""
    staffed = _any(need, practitioners)
    if not staffed:
        return 0
    # Each room on its own: two rooms that are free by halves do not make one that is free throughout.
    return staffed & _any(need, rooms) & allowed & window.all


def seat_at(
    need: Need,
    start: int,
    practitioners: Iterable[Calendar],
    rooms: Iterable[Calendar],
    window: Window,
    *,
    order: Callable[[Calendar], tuple[int, int]],
) -> tuple[int, int] | None:
    """The practitioner and the room for a visit that starts at `start`: the least of `order` among those
    who are free."""
    held = need.seat_ticks(start)
    if held.start < window.first or held.stop > window.end:
        return None
    wanted = span_bits(held.start, held.stop, window)
    seats = []
    for calendars in (practitioners, rooms):
        free = [calendar for calendar in calendars if calendar.free & wanted == wanted]
        if not free:
            return None
        seats.append(min(free, key=order).resource)
    return seats[0], seats[1]


def first(starts: Bits, window: Window, limit: int) -> list[int]:
    """The earliest `limit` starts."""
    return [start for start, _ in zip(ticks_of(starts, window), range(limit), strict=False)]


def nearest(starts: Bits, window: Window, wanted: int, limit: int) -> list[int]:
    """The `limit` starts closest to the wanted one, earlier before later when both are as far, in order
    of time."""
    place = min(max(wanted - window.first, 0), len(window))
    before = _downward(starts & ((1 << place) - 1), window)
    after = ticks_of(starts >> place << place, window)
    return sorted(_closest(before, after, wanted, limit))


def by_day(starts: Bits, window: Window, days: Sequence[Window]) -> list[list[int]]:
    """The starts of each day, for days given as windows."""
    return [list(ticks_of(starts & span_bits(day.first, day.end, window), window)) for day in days]


def _any(need: Need, calendars: Iterable[Calendar]) -> Bits:
    starts = 0
    for calendar in calendars:
        starts |= erode(calendar.free, need.held)
    return starts << need.lead


def _closest(before: Iterator[int], after: Iterator[int], wanted: int, limit: int) -> Iterator[int]:
    """The two in one order, by how far they are from the wanted start; each is in that order by itself."""
    both = merge(before, after, key=lambda start: (abs(start - wanted), start))
    return islice(both, limit)


def _downward(bits: Bits, window: Window) -> Iterator[int]:
    while bits:
        place = bits.bit_length() - 1
        yield window.first + place
        bits ^= 1 << place
