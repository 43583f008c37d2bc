"""What each stop can be: which of its visits, on which day, with whom; what cannot be best is left out.

First roughly (Option: is there any way to make this trip on that day?), which decides the days; then finely
(Choice: which start, which practitioner), only for the days that are left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from unknot.scheduling.plans import Booked, Person, Placed, Visit
from unknot.scheduling.pools import Want
from unknot.scheduling.stays import OTHER, Finder
from unknot.scheduling.stops import Stop

Way = tuple[Want | None, ...]  # what each visit of a trip takes, None when it is left out
Seats = tuple[tuple[int, int] | None, ...]  # the start and the practitioner of each
Shared = tuple[int | None, ...]  # the clinician of each named visit of a trip, None when it is left out


@dataclass(frozen=True, slots=True)
class Option:
    """The most that a trip can be on a day with these clinicians for its named visits: how many visits are
    placed and how many keep their seat, and by which ways."""

    day: int
    shared: Shared
    placed: int
    kept: int
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to make a trip. `classes` are its practitioners, OTHER for those of whom it does not matter
    who they are."""

    seats: Seats
    classes: tuple[int | None, ...]
    way: Way
    cost: int


@dataclass(frozen=True, slots=True)
class Chooser:
    """`usual` are the practitioners of each service of whom one is to be the usual one; `named` the keys of
    visits that share their clinician with another."""

    finder: Finder
    booked: Mapping[str, Booked]
    usual: Mapping[str, frozenset[int]]
    named: frozenset[str]

    def options(self, stop: Stop) -> list[Option]:
        """The options of each day, one for each set of shared clinicians."""
        best: dict[tuple[int, Shared], Option] = {}
        for way in self._ways(stop):
            placed, kept = sum(want is not None for want in way), self._kept(stop, way)
            for day, seats, _ in self._stays(stop, way, range(stop.first, stop.last + 1), fine=False):
                shared = self.shared(stop, seats)
                option = Option(day, shared, placed, kept, (way,))
                old = best.get((day, shared))
                if old is None or (placed, kept) > (old.placed, old.kept):
                    best[day, shared] = option
                elif (placed, kept) == (old.placed, old.kept):
                    best[day, shared] = replace(old, ways=(*old.ways, way))
        return list(best.values())

    def choices(self, stop: Stop, options: Iterable[Option]) -> dict[Option, list[Choice]]:
        """Of each option the choices that can be part of a best plan."""
        by_way: dict[Way, dict[tuple[int, Shared], Option]] = {}
        for option in options:
            for way in option.ways:
                by_way.setdefault(way, {})[option.day, option.shared] = option
        best: dict[Option, dict[tuple[int | None, ...], Choice]] = {}
        for way, wanted in by_way.items():
            for day, seats, cost in self._stays(stop, way, {day for day, _ in wanted}, fine=True):
                owner = wanted.get((day, self.shared(stop, seats)))
                if owner is not None:
                    choice = Choice(seats, self._classes(stop, seats), way, cost)
                    rivals = best.setdefault(owner, {})
                    rival = rivals.get(choice.classes, choice)
                    rivals[choice.classes] = min(rival, choice, key=_order)
        return {option: list(choices.values()) for option, choices in best.items()}

    def shared(self, stop: Stop, seats: Seats) -> Shared:
        return tuple(
            None if seat is None else seat[1]
            for visit, seat in zip(stop.visits, seats, strict=True)
            if visit.key in self.named
        )

    def settle(self, stop: Stop, choice: Choice) -> list[Placed]:
        """The seats of a choice, with everybody and everything named."""
        shape = tuple(want for want in choice.way if want)
        starts = [seat[0] for seat in choice.seats if seat]
        free = self.finder.pools.resources(shape, starts) if not self._settled(stop, choice.way) else ()
        taken = iter(free)
        placed = []
        for visit, want, seat in zip(stop.visits, choice.way, choice.seats, strict=True):
            if want and want.pin:
                placed.append(want.pin)
                next(taken, None)
            elif want and seat:
                start, who = seat
                if who == OTHER:
                    who = self.finder.whoever(want, start, self._told(visit, fine=True))
                placed.append(Placed(visit.key, visit.service, start, who, next(taken)))
        return placed

    def _ways(self, stop: Stop) -> Iterator[Way]:
        """Each part of the trip that holds what is fixed, each visit at a free seat or at the one it has."""
        parts: list[list[Want | None]] = []
        for visit in stop.visits:
            held = self.booked.get(visit.key)
            here: list[Want | None] = [] if held and held.fixed else [Want(visit.service), None]
            parts.append([*here, *([Want(visit.service, held.seat)] if held else [])])
        for way in product(*parts):
            if any(way):
                yield way

    def _stays(
        self, stop: Stop, way: Way, days: Collection[int], *, fine: bool
    ) -> Iterator[tuple[int, Seats, int]]:
        """The day, the seats and the cost of each stay of a way."""
        if self._settled(stop, way):
            pins = (want.pin if want else None for want in way)
            yield stop.first, tuple((pin.start, pin.practitioner) if pin else None for pin in pins), 0
            return
        chosen = [(visit, want) for visit, want in zip(stop.visits, way, strict=True) if want]
        shape = tuple(want for _, want in chosen)
        told = self.finder.told_apart(shape, tuple(self._told(visit, fine=fine) for visit, _ in chosen))
        for stay in self.finder.stays(shape, told, days):
            seats = iter(zip(stay.starts, stay.practitioners, strict=True))
            cost = 0 if stop.anchor else stay.cost
            yield stay.day, tuple(next(seats) if want else None for want in way), cost

    def _told(self, visit: Visit, fine: bool) -> frozenset[int]:
        if visit.key in self.named:
            return frozenset(self.finder.starts(Want(visit.service)))
        return self.usual[visit.service] if fine else frozenset()

    def _settled(self, stop: Stop, way: Way) -> bool:
        """Whether nothing but fixed visits is in it: they are where they are, fit or not."""
        return all(want is None or self._is_fixed(v) for v, want in zip(stop.visits, way, strict=True))

    def _is_fixed(self, visit: Visit) -> bool:
        return visit.key in self.booked and self.booked[visit.key].fixed

    def _kept(self, stop: Stop, way: Way) -> int:
        """How many keep a seat that they could lose."""
        pairs = zip(stop.visits, way, strict=True)
        return sum(bool(want and want.pin) and not self._is_fixed(visit) for visit, want in pairs)

    def _classes(self, stop: Stop, seats: Seats) -> tuple[int | None, ...]:
        return tuple(
            None if seat is None else seat[1] if self._matters(visit, seat[1]) else OTHER
            for visit, seat in zip(stop.visits, seats, strict=True)
        )

    def _matters(self, visit: Visit, practitioner: int) -> bool:
        return visit.key in self.named or practitioner in self.usual[visit.service]


def usual_of(service: str, person: Person, finder: Finder, seats: Iterable[Placed]) -> frozenset[int]:
    """Of whom the usual practitioner is chosen: those wished for, if any of them can, or whoever can."""
    free = set(finder.starts(Want(service)))
    free |= {seat.practitioner for seat in seats if seat.service == service}
    return frozenset(free & set(person.practitioners) or free)


def _order(choice: Choice) -> tuple[object, ...]:
    return (choice.cost, tuple(seat or (0, 0) for seat in choice.seats))
