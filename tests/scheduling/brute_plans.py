"""All plans of a small clinic, one after the other and tick by tick: what the solver must not miss.

Written from the rules in words, without bits, routes or solver: only the types are shared.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from unknot.scheduling.hours import WeeklyHours, local_day
from unknot.scheduling.offers import Calendar, Need
from unknot.scheduling.plans import Booked, Person, Placed, Plan, Supply, Trip
from unknot.scheduling.ticks import TICK_MINUTES, instant_of, ticks_of

Worth = tuple[int, ...]


@dataclass(frozen=True)
class Done:
    """A trip on its day, with the seats of those visits that are placed; none when it keeps its turn."""

    day: int
    seats: tuple[Placed, ...]
    cost: int
    anchor: bool


class Clinic:
    def __init__(self, plan: Plan, person: Person, supply: Supply, booked: Sequence[Booked]) -> None:
        self.plan, self.person, self.supply = plan, person, supply
        self.booked = {one.seat.key: one for one in booked if one.fixed or one.stands}
        self.liked = self.places(person.rather)
        self.open = self.places(person.hours)

    def places(self, hours: Sequence[WeeklyHours]) -> set[int]:
        """Ticks within weekly hours, for hours that do not run over midnight."""
        inside = set()
        for tick in range(self.supply.window.first, self.supply.window.end):
            here = instant_of(tick).astimezone(self.supply.zone)
            minute = here.hour * 60 + here.minute
            for one in hours:
                opens = one.opens.hour * 60 + one.opens.minute
                closes = one.closes.hour * 60 + one.closes.minute
                if one.weekday == here.weekday() and opens <= minute < closes:
                    inside.add(tick)
        return inside

    def there(self, tick: int) -> bool:
        """Whether the person can be there."""
        window = self.supply.window
        if not window.first <= tick < window.end or self.person.busy >> (tick - window.first) & 1:
            return False
        at = instant_of(tick)
        if any(one.start < instant_of(tick + 1) and at < one.end for one in self.person.away):
            return False
        return not self.person.hours or tick in self.open

    def has(self, calendar: Calendar, ticks: range) -> bool:
        window = self.supply.window
        return all(window.first <= t < window.end and calendar.free >> (t - window.first) & 1 for t in ticks)

    def seats(self, trip: Trip, number: int) -> list[Placed]:
        """All seats of a visit; the one it has, if it must or may stay there."""
        visit = trip.visits[number]
        held = self.booked.get(visit.key)
        if held is not None and held.fixed:
            return [held.seat]
        found = [held.seat] if held else []
        for place, site in self.supply.sites[visit.service].items():
            for giver, pools in product(site.givers, list(product(*site.pools))):
                for start in ticks_of(site.allowed, self.supply.window):
                    ticks = giver.need.seat_ticks(start)
                    all_of = (giver.calendar, *pools)
                    if start >= self.supply.earliest and all(self.has(one, ticks) for one in all_of):
                        who, *things = (one.resource for one in all_of)
                        more = (who, tuple(things), place, giver.need)
                        found.append(Placed(visit.key, visit.service, start, *more))
        return found

    def ways(self, trip: Trip) -> list[Done]:
        """Every way to make a trip, with some or all of its visits."""
        must = {v.key for v in trip.visits if v.key in self.booked and self.booked[v.key].fixed}
        found = []
        numbers = range(len(trip.visits))
        for size in range(1, len(trip.visits) + 1):
            for chosen in combinations(numbers, size):
                if must <= {trip.visits[number].key for number in chosen}:
                    for seats in product(*(self.seats(trip, number) for number in chosen)):
                        if {seat.key for seat in seats} == must or self.together(seats):
                            day = local_day(seats[0].start, self.supply.zone).toordinal()
                            found.append(Done(day, seats, 0 if must else self.cost(seats), bool(must)))
        return found

    def together(self, seats: Sequence[Placed]) -> bool:
        for one, two in pairwise(seats):
            wait = two.start - (one.start + need_of(one).ticks)
            if not 0 <= wait * TICK_MINUTES <= self.plan.wait or one.place != two.place:
                return False
        for one, two in combinations(seats, 2):
            shared = {one.practitioner, *one.resources} & {two.practitioner, *two.resources}
            if shared and set(held(one)) & set(held(two)):
                return False
        return all(
            self.there(tick) for tick in range(seats[0].start, seats[-1].start + need_of(seats[-1]).ticks)
        )

    def cost(self, seats: Sequence[Placed]) -> int:
        if not self.person.rather:
            return 0
        length = seats[-1].start + need_of(seats[-1]).ticks - seats[0].start
        liked = [tick for tick in self.liked if all(tick + n in self.liked for n in range(length))]
        off = min((abs(seats[0].start - tick) for tick in liked), default=10**6)
        return min(-(-off // 12), 6)

    def plans(self) -> Iterator[tuple[Done, ...]]:
        ways = [self.ways(trip) for trip in self.plan.trips]
        yield from self._longer((), ways)

    def _longer(self, so_far: tuple[Done, ...], ways: list[list[Done]]) -> Iterator[tuple[Done, ...]]:
        number = len(so_far)
        if number == len(ways):
            if self.lawful(so_far):
                yield so_far
            return
        before = so_far[-1].day if so_far else self.plan.begins.toordinal()
        gap = self.plan.trips[number].gap
        days = range(before + gap.least, before + gap.most + 1)
        anchored = bool(ways[number]) and ways[number][0].anchor
        free = anchored and (not so_far or so_far[-1].anchor)
        for way in ways[number]:
            if free or way.day in days:
                yield from self._longer((*so_far, way), ways)
        if not anchored:
            for day in days:
                yield from self._longer((*so_far, Done(day, (), 0, False)), ways)

    def lawful(self, plan: Sequence[Done]) -> bool:
        weeks: Counter[int] = Counter()
        own: Counter[int] = Counter()
        for one in plan:
            week = (one.day - 1) // 7
            weeks[week] += bool(one.seats)
            own[week] += bool(one.seats) and not one.anchor
        most = self.person.trips_a_week
        if most is not None and any(own[week] and weeks[week] > most for week in weeks):
            return False
        who = {seat.key: seat.practitioner for one in plan for seat in one.seats}
        groups: dict[str, set[int]] = {}
        for visit in self.plan.visits:
            if visit.same_as and visit.key in who:
                groups.setdefault(visit.same_as, set()).add(who[visit.key])
        return all(len(seen | ({who[root]} if root in who else set())) == 1 for root, seen in groups.items())

    def worth(self, plan: Sequence[Done]) -> Worth:
        """The parts of the score, lower is better."""
        seats = [seat for one in plan for seat in one.seats]
        standing = {key: one.seat for key, one in self.booked.items() if not one.fixed}
        kept = sum(standing.get(seat.key) == seat for seat in seats)
        spacing, before = 0, self.plan.begins.toordinal()
        for number, (one, trip) in enumerate(zip(plan, self.plan.trips, strict=True)):
            free = one.anchor and (not number or plan[number - 1].anchor)
            spacing += 0 if free else (one.day - before - trip.gap.target) ** 2
            before = one.day
        return (
            len(self.plan.visits) - len(seats),
            len(standing) - kept,
            spacing,
            self.strangers(seats),
            sum(one.cost for one in plan),
            sum(bool(one.seats) for one in plan),
            max((one.day for one in plan if one.seats), default=self.plan.begins.toordinal())
            - self.plan.begins.toordinal(),
        )

    def strangers(self, seats: Sequence[Placed]) -> int:
        """How many visits are not with the usual practitioner of their service."""
        count = 0
        for service in {seat.service for seat in seats}:
            here = Counter(seat.practitioner for seat in seats if seat.service == service)
            can = {
                giver.calendar.resource
                for site in self.supply.sites[service].values()
                for giver in site.givers
                for start in ticks_of(site.allowed, self.supply.window)
                if start >= self.supply.earliest and self.has(giver.calendar, giver.need.seat_ticks(start))
            }
            can |= {one.seat.practitioner for one in self.booked.values() if one.seat.service == service}
            wished = can & set(self.person.practitioners) or can
            count += sum(here.values()) - max(here[who] for who in wished)
        return count

    def best(self) -> Worth:
        return min(self.worth(plan) for plan in self.plans())


def need_of(seat: Placed) -> Need:
    assert seat.need is not None
    return seat.need


def held(seat: Placed) -> range:
    return need_of(seat).seat_ticks(seat.start)
