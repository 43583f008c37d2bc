"""Rows as values of the time core, and a booking as what its letters and calendar files say."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from unknot.journey.book.models import Booking, Service
from unknot.journey.people.models import Clinic
from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.offers import Need

# Weekday, opening, closing, first and last day: the columns of Hours in their order.
HoursRow = tuple[int, time, time, date | None, date | None]


def zone_of(clinic: Clinic) -> ZoneInfo:
    return _zone(clinic.zone)


def need_of(service: Service) -> Need:
    return Need(service.minutes, service.buffer_before, service.buffer_after)


def weekly(rows: Iterable[HoursRow]) -> tuple[WeeklyHours, ...]:
    return tuple(
        WeeklyHours(weekday, opens, closes, valid_from or date.min, valid_to or date.max)
        for weekday, opens, closes, valid_from, valid_to in rows
    )


def told(booking: Booking, *, now: datetime, link: str, **more: str) -> Mapping[str, object]:
    """The snapshot that a message about the booking is rendered from, later and by somebody else."""
    clinic, patient = booking.clinic, booking.patient
    return {
        "uid": booking.uid,
        "sequence": booking.sequence,
        "starts_at": _utc(booking.starts_at),
        "ends_at": _utc(booking.ends_at),
        "zone": clinic.zone,
        "changed_at": _utc(now),
        "service": booking.service.name,
        "practitioner": booking.practitioner.name,
        "room": booking.room.name,
        "person_name": patient.name,
        "person_email": patient.email,
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "clinic_email": clinic.email,
        "clinic_address": clinic.address,
        "link": link,
        "language": booking.language,
        **more,
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()


@lru_cache
def _zone(key: str) -> ZoneInfo:
    return ZoneInfo(key)
