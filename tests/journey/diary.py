"""A small clinic with a calendar, for tests of booking: everybody works Monday to Friday, 9 to 12 and 13 to
17."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.factories import NOW, make_check, make_clinic, make_episode, make_patient, make_practitioner
from unknot.clinical.urgency import Tier
from unknot.journey.book.actions import book
from unknot.journey.book.arranging import add_room, add_service, set_hours, set_reminders
from unknot.journey.book.models import Booking, Claim, Room, RoomKind, Service
from unknot.journey.check.models import Check, CheckStatus
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM, holder, visitor
from unknot.journey.people.models import Clinic, Practitioner, PractitionerKind
from unknot.journey.record.models import Event
from unknot.scheduling.hours import WeeklyHours

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = tuple(
    WeeklyHours(weekday, *hours)
    for weekday in range(5)
    for hours in ((time(9), time(12)), (time(13), time(17)))
)


@dataclass(frozen=True, slots=True)
class Diary:
    clinic: Clinic
    service: Service
    practitioners: tuple[Practitioner, ...]
    rooms: tuple[Room, ...]


def make_diary(
    *, practitioners: int = 1, rooms: int = 1, clinic: Clinic | None = None, **service: Any
) -> Diary:
    clinic = clinic or make_clinic()
    given: dict[str, Any] = {"name": "Adjustment", "slug": "adjustment", "minutes": 30, "buffer_after": 5}
    kinds = {"practitioner_kind": PractitionerKind.CHIROPRACTOR, "room_kind": RoomKind.TREATMENT}
    staff = tuple(make_practitioner(clinic) for _ in range(practitioners))
    for practitioner in staff:
        set_hours(practitioner=practitioner, hours=WEEK, by=SYSTEM, now=NOW)
    return Diary(
        clinic,
        add_service(clinic=clinic, **{**given, **kinds, **service}, by=SYSTEM, now=NOW),
        staff,
        tuple(
            add_room(clinic=clinic, name=f"Room {number}", kind=RoomKind.TREATMENT, by=SYSTEM, now=NOW)
            for number in range(rooms)
        ),
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the clinic's clock, `day` days after the Monday of NOW."""
    monday = NOW.astimezone(ZONE).date()
    return datetime.combine(monday + timedelta(days=day), time(hour, minute), tzinfo=ZONE)


def booked(diary: Diary, starts_at: datetime, **fields: Any) -> Booking:
    """A booking made by the system, for a patient of its own unless one is given."""
    fields = {"patient": fields.pop("patient", None) or make_patient(diary.clinic), "by": SYSTEM, **fields}
    return book(clinic=diary.clinic, service=diary.service, starts_at=starts_at, now=NOW, **fields)


def checked(diary: Diary, tier: Tier = Tier.CLINIC_VISIT_OK, **fields: Any) -> Check:
    """A check that was decided with this tier, an hour ago."""
    episode = make_episode(diary.clinic, booking_closed=tier >= Tier.URGENT_SAME_DAY)
    given = {
        "status": CheckStatus.DECIDED,
        "tier": tier,
        "decided_at": NOW - timedelta(hours=1),
        "episode": episode,
    }
    return make_check(diary.clinic, **{**given, **fields})


def booked_online(diary: Diary, starts_at: datetime, **fields: Any) -> Booking:
    """A booking as somebody on the web makes it, with a check of its own unless one is given."""
    given = {
        "name": "Ana Lopez",
        "email": "ana@example.org",
        "by": visitor(diary.clinic),
        "now": NOW,
        **fields,
    }
    given.setdefault("check", checked(diary))
    return book(clinic=diary.clinic, service=diary.service, starts_at=starts_at, **given)


def link_of(booking: Booking) -> Any:
    return holder(booking, clinic_id=booking.clinic_id)


def claims_of(booking: Booking) -> int:
    return Claim.objects.filter(booking=booking).count()


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("kind", "status"))


def happened(booking: Booking) -> list[str]:
    return list(
        Event.objects.filter(subject_id=str(booking.id)).order_by("id").values_list("kind", flat=True)
    )


def reminders(booking: Booking, *statuses: str) -> list[Message]:
    """The reminders of a booking with these fates, as they were planned; without a fate all of them."""
    found = Message.objects.filter(subject_id=str(booking.id), kind="reminder").order_by("id")
    return list(found.filter(status__in=statuses) if statuses else found)


def often(diary: Diary, *hours: int, sms: tuple[int, ...] = ()) -> Diary:
    """The diary with other reminders: hours before the visit, for letters and for texts."""
    minutes = {"email": [hour * 60 for hour in hours], "sms": [hour * 60 for hour in sms]}
    set_reminders(service=diary.service, minutes_before=minutes, by=SYSTEM, now=NOW)
    return diary
