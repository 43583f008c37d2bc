"""Laying out a plan, changing what is wished for, leaving visits out, ending it. Placing its visits is in
`placing.py`. Each action is one transaction with one event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from unknot.journey.book.models import Location, Service
from unknot.journey.book.refusing import gate
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Patient, Practitioner
from unknot.journey.plan.keeping import locked, tell
from unknot.journey.plan.models import Plan, PlannedVisit, Standing
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.scheduling.errors import BadTime
from unknot.scheduling.plans import Trip
from unknot.scheduling.rhythm import Beat, Part, course

# Longer than any course that the medicine allows; a slip of the keyboard is caught here.
MOST_VISITS = 60
MOST_WEEKS = 52

# Weekday (0 is Monday), from, to.
WindowRow = tuple[int, time, time]


@dataclass(frozen=True, slots=True)
class Wishes:
    """When the person can come and would rather, whom they wish for, how often a week they can come at most,
    when they are away (first and last day)."""

    windows: Sequence[WindowRow] = ()
    rather: Sequence[WindowRow] = ()
    away: Sequence[tuple[date, date]] = ()
    practitioners: Sequence[Practitioner] = ()
    trips_a_week: int | None = None
    wait: int = 15

    def columns(self) -> dict[str, Any]:
        """As the plan's columns. Raises Refusal naming the field that cannot be."""
        for name, rows in (("windows", self.windows), ("rather", self.rather)):
            for weekday, opens, closes in rows:
                if not 0 <= weekday <= 6 or opens >= closes:
                    words = f"{opens:%H:%M} to {closes:%H:%M} cannot be. Right would be 09:00 to 12:00."
                    raise Refusal("window", words, field=name)
        for first, last in self.away:
            if last < first:
                words = f"The last day away ({last}) must not be before the first ({first})."
                raise Refusal("away", words, field="away")
        if self.trips_a_week is not None and not 1 <= self.trips_a_week <= 7:
            words = "Right would be from 1 to 7 trips a week, or nothing for no limit."
            raise Refusal("trips_a_week", words, field="trips_a_week")
        if not 0 <= self.wait <= 120:
            words = "Right would be a wait of 0 to 120 minutes between two visits of one day."
            raise Refusal("wait", words, field="wait")
        return {
            "windows": [_plain(row) for row in self.windows],
            "rather": [_plain(row) for row in self.rather],
            "away": [[first.isoformat(), last.isoformat()] for first, last in self.away],
            "trips_a_week": self.trips_a_week,
            "wait": self.wait,
        }


@dataclass(frozen=True, slots=True)
class Share:
    """A service and the trips that it is part of, from 1; None is every one. `same_as` is the service whose
    first clinician gives this one."""

    service: Service
    on: frozenset[int] | None = None
    same_as: Service | None = None


def lay_out(
    *,
    patient: Patient,
    location: Location,
    phases: Sequence[tuple[float, int]],
    shares: Sequence[Share],
    begins: date,
    by: Actor,
    now: datetime,
    wishes: Wishes = Wishes(),
    together: bool = True,
    check: Check | None = None,
    reason: str = "",
    language: str = "en",
) -> Plan:
    """A plan with all its visits, none of them placed yet; `together`, those of one turn are on one day. It
    needs a check that leaves its services open, or
    a clinician's reason; what closes care later is asked when visits are booked."""
    clinic = patient.clinic
    require(by, "plan.lay_out", clinic.pk)
    if location.clinic_id != clinic.pk or any(one.service.clinic_id != clinic.pk for one in shares):
        raise Refusal("not_found", "This clinic has no such location or service.", field="services")
    if any(one.service.is_class for one in shares):
        raise Refusal("class", "A class has its own dates and is booked by itself.", field="services")
    if check is not None and check.clinic_id != clinic.pk:
        raise Refusal("not_found", "These answers belong to another clinic.", field="check")
    for one in shares:
        gate(one.service, check, by, now, reason)
    trips = _trips(phases, shares, together=together)
    with transaction.atomic():
        plan = Plan.objects.create(
            clinic=clinic,
            patient=patient,
            location=location,
            episode=check.episode if check else None,
            from_check=check,
            phases=[list(phase) for phase in phases],
            begins=begins,
            language=language,
            reason=reason.strip(),
            created_at=now,
            **wishes.columns(),
        )
        plan.practitioners.set(wishes.practitioners)
        services = {one.service.slug: one.service for one in shares}
        PlannedVisit.objects.bulk_create(_rows(plan, trips, services))
        tell("plan.laid_out", plan, by, now, reason=reason)
    return plan


def wish(*, plan: Plan, wishes: Wishes, by: Actor, now: datetime) -> Plan:
    """Other wishes for what is not placed yet, and for what a repair moves."""
    require(by, "plan.wish", plan.clinic_id)
    with transaction.atomic():
        current = locked(plan)
        before = snapshot(current)
        for name, value in wishes.columns().items():
            setattr(current, name, value)
        current.version += 1
        current.save()
        current.practitioners.set(wishes.practitioners)
        tell("plan.wishes_changed", current, by, now, before=before)
    return current


def leave_out(*, visits: Iterable[PlannedVisit], by: Actor, now: datetime) -> None:
    """Visits that the plan no longer has. Those that are booked must be cancelled first: giving back a seat
    is the calendar's act, with its letter."""
    for visit in visits:
        require(by, "plan.leave_out", visit.plan.clinic_id)
        with transaction.atomic():
            plan = locked(visit.plan)
            row = PlannedVisit.objects.select_related("booking").get(id=visit.pk)
            if row.standing != Standing.OPEN:
                words = "Only a visit that is not placed can be left out. Please cancel its booking first."
                raise Refusal("placed", words, field="visits")
            row.dropped_at = now
            row.save(update_fields=["dropped_at"])
            _grow(plan)
            tell("plan.visit_left_out", plan, by, now, data={"visit": row.key})


def end(*, plan: Plan, by: Actor, now: datetime, reason: str = "") -> Plan:
    """No further visit is placed or moved by it; what is booked stands."""
    require(by, "plan.end", plan.clinic_id)
    with transaction.atomic():
        current = locked(plan)
        before = snapshot(current)
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        tell("plan.ended", current, by, now, before=before, reason=reason.strip())
    return current


def _grow(plan: Plan) -> None:
    plan.version += 1
    plan.save(update_fields=["version"])


def _trips(
    phases: Sequence[tuple[float, int]], shares: Sequence[Share], *, together: bool
) -> tuple[Trip, ...]:
    parts = [Part(one.service.slug, one.on, one.same_as.slug if one.same_as else "") for one in shares]
    try:
        beats = [Beat(per_week, weeks) for per_week, weeks in phases]
        trips = course(beats, parts, together=together)
    except BadTime as error:
        raise Refusal("phases", f"{str(error)[0].upper()}{str(error)[1:]}.", field="phases") from error
    if sum(len(trip.visits) for trip in trips) > MOST_VISITS or sum(one.weeks for one in beats) > MOST_WEEKS:
        words = f"A plan has at most {MOST_VISITS} visits within {MOST_WEEKS} weeks."
        raise Refusal("phases", words, field="phases")
    return trips


def _rows(plan: Plan, trips: Sequence[Trip], services: Mapping[str, Service]) -> Iterable[PlannedVisit]:
    position = 0
    for number, trip in enumerate(trips, start=1):
        for visit in trip.visits:
            position += 1
            yield PlannedVisit(
                plan=plan,
                key=visit.key,
                trip=number,
                position=position,
                service=services[visit.service],
                same_as=visit.same_as,
                gap_least=trip.gap.least,
                gap_target=trip.gap.target,
                gap_most=trip.gap.most,
            )


def _plain(row: WindowRow) -> list[object]:
    weekday, opens, closes = row
    return [weekday, f"{opens:%H:%M}", f"{closes:%H:%M}"]
