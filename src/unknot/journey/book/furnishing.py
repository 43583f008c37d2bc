"""Setting up places: locations, rooms, equipment. Nothing that visits stood in is ever deleted: it is taken
out of use, and what is booked there stays booked."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from unknot.journey.book.changing import apply, free_slug, line, tell
from unknot.journey.book.closing import countries, subdivisions
from unknot.journey.book.models import Equipment, Location, Resource, Room, RoomKind
from unknot.journey.book.places import home
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic
from unknot.journey.refusals import Refusal

LOCATION = ("name", "zone", "address", "phone", "holidays_country", "holidays_subdivision", "position")


def add_location(
    *,
    clinic: Clinic,
    name: str,
    zone: str,
    by: Actor,
    now: datetime,
    address: str = "",
    phone: str = "",
    holidays_country: str = "",
    holidays_subdivision: str = "",
    position: int = 0,
) -> Location:
    require(by, "book.arrange", clinic.pk)
    home(clinic)  # what stands already is at the first one, and that one comes before this
    location = Location(
        clinic=clinic,
        name=line(name, field="name"),
        slug=free_slug(Location, clinic.pk, name),
        zone=zone,
        address=address.strip(),
        phone=phone.strip(),
        holidays_country=holidays_country.upper(),
        holidays_subdivision=holidays_subdivision,
        position=position,
    )
    _refuse_wrong(location)
    with transaction.atomic():
        location.save()
        tell("book.location_added", location, clinic.pk, by, now)
    return location


def change_location(*, location: Location, by: Actor, now: datetime, **values: Any) -> Location:
    """What is named is changed; the rest stays. Visits that are booked keep their instant, so that on a
    corrected zone their clock time changes."""
    require(by, "book.arrange", location.clinic_id)
    with transaction.atomic():
        current = Location.objects.select_for_update().get(id=location.pk)
        before = apply(current, values, (*LOCATION, "is_active"))
        current.name = line(current.name, field="name")
        current.holidays_country = current.holidays_country.upper()
        _refuse_wrong(current)
        others = Location.objects.filter(clinic_id=current.clinic_id, is_active=True).exclude(id=current.pk)
        if not current.is_active and not others.exists():
            words = "This is the only location in use. Add another one first."
            raise Refusal("last_location", words, field="is_active")
        current.save()
        tell("book.location_changed", current, current.clinic_id, by, now, before=before)
    return current


def change_room(*, room: Room, by: Actor, now: datetime, **values: Any) -> Room:
    require(by, "book.arrange", room.clinic_id)
    with transaction.atomic():
        current = Room.objects.select_for_update().get(id=room.pk)
        before = apply(current, values, ("name", "kind", "location", "is_active"))
        current.name = line(current.name, field="name")
        if current.kind not in RoomKind.values:
            raise Refusal("kind", "Please choose one of the kinds of room.", field="kind")
        current.save()
        tell("book.room_changed", current, current.clinic_id, by, now, before=before)
    return current


def add_equipment(
    *, clinic: Clinic, name: str, kind: str, by: Actor, now: datetime, location: Location | None = None
) -> Equipment:
    """`kind` is the clinic's own word, the same for things that can stand in for each other."""
    require(by, "book.arrange", clinic.pk)
    with transaction.atomic():
        thing = Equipment.objects.create(
            clinic=clinic,
            location=location or home(clinic),
            name=line(name, field="name"),
            kind=line(kind, field="kind", most=60).lower(),
        )
        Resource.objects.create(clinic=clinic, equipment=thing)
        tell("book.equipment_added", thing, clinic.pk, by, now)
    return thing


def change_equipment(*, thing: Equipment, by: Actor, now: datetime, **values: Any) -> Equipment:
    require(by, "book.arrange", thing.clinic_id)
    with transaction.atomic():
        current = Equipment.objects.select_for_update().get(id=thing.pk)
        before = apply(current, values, ("name", "kind", "location", "is_active"))
        current.name = line(current.name, field="name")
        current.kind = line(current.kind, field="kind", most=60).lower()
        current.save()
        tell("book.equipment_changed", current, current.clinic_id, by, now, before=before)
    return current


def _refuse_wrong(location: Location) -> None:
    if location.zone not in available_timezones():
        words = f"There is no time zone called {location.zone or 'nothing'}. Right would be: Europe/Madrid."
        raise Refusal("unknown_zone", words, field="zone")
    country, part = location.holidays_country, location.holidays_subdivision
    if not country and part:
        words = "Please choose the country of the holidays as well."
        raise Refusal("holidays", words, field="holidays_country")
    if country and country not in countries():
        words = f"There is no holiday calendar for {country}. Please choose one of the list, or none."
        raise Refusal("holidays", words, field="holidays_country")
    if part and part not in subdivisions(country):
        known = ", ".join(subdivisions(country)) or "none"
        words = f"{country} has no part called {part}. Those with holidays of their own are: {known}."
        raise Refusal("holidays", words, field="holidays_subdivision")
