"""A plan as the solver sees it: its trips, its person, and what is free at its location. What the plan itself
holds counts as free, so that its visits can take each other's places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Booking, Resource
from unknot.journey.book.openings import claims
from unknot.journey.plan.models import Plan, PlannedVisit, Standing
from unknot.journey.plan.stock import LEAD, Stock, Taken, stock
from unknot.scheduling.hours import WeeklyHours, day_window, local_day, whole_days
from unknot.scheduling.plans import Booked, Gap, Person, Placed, Trip, Visit
from unknot.scheduling.plans import Plan as Course
from unknot.scheduling.ticks import Bits, Window, span_bits, tick_of

# A course may end this much later than its rhythm says, where little is free.
SLACK = timedelta(days=28)
OVER = (Standing.DONE, Standing.MISSED)
GONE = (Standing.CANCELLED, Standing.DROPPED)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that one placing needs; `seats` are those that the plan has now, by the key of the visit."""

    course: Course
    person: Person
    stock: Stock
    seats: Mapping[str, Placed]
    over: frozenset[str]

    def booked(self, wanted: Mapping[str, Placed] | None = None) -> tuple[Booked, ...]:
        """The seats to start from: those of the plan, and those that were `wanted` for the others. One that
        cannot be had any more has lost its seat; one that is over stays where it was."""
        found = {**self.seats, **(wanted or {})}
        return tuple(
            Booked(seat, fixed=key in self.over, stands=key in self.over or self.can_have(seat))
            for key, seat in found.items()
        )

    def can_have(self, seat: Placed) -> bool:
        window = self.stock.supply.window
        need = self.stock.needs.get((seat.service, seat.practitioner))
        if need is None or not self.stock.has(seat):
            return False
        return not self.person.busy & span_bits(seat.start, seat.start + need.ticks, window)


def ground_of(
    plan: Plan, visits: Sequence[PlannedVisit], *, now: datetime, taken: Taken | None = None
) -> Ground:
    """`visits` are all of the plan, with their services and bookings, in their order."""
    zone = zone_of(plan.location)
    today = local_day(tick_of(now), zone)
    begins = max(plan.begins, today)
    trips = trips_of(visits)
    length = timedelta(days=sum(trip.gap.most for trip in trips))
    window = day_window(today, zone, days=(begins - today + length + SLACK).days)
    going = [one for one in visits if one.standing not in GONE]
    own = [one.booking_id for one in going if one.booking_id and one.standing == Standing.BOOKED]
    seen = stock(
        {one.service.slug: one.service for one in going}.values(),
        plan.location,
        window,
        now=now,
        releasing=own,
        taken=taken,
    )
    seats = seats_of({one.key: one.booking for one in going if one.booking})
    over = {one.key for one in going if one.standing in OVER}
    over |= {one.key for one in going if one.booking and one.booking.starts_at < now + LEAD}
    person = _person(plan, window, now, own)
    return Ground(Course(trips, begins, plan.wait), person, seen, seats, frozenset(over))


def trips_of(visits: Iterable[PlannedVisit]) -> tuple[Trip, ...]:
    """The trips that are not cancelled or left out. Where one is gone, the next keeps its own day: its gap is
    then as long as both were."""
    trips: list[Trip] = []
    named: set[str] = set()
    gone = 0
    for _, group in groupby(visits, key=lambda one: one.trip):
        rows = list(group)
        gap = Gap(rows[0].gap_least, rows[0].gap_target + gone, rows[0].gap_most + gone)
        here = [one for one in rows if one.standing not in GONE]
        if not here:
            gone += rows[0].gap_target
            continue
        named |= {one.key for one in here}
        trips.append(
            Trip(
                tuple(
                    Visit(one.key, one.service.slug, one.same_as if one.same_as in named else "")
                    for one in here
                ),
                gap,
            )
        )
        gone = 0
    return tuple(trips)


def seats_of(bookings: Mapping[str, Booking]) -> dict[str, Placed]:
    """The seats that these bookings hold, by the same keys."""
    resources = _resources(bookings.values())
    return {
        key: Placed(
            key,
            one.service.slug,
            one.start_tick,
            resources[one.practitioner_id],
            tuple(resources[thing] for thing in (one.room_id, one.equipment_id) if thing),
        )
        for key, one in bookings.items()
    }


def _resources(bookings: Iterable[Booking]) -> dict[UUID, int]:
    rows = list(bookings)
    found = Resource.objects.filter(practitioner__in={one.practitioner_id for one in rows})
    found |= Resource.objects.filter(room__in={one.room_id for one in rows})
    found |= Resource.objects.filter(equipment__in={one.equipment_id for one in rows if one.equipment_id})
    columns = ("practitioner_id", "room_id", "equipment_id")
    return {owner: pk for pk, *owners in found.values_list("id", *columns) for owner in owners if owner}


def _person(plan: Plan, window: Window, now: datetime, own: Sequence[UUID]) -> Person:
    zone = zone_of(plan.location)
    wished = Resource.objects.filter(practitioner__in=plan.practitioners.all())
    return Person(
        hours=_weekly(plan.windows),
        away=tuple(
            whole_days(date.fromisoformat(first), date.fromisoformat(last), zone) for first, last in plan.away
        ),
        rather=_weekly(plan.rather),
        practitioners=tuple(wished.order_by("id").values_list("id", flat=True)),
        trips_a_week=plan.trips_a_week,
        busy=busy_of(plan.patient_id, window, now, own),
    )


def busy_of(patient_id: UUID, window: Window, now: datetime, own: Sequence[UUID]) -> Bits:
    """The ticks at which the person is at another visit."""
    person = Resource.objects.filter(patient_id=patient_id).values_list("id", flat=True).first()
    return claims([person], window, now=now, releasing=own).get(person, 0) if person else 0


def _weekly(rows: Iterable[Sequence[object]]) -> tuple[WeeklyHours, ...]:
    return tuple(
        WeeklyHours(int(str(weekday)), time.fromisoformat(str(opens)), time.fromisoformat(str(closes)))
        for weekday, opens, closes in rows
    )
