"""A whole calendar at a secret address (RFC 5545): what a calendar programme reads every hour or so.

The same visits make the same bytes, so that a reader who has them already is told so and gets nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event

from unknot.interfaces.ical.calendar import PRODUCT
from unknot.interfaces.ical.zones import timezone_of
from unknot.journey.book.feed_models import Feed
from unknot.journey.book.feeds import Occurrence
from unknot.journey.language import known_or_english

REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: when, and the few words that its reader may see."""

    occurrence: Occurrence
    summary: str
    place: str = ""
    words: str = ""


def feed_file(feed: Feed, occurrences: Sequence[Occurrence]) -> bytes:
    """The calendar of a practitioner, a room or a person, each with the words that may stand in it."""
    if feed.patient_id is None:
        owner = feed.practitioner or feed.room
        return calendar_of(str(owner), [_for_staff(one, feed) for one in occurrences])
    with translation.override(known_or_english(feed.language)):
        return calendar_of(gettext("Appointments"), [_for_person(one) for one in occurrences])


def calendar_of(name: str, entries: Iterable[Entry]) -> bytes:
    """The file, with one VTIMEZONE for each zone that an event stands in."""
    events = list(entries)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    years: dict[str, list[int]] = {}
    for one in events:
        years.setdefault(one.occurrence.zone, []).append(one.occurrence.starts_at.year)
    for zone, of_zone in sorted(years.items()):
        calendar.add_component(timezone_of(zone, min(of_zone), max(of_zone)))
    for one in events:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    one, event = entry.occurrence, Event()
    zone = ZoneInfo(one.zone)
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("created", one.made_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", one.changed_at.astimezone(UTC).replace(microsecond=0))
    _add_times(event, one.starts_at.astimezone(zone), one.ends_at.astimezone(zone))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    if entry.place:
        event.add("location", entry.place)
    if entry.words:
        event.add("description", entry.words)
    return event


def _add_times(event: Event, start: datetime, end: datetime) -> None:
    """On the wall clock of the place. Where a time is one that the clock shows twice, both are in UTC: some
    readers take such a time for its first coming and some for its second."""
    in_utc = _comes_twice(start) or _comes_twice(end)
    event.add("dtstart", start.astimezone(UTC) if in_utc else start)
    event.add("dtend", end.astimezone(UTC) if in_utc else end)


def _comes_twice(at: datetime) -> bool:
    return at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()


def _for_person(one: Occurrence) -> Entry:
    """Nothing of what it is for: the calendar hangs on refrigerators and in shared offices."""
    words = gettext("Questions: %(phone)s") % {"phone": one.phone} if one.phone else ""
    place = ", ".join(line.strip() for line in one.address.splitlines() if line.strip())
    return Entry(one, gettext("Appointment"), place, words)


def _for_staff(one: Occurrence, feed: Feed) -> Entry:
    return Entry(one, f"{one.initials} {one.service}", one.practitioner if feed.room_id else one.room)
