"""What an answer is worth, aim by aim, in words and figures that a person can check: counted anew from the
visits themselves, not taken from the solver."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from unknot.scheduling.modelling import Made
from unknot.scheduling.plans import Aim, Part, Placed
from unknot.scheduling.routes import Map, off_cost


def score(
    of: Map,
    made: Made,
    placed: Sequence[Placed],
    visits: int,
    kept: int,
    standing: int,
    usual: Mapping[str, int],
) -> tuple[Part, ...]:
    """The parts in the order of their weight."""
    gaps = [
        state[0] - (made[number - 1][0][0] if number else of.origin) - stop.gap.target
        for number, (stop, (state, _)) in enumerate(zip(of.stops, made, strict=True))
        if not stop.free
    ]
    trips = [(stop, choice) for stop, (_, choice) in zip(of.stops, made, strict=True) if choice]
    chosen = [choice.cost for stop, choice in trips if not stop.anchor]
    same = sum(usual.get(one.service) == one.practitioner for one in placed)
    days = [state[0] - of.origin for state, choice in made if choice]
    return (
        Part(Aim.PLACED, visits - len(placed), len(placed), visits),
        Part(Aim.KEPT, standing - kept, kept, standing),
        Part(Aim.SPACING, sum(map(off_cost, gaps)), gaps.count(0), len(gaps)),
        Part(Aim.CLINICIAN, len(placed) - same, same, len(placed)),
        Part(Aim.TIMES, sum(chosen), chosen.count(0), len(chosen)),
        Part(Aim.TRIPS, len(trips), len(trips), len(of.stops)),
        Part(Aim.END, max(days, default=0), max(days, default=0), max(days, default=0)),
    )


def usual_practitioners(placed: Iterable[Placed], usual: Mapping[str, frozenset[int]]) -> dict[str, int]:
    """service -> who sees most of its visits, among those who were to."""
    seen: dict[str, Counter[int]] = {}
    for one in placed:
        if one.practitioner in usual[one.service]:
            seen.setdefault(one.service, Counter())[one.practitioner] += 1
    return {service: min(counts, key=lambda who: (-counts[who], who)) for service, counts in seen.items()}
