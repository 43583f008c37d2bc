"""A plan as the solver sees it: its trips, its person, and what is free at its location. What the plan itself
holds counts as free, so that its visits can take each other's places."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Booking, BookingStatus, Resource
from unknot.journey.book.openings import claims
from unknot.journey.plan.models import Plan, PlannedVisit, Standing
from unknot.journey.plan.stock import LEAD, Stock, stock
from unknot.scheduling.hours import WeeklyHours, day_window, local_day, whole_days
from unknot.scheduling.plans import Booked, Gap, Person, Placed, Trip, Visit
from unknot.scheduling.plans import Plan as Course
from unknot.scheduling.supplies import need_of
from unknot.scheduling.ticks import Bits, Window, span_bits, tick_of

# A course may end this much later than its rhythm says, where little is free.
SLACK = timedelta(days=28)
OVER = (Standing.DONE, Standing.MISSED)
GONE = (Standing.CANCELLED, Standing.DROPPED)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that one placing needs. `course` are all visits of the plan, also those that are `gone`;
    `seats` are those that it has now, by the key of the visit; what is `over` stays where it is."""

    course: Course
    person: Person
    stock: Stock
    seats: Mapping[str, Placed]
    gone: frozenset[str]
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
        supply = self.stock.supply
        if not self.stock.has(seat):
            return False
        ends = seat.start + need_of(seat, supply).ticks
        return not self.person.busy & span_bits(seat.start, ends, supply.window)


def ground_of(plan: Plan, visits: Sequence[PlannedVisit], *, now: datetime) -> Ground:
    """`visits` are all of the plan, with their services and bookings, in their order."""
    course = course_of(plan, visits, now)
    window = window_of([course], zone_of(plan.location), now)
    going = [one for one in visits if one.standing not in GONE]
    bookings = {one.key: one.booking for one in going if one.booking}
    own = [one.pk for one in bookings.values() if one.status == BookingStatus.BOOKED]
    services = {one.service.slug: one.service for one in going}.values()
    seen = stock(services, plan.location, window, now=now, releasing=own)
    resources = resources_of(bookings.values())
    return Ground(
        course,
        person_of(
            plan,
            wished_by([plan.pk]).get(plan.pk, ()),
            busy=claimed_by([plan.patient_id], window, now=now, releasing=own).get(plan.patient_id, 0),
        ),
        seen,
        {key: seat_of(key, one, resources) for key, one in bookings.items()},
        frozenset(one.key for one in visits if one.standing in GONE),
        over(visits, now),
    )


def course_of(plan: Plan, visits: Iterable[PlannedVisit], now: datetime) -> Course:
    """All visits of the plan as trips, from today at the soonest."""
    trips = []
    named: set[str] = set()
    for _, group in groupby(visits, key=lambda one: one.trip):
        rows = list(group)
        named |= {one.key for one in rows}
        wanted = (
            Visit(one.key, one.service.slug, one.same_as if one.same_as in named else "") for one in rows
        )
        trips.append(Trip(tuple(wanted), Gap(rows[0].gap_least, rows[0].gap_target, rows[0].gap_most)))
    today = local_day(tick_of(now), zone_of(plan.location))
    return Course(tuple(trips), max(plan.begins, today), plan.wait)


def over(visits: Iterable[PlannedVisit], now: datetime) -> frozenset[str]:
    """What was, or is too near to be moved."""
    return frozenset(
        one.key
        for one in visits
        if one.standing in OVER
        or (one.standing == Standing.BOOKED and one.booking and one.booking.starts_at < now + LEAD)
    )


def window_of(courses: Iterable[Course], zone: ZoneInfo, now: datetime) -> Window:
    """From today until all of these courses can have ended."""
    today = local_day(tick_of(now), zone)
    ends = [one.begins + timedelta(days=sum(trip.gap.most for trip in one.trips)) + SLACK for one in courses]
    return day_window(today, zone, days=(max(ends) - today).days)


def seat_of(key: str, booking: Booking, resources: Mapping[UUID, int]) -> Placed:
    """The seat that this booking holds; `resources` as of `resources_of`."""
    things = (booking.room_id, booking.equipment_id)
    return Placed(
        key,
        booking.service.slug,
        booking.start_tick,
        resources[booking.practitioner_id],
        tuple(resources[thing] for thing in things if thing),
    )


def resources_of(bookings: Iterable[Booking]) -> dict[UUID, int]:
    """The practitioners, rooms and equipment of these bookings -> their resources."""
    rows = list(bookings)
    found = Resource.objects.filter(practitioner__in={one.practitioner_id for one in rows})
    found |= Resource.objects.filter(room__in={one.room_id for one in rows})
    found |= Resource.objects.filter(equipment__in={one.equipment_id for one in rows if one.equipment_id})
    columns = ("practitioner_id", "room_id", "equipment_id")
    return {owner: pk for pk, *owners in found.values_list("id", *columns) for owner in owners if owner}


def person_of(plan: Plan, practitioners: Iterable[int], *, busy: Bits) -> Person:
    """`practitioners` are whom they wish for; `busy` are the ticks of the window at which they are at a visit
    that is not of the plan."""
    zone = zone_of(plan.location)
    return Person(
        hours=_weekly(plan.windows),
        away=tuple(
            whole_days(date.fromisoformat(first), date.fromisoformat(last), zone) for first, last in plan.away
        ),
        rather=_weekly(plan.rather),
        practitioners=tuple(practitioners),
        trips_a_week=plan.trips_a_week,
        busy=busy,
    )


def wished_by(plans: Collection[UUID]) -> dict[UUID, list[int]]:
    """plan -> the resources of the practitioners that its person wishes for."""
    found: dict[UUID, list[int]] = {}
    rows = Plan.objects.filter(id__in=plans, practitioners__isnull=False)
    rows = rows.order_by("practitioners__resource")
    for plan, resource in rows.values_list("id", "practitioners__resource"):
        found.setdefault(plan, []).append(resource)
    return found


def claimed_by(
    patients: Collection[UUID], window: Window, *, now: datetime, releasing: Collection[UUID] = ()
) -> dict[UUID, Bits]:
    """patient -> the ticks at which they are at a visit, but for those that are released."""
    found = Resource.objects.filter(patient__in=patients).values_list("id", "patient_id")
    owners = dict(found)
    held = claims(list(owners), window, now=now, releasing=releasing)
    return {owners[resource]: bits for resource, bits in held.items()}


def _weekly(rows: Iterable[Sequence[object]]) -> tuple[WeeklyHours, ...]:
    return tuple(
        WeeklyHours(int(str(weekday)), time.fromisoformat(str(opens)), time.fromisoformat(str(closes)))
        for weekday, opens, closes in rows
    )
