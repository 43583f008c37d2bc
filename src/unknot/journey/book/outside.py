"""A practitioner's outside calendars: adding one, reading it again, and what is kept of it, which is when its
owner is busy and nothing else. An address is a secret of its owner's and is never shown again in full."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import models, transaction

from unknot.journey.book.busy import collisions
from unknot.journey.book.facts import zone_of
from unknot.journey.book.feeds import may_make
from unknot.journey.book.models import Booking, BusyTime, OutsideCalendar
from unknot.journey.book.outside_reading import busy_spans
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Practitioner
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import tick_at_or_after, tick_of

AGAIN = timedelta(minutes=30)
AFTER_TROUBLE = timedelta(minutes=10)
AHEAD = timedelta(days=400)
BEHIND = timedelta(days=1)


def add_outside(
    *, practitioner: Practitioner, name: str, by: Actor, now: datetime, url: str = "", data: bytes = b""
) -> OutsideCalendar:
    """By its address, which the worker reads from now on, or as a file, which is read here and not kept."""
    require(by, "book.watch_outside", practitioner.clinic_id)
    _refuse_others(by, practitioner)
    line = " ".join(name.split())[:80]
    if not line:
        raise Refusal(
            "name_missing", "Give the calendar a name for the desk, such as: hospital.", field="name"
        )
    if bool(url.strip()) == bool(data):
        raise Refusal("url_or_file", "Give either an address or a file.", field="url")
    with transaction.atomic():
        calendar = OutsideCalendar.objects.create(
            clinic=practitioner.clinic,
            practitioner=practitioner,
            name=line,
            url=_address(url) if url.strip() else "",
            added_at=now,
            due_at=now if url.strip() else None,
        )
        if data:
            keep_busy(calendar=calendar, data=data, now=now)
        _tell("book.outside_added", calendar, by, now)
    return calendar


def remove_outside(*, calendar: OutsideCalendar, by: Actor, now: datetime) -> None:
    """The practitioner's busy times from it go with it."""
    require(by, "book.watch_outside", calendar.clinic_id)
    _refuse_others(by, calendar.practitioner)
    with transaction.atomic():
        _tell("book.outside_removed", calendar, by, now)
        calendar.delete()


def read_again(*, calendar: OutsideCalendar, by: Actor, now: datetime) -> None:
    """The worker reads it within moments."""
    require(by, "book.watch_outside", calendar.clinic_id)
    _refuse_others(by, calendar.practitioner)
    if not calendar.url:
        raise Refusal("file", "A calendar from a file cannot be read again: add the newer file.")
    OutsideCalendar.objects.filter(id=calendar.pk).update(due_at=now)


def keep_busy(*, calendar: OutsideCalendar, data: bytes, now: datetime, etag: str = "") -> int:
    """Replaces what was known of the calendar by what this file says, and returns how many busy times that
    are; a Refusal, and nothing changed, where the file cannot be read."""
    zone = zone_of(calendar.clinic)
    spans = busy_spans(data, zone=zone, first=now - BEHIND, last=now + AHEAD)
    wanted = {(tick_of(one.start), tick_at_or_after(one.end)) for one in spans}
    with transaction.atomic():
        known = BusyTime.objects.filter(calendar=calendar)
        held = {(start, end): pk for pk, start, end in known.values_list("pk", "start_tick", "end_tick")}
        BusyTime.objects.filter(pk__in=[held[one] for one in held.keys() - wanted]).delete()
        new = sorted(wanted - held.keys())
        BusyTime.objects.bulk_create(BusyTime(calendar=calendar, start_tick=a, end_tick=b) for a, b in new)
        keep_unchanged(calendar=calendar, now=now, etag=etag)
    return len(wanted)


def keep_unchanged(*, calendar: OutsideCalendar, now: datetime, etag: str = "") -> None:
    """It was read, and what is known of it holds."""
    calendar.read_at, calendar.problem, calendar.etag = now, "", etag[:300]
    calendar.due_at = now + AGAIN if calendar.url else None
    calendar.save(update_fields=["read_at", "problem", "etag", "due_at"])


def keep_problem(*, calendar: OutsideCalendar, words: str, now: datetime) -> None:
    """It could not be read: what was known stays, and the desk is told."""
    calendar.problem, calendar.due_at = words[:300], now + AFTER_TROUBLE
    calendar.save(update_fields=["problem", "due_at"])


def take_due_outside(*, now: datetime) -> OutsideCalendar | None:
    """A calendar whose time has come, taken so that no other worker reads it too."""
    due = OutsideCalendar.objects.select_related("clinic", "practitioner").exclude(url="")
    for calendar in due.filter(due_at__lte=now).order_by("due_at")[:5]:
        mine = OutsideCalendar.objects.filter(id=calendar.pk, due_at=calendar.due_at)
        if mine.update(due_at=now + AFTER_TROUBLE):
            return calendar
    return None


def outside_calendars(actor: Actor) -> Sequence[OutsideCalendar]:
    clinic_id = own_clinic(actor, "book.read")
    found = OutsideCalendar.objects.filter(clinic_id=clinic_id).select_related("practitioner", "clinic")
    return list(found.annotate(times=models.Count("busy")))


def outside_calendar(actor: Actor, calendar_id: UUID) -> OutsideCalendar | None:
    return next((one for one in outside_calendars(actor) if one.pk == calendar_id), None)


def colliding(actor: Actor, *, now: datetime) -> list[Booking]:
    """The clinic's visits to come that stand in a practitioner's busy time; somebody should move them."""
    return list(collisions(own_clinic(actor, "book.read"), now=now))


def _refuse_others(by: Actor, practitioner: Practitioner) -> None:
    if by.kind == "staff" and not may_make(by, practitioner):
        raise Refusal("not_allowed", "Only the owner, or whose calendar it is, may do this.")


def _address(text: str) -> str:
    url = text.strip()
    if url.lower().startswith("webcal://"):
        url = "https://" + url[len("webcal://") :]
    words = "This is not an address that we can read. It should begin with https:// and end in .ics or so."
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_fine = False
    if not is_fine or len(url) > 2000 or not url.isascii() or any(one.isspace() for one in url):
        raise Refusal("url_invalid", words, field="url")
    return url


def _tell(kind: str, calendar: OutsideCalendar, by: Actor, now: datetime) -> None:
    data = {"practitioner": calendar.practitioner.name, "name": calendar.name}
    write(clinic_id=calendar.clinic_id, kind=kind, subject=calendar, by=by, now=now, data=data)
