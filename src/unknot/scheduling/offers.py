"""Free starts for a kind of visit: somebody who gives it, and one of each pool of things that it needs (a
room, a piece of equipment) at the same site, all free throughout.

All of it is set algebra on bits: what is open and not claimed, eroded by the length of the visit with its
buffers, so that a bit that is left means "a visit may start here, its buffers included". Those who take
equally long are searched together: the cost grows with the window and with how many lengths there are.
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
    """One practitioner, room or thing over a window: `free` are its open ticks that nobody has claimed."""

    resource: int
    free: Bits


@dataclass(frozen=True, slots=True)
class Giver:
    """Somebody who gives the visit, and what it holds when they do: one takes longer than another."""

    calendar: Calendar
    need: Need


@dataclass(frozen=True, slots=True)
class Site:
    """One location: who is there, the pools of which a visit takes one each, and the starts that its clock
    allows. Without a pool a visit needs nothing but somebody who gives it."""

    givers: tuple[Giver, ...]
    pools: tuple[tuple[Calendar, ...], ...]
    allowed: Bits


@dataclass(frozen=True, slots=True)
class Seat:
    """What a visit takes: who gives it, one thing of each pool in their order, and how long it holds them."""

    need: Need
    giver: int
    things: tuple[int, ...]

    @property
    def resources(self) -> tuple[int, ...]:
        return (self.giver, *self.things)


def free_starts(site: Site, window: Window) -> Bits:
    """The starts at which at least one giver, and one thing of each pool for as long as that giver takes, are
    free for the whole visit."""
    found = 0
    for need, givers in _by_need(site.givers).items():
        starts = _any(need, givers) & site.allowed
        for pool in site.pools:
            if not starts:
                break
            # Each thing on its own: two rooms free by halves do not make one that is free throughout.
            starts &= _any(need, pool)
        found |= starts
    return found & window.all


def seat_at(
    site: Site, start: int, window: Window, *, order: Callable[[Calendar], tuple[int, int]]
) -> Seat | None:
    """A seat for a visit that starts at `start`: the least of `order` among the givers for whom there is one
    of everything, and the least of each pool. Whether the clock allows the start is not asked here."""
    for giver in sorted(site.givers, key=lambda one: order(one.calendar)):
        held = giver.need.seat_ticks(start)
        if held.start < window.first or held.stop > window.end:
            continue
        wanted = span_bits(held.start, held.stop, window)
        if giver.calendar.free & wanted != wanted:
            continue
        free = [[thing for thing in pool if thing.free & wanted == wanted] for pool in site.pools]
        if all(free):
            things = tuple(min(pool, key=order).resource for pool in free)
            return Seat(giver.need, giver.calendar.resource, things)
    return None


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


def _by_need(givers: Iterable[Giver]) -> dict[Need, list[Calendar]]:
    found: dict[Need, list[Calendar]] = {}
    for giver in givers:
        found.setdefault(giver.need, []).append(giver.calendar)
    return found


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
