"""What the record keeps of a change of a visit: when it is, what for, and what was booked against the
calendar."""

from datetime import datetime

from unknot.journey.book.models import Booking
from unknot.journey.people.access import Actor
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot


def tell(
    kind: str,
    booking: Booking,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
    **more: object,
) -> None:
    write(
        clinic_id=booking.clinic_id,
        kind=kind,
        subject=booking,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(booking),
        data={
            "starts_at": booking.starts_at,
            "service": booking.service.slug,
            **_exception(booking),
            **more,
        },
    )


def _exception(booking: Booking) -> dict[str, object]:
    """What the record keeps of a visit that was booked against the calendar."""
    return {"exception": booking.exception, "why": booking.exception_reason} if booking.exception else {}
