"""A plan of which something fell: only what must move moves, and the difference is shown before anything is
written.

What is past or kept by hand is fixed. What stands stays if it can; what lost its seat is placed anew; what
was cancelled never comes back, and the trips after it keep their own gaps.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from unknot.scheduling.plans import Answer, Booked, Gap, Limits, Person, Placed, Plan, Supply, Trip
from unknot.scheduling.solver import LIMITS, place


class Fate(StrEnum):
    KEPT = "kept"
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a visit: where it was, and where it will be."""

    fate: Fate
    key: str
    before: Placed | None
    after: Placed | None


@dataclass(frozen=True, slots=True)
class Repair:
    """The new answer and the difference to what is booked, in order of time."""

    answer: Answer
    changes: tuple[Change, ...]

    def of(self, fate: Fate) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.fate == fate)


def repair(
    plan: Plan,
    person: Person,
    supply: Supply,
    booked: Sequence[Booked],
    *,
    cancelled: Collection[str] = (),
    limits: Limits = LIMITS,
) -> Repair:
    """The plan as it is wished for now, with all its seats, also those that fell (`stands=False`): a seat
    whose visit the plan has no more is dropped. `plan.begins` is the first day on which anything may be
    placed. The plan's own seats that stand count as free, whatever the supply says; its person is
    not `busy` with them."""
    wished = without(plan, cancelled)
    seats = [one for one in booked if one.seat.key not in cancelled]
    answer = place(wished, person, supply, booked=seats, limits=limits)
    return Repair(answer, tuple(sorted(_changes(seats, answer.placed), key=_when)))


def without(plan: Plan, cancelled: Collection[str]) -> Plan:
    """The plan without these visits. A trip that is left out as a whole leaves its days to the next: that one
    may come as late as before, and its own least and best gap count from the trip that is left."""
    heirs = _heirs(plan, cancelled)
    trips: list[Trip] = []
    over: Gap | None = None
    for trip in plan.trips:
        gap = trip.gap if over is None else _joined(over, trip.gap, first=not trips)
        visits = tuple(
            replace(visit, same_as=heirs.get(visit.key, ""))
            for visit in trip.visits
            if visit.key not in cancelled
        )
        over = None if visits else gap
        if visits:
            trips.append(Trip(visits, gap))
    return replace(plan, trips=tuple(trips))


def _joined(over: Gap, gap: Gap, *, first: bool) -> Gap:
    if first:
        return replace(over, most=over.most + gap.most)
    return replace(gap, most=over.most + gap.most)


def _heirs(plan: Plan, cancelled: Collection[str]) -> dict[str, str]:
    """Whose clinician each visit shares, when those that were named may be gone: the first that is left."""
    roots: dict[str, str] = {}
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    named = {visit.same_as for visit in plan.visits if visit.same_as}
    for visit in plan.visits:
        if not visit.same_as and visit.key not in named:
            continue
        root = roots.setdefault(visit.key, roots.get(visit.same_as, visit.key))
        if visit.key not in cancelled:
            if root in first:
                found[visit.key] = first[root]
            first.setdefault(root, visit.key)
    return found


def _changes(booked: Sequence[Booked], placed: Sequence[Placed]) -> Iterator[Change]:
    before: Mapping[str, Placed] = {one.seat.key: one.seat for one in booked}
    after = {one.key: one for one in placed}
    for key, was in before.items():
        now = after.get(key)
        if now is None:
            yield Change(Fate.DROPPED, key, was, None)
        else:
            yield Change(Fate.KEPT if now == was else Fate.MOVED, key, was, now)
    for key, now in after.items():
        if key not in before:
            yield Change(Fate.ADDED, key, None, now)


def _when(change: Change) -> tuple[int, str]:
    seat = change.after or change.before
    return (seat.start if seat else 0), change.key
