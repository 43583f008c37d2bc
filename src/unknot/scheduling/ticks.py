"""Five-minute ticks, counted from the Unix epoch in UTC, and sets of them as the bits of one Python
integer.

Bit i of a set stands for the tick `window.first + i`. Integers make "free throughout" one shift and one
AND, and the same ticks are what a booking claims in the database, so availability and truth are the same
numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TICK_MINUTES = 5
TICK = timedelta(minutes=TICK_MINUTES)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Bits = int


@dataclass(frozen=True, slots=True)
class Window:
    """The ticks from `first` up to but not including `end`."""

    first: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.first:
            raise ValueError(f"a window cannot end ({self.end}) before it begins ({self.first})")

    def __len__(self) -> int:
        return self.end - self.first

    @property
    def all(self) -> Bits:
        return (1 << len(self)) - 1


def tick_of(instant: datetime) -> int:
    """The tick in which the instant lies."""
    return _since_epoch(instant) // TICK


def tick_at_or_after(instant: datetime) -> int:
    """The first tick that begins at or after the instant."""
    return -(-_since_epoch(instant) // TICK)


def instant_of(tick: int) -> datetime:
    """When the tick begins, in UTC."""
    return _EPOCH + tick * TICK


def ticks_in(minutes: int) -> int:
    """How many ticks the minutes need; what does not divide is rounded up, so that nothing overlaps."""
    return -(-minutes // TICK_MINUTES)


def span_bits(first: int, end: int, window: Window) -> Bits:
    """The ticks from `first` up to `end`, cut to the window."""
    low, high = max(first, window.first), min(end, window.end)
    return 0 if high <= low else ((1 << (high - low)) - 1) << (low - window.first)


def bits_of(ticks: Iterable[int], window: Window) -> Bits:
    """The set that holds these ticks; those outside the window are left out."""
    inside = list(ticks)
    if inside and (min(inside) < window.first or max(inside) >= window.end):
        inside = [tick for tick in inside if window.first <= tick < window.end]
    if not inside:
        return 0
    # Binary digits, highest tick first, read at once: setting bits in a large integer copies it each time.
    digits = bytearray(b"0") * len(window)
    highest = window.end - 1
    for tick in inside:
        digits[highest - tick] = 49  # "1"
    return int(digits, 2)


def ticks_of(bits: Bits, window: Window) -> Iterator[int]:
    """The ticks of the set, in order."""
    # One text of all bits, searched: taking the lowest bit off a large integer copies it each time.
    places = bin(bits)[:1:-1]
    place = places.find("1")
    while place >= 0:
        yield window.first + place
        place = places.find("1", place + 1)


def erode(bits: Bits, length: int) -> Bits:
    """The places from which `length` ticks in a row are in the set; in log2(length) shifts."""
    if length < 1:
        raise ValueError(f"a run of {length} ticks is no run")
    reach = 1
    while reach < length and bits:
        step = min(reach, length - reach)
        bits &= bits >> step
        reach += step
    return bits


def grid_bits(step: int, offset: int, window: Window) -> Bits:
    """Each `step`-th tick of the window, counted so that the tick `offset` is one of them: where visits
    may start."""
    pattern, size = 1, step
    while size < len(window):
        pattern |= pattern << size
        size *= 2
    return (pattern << (offset - window.first) % step) & window.all


def _since_epoch(instant: datetime) -> timedelta:
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone")
    return instant - _EPOCH
