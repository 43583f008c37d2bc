"""Setting up time: weekly hours one by one, one-off openings, closures, public holidays that are worked.
What is booked stays booked: whoever closes a day is told what stands in it, and moves it at the desk."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from unknot.journey.book.changing import apply, tell
from unknot.journey.book.closing import holidays_of, why_closed
from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import (
    HOLDING,
    Booking,
    Closure,
    Hours,
    Leave,
    Location,
    OpenHoliday,
    Opening,
    Resource,
    Session,
)
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Practitioner
from unknot.journey.refusals import Refusal
from unknot.scheduling.errors import BadTime
from unknot.scheduling.hours import WeeklyHours, local_day, opening, whole_days
from unknot.scheduling.ticks import tick_of

LONGEST = timedelta(days=366)


def add_hours(
    *,
    practitioner: Practitioner,
    location: Location,
    weekdays: list[int],
    opens: time,
    closes: time,
    by: Actor,
    now: datetime,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> list[Hours]:
    """One opening on each of these weekdays, beside what is there already."""
    require(by, "book.arrange", practitioner.clinic_id)
    if not weekdays:
        raise Refusal("weekdays", "Please choose at least one day of the week.", field="weekdays")
    rows = [
        Hours(
            practitioner=practitioner,
            location=location,
            weekday=weekday,
            opens=opens,
            closes=closes,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for weekday in sorted(set(weekdays))
    ]
    for row in rows:
        _refuse_wrong_hours(row)
    with transaction.atomic():
        Resource.objects.get_or_create(clinic_id=practitioner.clinic_id, practitioner=practitioner)
        for row in rows:
            row.save()
            tell("book.hours_added", row, practitioner.clinic_id, by, now)
    return rows


def change_hours(*, row: Hours, by: Actor, now: datetime, **values: Any) -> Hours:
    """Another time, place or range of days for one opening of the week; what is booked in it stays."""
    require(by, "book.arrange", row.practitioner.clinic_id)
    with transaction.atomic():
        current = Hours.objects.select_for_update().get(id=row.pk)
        allowed = ("location", "weekday", "opens", "closes", "valid_from", "valid_to")
        before = apply(current, values, allowed)
        _refuse_wrong_hours(current)
        current.save()
        tell("book.hours_changed", current, row.practitioner.clinic_id, by, now, before=before)
    return current


def add_opening(
    *,
    practitioner: Practitioner,
    location: Location,
    day: date,
    opens: time,
    closes: time,
    by: Actor,
    now: datetime,
    note: str = "",
) -> Opening:
    """One time outside the weekly hours, on the clock of the location. A day on which the location is shut
    must be opened first: what is closed is closed."""
    require(by, "book.arrange", practitioner.clinic_id)
    if why := why_closed(location, day):
        words = f"{location.name} is shut on that day: {why}. Say under closures and holidays that it works."
        raise Refusal("closed", words, field="day")
    if opens == closes:
        raise Refusal("opening", "The opening must end after it begins.", field="closes")
    starts_at, ends_at = opening(day, opens, closes, zone_of(location))
    if ends_at <= now:
        raise Refusal("past", "This time has passed.", field="day")
    with transaction.atomic():
        Resource.objects.get_or_create(clinic_id=practitioner.clinic_id, practitioner=practitioner)
        row = Opening.objects.create(
            practitioner=practitioner,
            location=location,
            starts_at=starts_at,
            ends_at=ends_at,
            note=note.strip()[:200],
        )
        tell("book.opening_added", row, practitioner.clinic_id, by, now)
    return row


def add_closure(
    *,
    clinic: Clinic,
    first_day: date,
    last_day: date,
    by: Actor,
    now: datetime,
    location: Location | None = None,
    reason: str = "",
) -> Closure:
    """Whole days, both included; of one location, or of all."""
    require(by, "book.arrange", clinic.pk)
    if last_day < first_day:
        raise Refusal("closure", "The last day must not come before the first.", field="last_day")
    if last_day - first_day > LONGEST:
        raise Refusal("closure", "Please close at most a year at once.", field="last_day")
    with transaction.atomic():
        row = Closure.objects.create(
            clinic=clinic,
            location=location,
            first_day=first_day,
            last_day=last_day,
            reason=reason.strip()[:200],
        )
        tell("book.closure_added", row, clinic.pk, by, now)
    return row


def work_on(*, location: Location, day: date, works: bool, by: Actor, now: datetime) -> None:
    """Whether a location works on one of its public holidays; said twice it is said once."""
    require(by, "book.arrange", location.clinic_id)
    if works and day not in holidays_of(location, day, day):
        words = f"{day} is no public holiday of {location.name}."
        raise Refusal("no_holiday", words, field="day")
    found = OpenHoliday.objects.filter(location=location, day=day)
    with transaction.atomic():
        if works and not found.exists():
            row = OpenHoliday.objects.create(location=location, day=day)
            tell("book.holiday_worked", row, location.clinic_id, by, now)
        elif not works and (there := found.first()):
            tell("book.holiday_kept", there, location.clinic_id, by, now)
            there.delete()


def remove(*, row: Hours | Leave | Opening | Closure, by: Actor, now: datetime) -> None:
    """Takes one of these back. The event keeps what it was."""
    clinic_id = row.clinic_id if isinstance(row, Closure) else row.practitioner.clinic_id
    require(by, "book.arrange", clinic_id)
    with transaction.atomic():
        tell(f"book.{row._meta.model_name}_removed", row, clinic_id, by, now)
        row.delete()


def standing_in(row: Leave | Closure, *, now: datetime) -> tuple[int, int]:
    """How many booked visits and how many classes still to come stand in a time that has been closed."""
    when = _within(row)
    visits = Booking.objects.filter(when, status__in=HOLDING, starts_at__gte=now)
    classes = Session.objects.filter(when, cancelled_at=None, starts_at__gte=now)
    return visits.count(), classes.count()


def _within(row: Leave | Closure) -> Q:
    """What of a practitioner or of locations overlaps the time, each location by its own days."""
    if isinstance(row, Leave):
        return Q(practitioner=row.practitioner, starts_at__lt=row.ends_at, ends_at__gt=row.starts_at)
    places = [row.location] if row.location else list(Location.objects.filter(clinic=row.clinic))
    found = Q(pk=None)
    for place in places:
        span = whole_days(row.first_day, row.last_day, zone_of(place))
        found |= Q(room__location=place, starts_at__lt=span.end, ends_at__gt=span.start)
    return found


def today_at(location: Location, now: datetime) -> date:
    return local_day(tick_of(now), zone_of(location))


def _refuse_wrong_hours(row: Hours) -> None:
    first, last = row.valid_from or date.min, row.valid_to or date.max
    try:
        WeeklyHours(row.weekday, row.opens, row.closes, first, last)
    except BadTime as error:
        words = str(error)
        field = "valid_to" if last < first else "closes"
        raise Refusal("hours", f"{words[:1].upper()}{words[1:]}.", field=field) from error
