"""Somebody who treats is suddenly away: a new time for everyone concerned, shown before anything is written.

Those who would come soonest choose first. What one is offered is not offered to the next. A visit of a plan
is placed again within its plan, so that the rhythm of the rest counts; any other visit finds the nearest day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from unknot.journey.book.facts import zone_of
from unknot.journey.book.letters import write_course
from unknot.journey.book.models import Booking, BookingStatus, Leave
from unknot.journey.book.series import Terms, Wish, take_all
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Patient
from unknot.journey.plan.ground import busy_of, seats_of
from unknot.journey.plan.models import Plan
from unknot.journey.plan.placing import LIMITS, propose
from unknot.journey.plan.stock import Stock, stock
from unknot.journey.refusals import Refusal
from unknot.scheduling.hours import WeeklyHours, day_window, local_day
from unknot.scheduling.offers import Seat
from unknot.scheduling.plans import Booked, Gap, Person, Placed, Reason, Trip, Visit
from unknot.scheduling.plans import Plan as Course
from unknot.scheduling.solver import place
from unknot.scheduling.ticks import Window, tick_of

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
    joined = ("patient", "service__clinic", "clinic", "practitioner", "room__location", "planned__plan")
    return list(found.select_related(*joined).order_by("starts_at"))


def changes(actor: Actor, away: Leave, *, now: datetime) -> list[Change]:
    """A proposal for each person, written nowhere."""
    taken: dict[int, set[int]] = {}
    found: dict[str, Change] = {}
    for booking in concerned(actor, away, now=now):
        planned = getattr(booking, "planned", None)
        plan = planned.plan if planned and planned.plan.ended_at is None else None
        if str(plan.pk if plan else booking.pk) in found:
            continue
        change = _of_plan(plan, actor, now, taken) if plan else _of_visit(booking, now, taken)
        found[change.key] = change
        for resource, ticks in change.stock.ticks(change.seats.values()).items():
            taken.setdefault(resource, set()).update(ticks)
    return list(found.values())


def move_away(*, booking: Booking, seat: Placed, by: Actor, now: datetime) -> Booking:
    """Moves a visit that is in no plan to the seat that was shown, with its letter. What is in a plan is
    moved by `placing.take`. Raises Refusal "taken" when the seat is gone, "changed" when the visit is."""
    require(by, "plan.move_away", booking.clinic_id)
    window = _window(booking, now)
    seen = stock([booking.service], booking.location, window, now=now, releasing=[booking.pk])
    if not seen.has(seat):
        raise Refusal("taken", "Somebody has just taken this time. Nothing was changed.")
    need = seen.needs[seat.service, seat.practitioner]
    wish = Wish(booking.service, seat.start, Seat(need, seat.practitioner, seat.resources), booking)
    terms = Terms(booking.clinic, booking.patient, episode=booking.episode, language=booking.language)
    with transaction.atomic():
        (moved,) = take_all(wishes=[wish], terms=terms, by=by, now=now)
        write_course([moved], about=moved, moved=True, now=now)
    return moved


def _of_plan(plan: Plan, actor: Actor, now: datetime, taken: Mapping[int, set[int]]) -> Change:
    proposal = propose(plan=plan, by=actor, now=now, taken=taken)
    bookings = {one.key: one.booking for one in proposal.visits if one.booking}
    hit = {key for key in proposal.ground.seats if key not in proposal.seats} - proposal.ground.over
    moving = {key: seat for key, seat in proposal.new.items() if key in bookings}
    return Change(
        patient=plan.patient,
        plan=plan,
        before={key: bookings[key] for key in sorted(moving.keys() | hit)},
        seats=moving,
        missing={key: proposal.answer.missing.get(key, ()) for key in sorted(hit)},
        stock=proposal.ground.stock,
    )


def _of_visit(booking: Booking, now: datetime, taken: Mapping[int, set[int]]) -> Change:
    zone = zone_of(booking.location)
    today = local_day(tick_of(now), zone)
    window = _window(booking, now)
    key, slug = str(booking.pk), booking.service.slug
    held = [booking.pk]
    seen = stock([booking.service], booking.location, window, now=now, releasing=held, taken=taken)
    day = booking.starts_at.astimezone(zone)
    ahead = max((day.date() - today).days, 0)
    gap = Gap(0, ahead, ahead + AHEAD_DAYS)
    person = Person(
        rather=_same_time(day, booking.ends_at.astimezone(zone)),
        busy=busy_of(booking.patient_id, window, now, held),
    )
    lost = Booked(seats_of({key: booking})[key], stands=False)
    course = Course((Trip((Visit(key, slug),), gap),), today)
    answer = place(course, person, seen.supply, booked=[lost], limits=LIMITS)
    seats = {one.key: one for one in answer.placed}
    return Change(booking.patient, None, {key: booking}, seats, answer.missing, seen)


def _window(booking: Booking, now: datetime) -> Window:
    zone = zone_of(booking.location)
    today = local_day(tick_of(now), zone)
    ahead = max((local_day(booking.start_tick, zone) - today).days, 0)
    return day_window(today, zone, days=ahead + AHEAD_DAYS + 1)


def _same_time(begins: datetime, ends: datetime) -> tuple[WeeklyHours, ...]:
    """The visit's own time of day, on any day; how far off another is counts by the hour."""
    closes = ends.time() if ends.date() == begins.date() else time(23, 59)
    return tuple(WeeklyHours(weekday, begins.time(), closes) for weekday in range(7))
