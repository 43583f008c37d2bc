"""Why a visit has no place: what alone would have to give way, looked for one thing after the other.

The days looked at are those between its neighbours that do have a place, at the gaps of the plan.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from unknot.scheduling.choosing import Chooser
from unknot.scheduling.modelling import Made
from unknot.scheduling.plans import Person, Placed, Plan, Reason, Visit, Why
from unknot.scheduling.pools import Frame, Want
from unknot.scheduling.routes import Map
from unknot.scheduling.stays import person_bits
from unknot.scheduling.ticks import Bits, erode


def reasons(
    plan: Plan, of: Map, made: Made, placed: Sequence[Placed], chooser: Chooser
) -> dict[str, tuple[Reason, ...]]:
    """The key of each visit without a place -> why, at least one reason."""
    seen = {one.key for one in placed}
    asking = Asking(of, made, {one.key: one for one in placed}, chooser)
    where = {visit.key: number for number, stop in enumerate(of.stops) for visit in stop.visits}
    found = {}
    for visit in plan.visits:
        if visit.key not in seen:
            number = where.get(visit.key)
            squeezed = Reason(Why.SPACING, visit.key, visit.service, plan.begins, plan.begins)
            found[visit.key] = (squeezed,) if number is None else tuple(asking.why(visit, number))
    return found


@dataclass(frozen=True, slots=True)
class Asking:
    """One answer, asked about one visit after another."""

    of: Map
    made: Made
    placed: Mapping[str, Placed]
    chooser: Chooser

    def why(self, visit: Visit, number: int) -> list[Reason]:
        first, last = self.between(number)
        days = [day for day in self.chooser.finder.days if first <= day.number <= last]
        person = self.chooser.finder.person
        begins, ends = date.fromordinal(first), date.fromordinal(last)
        about = Reason(
            Why.HORIZON,
            visit.key,
            visit.service,
            begins,
            ends,
            hours=person.hours,
            trips_a_week=person.trips_a_week,
        )
        if not days:
            return [about]
        about = replace(about, last=date.fromordinal(days[-1].number))
        free = self._free(visit, {day.number for day in days}, None)
        if not any(free.values()):
            return [replace(about, why=Why.NOBODY)]
        if blocked := self._blocked(free):
            return [replace(about, why=why) for why in blocked]
        return [self._beyond(visit, number, {day.number for day in days}, about)]

    def between(self, number: int) -> tuple[int, int]:
        """The days on which a trip may lie between those neighbours that have a place."""
        stops, stop = self.of.stops, self.of.stops[number]
        first, last = stop.first, stop.last
        if stop.anchor:
            return first, last
        least, most = stop.gap.least, stop.gap.most
        for before in range(number - 1, -1, -1):
            if self.made[before][1] is not None:
                day = self.made[before][0][0]
                first, last = max(first, day + least), min(last, day + most)
                break
            least, most = least + stops[before].gap.least, most + stops[before].gap.most
        least = most = 0
        for after in range(number + 1, len(stops)):
            least, most = least + stops[after].gap.least, most + stops[after].gap.most
            if self.made[after][1] is not None:
                day = self.made[after][0][0]
                first, last = max(first, day - most), min(last, day - least)
                break
        return first, last

    def _free(self, visit: Visit, days: Collection[int], who: int | None) -> dict[int, Bits]:
        """By how many ticks it takes: the starts on these days that the clinic has for it, whenever the
        person can come."""
        finder, want = self.chooser.finder, Want(visit.service)
        asked = finder.mask([day for day in finder.days if day.number in days])
        found: dict[int, Bits] = {}
        for given, starts in finder.pools.starts(want).items():
            if who in (None, given.who):
                bits = starts & asked & finder.pools.roomy(Frame((want,), (given,), (0,)))
                found[given.need.ticks] = found.get(given.need.ticks, 0) | bits
        return found

    def _blocked(self, free: Mapping[int, Bits]) -> list[Why]:
        """What of the person's own times is in the way: alone, or both together."""
        if self._when(free, self.chooser.finder.person):
            return []
        person = self.chooser.finder.person
        ways = {Why.HOURS: replace(person, hours=()), Why.AWAY: replace(person, away=())}
        alone = [why for why, other in ways.items() if self._when(free, other)]
        if alone:
            return alone
        both = self._when(free, replace(person, hours=(), away=()))
        return [Why.HOURS, Why.AWAY] if both else [Why.BUSY]

    def _when(self, free: Mapping[int, Bits], person: Person) -> bool:
        """Whether the person could come at one of these starts."""
        come = person_bits(person, self.chooser.finder.supply)
        return any(bits & erode(come, length) for length, bits in free.items())

    def _beyond(self, visit: Visit, number: int, days: set[int], about: Reason) -> Reason:
        """The visit alone would fit on a day between its neighbours: it is something of the plan that does
        not, and when it is neither whom nor what it belongs to, the week has had its trips."""
        who = self._shared(visit)
        person = self.chooser.finder.person
        if who is not None and not self._when(self._free(visit, days, who), person):
            return replace(about, why=Why.CLINICIAN, practitioner=who)
        if self.made[number][1] is not None:
            return replace(about, why=Why.STRAIGHT)
        return replace(about, why=Why.TRIPS)

    def _shared(self, visit: Visit) -> int | None:
        """Whose visit it would have to be."""
        for group in self.of.groups:
            if visit.key in group.keys:
                others = (self.placed[key].practitioner for key in sorted(group.keys) if key in self.placed)
                return group.of if group.of is not None else next(others, None)
        return None
