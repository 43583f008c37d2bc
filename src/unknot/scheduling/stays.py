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
from unknot.scheduling.pools import Pools, Shape, Want, free_through
from unknot.scheduling.ticks import TICK_MINUTES, Bits, Window, erode, span_bits, tick_at_or_after, tick_of

# A stay outside the preferred times costs the hours begun between them, and no more than a day without any.
HOUR = 12
FARTHEST = 6

OTHER = -1

Told = tuple[frozenset[int], ...]  # for each visit of a shape the practitioners that are told apart


@dataclass(frozen=True, slots=True)
class Stay:
    """Starts and practitioners of the visits of one trip, OTHER for one who was not told from the rest;
    `cost` is how far it is from preferred times."""

    day: int
    practitioners: tuple[int, ...]
    starts: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True)
class Day:
    """A local day of the window: its ordinal, and which bits of the window are its own."""

    number: int
    low: int
    mask: Bits


Chain = tuple[tuple[int, ...], tuple[int, ...]]  # practitioners and offsets of their visits, in ticks


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
        self._starts: dict[str, dict[int, Bits]] = {}
        self._told: dict[tuple[Want, frozenset[int]], dict[int, Bits]] = {}

    def stays(self, shape: Shape, told: Told, days: Collection[int]) -> list[Stay]:
        """The best stay of each of the days and each set of practitioners that are told apart; the rest
        count as one."""
        best: dict[tuple[int, tuple[int, ...]], tuple[int, int, int, tuple[int, ...]]] = {}
        wanted = [day for day in self.days if day.number in days]
        asked = self._mask(wanted)
        for (practitioners, offsets), bits in self._chains(shape, told, asked):
            length = offsets[-1] + self.pools.need(shape[-1]).ticks
            for day in wanted:
                left = bits >> day.low & day.mask
                if not left:
                    continue
                levels = self._by_day(length, day)
                cost = next((cost for cost, level in enumerate(levels) if left & level), len(levels))
                near = left & levels[cost] if cost < len(levels) else left
                start = self.window.first + day.low + (near & -near).bit_length() - 1
                key, value = (day.number, practitioners), (cost, length, start, offsets)
                if key not in best or value < best[key]:
                    best[key] = value
        return [
            Stay(number, practitioners, tuple(start + offset for offset in offsets), cost)
            for (number, practitioners), (cost, _, start, offsets) in best.items()
        ]

    def whoever(self, want: Want, start: int, told: frozenset[int]) -> int:
        """The first practitioner who is free at that start and was not told from the rest."""
        place = start - self.window.first
        return next(who for who, bits in self.starts(want).items() if who not in told and bits >> place & 1)

    def starts(self, want: Want) -> dict[int, Bits]:
        """practitioner -> the starts at which they are free throughout, on the clock."""
        if want.pin is not None:
            place = want.pin.start - self.window.first
            return {want.pin.practitioner: 1 << place if 0 <= place < len(self.window) else 0}
        if want.service not in self._starts:
            offer = self.supply.offers[want.service]
            free = {
                one.resource: free_through(offer.need, one) & self.supply.clock for one in offer.practitioners
            }
            self._starts[want.service] = {who: bits for who, bits in free.items() if bits}
        return self._starts[want.service]

    def told_apart(self, shape: Shape, told: Told) -> Told:
        """With everybody told apart who could be asked for two visits of one trip at once, because of their
        buffers."""
        everybody = [frozenset(self.starts(want)) for want in shape]
        tight = any(
            everybody[one] & everybody[two]
            and self.pools.need(shape[one]).held + self.pools.need(shape[two]).lead
            > self.pools.need(shape[one]).lead + self.pools.need(shape[one]).ticks
            for two in range(len(shape))
            for one in range(two)
        )
        return tuple(everybody) if tight else told

    def _groups(self, want: Want, told: frozenset[int]) -> dict[int, Bits]:
        if (want, told) not in self._told:
            groups: dict[int, Bits] = {}
            for who, bits in self.starts(want).items():
                label = who if who in told or want.pin else OTHER
                groups[label] = groups.get(label, 0) | bits
            self._told[want, told] = groups
        return self._told[want, told]

    def _chains(self, shape: Shape, told: Told, asked: Bits) -> Iterator[tuple[Chain, Bits]]:
        """Practitioners and offsets, with the places at which a stay made of them may start."""
        first = self._groups(shape[0], told[0])
        chains: dict[Chain, Bits] = {
            ((who,), (0,)): left for who, bits in first.items() if (left := bits & asked)
        }
        for number in range(1, len(shape)):
            longer: dict[Chain, Bits] = {}
            groups = self._groups(shape[number], told[number]).items()
            for (practitioners, offsets), bits in chains.items():
                ends = offsets[-1] + self.pools.need(shape[number - 1]).ticks
                for offset, (who, free) in product(range(ends, ends + self.wait + 1), groups):
                    chain = ((*practitioners, who), (*offsets, offset))
                    if (left := bits & free >> offset) and not self._clash(shape, *chain):
                        longer[chain] = left
            chains = longer
        for chain, bits in chains.items():
            length = chain[1][-1] + self.pools.need(shape[-1]).ticks
            if left := bits & self.pools.roomy(shape, chain[1]) & self._come(length):
                yield chain, left

    def _come(self, length: int) -> Bits:
        if length not in self._fit:
            self._fit[length] = erode(self.come, length)
        return self._fit[length]

    def _mask(self, days: Sequence[Day]) -> Bits:
        if len(days) == len(self.days):
            return self.window.all
        mask = 0
        for day in days:
            mask |= day.mask << day.low
        return mask

    def _clash(self, shape: Shape, practitioners: Sequence[int], offsets: Sequence[int]) -> bool:
        """Whether the last visit would begin in what its practitioner still holds for an earlier one."""
        number = len(offsets) - 1
        begins = self.pools.need(shape[number]).seat_ticks(offsets[number]).start
        return any(
            who == practitioners[-1] != OTHER and self.pools.need(want).seat_ticks(offset).stop > begins
            for want, who, offset in zip(shape[:number], practitioners, offsets, strict=False)
        )

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


def _wider(bits: Bits, ticks: int) -> Bits:
    """The bits, and all that are at most so many ticks from one of them."""
    reach, done = bits, 0
    while done < ticks:
        step = min(done + 1, ticks - done)
        reach |= reach << step | reach >> step
        done += step
    return reach
