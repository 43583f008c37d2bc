"""Who came, who did not, who cancelled late: recorded by the clinic's policy and shown to the desk as counts.
Nothing follows from them by itself; a person decides what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.people.access import Actor, own_clinic

# Older ones say little about a person today.
COUNTED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Missed:
    """Of the last `COUNTED`: visits that a person did not come to, and those they cancelled late."""

    no_shows: int = 0
    cancelled_late: int = 0


def is_late(booking: Booking, *, now: datetime) -> bool:
    """Whether a cancellation at this instant is late by the clinic's policy."""
    return now > booking.starts_at - timedelta(hours=booking.clinic.late_hours)


def missed(actor: Actor, patients: Iterable[UUID], *, now: datetime) -> dict[UUID, Missed]:
    """For each patient of the actor's clinic who missed something; the others are not in it."""
    found = (
        Booking.objects.filter(
            Q(status=BookingStatus.NO_SHOW) | Q(cancelled_late=True),
            clinic_id=own_clinic(actor, "book.read"),
            patient_id__in=list(patients),
            starts_at__gt=now - COUNTED,
        )
        .order_by()
        .values_list("patient_id")
        .annotate(
            no_shows=Count("id", filter=Q(status=BookingStatus.NO_SHOW)),
            late=Count("id", filter=Q(cancelled_late=True)),
        )
    )
    return {patient: Missed(no_shows, late) for patient, no_shows, late in found}
