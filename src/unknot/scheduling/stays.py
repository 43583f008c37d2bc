"""Where a trip of one or more visits fits: of each day and each set of practitioners the best stay.

What is not best among its equals is dropped here, before anything is solved: two trips of a plan are never
on one day, so of all starts of a day with the same practitioners only the one closest to the preferred times
can be part of a best plan.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from unknot.scheduling.hours import day_window, local_day, open_bits
from unknot.scheduling.plans import Person, Supply
from unknot.scheduling.pools import Frame, Given, Pools, Want
from unknot.scheduling.ticks import TICK_MINUTES, Bits, Window, erode, span_bits, tick_at_or_after, tick_of

# A stay outside the preferred times costs the hours begun between them, and no more than a day without any.
HOUR = 12
FARTHEST = 6
OTHER = -1  # whoever gives it, of those who are not told apart

Told = tuple[frozenset[int], ...]  # for each visit of a stay the practitioners that are told apart


@dataclass(frozen=True, slots=True)
class Stay:
    """A frame with its start, at the tick `start`; `cost` is how far it is from preferred times."""

    day: int
    start: int
    frame: Frame
    cost: int


@dataclass(frozen=True, slots=True)
class Day:
    """A local day of the window: its ordinal, and which bits of the window are its own."""

    number: int
    low: int
    mask: Bits


class Finder:
    """All stays of one person in one supply; what several trips share is worked out once."""

    def __init__(self, supply: Supply, person: Person, wait: int) -> None:
        self.supply, self.person, self.wait = supply, person, wait // TICK_MINUTES
        self.window = supply.window
        self.pools = Pools(supply)
        self.days = days_of(supply)
        self.come = person_bits(person, supply)
        self._fit: dict[int, Bits] = {}
        self._levels: dict[tuple[int, int], list[Bits]] = {}
        self._rather: dict[int, list[Bits]] = {}
        self._told: dict[tuple[Want, frozenset[int]], dict[Given, Bits]] = {}

    def stays(self, wants: tuple[Want, ...], told: Told, days: Collection[int]) -> list[Stay]:
        """The best stay of each of the days and each set of practitioners that are told apart; the rest
        count as one."""
        best: dict[tuple[int, tuple[int, ...]], tuple[tuple[int, ...], Stay]] = {}
        wanted = [day for day in self.days if day.number in days]
        for frame, bits in self._frames(wants, told, self.mask(wanted)):
            who = tuple(given.who for given in frame.given)
            for day in wanted:
                left = bits >> day.low & day.mask
                if not left:
                    continue
                levels = self._by_day(frame.length, day)
                cost = next((cost for cost, level in enumerate(levels) if left & level), len(levels))
                near = left & levels[cost] if cost < len(levels) else left
                start = self.window.first + day.low + (near & -near).bit_length() - 1
                value = (cost, frame.length, start, frame.place, *frame.offsets)
                if (day.number, who) not in best or value < best[day.number, who][0]:
                    best[day.number, who] = value, Stay(day.number, start, frame, cost)
        return [stay for _, stay in best.values()]

    def whoever(self, want: Want, given: Given, start: int, told: frozenset[int]) -> int:
        """The first practitioner who is free at that start, there and for as long, and was not told from
        the rest."""
        place = start - self.window.first
        return next(
            one.who
            for one, bits in self.pools.starts(want).items()
            if one.who not in told
            and (one.place, one.need) == (given.place, given.need)
            and bits >> place & 1
        )

    def told_apart(self, wants: tuple[Want, ...], told: Told) -> Told:
        """With everybody told apart, where somebody could still hold time after one visit of a trip when the
        next begins."""
        everybody = tuple(self.pools.givers(want) for want in wants)
        buffers = [
            any(given.need.held > given.need.ticks for given in self.pools.starts(want)) for want in wants
        ]
        pairs = [(one, two) for two in range(len(wants)) for one in range(two)]
        tight = any(everybody[one] & everybody[two] and (buffers[one] or buffers[two]) for one, two in pairs)
        return everybody if tight else told

    def mask(self, days: Sequence[Day]) -> Bits:
        """The bits of these days."""
        if len(days) == len(self.days):
            return self.window.all
        mask = 0
        for day in days:
            mask |= day.mask << day.low
        return mask

    def fits(self, length: int) -> Bits:
        """The starts of a stay of this length through which the person can be there."""
        if length not in self._fit:
            self._fit[length] = erode(self.come, length)
        return self._fit[length]

    def _frames(self, wants: tuple[Want, ...], told: Told, asked: Bits) -> Iterator[tuple[Frame, Bits]]:
        """Who gives the visits one after the other, with the places at which such a stay may start."""
        first = self._groups(wants[0], told[0])
        frames = [
            (Frame(wants, (given,), (0,)), left) for given, bits in first.items() if (left := bits & asked)
        ]
        for number in range(1, len(wants)):
            groups = self._groups(wants[number], told[number]).items()
            longer: list[tuple[Frame, Bits]] = []
            for frame, bits in frames:
                waits = range(frame.length, frame.length + self.wait + 1)
                for offset, (given, free) in product(waits, groups):
                    if given.place == frame.place and (left := bits & free >> offset):
                        after = Frame(wants, (*frame.given, given), (*frame.offsets, offset))
                        if not _clash(after):
                            longer.append((after, left))
            frames = longer
        for frame, bits in frames:
            if left := bits & self.pools.roomy(frame) & self.fits(frame.length):
                yield frame, left

    def _groups(self, want: Want, told: frozenset[int]) -> dict[Given, Bits]:
        """Free starts by who is told apart, and of all others who take as long at the same place together."""
        if (want, told) not in self._told:
            groups: dict[Given, Bits] = {}
            for one, bits in self.pools.starts(want).items():
                known = one if one.who in told or want.pin else Given(OTHER, one.place, one.need)
                groups[known] = groups.get(known, 0) | bits
            self._told[want, told] = groups
        return self._told[want, told]

    def _by_day(self, length: int, day: Day) -> list[Bits]:
        """The starts of the day at cost 0, 1, ... of a stay of this length; what is in none costs most."""
        if not self.person.rather:
            return [day.mask]
        if (length, day.number) not in self._levels:
            levels = self._preferred(length)
            self._levels[length, day.number] = [level >> day.low & day.mask for level in levels]
        return self._levels[length, day.number]

    def _preferred(self, length: int) -> list[Bits]:
        if length not in self._rather:
            rather = open_bits(self.person.rather, (), self.supply.zone, self.window)
            levels = [erode(rather, length)]
            while len(levels) < FARTHEST:
                levels.append(_wider(levels[-1], HOUR))
            self._rather[length] = levels
        return self._rather[length]


def person_bits(person: Person, supply: Supply) -> Bits:
    """The ticks of the window at which the person can be there."""
    window = supply.window
    come = open_bits(person.hours, (), supply.zone, window) if person.hours else window.all
    for away in person.away:
        come &= ~span_bits(tick_of(away.start), tick_at_or_after(away.end), window)
    return come & ~person.busy


def days_of(supply: Supply) -> tuple[Day, ...]:
    """The local days that the window touches."""
    window, zone = supply.window, supply.zone
    found = []
    number, last = (local_day(tick, zone).toordinal() for tick in (window.first, window.end - 1))
    for ordinal in range(number, last + 1):
        whole = day_window(date.fromordinal(ordinal), zone)
        low, high = max(whole.first, window.first), min(whole.end, window.end)
        found.append(Day(ordinal, low - window.first, Window(low, high).all))
    return tuple(found)


def _clash(frame: Frame) -> bool:
    """Whether the last visit would begin in what its practitioner still holds for an earlier one."""
    last = len(frame.given) - 1
    begins, who = frame.held(last).start, frame.given[last].who
    return any(
        frame.given[number].who == who != OTHER and frame.held(number).stop > begins for number in range(last)
    )


def _wider(bits: Bits, ticks: int) -> Bits:
    """The bits, and all that are at most so many ticks from one of them."""
    reach, done = bits, 0
    while done < ticks:
        step = min(done + 1, ticks - done)
        reach |= reach << step | reach >> step
        done += step
    return reach
