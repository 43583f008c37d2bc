"""Setting up the calendar: rooms, services, hours, leave. The owner does this once and then rarely."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import models, transaction

from unknot.journey.book.changing import free_slug, line
from unknot.journey.book.models import BookableBy, Hours, Leave, Location, Resource, Room, Service
from unknot.journey.book.offering import refuse_wrong
from unknot.journey.book.places import home
from unknot.journey.outbox.models import Channel
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Practitioner
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.scheduling.hours import WeeklyHours

LONGEST_BEFORE = 14 * 24 * 60


def add_room(
    *, clinic: Clinic, name: str, kind: str, by: Actor, now: datetime, location: Location | None = None
) -> Room:
    """Without a location it stands in the clinic's first."""
    require(by, "book.arrange", clinic.pk)
    with transaction.atomic():
        room = Room.objects.create(
            clinic=clinic, location=location or home(clinic), name=line(name, field="name"), kind=kind
        )
        Resource.objects.create(clinic=clinic, room=room)
        _tell("book.room_added", room, clinic, by, now)
    return room


def add_service(
    *,
    clinic: Clinic,
    name: str,
    minutes: int,
    practitioner_kind: str,
    room_kind: str,
    by: Actor,
    now: datetime,
    slug: str = "",
    description: str = "",
    buffer_before: int = 0,
    buffer_after: int = 0,
    hands_on: bool = True,
    bookable_by: str = BookableBy.ANYONE,
    equipment_kind: str = "",
    capacity: int = 1,
    lead_minutes: int = 120,
    horizon_days: int = 60,
    cancel_hours: int | None = None,
    price: int | None = None,
    currency: str = "",
    show_price: bool = False,
    position: int = 0,
) -> Service:
    require(by, "book.arrange", clinic.pk)
    service = Service(
        clinic=clinic,
        name=name,
        slug=slug or free_slug(Service, clinic.pk, name),
        description=description,
        minutes=minutes,
        buffer_before=buffer_before,
        buffer_after=buffer_after,
        practitioner_kind=practitioner_kind,
        room_kind=room_kind,
        equipment_kind=equipment_kind,
        hands_on=hands_on,
        bookable_by=bookable_by,
        capacity=capacity,
        lead_minutes=lead_minutes,
        horizon_days=horizon_days,
        cancel_hours=cancel_hours,
        price=price,
        currency=currency,
        show_price=show_price,
        position=position,
    )
    refuse_wrong(service)
    with transaction.atomic():
        service.save()
        _tell("book.service_added", service, clinic, by, now)
    return service


def set_reminders(
    *, service: Service, minutes_before: Mapping[str, Iterable[int]], by: Actor, now: datetime
) -> Service:
    """When this service's visits are reminded of, in minutes before the start, by channel; a channel that is
    not named has none. It holds for what is booked or moved from now on."""
    require(by, "book.arrange", service.clinic_id)
    wanted = {channel: sorted(set(minutes), reverse=True) for channel, minutes in minutes_before.items()}
    if wanted.keys() - set(Channel.values):
        raise Refusal("channel", "Reminders go by email or by sms.", field="reminders")
    if any(not 0 < minutes <= LONGEST_BEFORE for times in wanted.values() for minutes in times):
        raise Refusal("reminders", "A reminder goes out up to 14 days before the visit.", field="reminders")
    with transaction.atomic():
        service.reminders = {channel: wanted.get(channel, []) for channel in Channel.values}
        service.save(update_fields=["reminders"])
        _tell("book.reminders_set", service, service.clinic, by, now, data={"minutes": service.reminders})
    return service


def set_hours(
    *,
    practitioner: Practitioner,
    hours: Iterable[WeeklyHours],
    by: Actor,
    now: datetime,
    location: Location | None = None,
) -> list[Hours]:
    """The practitioner's whole week at a location, or at the clinic's first; what stood before there is
    replaced. Bookings that stand are kept."""
    require(by, "book.arrange", practitioner.clinic_id)
    with transaction.atomic():
        Resource.objects.get_or_create(clinic=practitioner.clinic, practitioner=practitioner)
        place = location or home(practitioner.clinic)
        Hours.objects.filter(practitioner=practitioner, location=place).delete()
        rows = Hours.objects.bulk_create(
            Hours(
                practitioner=practitioner,
                location=place,
                weekday=one.weekday,
                opens=one.opens,
                closes=one.closes,
                valid_from=None if one.valid_from == one.valid_from.min else one.valid_from,
                valid_to=None if one.valid_to == one.valid_to.max else one.valid_to,
            )
            for one in hours
        )
        week = [snapshot(row) for row in rows]
        _tell("book.hours_set", practitioner, practitioner.clinic, by, now, data={"hours": week})
    return rows


def add_leave(
    *,
    practitioner: Practitioner,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> Leave:
    """Visits that are booked in the time stay; the desk sees and moves them."""
    require(by, "book.add_leave", practitioner.clinic_id)
    if starts_at >= ends_at:
        raise Refusal("leave", "The leave must end after it begins.", field="ends_at")
    with transaction.atomic():
        leave = Leave.objects.create(
            practitioner=practitioner, starts_at=starts_at, ends_at=ends_at, reason=reason
        )
        _tell("book.leave_added", leave, practitioner.clinic, by, now)
    return leave


def _tell(
    kind: str,
    row: models.Model,
    clinic: Clinic,
    by: Actor,
    now: datetime,
    *,
    data: dict[str, object] | None = None,
) -> None:
    write(clinic_id=clinic.pk, kind=kind, subject=row, by=by, now=now, after=snapshot(row), data=data)
