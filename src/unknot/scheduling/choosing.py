"""What each stop can be: which of its visits, on which day, with whom; what cannot be best is left out.

First roughly (Option: is there any way to make this trip on that day?), which decides the days; then finely
(Choice: which start, which practitioner), only for the days that are left.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from unknot.scheduling.plans import Booked, Person, Placed, Visit
from unknot.scheduling.pools import Want
from unknot.scheduling.stays import OTHER, Finder, Stay
from unknot.scheduling.stops import Stop

Way = tuple[Want | None, ...]  # what each visit of a trip takes, None when it is left out
Who = tuple[int | None, ...]  # the practitioner of each, OTHER for whoever
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
    """One way to make a trip; without a stay it is what is fixed, as it is. `classes` are the practitioners,
    OTHER for those of whom it does not matter who they are."""

    way: Way
    classes: Who
    stay: Stay | None = None

    @property
    def cost(self) -> int:
        return self.stay.cost if self.stay else 0


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
            for day, who, _ in self._stays(stop, way, range(stop.first, stop.last + 1), fine=False):
                shared = self._shared(stop, who)
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
        best: dict[Option, dict[Who, Choice]] = {}
        for way, wanted in by_way.items():
            for day, who, stay in self._stays(stop, way, {day for day, _ in wanted}, fine=True):
                owner = wanted.get((day, self._shared(stop, who)))
                if owner is not None:
                    choice = Choice(way, self._classes(stop, who), stay)
                    rivals = best.setdefault(owner, {})
                    rivals[choice.classes] = min(rivals.get(choice.classes, choice), choice, key=_order)
        return {option: list(choices.values()) for option, choices in best.items()}

    def settle(self, stop: Stop, choice: Choice) -> list[Placed]:
        """The seats of a choice, with everybody and everything named."""
        if choice.stay is None:
            return [want.pin for want in choice.way if want and want.pin]
        stay, frame = choice.stay, choice.stay.frame
        chosen = [visit for visit, want in zip(stop.visits, choice.way, strict=True) if want]
        rows = zip(chosen, frame.wants, frame.given, frame.offsets, strict=True)
        placed = []
        for (visit, want, given, offset), things in zip(
            rows, self.finder.pools.things(frame, stay.start), strict=True
        ):
            start, who = stay.start + offset, given.who
            if who == OTHER:
                who = self.finder.whoever(want, given, start, self._told(visit, fine=True))
            placed.append(
                want.pin or Placed(visit.key, visit.service, start, who, things, given.place, given.need)
            )
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
    ) -> Iterator[tuple[int, Who, Stay | None]]:
        """The day, the practitioners and the stay of each way to make a trip."""
        if all(want is None or self._is_fixed(v) for v, want in zip(stop.visits, way, strict=True)):
            # Nothing but fixed visits: they are where they are, fit or not.
            yield (
                stop.first,
                tuple(want.pin.practitioner if want and want.pin else None for want in way),
                None,
            )
            return
        chosen = [(visit, want) for visit, want in zip(stop.visits, way, strict=True) if want]
        wants = tuple(want for _, want in chosen)
        told = self.finder.told_apart(wants, tuple(self._told(visit, fine=fine) for visit, _ in chosen))
        for stay in self.finder.stays(wants, told, days):
            given = iter(stay.frame.given)
            who = tuple(next(given).who if want else None for want in way)
            yield stay.day, who, replace(stay, cost=0) if stop.anchor else stay

    def _told(self, visit: Visit, fine: bool) -> frozenset[int]:
        if visit.key in self.named:
            return self.finder.pools.givers(Want(visit.service))
        return self.usual[visit.service] if fine else frozenset()

    def _is_fixed(self, visit: Visit) -> bool:
        return visit.key in self.booked and self.booked[visit.key].fixed

    def _kept(self, stop: Stop, way: Way) -> int:
        """How many keep a seat that they could lose."""
        pairs = zip(stop.visits, way, strict=True)
        return sum(bool(want and want.pin) and not self._is_fixed(visit) for visit, want in pairs)

    def _shared(self, stop: Stop, who: Who) -> Shared:
        pairs = zip(stop.visits, who, strict=True)
        return tuple(one for visit, one in pairs if visit.key in self.named)

    def _classes(self, stop: Stop, who: Who) -> Who:
        return tuple(
            one if one is None or self._matters(visit, one) else OTHER
            for visit, one in zip(stop.visits, who, strict=True)
        )

    def _matters(self, visit: Visit, practitioner: int) -> bool:
        return visit.key in self.named or practitioner in self.usual[visit.service]


def usual_of(service: str, person: Person, finder: Finder, seats: Iterable[Placed]) -> frozenset[int]:
    """Of whom the usual practitioner is chosen: those wished for, if any of them can, or whoever can."""
    free = set(finder.pools.givers(Want(service)))
    free |= {seat.practitioner for seat in seats if seat.service == service}
    return frozenset(free & set(person.practitioners) or free)


def _order(choice: Choice) -> tuple[int, ...]:
    stay = choice.stay
    return (stay.cost, stay.start, stay.frame.place, *stay.frame.offsets) if stay else ()
