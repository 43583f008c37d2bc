"""Somebody who treats is suddenly away: a new time for everyone concerned, shown before anything is written.

A visit of a plan is placed again within its plan, so that the rhythm of the rest counts; any other visit
finds the nearest day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from unknot.journey.book.facts import zone_of
from unknot.journey.book.letters import write_course
from unknot.journey.book.models import Booking, BookingStatus, Leave, Location
from unknot.journey.book.series import Terms, Wish, take_all
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Patient
from unknot.journey.plan.ground import (
    GONE,
    claimed_by,
    course_of,
    over,
    person_of,
    resources_of,
    seat_of,
    window_of,
    wished_by,
)
from unknot.journey.plan.models import Plan, PlannedVisit
from unknot.journey.plan.queries import visits_of_all
from unknot.journey.plan.stock import Stock, Taken, stock
from unknot.journey.refusals import Refusal
from unknot.scheduling.batches import Case, ill
from unknot.scheduling.hours import WeeklyHours, day_window, local_day
from unknot.scheduling.offers import Seat
from unknot.scheduling.plans import Booked, Gap, Person, Placed, Reason, Trip, Visit
from unknot.scheduling.plans import Plan as Course
from unknot.scheduling.repairs import Fate, Repair
from unknot.scheduling.supplies import need_of
from unknot.scheduling.ticks import Bits, Window, span_bits, tick_at_or_after, tick_of

# How far a visit outside a plan is put off; beyond it somebody had better talk to the person.
AHEAD_DAYS = 14


@dataclass(frozen=True, slots=True)
class Change:
    """What one person is offered: for each visit, by key, where it is (`before`) and where it would be.
    Visits that find no place are `missing`, with the reasons. Without a plan it is about one visit."""

    patient: Patient
    plan: Plan | None
    before: Mapping[str, Booking]
    seats: Mapping[str, Placed]
    missing: Mapping[str, tuple[Reason, ...]]
    stock: Stock

    @property
    def key(self) -> str:
        """The plan, or the visit, that this change is about."""
        return str(self.plan.pk) if self.plan else next(iter(self.before))


def leave(actor: Actor, leave_id: UUID) -> Leave | None:
    found = Leave.objects.filter(practitioner__clinic_id=own_clinic(actor, "book.read"), id=leave_id)
    return found.select_related("practitioner__clinic").first()


def concerned(actor: Actor, away: Leave, *, now: datetime) -> list[Booking]:
    """The visits that still stand in the time of the leave, those who come soonest first."""
    found = Booking.objects.filter(
        clinic_id=own_clinic(actor, "book.read"),
        practitioner_id=away.practitioner_id,
        status=BookingStatus.BOOKED,
        starts_at__lt=away.ends_at,
        ends_at__gt=max(away.starts_at, now),
    )
    joined = ("patient", "service__clinic", "clinic", "practitioner", "room__location")
    planned = ("planned__plan__location", "planned__plan__patient", "planned__plan__clinic")
    return list(found.select_related(*joined, *planned).order_by("starts_at"))


def changes(actor: Actor, away: Leave, *, now: datetime) -> list[Change]:
    """A proposal for each person, written nowhere, in a fixed number of queries for each location. Those
    who would come soonest choose first; what one is offered is not offered to the next."""
    found: list[Change] = []
    taken: dict[int, set[int]] = {}
    hit = concerned(actor, away, now=now)
    for location in dict.fromkeys(one.location for one in hit):
        here = [one for one in hit if one.location == location]
        for change in _changes(away, location, here, now, taken):
            found.append(change)
            for resource, ticks in change.stock.ticks(change.seats.values()).items():
                taken.setdefault(resource, set()).update(ticks)
    return found


def move_away(*, booking: Booking, seat: Placed, by: Actor, now: datetime) -> Booking:
    """Moves a visit that is in no plan to the seat that was shown, with its letter. What is in a plan is
    moved by `placing.take`. Raises Refusal "taken" when the seat is gone, "changed" when the visit is."""
    require(by, "plan.move_away", booking.clinic_id)
    window = _window(booking, now)
    seen = stock([booking.service], booking.location, window, now=now, releasing=[booking.pk])
    if not seen.has(seat):
        raise Refusal("taken", "Somebody has just taken this time. Nothing was changed.")
    need = need_of(seat, seen.supply)
    wish = Wish(booking.service, seat.start, Seat(need, seat.practitioner, seat.resources), booking)
    terms = Terms(booking.clinic, booking.patient, episode=booking.episode, language=booking.language)
    with transaction.atomic():
        (moved,) = take_all(wishes=[wish], terms=terms, by=by, now=now)
        write_course([moved], about=moved, moved=True, now=now)
    return moved


@dataclass(frozen=True, slots=True)
class _Concern:
    """Somebody with the visits, by key, that may have to move: those of a plan, or one of its own."""

    patient: Patient
    plan: Plan | None
    course: Course
    bookings: Mapping[str, Booking]
    fixed: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def _changes(
    away: Leave, location: Location, hit: Sequence[Booking], now: datetime, taken: Taken
) -> Iterator[Change]:
    concerns = {**_plans(hit, now), **{str(one.pk): _alone(one, now) for one in hit if not _plan_of(one)}}
    window = window_of([one.course for one in concerns.values()], zone_of(location), now)
    bookings = [one for concern in concerns.values() for one in concern.bookings.values()]
    services = {one.service.slug: one.service for one in bookings}.values()
    seen = stock(services, location, window, now=now, taken=taken)
    resources = resources_of(bookings)
    wished = wished_by([one.plan.pk for one in concerns.values() if one.plan])
    claimed = claimed_by([one.patient.pk for one in concerns.values()], window, now=now)
    cases = []
    for name, one in concerns.items():
        seats = {key: seat_of(key, booking, resources) for key, booking in one.bookings.items()}
        busy = claimed.get(one.patient.pk, 0)
        for booking in one.bookings.values():
            busy &= ~span_bits(booking.start_tick, tick_of(booking.ends_at), window)
        person = _person(one, wished.get(one.plan.pk, ()) if one.plan else (), busy)
        booked = tuple(Booked(seat, fixed=key in one.fixed) for key, seat in seats.items())
        cases.append(Case(name, one.course, person, booked, one.gone))
    ticks = range(tick_of(away.starts_at), tick_at_or_after(away.ends_at))
    done = ill(cases, seen.supply, resources[away.practitioner_id], ticks)
    return (_change(concerns[name], repair, seen) for name, repair in done.items())


def _plan_of(booking: Booking) -> Plan | None:
    """The running plan that the visit is part of."""
    planned: PlannedVisit | None = getattr(booking, "planned", None)
    return planned.plan if planned and planned.plan.ended_at is None else None


def _plans(hit: Iterable[Booking], now: datetime) -> dict[str, _Concern]:
    plans = {plan.pk: plan for one in hit if (plan := _plan_of(one))}
    rows: dict[UUID, list[PlannedVisit]] = {pk: [] for pk in plans}
    for visit in visits_of_all(plans):
        rows[visit.plan_id].append(visit)
    found = {}
    for pk, plan in plans.items():
        booked = {one.key: one.booking for one in rows[pk] if one.booking and one.standing not in GONE}
        # What has no place yet is placed when the plan is; here nothing moves that need not.
        gone = frozenset(one.key for one in rows[pk]) - booked.keys()
        course = course_of(plan, rows[pk], now)
        found[str(pk)] = _Concern(plan.patient, plan, course, booked, over(rows[pk], now), gone)
    return found


def _alone(booking: Booking, now: datetime) -> _Concern:
    """A visit outside a plan: on the day it was or as near to it as can be."""
    today = local_day(tick_of(now), zone_of(booking.location))
    ahead = max((local_day(booking.start_tick, zone_of(booking.location)) - today).days, 0)
    trip = Trip((Visit(str(booking.pk), booking.service.slug),), Gap(0, ahead, ahead + AHEAD_DAYS))
    return _Concern(booking.patient, None, Course((trip,), today), {str(booking.pk): booking})


def _person(concern: _Concern, wished: Iterable[int], busy: Bits) -> Person:
    if concern.plan:
        return person_of(concern.plan, wished, busy=busy)
    (booking,) = concern.bookings.values()
    zone = zone_of(booking.location)
    return Person(
        rather=_same_time(booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)), busy=busy
    )


def _change(concern: _Concern, repair: Repair, seen: Stock) -> Change:
    moved = {one.key: one.after for one in repair.of(Fate.MOVED) if one.after}
    hit = moved.keys() | {one.key for one in repair.of(Fate.DROPPED)}
    return Change(
        patient=concern.patient,
        plan=concern.plan,
        before={key: booking for key, booking in concern.bookings.items() if key in hit},
        seats=moved,
        missing={key: repair.answer.missing.get(key, ()) for key in sorted(hit - moved.keys())},
        stock=seen,
    )


def _window(booking: Booking, now: datetime) -> Window:
    zone = zone_of(booking.location)
    today = local_day(tick_of(now), zone)
    ahead = max((local_day(booking.start_tick, zone) - today).days, 0)
    return day_window(today, zone, days=ahead + AHEAD_DAYS + 1)


def _same_time(begins: datetime, ends: datetime) -> tuple[WeeklyHours, ...]:
    """The visit's own time of day, on any day; how far off another is counts by the hour."""
    closes = ends.time() if ends.date() == begins.date() else time(23, 59)
    return tuple(WeeklyHours(weekday, begins.time(), closes) for weekday in range(7))
