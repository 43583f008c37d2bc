"""The letter about a change of a visit, queued in the transaction of the change."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from unknot.journey.book.facts import told
from unknot.journey.book.models import Booking
from unknot.journey.book.queries import manage_token
from unknot.journey.outbox.actions import queue
from unknot.journey.record.facts import digest


def write_to(booking: Booking, kind: str, now: datetime, **more: str) -> None:
    """A letter to the person, if they gave an address; others hear it on the screen or on the phone."""
    if not booking.patient.email:
        return
    queue(
        clinic_id=booking.clinic_id,
        to=booking.patient.email,
        kind=kind,
        context=told(booking, now=now, link=f"/b/{manage_token(booking)}/", **more),
        key=f"{kind}:{booking.id}:{booking.sequence}",
        now=now,
        subject=booking,
    )


def write_course(bookings: Sequence[Booking], *, about: Model, moved: bool, now: datetime) -> None:
    """One letter about several visits of one person, instead of one for each; `about` is what keeps them
    together."""
    if not bookings or not bookings[0].patient.email:
        return
    first, *_ = rows = sorted(bookings, key=lambda one: one.starts_at)
    visits = [told(one, now=now, link=f"/b/{manage_token(one)}/") for one in rows]
    shared = told(first, now=now, link=f"/b/{manage_token(first)}/")
    queue(
        clinic_id=first.clinic_id,
        to=first.patient.email,
        kind="course",
        context={**shared, "visits": visits, "moved": moved},
        key=f"course:{digest([[one.id, one.sequence] for one in rows])}",
        now=now,
        subject=about,
    )
