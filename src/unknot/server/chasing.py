"""Letters to those whose notes are not signed: one a day, in the morning, with a number and no name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse

from unknot.journey.outbox.actions import queue
from unknot.journey.visit.notes import authors_waited_for

EVERY = timedelta(hours=1)
# On the clinic's clock; nobody is written to in the night.
MORNING = 8
_last: dict[str, datetime] = {}


def chase_unsigned(*, now: datetime) -> int:
    """How many letters were asked for. Each process looks once an hour; the key of a letter is its day."""
    if "at" in _last and timedelta(0) <= now - _last["at"] < EVERY:
        return 0
    _last["at"] = now
    found = [(one, now.astimezone(ZoneInfo(one.zone))) for one in authors_waited_for(now=now)]
    waiting = [(one, there) for one, there in found if there.hour >= MORNING]
    for one, there in waiting:
        queue(
            clinic_id=one.clinic_id,
            to=one.email,
            kind="notes_to_sign",
            context={
                "person_name": one.name,
                "clinic_name": one.clinic_name,
                "count": one.notes,
                "link": reverse("desk-work"),
            },
            key=f"notes_to_sign:{one.clinic_id}:{one.user_id}:{there.date()}",
            now=now,
        )
    return len(waiting)
