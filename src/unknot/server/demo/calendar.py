"""The demo clinic's rooms, services, hours and leave; and the diary written into them.

Nobody can book into the past, so visits are written in bulk: the bookings, the ticks they claim, and one
event each. The unique claims hold here too.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.journey.book import arranging
from unknot.journey.book.facts import need_of
from unknot.journey.book.models import HOLDING, Booking, BookingStatus, Claim, Resource, Service
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.record.facts import digest, plain, snapshot
from unknot.journey.record.models import Event
from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.ticks import tick_of
from unknot.server.demo import diary, extras, house
from unknot.server.demo.frame import Frame


def furnish(clinic: Clinic, practitioners: dict[str, Practitioner], now: datetime) -> Frame:
    """The same steps as an owner's first evening."""
    rooms = {
        name: arranging.add_room(clinic=clinic, name=name, kind=kind, by=SYSTEM, now=now)
        for name, kind in house.ROOMS
    }
    services = {
        offered.slug: _service(clinic, offered, position, now)
        for position, offered in enumerate(house.SERVICES)
    }
    for service in services.values():
        arranging.set_reminders(service=service, minutes_before=house.REMINDERS, by=SYSTEM, now=now)
    for name, blocks in house.HOURS.items():
        week = [
            WeeklyHours(day, block.opens, block.closes, date.min, date.max)
            for block in blocks
            for day in block.weekdays
        ]
        arranging.set_hours(practitioner=practitioners[name], hours=week, by=SYSTEM, now=now)
    who, start, end, why = diary.leave(now.astimezone(ZoneInfo(clinic.zone)).date())
    arranging.add_leave(
        practitioner=practitioners[who], starts_at=start, ends_at=end, reason=why, by=SYSTEM, now=now
    )
    return Frame(clinic, practitioners, rooms, services)


def _service(clinic: Clinic, offered: house.Offered, position: int, now: datetime) -> Service:
    return arranging.add_service(
        clinic=clinic,
        slug=offered.slug,
        name=offered.name,
        description=offered.description,
        minutes=offered.minutes,
        buffer_after=offered.after,
        practitioner_kind=offered.by,
        room_kind=offered.room,
        hands_on=offered.hands_on,
        bookable_by=offered.bookable_by,
        horizon_days=offered.horizon_days,
        equipment_kind=offered.equipment,
        capacity=offered.seats,
        price=offered.price,
        currency="USD" if offered.price is not None else "",
        show_price=offered.price is not None,
        position=position,
        by=SYSTEM,
        now=now,
    )


def fill(frame: Frame, patients: Sequence[Patient], now: datetime) -> int:
    planned = diary.visits(now, extras.shut_days(frame.clinic, now))
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
    Resource.objects.bulk_create(Resource(clinic=frame.clinic, patient=each) for each in patients)
    found = Resource.objects.filter(clinic=frame.clinic)
    resources = {
        owner: pk
        for pk, *owners in found.values_list("pk", "practitioner", "room", "patient")
        for owner in owners
    }
    for booking in bookings:
        if booking.status in HOLDING:
            need = need_of(booking.service)
            held = need.seat_ticks(booking.start_tick)
            for owner in (booking.practitioner_id, booking.room_id):
                yield from (Claim(resource_id=resources[owner], tick=tick, booking=booking) for tick in held)
            there = need.person_ticks(booking.start_tick)
            person = resources[booking.patient_id]
            yield from (Claim(resource_id=person, tick=tick, booking=booking) for tick in there)


def _events(bookings: Sequence[Booking]) -> Iterator[Event]:
    """Written when it was booked, in the past, so that the record of the demo reads like a record."""
    for booking in sorted(bookings, key=lambda each: each.created_at):
        yield _event(booking, "booked", booking.created_at)
        if booking.status == BookingStatus.CANCELLED:
            yield _event(booking, "cancelled", booking.starts_at - timedelta(days=1))
        elif booking.status != BookingStatus.BOOKED:
            yield _event(booking, booking.status, booking.starts_at)


def _event(booking: Booking, what: str, at: datetime) -> Event:
    return Event(
        clinic_id=booking.clinic_id,
        kind=f"book.{what}",
        subject_type=Booking._meta.label_lower,
        subject_id=str(booking.pk),
        actor_kind=SYSTEM.kind,
        actor_id=SYSTEM.id,
        actor_name=SYSTEM.name,
        at=at,
        reason="demo",
        after_digest=digest(snapshot(booking)),
        data=plain({"starts_at": booking.starts_at, "service": booking.service.slug}),
    )
