"""Bookings as an iCalendar file (RFC 5545, 5546): one UID for life, a higher SEQUENCE for every change.

The file lands in calendars that other people see (a family tablet, a shared office screen), so its title
and text never say what the appointment is for.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Event, vCalAddress, vText

from unknot.interfaces.ical.zones import timezone_of
from unknot.journey.language import known_or_english
from unknot.knowledge.languages import ENGLISH

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

PRODUCT = "-//Unknot//Appointments//EN"
TIMES = ("starts_at", "ends_at", "changed_at")


class UnusableBooking(ValueError):
    """The facts do not make an appointment; saying so beats a file that a calendar reads wrongly."""


def calendar_for(facts: Mapping[str, object], method: Method = "REQUEST") -> bytes:
    """The file to attach: `REQUEST` puts the appointment in, or moves it; `CANCEL` takes it out."""
    return calendar_of([facts], method)


def calendar_of(several: Sequence[Mapping[str, object]], method: Method = "PUBLISH") -> bytes:
    """One file for several appointments in one zone. A request is about one of them (RFC 5546, 3.2), so more
    are published: a calendar takes them in all the same, and changes those that it has."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    first = several[0]
    zone = _zone(_words(first, "zone"))
    years = []
    with translation.override(known_or_english(_words(first, "language", ENGLISH))):
        for facts in several:
            times = {name: _instant(facts, name) for name in TIMES}
            if times["ends_at"] <= times["starts_at"]:
                raise UnusableBooking("ends_at must come after starts_at")
            years.append(times["starts_at"].year)
            calendar.add_component(_event(facts, times, zone, method))
    # The zone's rules are most of the file and the same for thousands of letters: written out once.
    head, event, rest = bytes(calendar.to_ical()).partition(b"BEGIN:VEVENT")
    return head + _written(zone.key, min(years), max(years)) + event + rest


def _event(facts: Mapping[str, object], times: dict[str, datetime], zone: ZoneInfo, method: Method) -> Event:
    event = Event()
    event.add("uid", _words(facts, "uid"))
    event.add("sequence", _sequence(facts))
    event.add("dtstamp", times["changed_at"])
    event.add("dtstart", times["starts_at"].astimezone(zone))
    event.add("dtend", times["ends_at"].astimezone(zone))
    event.add("summary", gettext("Appointment"))
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    event.add("class", "PRIVATE")
    where = ", ".join(_words(facts, "clinic_address", "").split("\n"))
    if where:
        event.add("location", where)
    event.add("description", _description(facts))
    if link := _words(facts, "link", ""):
        event.add("url", link)
    event["organizer"] = _address(facts, "clinic")
    if _words(facts, "person_email", ""):
        event["attendee"] = _attendee(facts)
    return event


def _description(facts: Mapping[str, object]) -> str:
    lines = []
    if phone := _words(facts, "clinic_phone", ""):
        lines.append(gettext("Questions: %(phone)s") % {"phone": phone})
    if link := _words(facts, "link", ""):
        lines.append(gettext("Move or cancel: %(link)s") % {"link": link})
    return "\n".join(lines)


def _address(facts: Mapping[str, object], who: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{_words(facts, f'{who}_email', 'no-reply@invalid')}")
    if name := _words(facts, f"{who}_name", ""):
        address.params["CN"] = vText(name.replace('"', "'"))
    return address


def _attendee(facts: Mapping[str, object]) -> vCalAddress:
    """The person has already said yes by booking: their calendar must not ask them again."""
    attendee = _address(facts, "person")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee


@lru_cache(maxsize=256)
def _written(key: str, first: int, last: int) -> bytes:
    return bytes(timezone_of(key, first, last).to_ical())


def _zone(key: str) -> ZoneInfo:
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError) as error:
        raise UnusableBooking(f"zone {key!r} is not a known time zone") from error


def _instant(facts: Mapping[str, object], name: str) -> datetime:
    value = facts.get(name)
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UnusableBooking(f"{name} must be an ISO 8601 instant, not {value!r}") from error
    if at.tzinfo is None:
        raise UnusableBooking(f"{name} has no zone")
    return at.astimezone(UTC)


def _sequence(facts: Mapping[str, object]) -> int:
    value = facts.get("sequence", 0)
    if not isinstance(value, int) or value < 0:
        raise UnusableBooking(f"sequence must be a whole number from 0, not {value!r}")
    return value


def _words(facts: Mapping[str, object], name: str, otherwise: str | None = None) -> str:
    value = facts.get(name)
    if value is None or value == "":
        if otherwise is None:
            raise UnusableBooking(f"{name} is missing")
        return otherwise
    return str(value).strip()
