"""A whole plan placed at once: each visit at a free seat, or the best part of the plan and why the rest has
no place.

What is sought, in this order: most visits placed, (in a repair) fewest moved, even spacing, the same
clinician, preferred times, fewest trips, the earliest end. The search is exact and ends with a proof, or at
its limit with the best so far, and says which.
"""

from collections.abc import Iterator, Mapping, Sequence

from unknot.scheduling.choosing import Choice, Chooser, usual_of
from unknot.scheduling.errors import BadTime
from unknot.scheduling.modelling import Made, Task, solve
from unknot.scheduling.plans import Answer, Booked, Limits, Person, Placed, Plan, Supply
from unknot.scheduling.reasons import reasons
from unknot.scheduling.routes import TURN, Group, Map, Routes, routes
from unknot.scheduling.scores import score, usual_practitioners
from unknot.scheduling.stays import Finder
from unknot.scheduling.stops import Stop, layout
from unknot.scheduling.supplies import adjusted, held_by

LIMITS = Limits()


def place(
    plan: Plan, person: Person, supply: Supply, *, booked: Sequence[Booked] = (), limits: Limits = LIMITS
) -> Answer:
    """The best answer, proven or the best so far. `booked` are visits of the plan that have a seat: those
    that may move count as free, whatever the supply says. Raises BadTime for a service that nobody offers."""
    known = {visit.key for visit in plan.visits}
    seats = {one.seat.key: one for one in booked if (one.fixed or one.stands) and one.seat.key in known}
    _check(plan, supply, seats)
    loose = [one.seat for one in seats.values() if not one.fixed]
    supply = adjusted(supply, freed=[ticks for one in loose for ticks in held_by(one, supply)])
    finder = Finder(supply, person, plan.wait)
    laid = layout(plan, seats, supply)
    groups = groups_of(plan, laid.stops, seats)
    usual = {
        v.service: usual_of(v.service, person, finder, [s.seat for s in seats.values()]) for v in plan.visits
    }
    chooser = Chooser(finder, seats, usual, frozenset(key for group in groups for key in group.keys))
    options = tuple(tuple(chooser.options(stop)) for stop in laid.stops)
    fixed = frozenset(key for key, one in seats.items() if one.fixed)
    of = Map(laid.origin, laid.stops, options, groups, fixed, person.trips_a_week)
    best = routes(of)
    made, proven = solve(Task(of, best, tuple(_choices(of, best, chooser)), usual), limits)
    return _answer(plan, of, made, proven, chooser)


def _answer(plan: Plan, of: Map, made: Made, proven: bool, chooser: Chooser) -> Answer:
    placed = sorted(_placed(of, made, chooser), key=lambda one: one.start)
    seats = chooser.booked
    loose = {key: one.seat for key, one in seats.items() if not one.fixed}
    kept = sum(loose.get(one.key) == one for one in placed)
    usual = usual_practitioners(placed, chooser.usual)
    parts = score(of, made, placed, len(plan.visits), kept, len(loose), usual)
    missing = reasons(plan, of, made, placed, chooser)
    return Answer(tuple(placed), missing, parts, proven, usual)


def _placed(of: Map, made: Made, chooser: Chooser) -> Iterator[Placed]:
    for stop, (_, choice) in zip(of.stops, made, strict=True):
        if choice is not None:
            yield from chooser.settle(stop, choice)


def _choices(of: Map, best: Routes, chooser: Chooser) -> Iterator[dict[int, list[Choice]]]:
    """For each stop the choices of those options that are on a best route."""
    for stop, options, states in zip(of.stops, of.options, best.states, strict=True):
        numbers = sorted({state[1] for state in states} - {TURN})
        found = chooser.choices(stop, [options[number] for number in numbers])
        yield {number: found[options[number]] for number in numbers}


def groups_of(plan: Plan, stops: Sequence[Stop], seats: Mapping[str, Booked]) -> tuple[Group, ...]:
    """The visits that share a clinician."""
    roots: dict[str, str] = {}
    for visit in plan.visits:
        if visit.same_as:
            roots[visit.key] = roots.setdefault(visit.same_as, visit.same_as)
    return tuple(
        _group(frozenset(key for key in roots if roots[key] == root), stops, seats)
        for root in dict.fromkeys(roots.values())
    )


def _group(keys: frozenset[str], stops: Sequence[Stop], seats: Mapping[str, Booked]) -> Group:
    here = [(n, visit.key) for n, stop in enumerate(stops) for visit in stop.visits if visit.key in keys]
    fixed = [seats[key].seat.practitioner for _, key in here if key in seats and seats[key].fixed]
    return Group(keys, max((n for n, _ in here), default=-1), fixed[0] if fixed else None)


def _check(plan: Plan, supply: Supply, seats: Mapping[str, Booked]) -> None:
    for visit in plan.visits:
        if visit.service not in supply.sites:
            raise BadTime(f"nobody offers {visit.service}, which the visit {visit.key} needs")
        if visit.key in seats and seats[visit.key].seat.service != visit.service:
            raise BadTime(f"the visit {visit.key} is booked as another service than the plan says")
