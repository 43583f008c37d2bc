"""Which days the trips can lie on in a best plan: dynamic programming over days, exact for the first three
aims (most visits placed, fewest moved, even spacing).

A state is a trip on a day, with what later trips must know: how many trips its week has had and which
clinicians are shared. Only states and steps on some best route are left for the solver, which decides the
rest: that is what makes a proof in milliseconds possible.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from unknot.scheduling.choosing import Option
from unknot.scheduling.stops import Stop

FAR = 14
WEEK = 7
TURN = -1  # the option of a trip that has no place and only keeps its turn

# Day, number of the option, trips of this week so far, and the clinician that each group shares.
State = tuple[int, int, int, tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Visits that share a clinician: the one of the first that is placed, or `of` a fixed one. `last` is
    the last stop that has one of them."""

    keys: frozenset[str]
    last: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Map:
    """The stops with the options of each, by number; `fixed` are the keys of visits that nothing moves."""

    origin: int
    stops: tuple[Stop, ...]
    options: tuple[tuple[Option, ...], ...]
    groups: tuple[Group, ...]
    fixed: frozenset[str]
    trips_a_week: int | None


@dataclass(frozen=True, slots=True)
class Routes:
    """For each stop the states on best routes, and for each but the first the steps that lead there: pairs
    of places in the states before and in its own."""

    states: tuple[tuple[State, ...], ...]
    steps: tuple[tuple[tuple[int, int], ...], ...]


def off_cost(days: int) -> int:
    """What a gap costs that is so many days off its target: the square, and evenly more beyond a
    fortnight."""
    days = abs(days)
    return days * days if days <= FAR else FAR * FAR + (days - FAR) * (2 * FAR - 1)


def week_of(day: int) -> int:
    """The week, Monday to Sunday, of a day's ordinal (day 1 of the calendar was a Monday)."""
    return (day - 1) // WEEK


def routes(of: Map) -> Routes:
    """All routes that are best for the first three aims. There is always one: no trip has to have a place."""
    if not of.stops:
        return Routes((), ())
    whole = Search(of, complete=True)
    return (whole if whole.ends else Search(of, complete=False)).routes()


class Search:
    """`complete` looks only at routes that place every visit: a fraction of all, and mostly enough. `ends`
    are the states of the last stop with the least that each costs; none, when there is no such route."""

    def __init__(self, of: Map, *, complete: bool) -> None:
        self.map, self.complete = of, complete
        worst = sum(
            max(off_cost(s.gap.target - s.gap.least), off_cost(s.gap.most - s.gap.target)) for s in of.stops
        )
        self.per_kept = worst + 1
        self.per_placed = self.per_kept * (1 + sum(len(stop.visits) for stop in of.stops))
        self.room = self._room()
        self.by_day = [self._by_day(place) for place in range(len(of.stops))]
        self.shares = [self._shares(stop) for stop in of.stops]
        self.ends: dict[State, int] = {(of.origin, TURN, 0, (None,) * len(of.groups)): 0}
        self.before: list[dict[State, list[State]]] = []
        for place in range(len(of.stops)):
            self.ends, ways = self._reach(place, self.ends)
            self.before.append(ways)

    def routes(self) -> Routes:
        """From the last states of best routes back to the first."""
        least = min(self.ends.values())
        states: list[tuple[State, ...]] = [tuple(state for state, cost in self.ends.items() if cost == least)]
        steps: list[tuple[tuple[int, int], ...]] = []
        for ways in reversed(self.before[1:]):
            places: dict[State, int] = {}
            pairs = tuple(
                (places.setdefault(earlier, len(places)), after)
                for after, state in enumerate(states[-1])
                for earlier in ways[state]
            )
            states.append(tuple(places))
            steps.append(pairs)
        return Routes(tuple(reversed(states)), tuple(reversed(steps)))

    def _reach(
        self, place: int, costs: Mapping[State, int]
    ) -> tuple[dict[State, int], dict[State, list[State]]]:
        """The states of one stop with the least that they cost, and from which before them."""
        reached: dict[State, int] = {}
        ways: dict[State, list[State]] = {}
        for state, cost in costs.items():
            for after, more in self._steps(place, state):
                total = cost + more
                known = reached.get(after)
                if known is None or total < known:
                    reached[after], ways[after] = total, [state]
                elif total == known:
                    ways[after].append(state)
        return reached, ways

    def _steps(self, place: int, state: State) -> Iterator[tuple[State, int]]:
        stop, (day, _, week, carried) = self.map.stops[place], state
        gap, target = stop.gap, day + stop.gap.target
        first, last = max(stop.first, day + gap.least), min(stop.last, day + gap.most)
        if stop.free:
            first, last, target = stop.first, stop.last, stop.first
        for to in range(first, last + 1):
            off = off_cost(to - target)
            trips = week if week_of(to) == week_of(day) else 0
            if not stop.anchor and not self.complete:
                yield (to, TURN, trips, self._closed(place, carried)), off
            for number, gain in self.by_day[place].get(to, ()):
                more = trips
                if self.room is not None and not stop.anchor:
                    more += 1
                    if more > self.room.get(week_of(to), self.map.trips_a_week or 0):
                        continue
                shared = self._carry(place, carried, self.map.options[place][number])
                if shared is not None:
                    yield (to, number, more, shared), off - gain

    def _carry(
        self, place: int, carried: tuple[int | None, ...], option: Option
    ) -> tuple[int | None, ...] | None:
        """The shared clinicians after this option, or None when one of them would not be shared."""
        if not self.shares[place]:
            return carried
        shared = list(carried)
        for (number, fixed), who in zip(self.shares[place], option.shared, strict=True):
            group = self.map.groups[number]
            if who is None or fixed:
                continue
            must = shared[number] if group.of is None else group.of
            if must is not None and must != who:
                return None
            shared[number] = who if group.of is None else None
        return self._closed(place, tuple(shared))

    def _closed(self, place: int, carried: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """What no later trip has to know is forgotten."""
        if not carried:
            return carried
        pairs = zip(self.map.groups, carried, strict=True)
        return tuple(who if group.last > place else None for group, who in pairs)

    def _by_day(self, place: int) -> dict[int, list[tuple[int, int]]]:
        """day -> the numbers of its options, each with what it gains."""
        found: dict[int, list[tuple[int, int]]] = {}
        visits = len(self.map.stops[place].visits)
        for number, option in enumerate(self.map.options[place]):
            if option.placed == visits or not self.complete:
                gain = option.placed * self.per_placed + option.kept * self.per_kept
                found.setdefault(option.day, []).append((number, gain))
        return found

    def _shares(self, stop: Stop) -> tuple[tuple[int, bool], ...]:
        """For each named visit of a stop its group, and whether it is fixed."""
        return tuple(
            (number, visit.key in self.map.fixed)
            for visit in stop.visits
            for number, group in enumerate(self.map.groups)
            if visit.key in group.keys
        )

    def _room(self) -> dict[int, int] | None:
        """How many trips more a week can have than those that are fixed, for weeks that have such."""
        if self.map.trips_a_week is None:
            return None
        room: dict[int, int] = {}
        for stop in self.map.stops:
            if stop.anchor:
                week = week_of(stop.first)
                room[week] = room.get(week, self.map.trips_a_week) - 1
        return room
