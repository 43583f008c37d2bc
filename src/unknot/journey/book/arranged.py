"""What an owner has set up, read for the pages on which they change it; out of use or over is still shown."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from unknot.journey.book.models import (
    Closure,
    Equipment,
    Hours,
    Leave,
    Location,
    Offering,
    OpenHoliday,
    Opening,
    Room,
    Service,
)
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Practitioner

MAY = "book.arrange"
# What is over is shown for a while, for whoever wonders why nobody was there.
LOOKED_BACK = timedelta(days=14)


def locations(actor: Actor) -> QuerySet[Location]:
    rows = Location.objects.filter(clinic_id=own_clinic(actor, MAY))
    return rows.annotate(room_count=Count("rooms", filter=Q(rooms__is_active=True)))


def rooms(actor: Actor) -> QuerySet[Room]:
    rows = Room.objects.filter(clinic_id=own_clinic(actor, MAY)).select_related("location")
    return rows.order_by("location__position", "location__name", "name")


def equipment(actor: Actor) -> QuerySet[Equipment]:
    rows = Equipment.objects.filter(clinic_id=own_clinic(actor, MAY)).select_related("location")
    return rows.order_by("location__position", "location__name", "kind", "name")


def kinds_of_equipment(actor: Actor) -> list[str]:
    found = Equipment.objects.filter(clinic_id=own_clinic(actor, MAY), is_active=True)
    return sorted(set(found.values_list("kind", flat=True)))


def services(actor: Actor) -> QuerySet[Service]:
    return Service.objects.filter(clinic_id=own_clinic(actor, MAY)).select_related("clinic")


def hours(actor: Actor) -> QuerySet[Hours]:
    rows = Hours.objects.filter(practitioner__clinic_id=own_clinic(actor, MAY))
    rows = rows.select_related("practitioner__clinic", "location")
    return rows.order_by("practitioner__name", "location__position", "weekday", "opens")


def leave(actor: Actor, *, now: datetime) -> QuerySet[Leave]:
    rows = Leave.objects.filter(practitioner__clinic_id=own_clinic(actor, MAY))
    return rows.filter(ends_at__gt=now - LOOKED_BACK).select_related("practitioner__clinic")


def openings(actor: Actor, *, now: datetime) -> QuerySet[Opening]:
    rows = Opening.objects.filter(practitioner__clinic_id=own_clinic(actor, MAY))
    rows = rows.filter(ends_at__gt=now - LOOKED_BACK)
    return rows.select_related("practitioner__clinic", "location")


def closures(actor: Actor, *, now: datetime) -> QuerySet[Closure]:
    rows = Closure.objects.filter(clinic_id=own_clinic(actor, MAY))
    return rows.filter(last_day__gte=(now - LOOKED_BACK).date()).select_related("location", "clinic")


def worked_holidays(actor: Actor) -> set[tuple[UUID, str]]:
    """The location and the ISO day of each public holiday that is worked."""
    rows = OpenHoliday.objects.filter(location__clinic_id=own_clinic(actor, MAY))
    return {(place, day.isoformat()) for place, day in rows.values_list("location_id", "day")}


def practitioners(actor: Actor) -> QuerySet[Practitioner]:
    return Practitioner.objects.filter(clinic_id=own_clinic(actor, MAY), is_active=True)


def lengths(actor: Actor, service: Service) -> list[tuple[Practitioner, Offering | None]]:
    """Each practitioner who could give the service, and how they differ from it."""
    found = practitioners(actor).filter(kind=service.practitioner_kind)
    own = {one.practitioner_id: one for one in Offering.objects.filter(service=service)}
    return [(one, own.get(one.pk)) for one in found]
