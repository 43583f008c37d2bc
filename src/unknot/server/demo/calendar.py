"""The demo clinic's rooms, services, hours and leave; and the diary written into them.

Nobody can book into the past, so visits are written in bulk: the bookings, the ticks they claim, and one
event each. The unique claims hold here too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.journey.book.facts import need_of
from unknot.journey.book.models import HOLDING, Booking, Claim, Hours, Leave, Resource, Room, Service
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.record.facts import digest, snapshot
from unknot.journey.record.models import Event
from unknot.scheduling.ticks import tick_of
from unknot.server.demo import diary, house


@dataclass(frozen=True, slots=True)
class Frame:
    """What a visit needs, by the names that the diary uses."""

    clinic: Clinic
    practitioners: dict[str, Practitioner]
    rooms: dict[str, Room]
    services: dict[str, Service]


def furnish(clinic: Clinic, practitioners: dict[str, Practitioner], now: datetime) -> Frame:
    rooms = {name: Room.objects.create(clinic=clinic, name=name, kind=kind) for name, kind in house.ROOMS}
    services = {
        offered.slug: Service.objects.create(
            clinic=clinic,
            slug=offered.slug,
            name=offered.name,
            description=offered.description,
            minutes=offered.minutes,
            buffer_after=offered.after,
            practitioner_kind=offered.by,
            room_kind=offered.room,
            hands_on=offered.hands_on,
            for_new=offered.for_new,
            horizon_days=offered.horizon_days,
            position=position,
        )
        for position, offered in enumerate(house.SERVICES)
    }
    Hours.objects.bulk_create(_hours(practitioners))
    today = now.astimezone(ZoneInfo(clinic.zone)).date()
    who, start, end, why = diary.leave(today)
    Leave.objects.create(practitioner=practitioners[who], starts_at=start, ends_at=end, reason=why)
    return Frame(clinic, practitioners, rooms, services)


def _hours(practitioners: dict[str, Practitioner]) -> Iterator[Hours]:
    for name, blocks in house.HOURS.items():
        for block in blocks:
            for weekday in block.weekdays:
                yield Hours(
                    practitioner=practitioners[name],
                    weekday=weekday,
                    opens=block.opens,
                    closes=block.closes,
                )


def fill(frame: Frame, patients: Sequence[Patient], now: datetime) -> int:
    planned = diary.visits(now)
    bookings = [_booking(frame, patients[visit.patient], visit) for visit in planned]
    Booking.objects.bulk_create(bookings)
    Claim.objects.bulk_create(_claims(frame, patients, bookings), batch_size=5000)
    Event.objects.bulk_create(_events(bookings))
    return len(bookings)


def _booking(frame: Frame, patient: Patient, visit: diary.Visit) -> Booking:
    service = frame.services[visit.service]
    return Booking(
        clinic=frame.clinic,
        patient=patient,
        service=service,
        practitioner=frame.practitioners[visit.practitioner],
        room=frame.rooms[visit.room],
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        start_tick=tick_of(visit.starts_at),
        ticks=need_of(service).ticks,
        status=visit.status,
        created_at=visit.booked_at,
    )


def _claims(frame: Frame, patients: Sequence[Patient], bookings: Sequence[Booking]) -> Iterator[Claim]:
    seats = {
        each.pk: Resource.objects.get_or_create(clinic=frame.clinic, practitioner=each)[0].pk
        for each in frame.practitioners.values()
    }
    rooms = {
        each.pk: Resource.objects.get_or_create(clinic=frame.clinic, room=each)[0].pk
        for each in frame.rooms.values()
    }
    people = {
        each.pk: Resource.objects.get_or_create(clinic=frame.clinic, patient=each)[0].pk for each in patients
    }
    for booking in bookings:
        if booking.status in HOLDING:
            need = need_of(booking.service)
            held = need.seat_ticks(booking.start_tick)
            for resource in (seats[booking.practitioner_id], rooms[booking.room_id]):
                yield from (Claim(resource_id=resource, tick=tick, booking=booking) for tick in held)
            there = need.person_ticks(booking.start_tick)
            person = people[booking.patient_id]
            yield from (Claim(resource_id=person, tick=tick, booking=booking) for tick in there)


def _events(bookings: Sequence[Booking]) -> Iterator[Event]:
    """Written when it was booked, in the past, so that the record of the demo reads like a record."""
    for booking in sorted(bookings, key=lambda each: each.created_at):
        yield Event(
            clinic_id=booking.clinic_id,
            kind="book.booked",
            subject_type=Booking._meta.label_lower,
            subject_id=str(booking.pk),
            actor_kind=SYSTEM.kind,
            actor_id=SYSTEM.id,
            actor_name=SYSTEM.name,
            at=booking.created_at,
            reason="demo",
            after_digest=digest(snapshot(booking)),
            data={"status": booking.status},
        )
        if booking.status != "booked":
            yield _marked(booking)


def _marked(booking: Booking) -> Event:
    is_cancelled = booking.status == "cancelled"
    return Event(
        clinic_id=booking.clinic_id,
        kind="book.cancelled" if is_cancelled else "book.marked",
        subject_type=Booking._meta.label_lower,
        subject_id=str(booking.pk),
        actor_kind=SYSTEM.kind,
        actor_id=SYSTEM.id,
        actor_name=SYSTEM.name,
        at=booking.starts_at - timedelta(days=1) if is_cancelled else booking.starts_at,
        reason="demo",
        after_digest=digest(snapshot(booking)),
        data={"status": booking.status},
    )
