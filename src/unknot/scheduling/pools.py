"""Who gives a visit and with what: the free starts of each giver, and rooms and equipment for the visits of
one trip, each taking one thing of each of its pools and no two the same thing at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from unknot.scheduling.offers import Need
from unknot.scheduling.plans import Placed, Supply
from unknot.scheduling.supplies import need_of
from unknot.scheduling.ticks import Bits, erode

Things = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """A visit of a stay: any seat of its service, or the seat that it has."""

    service: str
    pin: Placed | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """By whom a visit is given, where, and what it holds then."""

    who: int
    place: int
    need: Need


@dataclass(frozen=True, slots=True)
class Frame:
    """What a stay is but for its start: the visits, and for each by whom (or OTHER), and how many ticks after
    the first it begins. All are at one place."""

    wants: tuple[Want, ...]
    given: tuple[Given, ...]
    offsets: tuple[int, ...]

    @property
    def place(self) -> int:
        return self.given[0].place

    @property
    def length(self) -> int:
        return self.offsets[-1] + self.given[-1].need.ticks

    def held(self, number: int) -> range:
        """The ticks that this visit holds, counted from the start of the stay."""
        return self.given[number].need.seat_ticks(self.offsets[number])

    def shape(self) -> tuple[tuple[Want, Need, int], ...]:
        """The frame without who gives it: all that things depend on."""
        rows = zip(self.wants, self.given, self.offsets, strict=True)
        return tuple((want, given.need, offset) for want, given, offset in rows)


class Pools:
    """What the supply leaves free, worked out once for each service and each shape of stay."""

    def __init__(self, supply: Supply) -> None:
        self.supply, self.window = supply, supply.window
        skipped = min(max(supply.earliest - self.window.first, 0), len(self.window))
        self._ahead = self.window.all >> skipped << skipped
        self._starts: dict[Want, dict[Given, Bits]] = {}
        self._sets: dict[tuple[Want, Need, int], list[tuple[Things, Bits]]] = {}
        self._roomy: dict[tuple[int, tuple[tuple[Want, Need, int], ...]], Bits] = {}

    def starts(self, want: Want) -> dict[Given, Bits]:
        """By whom and where -> the starts at which they are free throughout, on the clock."""
        if want not in self._starts:
            self._starts[want] = dict(self._pinned(want.pin) if want.pin else self._free(want.service))
        return self._starts[want]

    def givers(self, want: Want) -> frozenset[int]:
        return frozenset(given.who for given in self.starts(want))

    def roomy(self, frame: Frame) -> Bits:
        """The places at which every visit of the stay finds what it takes of its pools."""
        key = frame.place, frame.shape()
        if key not in self._roomy:
            states: dict[tuple[Things, ...], Bits] = {(): self.window.all}
            for number in range(len(frame.wants)):
                states = self._longer(frame, number, states)
            roomy = 0
            for bits in states.values():
                roomy |= bits
            self._roomy[key] = roomy
        return self._roomy[key]

    def things(self, frame: Frame, start: int) -> tuple[Things, ...]:
        """What each visit of a stay takes of its pools: the first that are free together."""
        found: list[Things] = []
        self._seat(frame, start - self.window.first, found)
        return tuple(found)

    def _free(self, service: str) -> list[tuple[Given, Bits]]:
        return [
            (Given(giver.calendar.resource, place, giver.need), bits)
            for place, site in self.supply.sites[service].items()
            for giver in site.givers
            if (bits := free_through(giver.need, giver.calendar.free) & site.allowed & self._ahead)
        ]

    def _pinned(self, pin: Placed) -> list[tuple[Given, Bits]]:
        place = pin.start - self.window.first
        bits = 1 << place if 0 <= place < len(self.window) else 0
        return [(Given(pin.practitioner, pin.place, need_of(pin, self.supply)), bits)]

    def _longer(
        self, frame: Frame, number: int, states: dict[tuple[Things, ...], Bits]
    ) -> dict[tuple[Things, ...], Bits]:
        """The ways to take things for one more visit, by what of them reaches into later ones."""
        later = range(number + 1, len(frame.wants))
        reaches = any(frame.held(other).start < frame.held(number).stop for other in later)
        after: dict[tuple[Things, ...], Bits] = {}
        for before, bits in states.items():
            for taken, free in self._sets_of(frame, number):
                if not _shared(frame, before, number, taken):
                    key = (*before, taken if reaches else ())
                    after[key] = after.get(key, 0) | (bits & free >> frame.offsets[number])
        return after

    def _sets_of(self, frame: Frame, number: int) -> list[tuple[Things, Bits]]:
        """One of each pool, with the starts at which all of them are free."""
        want, need = frame.wants[number], frame.given[number].need
        if want.pin is not None:
            return [(want.pin.resources, self.window.all)]
        if (want, need, frame.place) not in self._sets:
            site = self.supply.sites[want.service][frame.place]
            free = [[(one.resource, free_through(need, one.free)) for one in pool] for pool in site.pools]
            sets = []
            for taken in product(*free):
                bits = self.window.all
                for _, starts in taken:
                    bits &= starts
                sets.append((tuple(resource for resource, _ in taken), bits))
            self._sets[want, need, frame.place] = sets
        return self._sets[want, need, frame.place]

    def _seat(self, frame: Frame, place: int, found: list[Things]) -> bool:
        number = len(found)
        if number == len(frame.wants):
            return True
        for taken, free in self._sets_of(frame, number):
            if free >> place + frame.offsets[number] & 1 and not _shared(frame, found, number, taken):
                found.append(taken)
                if self._seat(frame, place, found):
                    return True
                found.pop()
        return False


def free_through(need: Need, free: Bits) -> Bits:
    """The starts at which all is free for the visit with its buffers."""
    return erode(free, need.held) << need.lead


def _shared(frame: Frame, before: Sequence[Things], number: int, taken: Things) -> bool:
    """Whether something of this is still held for an earlier visit."""
    begins = frame.held(number).start
    return any(
        set(earlier) & set(taken) and frame.held(index).stop > begins for index, earlier in enumerate(before)
    )
