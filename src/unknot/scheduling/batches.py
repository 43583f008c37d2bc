"""Many plans placed or repaired in one go, out of the same supply: one after the other, each seat taken once.

The order is stated and fair: the more urgent first, then who has waited longest, then as given. Each plan is
placed at its best in what those before it left; no plan is moved again to make room for a later one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from unknot.scheduling.plans import Booked, Limits, Person, Plan, Supply
from unknot.scheduling.repairs import Fate, Repair, repair
from unknot.scheduling.supplies import Ticks, adjusted, held_by, need_of, taken_by
from unknot.scheduling.ticks import span_bits

# For each plan: so that two hundred of the hardest end within the minute.
EACH = Limits(effort=0.25, seconds=1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One plan of a batch. The lower `urgency` goes first, then the lower `waiting` (the tick since which
    they wait)."""

    name: str
    plan: Plan
    person: Person
    booked: tuple[Booked, ...] = ()
    cancelled: frozenset[str] = frozenset()
    urgency: int = 0
    waiting: int = 0


def place_batch(
    cases: Sequence[Case],
    supply: Supply,
    *,
    limits: Limits = EACH,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Repair]:
    """The name of each case -> its answer and changes, in the order in which they were placed. `progress`
    is told how many are done, of how many, after each."""
    found: dict[str, Repair] = {}
    for case in in_turn(cases):
        done = repair(case.plan, case.person, supply, case.booked, cancelled=case.cancelled, limits=limits)
        supply = _after(supply, case, done)
        found[case.name] = done
        if progress is not None:
            progress(len(found), len(cases))
    return found


def in_turn(cases: Iterable[Case]) -> list[Case]:
    """The order in which a batch is placed."""
    return sorted(cases, key=lambda case: (case.urgency, case.waiting))


def ill(
    cases: Iterable[Case],
    supply: Supply,
    practitioner: int,
    ticks: range,
    *,
    limits: Limits = EACH,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Repair]:
    """A new day for everyone who has a visit with this practitioner in these ticks: a proposal, in which
    nothing else moves that need not. Of the equally urgent, whose visit falls first is placed first."""
    bits = span_bits(ticks.start, ticks.stop, supply.window)
    left = adjusted(supply, taken=[Ticks(practitioner, bits)])
    return place_batch(
        list(_concerned(cases, supply, practitioner, ticks)), left, limits=limits, progress=progress
    )


def _concerned(cases: Iterable[Case], supply: Supply, practitioner: int, ticks: range) -> Iterator[Case]:
    for case in cases:
        fallen = [
            one
            for one in case.booked
            if not one.fixed and one.seat.practitioner == practitioner and _meet(_held(one, supply), ticks)
        ]
        if fallen:
            booked = tuple(replace(one, stands=one.stands and one not in fallen) for one in case.booked)
            yield replace(case, booked=booked, waiting=min(one.seat.start for one in fallen))


def _after(supply: Supply, case: Case, done: Repair) -> Supply:
    """What is left for the next: new seats are taken, old ones free again; of a seat that fell, only the
    room."""
    stood = {one.seat.key: one.stands for one in case.booked}
    moved = [change for change in done.changes if change.fate != Fate.KEPT]
    freed = [
        ticks
        for change in moved
        if change.before is not None
        for ticks in held_by(change.before, supply, giver=stood[change.key])
    ]
    taken = [ticks for change in moved if change.after for ticks in taken_by(change.after, supply)]
    return adjusted(supply, freed=freed, taken=taken)


def _held(one: Booked, supply: Supply) -> range:
    return need_of(one.seat, supply).seat_ticks(one.seat.start)


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop
