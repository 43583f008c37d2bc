"""Rooms and equipment of the visits of one trip: each takes one thing of each of its pools, and no two the
same thing at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from unknot.scheduling.offers import Calendar, Need
from unknot.scheduling.plans import Placed, Supply
from unknot.scheduling.ticks import Bits, erode

Resources = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """A visit of a stay: any seat of its service, or the seat that it has."""

    service: str
    pin: Placed | None = None


Shape = tuple[Want, ...]


class Pools:
    """What the pools of a supply leave free, worked out once for each service and each shape of trip."""

    def __init__(self, supply: Supply) -> None:
        self.supply, self.window = supply, supply.window
        self._taken: dict[str, list[tuple[Resources, Bits]]] = {}
        self._roomy_at: dict[tuple[Shape, tuple[int, ...]], Bits] = {}

    def need(self, want: Want) -> Need:
        return self.supply.offers[want.service].need

    def resources(self, shape: Shape, starts: Sequence[int]) -> tuple[Resources, ...]:
        """What each visit of a stay takes of its pools: the first that are free together."""
        found: list[Resources] = []
        self._seat(shape, [start - self.window.first for start in starts], found)
        return tuple(found)

    def roomy(self, shape: Shape, offsets: tuple[int, ...]) -> Bits:
        """The places at which every visit of the stay finds what it takes of its pools, no two the same
        thing at once."""
        if (shape, offsets) in self._roomy_at:
            return self._roomy_at[shape, offsets]
        states: dict[tuple[Resources, ...], Bits] = {(): self.window.all}
        for number, want in enumerate(shape):
            after: dict[tuple[Resources, ...], Bits] = {}
            reaches = self._reaches(shape, offsets, number)
            for before, bits in states.items():
                for taken, free in self._sets(want):
                    if not self._shared(shape, offsets, before, number, taken):
                        # Only what reaches into a later visit has to be remembered.
                        key = (*before, taken if reaches else ())
                        after[key] = after.get(key, 0) | (bits & free >> offsets[number])
            states = after
        roomy = 0
        for bits in states.values():
            roomy |= bits
        self._roomy_at[shape, offsets] = roomy
        return roomy

    def _sets(self, want: Want) -> list[tuple[Resources, Bits]]:
        """One of each pool, with the starts at which all of them are free."""
        if want.pin is not None:
            return [(want.pin.resources, self.window.all)]
        if want.service not in self._taken:
            offer = self.supply.offers[want.service]
            free = [[(one.resource, free_through(offer.need, one)) for one in pool] for pool in offer.pools]
            sets = []
            for taken in product(*free):
                bits = self.window.all
                for _, starts in taken:
                    bits &= starts
                sets.append((tuple(resource for resource, _ in taken), bits))
            self._taken[want.service] = sets
        return self._taken[want.service]

    def _reaches(self, shape: Shape, offsets: Sequence[int], number: int) -> bool:
        ends = self.need(shape[number]).seat_ticks(offsets[number]).stop
        later = zip(shape[number + 1 :], offsets[number + 1 :], strict=True)
        return any(self.need(want).seat_ticks(offset).start < ends for want, offset in later)

    def _shared(
        self,
        shape: Shape,
        offsets: Sequence[int],
        before: Sequence[Resources],
        number: int,
        taken: Resources,
    ) -> bool:
        begins = self.need(shape[number]).seat_ticks(offsets[number]).start
        return any(
            set(earlier) & set(taken) and self.need(shape[index]).seat_ticks(offsets[index]).stop > begins
            for index, earlier in enumerate(before)
        )

    def _seat(self, shape: Shape, places: Sequence[int], found: list[Resources]) -> bool:
        number = len(found)
        if number == len(shape):
            return True
        for taken, free in self._sets(shape[number]):
            if free >> places[number] & 1 and not self._shared(shape, places, found, number, taken):
                found.append(taken)
                if self._seat(shape, places, found):
                    return True
                found.pop()
        return False


def free_through(need: Need, calendar: Calendar) -> Bits:
    """The starts at which the calendar is free for the visit with its buffers."""
    return erode(calendar.free, need.held) << need.lead
