"""People on the waiting list, for the tests of it."""

from datetime import datetime, time
from typing import Any

from tests.factories import NOW, make_staff
from tests.journey.diary import Diary, booked, checked, link_of
from unknot.journey.book import actions, waitlist
from unknot.journey.book.models import Booking, Offer, WaitlistEntry
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import holder, visitor
from unknot.journey.record.models import Event
from unknot.scheduling.waitlist import Wish
from unknot.server import worker

MORNING = tuple(Wish(day, time(0), time(12)) for day in range(5))


def waits(diary: Diary, name: str = "Ana Lopez", **fields: Any) -> WaitlistEntry:
    """Somebody who joined on the web, with a check of their own unless one is given."""
    given: dict[str, Any] = {
        "name": name,
        "email": f"{name.split()[0].lower()}@example.org",
        "by": visitor(diary.clinic),
        "now": NOW,
        **fields,
    }
    given.setdefault("check", checked(diary))
    return waitlist.join_waitlist(clinic=diary.clinic, service=diary.service, **given)


def wishes_earlier(booking: Booking, **fields: Any) -> WaitlistEntry:
    return waitlist.wish_earlier(booking=booking, **{"by": link_of(booking), "now": NOW, **fields})


def full(diary: Diary, *starts: datetime, **fields: Any) -> list[Booking]:
    """Visits at these times."""
    return [booked(diary, start, **fields) for start in starts]


def open_offer() -> Offer:
    return Offer.objects.select_related("entry__clinic", "entry__patient").get(status="open")


def link_to(row: Offer | WaitlistEntry) -> Any:
    clinic_id = row.entry.clinic_id if isinstance(row, Offer) else row.clinic_id
    return holder(row, clinic_id=clinic_id)


def work(now: datetime = NOW) -> None:
    """The worker, until it has nothing to do."""
    while not worker.turn(now=now).is_idle:
        pass


def kinds(*beginnings: str) -> list[str]:
    rows = Event.objects.order_by("id").values_list("kind", flat=True)
    return [kind for kind in rows if kind.startswith(beginnings)]


def told(kind: str) -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind=kind).order_by("id")
    return [(message.to, message.status) for message in rows]


def cancel(booking: Booking, now: datetime = NOW) -> None:
    actions.cancel(booking=booking, by=make_staff(booking.clinic), now=now)
    work(now)
