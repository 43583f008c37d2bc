"""The letter about a change of a visit, queued in the transaction of the change."""

from datetime import datetime

from unknot.journey.book.facts import told
from unknot.journey.book.models import Booking
from unknot.journey.book.queries import manage_token
from unknot.journey.outbox.actions import queue


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
