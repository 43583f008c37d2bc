"""A plan as the solver sees it: one stop for each trip, with the days that it may lie on and its choices.

Trips with a fixed visit are anchors, and the days between two anchors are for the trips between them. Where
anchors lie closer or farther than the gaps of the plan allow (somebody put them there by hand), the latest
trips between find no place, or the gap before the later anchor gives way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from unknot.scheduling.hours import local_day
from unknot.scheduling.plans import Booked, Gap, Plan, Supply, Trip, Visit


@dataclass(frozen=True, slots=True)
class Stop:
    """A trip with the days `first` to `last` on which it may lie. An anchor must take one of its choices;
    the gap of one that follows another anchor is no rule (`free`)."""

    visits: tuple[Visit, ...]
    gap: Gap
    first: int
    last: int
    anchor: bool = False
    free: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The stops in order of time, days as ordinals; `squeezed` are trips for which two anchors leave no
    day."""

    origin: int
    stops: tuple[Stop, ...]
    squeezed: tuple[Trip, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A trip in its turn, with the gap of that turn."""

    trip: Trip
    gap: Gap


def layout(plan: Plan, booked: Mapping[str, Booked], supply: Supply) -> Layout:
    origin = plan.begins.toordinal()
    anchors = {
        trip: min(days)
        for trip in plan.trips
        if (days := [_day(booked[v.key], supply) for v in trip.visits if _fixed(v, booked)])
    }
    stops: list[Stop] = []
    squeezed: list[Trip] = []
    between: list[Turn] = []
    for turn in in_order(plan, anchors, origin):
        if turn.trip not in anchors:
            between.append(turn)
            continue
        left, stops = _until(between, turn, anchors[turn.trip], stops, origin)
        squeezed += left
        between = []
    return Layout(origin, (*stops, *_after(between, stops, origin)), tuple(squeezed))


def in_order(plan: Plan, anchors: Mapping[Trip, int], origin: int) -> list[Turn]:
    """Anchors before the first day that can still be planned come first; then the others as in the plan,
    with the anchors among them in the order of their days. The rhythm stays: gaps go with the turn, not with
    the trip."""
    past = sorted((trip for trip in anchors if anchors[trip] < origin), key=lambda trip: anchors[trip])
    ahead = iter(sorted((trip for trip in anchors if anchors[trip] >= origin), key=lambda one: anchors[one]))
    rest = [next(ahead) if trip in anchors else trip for trip in plan.trips if trip not in past]
    return [Turn(trip, turn.gap) for trip, turn in zip((*past, *rest), plan.trips, strict=True)]


def _until(
    between: list[Turn], anchor: Turn, day: int, stops: list[Stop], origin: int
) -> tuple[list[Trip], list[Stop]]:
    """The trips that cannot lie between, and the stops with the others and the anchor added."""
    base = stops[-1].first if stops else origin
    kept = list(between)
    while kept and _after(kept, stops, origin)[-1].first + anchor.gap.least > day:
        kept.pop()
    added = _after(kept, stops, origin)
    gap = anchor.gap
    reach = (added[-1].last if added else base) + gap.most
    if reach < day:
        gap = replace(gap, most=gap.most + day - reach)
    added.append(Stop(anchor.trip.visits, gap, day, day, anchor=True, free=not added))
    for place in range(len(added) - 2, -1, -1):
        here, after = added[place], added[place + 1]
        first = max(here.first, after.first - after.gap.most)
        added[place] = replace(here, first=first, last=min(here.last, after.last - after.gap.least))
    return [turn.trip for turn in between[len(kept) :]], stops + added


def _after(turns: Sequence[Turn], stops: Sequence[Stop], origin: int) -> list[Stop]:
    """Stops for trips that follow the last of these, each on any day that the gaps before it allow."""
    found: list[Stop] = []
    for turn in turns:
        gap = turn.gap
        first = last = origin
        if found:
            first, last = found[-1].first, found[-1].last
        elif stops:
            first = last = stops[-1].last
            gap = _resumed(gap, origin - first)
        found.append(Stop(turn.trip.visits, gap, first + gap.least, last + gap.most))
    return found


def _resumed(gap: Gap, since: int) -> Gap:
    """The gap after an anchor. When it has run out before the first day that can be planned, care goes on
    from that day as soon as it can."""
    return Gap(since, since, since + gap.most) if gap.most < since else gap


def _fixed(visit: Visit, booked: Mapping[str, Booked]) -> bool:
    return visit.key in booked and booked[visit.key].fixed


def _day(one: Booked, supply: Supply) -> int:
    return local_day(one.seat.start, supply.zone).toordinal()
