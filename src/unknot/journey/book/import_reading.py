"""Files that other systems give out, as rows with the line they came from: patients and appointments as CSV,
appointments as a calendar. What cannot be read is said with its line and column; nothing is guessed, least of
all whether 4/5 is in April or in May."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from unknot.journey.book.outside_reading import is_endless
from unknot.journey.refusals import Refusal

Dates = Literal["iso", "dmy", "mdy"]
LARGEST = 20_000_000
MOST_ROWS = 50_000
# A calendar has no end: what it repeats is taken this far.
BEHIND, AHEAD = timedelta(days=730), timedelta(days=400)

# The columns we know, by the names that others give them.
NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "person", "patient", "client", "full name", "patient name", "client name"),
    "email": ("email", "e mail", "mail", "email address"),
    "phone": ("phone", "telephone", "tel", "mobile", "cell", "phone number"),
    "birth_year": ("birth year", "year of birth", "born"),
    "service": ("service", "type", "appointment type", "treatment"),
    "practitioner": ("practitioner", "with", "provider", "clinician", "staff"),
    "location": ("location", "place", "site"),
    "date": ("date", "day", "start date", "appointment date"),
    "time": ("time", "start time", "appointment time"),
    "start": ("start", "starts at", "begin", "start date and time"),
    "status": ("status", "state"),
    "note": ("note", "notes", "comment"),
}
KNOWN = {alias: column for column, aliases in NAMES.items() for alias in aliases}
STATUSES: Mapping[str, tuple[str, ...]] = {
    "booked": ("", "booked", "confirmed", "scheduled", "pending"),
    "arrived": ("arrived", "completed", "done", "attended", "seen"),
    "no_show": ("no show", "noshow", "missed", "did not attend", "dna"),
    "cancelled": ("cancelled", "canceled"),
}
BY_STATUS = {alias: status for status, aliases in STATUSES.items() for alias in aliases}
_CLOCK = re.compile(r"^(\d{1,2})[:.h](\d{2})(?::00)?\s*([ap])?\.?m?\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `at` is the wall-clock start, or an instant with its zone. `wrong` says by column what could
    not be read."""

    line: int
    name: str = ""
    email: str = ""
    phone: str = ""
    birth_year: int | None = None
    service: str = ""
    practitioner: str = ""
    location: str = ""
    at: datetime | None = None
    status: str = "booked"
    note: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """The rows, and the columns that nobody asked for."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()


def read_csv(data: bytes, *, needed: Iterable[str], dates: Dates = "iso") -> Read:
    """Any delimiter and order of columns; UTF-8 or the old Windows code. Raises Refusal for a file without
    the columns that are needed."""
    lines = list(_lines(_text(data)))
    head = next((cells for _, cells in lines), None)
    if head is None:
        raise Refusal("empty", "The file is empty.", field="file")
    columns = [KNOWN.get(_plain(cell)) for cell in head]
    missing = [one for one in needed if one not in columns and not (one == "at" and _has_start(columns))]
    if missing:
        right = "; ".join(f"{one}: one of {', '.join(NAMES.get(one, ('date and time',)))}" for one in missing)
        raise Refusal("columns", f"The first line lacks a column. Right would be {right}.", field="file")
    ignored = tuple(
        cell for cell, column in zip(head, columns, strict=True) if column is None and cell.strip()
    )
    if len(lines) > MOST_ROWS:
        raise Refusal("too_many", f"The file has more than {MOST_ROWS:,} rows: split it.", field="file")
    rows = [_row(number, columns, cells, dates) for number, cells in lines[1:]]
    return Read(tuple(rows), ignored)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, each with the number of the line of the file on which it begins."""
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        words = f"Line {begins} cannot be read as a table: {error}."
        raise Refusal("not_a_table", words, field="file") from error


def read_ics(data: bytes, *, now: datetime) -> Read:
    """Events, each repetition by itself, in the order of their starts. The summary is the person, or the
    person and the service with a dash or a colon between them; an attendee's address is the person's."""
    if len(data) > LARGEST:
        raise Refusal("too_large", "The file is larger than 20 MB.", field="file")
    try:
        events = list(_events(data, now))
    except Exception as error:  # a stranger's file: whatever its reader stumbles over is the file's trouble
        raise Refusal(
            "not_a_calendar", "This is not a calendar file that we can read.", field="file"
        ) from error
    events.sort(key=lambda one: (one.start.isoformat(), str(one.get("UID", ""))))
    return Read(tuple(_of_event(number, one) for number, one in enumerate(events, start=1)))


def _events(data: bytes, now: datetime) -> Iterator[Any]:
    for calendar in Calendar.from_ical(data, multiple=True):
        if calendar.name != "VCALENDAR" or any(is_endless(one) for one in calendar.walk("VEVENT")):
            raise ValueError("no calendar, or an event of every minute")
        for count, event in enumerate(recurring_ical_events.of(calendar).between(now - BEHIND, now + AHEAD)):
            if count > MOST_ROWS:
                raise ValueError("too many events")
            yield event


def _of_event(number: int, event: Any) -> Row:
    name, _, service = re.sub(r"\s+[-–—]\s+|:\s+", "\n", str(event.get("SUMMARY", "")), count=1).partition(
        "\n"
    )
    guests = event.get("ATTENDEE") or []
    guests = guests if isinstance(guests, list) else [guests]
    addresses = [str(one).lower().removeprefix("mailto:") for one in guests if "@" in str(one)]
    told = re.search(
        r"(?:tel|phone|mobile)\w*[:.]?\s*(\+?[\d\s()/.-]{6,})", str(event.get("DESCRIPTION", "")), re.I
    )
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return Row(
        line=number,
        name=" ".join(name.split()),
        email=addresses[0] if addresses else "",
        phone=told.group(1).strip() if told else "",
        service=" ".join(service.split()),
        at=event.start if isinstance(event.start, datetime) else None,
        status="cancelled" if cancelled else "booked",
        wrong={}
        if isinstance(event.start, datetime)
        else {"start": f"{event.start}: a whole day is no visit."},
    )


def _row(number: int, columns: list[str | None], cells: list[str], dates: Dates) -> Row:
    said = {
        column: " ".join(cell.split())
        for column, cell in zip(columns, cells, strict=False)
        if column is not None
    }
    wrong: dict[str, str] = {}
    at = _start(said, dates, wrong) if {"date", "time", "start"} & said.keys() else None
    status = BY_STATUS.get(_plain(said.get("status", "")))
    if status is None:
        wrong["status"] = f"“{said['status']}”: right would be one of {', '.join(STATUSES)}."
    year = said.get("birth_year", "")
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        wrong["birth_year"] = f"“{year}”: right would be a year such as 1980."
    return Row(
        line=number,
        birth_year=int(year) if year and "birth_year" not in wrong else None,
        at=at,
        status=status or "booked",
        wrong=wrong,
        **{one: said.get(one, "") for one in ("name", "email", "phone", "service", "practitioner")},
        **{one: said.get(one, "") for one in ("location", "note")},
    )


def _start(said: Mapping[str, str], dates: Dates, wrong: dict[str, str]) -> datetime | None:
    day_words, clock_words = said.get("date", ""), said.get("time", "")
    if start := said.get("start", ""):
        day_words, _, clock_words = start.replace("T", " ", 1).partition(" ")
    day, clock = _day(day_words, dates), _clock(clock_words.strip())
    column = "start" if said.get("start") else "date"
    if day is None:
        wrong[column] = f"“{day_words}”: right would be {_example(dates)}."
    if clock is None:
        wrong["start" if column == "start" else "time"] = f"“{clock_words}”: right would be 14:30 or 2:30 pm."
    return datetime.combine(day, clock) if day and clock else None  # a wall clock, zone to come


def _day(words: str, dates: Dates) -> date | None:
    try:
        if dates == "iso":
            return date.fromisoformat(words)
        first, second, year = (int(part) for part in re.split(r"[./-]", words))
        return date(year, second, first) if dates == "dmy" else date(year, first, second)
    except ValueError:
        return None


def _example(dates: Dates) -> str:
    return {
        "iso": "2026-11-30; or say which way round its dates are",
        "dmy": "30/11/2026",
        "mdy": "11/30/2026",
    }[dates]


def _clock(words: str) -> time | None:
    found = _CLOCK.match(words)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _has_start(columns: list[str | None]) -> bool:
    return "start" in columns or {"date", "time"} <= set(columns)


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise Refusal("too_large", "The file is larger than 20 MB.", field="file")
    if b"\x00" in data[:2000]:
        raise Refusal("not_a_table", "This is not a table that we can read: save it as CSV.", field="file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max(",;\t", key=head.count)


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[_\-/]+", " ", words).casefold().split())


def in_zone(at: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant of a start; None for one that the clock skips on that day. Of two, the first."""
    if at.tzinfo is not None:
        return at
    local = at.replace(tzinfo=zone)
    back = local.astimezone(ZoneInfo("UTC")).astimezone(zone)
    return local if back.replace(tzinfo=None) == at else None
