"""Bringing patients and appointments in from another system: all rows or none, and the fate of each row said
before anything is written. A dry run is the real one, taken back."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from unknot.journey.book.events import tell
from unknot.journey.book.facts import zone_of
from unknot.journey.book.import_reading import Row, in_zone
from unknot.journey.book.models import Booking, BookingStatus, Location, Room, Service
from unknot.journey.book.places import locations
from unknot.journey.book.queries import services_for
from unknot.journey.book.reminding import plan
from unknot.journey.book.seating import fresh, seat
from unknot.journey.check.alerting import heed
from unknot.journey.people.access import Actor, require
from unknot.journey.people.actions import register_patient
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.people.queries import practitioners
from unknot.journey.record.actions import write
from unknot.journey.record.facts import digest
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import instant_of, tick_of

Kind = Literal["patients", "appointments"]
Thing = TypeVar("Thing")
What = Literal["new", "known", "booked", "past", "already", "refused"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a row: in words, and where it is refused, the column and what would be right."""

    line: int
    what: What
    words: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`written` only when every row was taken, or those that were refused were to be left out."""

    fates: tuple[Fate, ...]
    written: bool

    @property
    def counts(self) -> Mapping[str, int]:
        return dict(Counter(one.what for one in self.fates))


@dataclass(slots=True)
class House:
    """The clinic's own people and things by the names that a file may use."""

    clinic: Clinic
    services: dict[str, Service]
    staff: dict[str, Practitioner]
    places: dict[str, Location]
    default_service: Service | None = None
    default_practitioner: Practitioner | None = None
    rooms: dict[tuple[str, object], Room] = field(default_factory=dict)
    registered: set[UUID] = field(default_factory=set)


def bring_in(
    *,
    clinic: Clinic,
    kind: Kind,
    rows: Sequence[Row],
    by: Actor,
    now: datetime,
    dry_run: bool = True,
    leave_out: bool = False,
    service: Service | None = None,
    practitioner: Practitioner | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Rows in the order of the file. Nobody is written to about what is brought in; reminders of visits to
    come are planned as for any other. `service` and `practitioner` stand in where a row names none."""
    require(by, "book.bring_in", clinic.pk)
    house = House(
        clinic,
        {name: one for one in services_for(clinic, None) for name in (_key(one.name), _key(one.slug))},
        {_key(one.name): one for one in practitioners(clinic.pk)},
        {_key(one.name): one for one in locations(clinic)},
        service,
        practitioner,
    )
    take = _patient if kind == "patients" else _appointment
    fates = []
    with transaction.atomic():
        for number, row in enumerate(rows, start=1):
            fates.append(_fate(row, take, house, by, now))
            if progress is not None:
                progress(number, len(rows))
        refused = any(one.what == "refused" for one in fates)
        written = not dry_run and (leave_out or not refused)
        if written:
            data = {"kind": kind, "counts": Report(tuple(fates), written).counts}
            write(clinic_id=clinic.pk, kind="book.brought_in", subject=clinic, by=by, now=now, data=data)
        else:
            transaction.set_rollback(True)
    return Report(tuple(fates), written)


Taker = Callable[[Row, House, Actor, datetime], Fate]


def _fate(row: Row, take: Taker, house: House, by: Actor, now: datetime) -> Fate:
    for column, words in row.wrong.items():
        return Fate(row.line, "refused", words, column)
    try:
        with transaction.atomic():
            return take(row, house, by, now)
    except Refusal as refusal:
        return Fate(row.line, "refused", refusal.words, refusal.field or "")


def _patient(row: Row, house: House, by: Actor, now: datetime) -> Fate:
    person, is_new = _person(row, house, by, now)
    if is_new:
        return Fate(row.line, "new", f"{person.name} is new")
    return Fate(row.line, "known", f"{person.name} is here already, and stays as they are")


def _appointment(row: Row, house: House, by: Actor, now: datetime) -> Fate:
    service = _named(row.service, house.services, house.default_service, "service")
    practitioner = _named(row.practitioner, house.staff, house.default_practitioner, "practitioner")
    place = _named(row.location, house.places, None, "location") if row.location else None
    at = _instant(row, place, house)
    person, is_new = _person(row, house, by, now)
    who = f"{person.name}{' (new)' if is_new else ''}, {service.name} with {practitioner.name}"
    key = digest([str(person.pk), str(service.pk), at])
    same = Q(brought_in=key) | Q(patient=person, service=service, starts_at=at)
    if Booking.objects.filter(same, clinic=house.clinic).exists():
        return Fate(row.line, "already", f"{who}: is in the calendar already, or was and has moved")
    if row.status == "cancelled" and at >= now:
        return Fate(row.line, "already", f"{who}: cancelled, and so not brought in")
    booking = fresh(service, person, tick_of(at), None, now)
    booking.practitioner, booking.note, booking.brought_in = practitioner, row.note[:2000], key
    if at < now:
        _as_history(booking, row, place, house)
        tell("book.kept_from_before", booking, by, now)
        return Fate(row.line, "past", f"{who}: kept as {booking.get_status_display().lower()}")
    if row.status != "booked":
        words = f"{who}: is still to come, and so cannot be {row.status.replace('_', ' ')}."
        raise Refusal("status", words, field="status")
    seat(booking, practitioner, by, now, location=place)
    heed(
        words=booking.note,
        where="a booking note",
        clinic=house.clinic,
        episode=None,
        patient=person,
        by=by,
        now=now,
    )
    tell("book.booked", booking, by, now, reason="brought in")
    plan(booking=booking, now=now)
    return Fate(row.line, "booked", f"{who}: in the calendar")


def _as_history(booking: Booking, row: Row, place: Location | None, house: House) -> None:
    """A visit that is over claims nothing: whether the hours of then allow it is nobody's question now."""
    booking.status = BookingStatus.ARRIVED if row.status == "booked" else BookingStatus(row.status)
    booking.room = _room(booking.service, place, house)
    booking.save()


def _room(service: Service, place: Location | None, house: House) -> Room:
    key = (service.room_kind, place.pk if place else None)
    if key not in house.rooms:
        found = Room.objects.filter(clinic=house.clinic, kind=service.room_kind)
        found = found.filter(location=place) if place else found
        room = found.order_by("-is_active", "location__position", "name").first()
        if room is None:
            raise Refusal("room", f"There is no room for {service.name}.", field="service")
        house.rooms[key] = room
    return house.rooms[key]


def _person(row: Row, house: House, by: Actor, now: datetime) -> tuple[Patient, bool]:
    """By name and address or number; by name alone where the file has neither and one person has it."""
    if not row.name:
        raise Refusal("name", "The row names nobody.", field="name")
    if not row.email and not row.phone:
        people = Patient.objects.filter(clinic=house.clinic, name__iexact=row.name, merged_into=None)
        named = list(people[:2])
        if len(named) == 1:
            return named[0], False
        why = "several people have this name" if named else "nobody here has this name"
        words = f"{row.name}: without an e-mail address or a phone number, and {why}."
        raise Refusal("contact_missing", words, field="email")
    person = register_patient(
        clinic=house.clinic,
        name=row.name,
        email=row.email,
        phone=row.phone,
        birth_year=row.birth_year,
        by=by,
        now=now,
    )
    is_new = person.registered_at == now and person.pk not in house.registered
    house.registered.add(person.pk)
    return person, is_new


def _named(said: str, known: Mapping[str, Thing], otherwise: Thing | None, column: str) -> Thing:
    if not said and otherwise is not None:
        return otherwise
    if found := known.get(_key(said)):
        return found
    names = ", ".join(sorted({str(one) for one in known.values()}))
    words = (
        f"“{said}” is no {column} here. Right would be one of: {names}." if said else f"No {column} is named."
    )
    raise Refusal(column, words, field=column)


def _instant(row: Row, place: Location | None, house: House) -> datetime:
    if row.at is None:
        raise Refusal("start", "The row has no start.", field="date")
    at = in_zone(row.at, zone_of(place or house.clinic))
    if at is None:
        words = f"{row.at:%H:%M} does not exist on {row.at:%Y-%m-%d}: the clock jumps over it."
        raise Refusal("start", words, field="time")
    if instant_of(tick_of(at)) != at:
        raise Refusal("start", f"{row.at:%H:%M}: visits start at full five minutes.", field="time")
    return at


def _key(words: str) -> str:
    return " ".join(words.casefold().split())
