"""Rows as values of the time core, and a booking as what its letters and calendar files say."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from unknot.journey.book.models import Booking, Location, Service
from unknot.journey.people.models import Clinic
from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.offers import Need
from unknot.scheduling.ticks import TICK_MINUTES

# Weekday, opening, closing, first and last day: the columns of Hours in their order.
HoursRow = tuple[int, time, time, date | None, date | None]


def zone_of(place: Clinic | Location) -> ZoneInfo:
    """Of a location for all that happens there; of the clinic for what concerns the whole of it."""
    return _zone(place.zone)


def need_of(service: Service, minutes: int | None = None) -> Need:
    """What a visit holds; `minutes` where whoever gives it takes another time than the service says."""
    return Need(minutes or service.minutes, service.buffer_before, service.buffer_after)


def need_held(booking: Booking) -> Need:
    """What a booked visit holds: as long as it was booked for, whoever gives it."""
    return need_of(booking.service, booking.ticks * TICK_MINUTES)


def cancel_hours_of(service: Service) -> int:
    """Until how many hours before a visit the holder of its link may change it."""
    return service.clinic.cancel_hours if service.cancel_hours is None else service.cancel_hours


def weekly(rows: Iterable[HoursRow]) -> tuple[WeeklyHours, ...]:
    return tuple(
        WeeklyHours(weekday, opens, closes, valid_from or date.min, valid_to or date.max)
        for weekday, opens, closes, valid_from, valid_to in rows
    )


def told(booking: Booking, *, now: datetime, link: str, **more: str) -> Mapping[str, object]:
    """The snapshot that a message about the booking is rendered from, later and by somebody else."""
    clinic, patient, place = booking.clinic, booking.patient, booking.location
    return {
        "uid": booking.uid,
        "sequence": booking.sequence,
        "starts_at": _utc(booking.starts_at),
        "ends_at": _utc(booking.ends_at),
        "zone": place.zone,
        "changed_at": _utc(now),
        "service": booking.service.name,
        "practitioner": booking.practitioner.name,
        "room": booking.room.name,
        "person_name": patient.name,
        "person_email": patient.email,
        "clinic_name": clinic.name,
        "clinic_phone": place.phone or clinic.phone,
        "clinic_email": clinic.email,
        "clinic_address": place.address or clinic.address,
        "link": link,
        "language": booking.language,
        **more,
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


@lru_cache
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)
