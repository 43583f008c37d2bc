"""Somebody else's calendar file, read for one thing only: when its owner is busy.

Repeating events are written out one by one, with their exceptions and moved instances. Titles, places and
guests are read over and forgotten. Times without a zone, and whole days, are on the practitioner's clock.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from unknot.journey.refusals import Refusal
from unknot.scheduling.spans import Span, Spans

LARGEST = 5_000_000  # bytes; ten years of a full diary take about two
MOST_SPANS = 20_000
# Ours, come back through a calendar that reads one of our feeds: a visit must not stand in its own way.
OURS = "@unknot"


def busy_spans(data: bytes, *, zone: ZoneInfo, first: datetime, last: datetime) -> tuple[Span, ...]:
    """When the calendar says busy from `first` to `last`, overlaps merged; a Refusal where it is no calendar.
    Free (transparent) and cancelled events, and visits of ours, leave their time open."""
    if len(data) > LARGEST:
        raise Refusal("too_large", "The calendar is larger than five megabytes.", field="file")
    try:
        events = list(_events(data, first, last))
    except Exception as error:  # a stranger's file: whatever its reader stumbles over is the file's trouble
        raise Refusal(
            "not_a_calendar", "This is not a calendar file that we can read.", field="file"
        ) from error
    spans = Spans(_spans(events, zone)) & Spans([Span(first, last)])
    return spans.pieces


def _events(data: bytes, first: datetime, last: datetime) -> Iterator[Any]:
    calendars = Calendar.from_ical(data, multiple=True)
    if not calendars:
        raise ValueError("no calendar")
    for calendar in calendars:
        if calendar.name != "VCALENDAR":
            raise ValueError("no calendar")
        if any(is_endless(event) for event in calendar.walk("VEVENT")):
            raise ValueError("an event of every minute")
        for count, event in enumerate(recurring_ical_events.of(calendar).between(first, last)):
            if count > MOST_SPANS:
                raise ValueError("too many events")
            yield event


def is_endless(event: Any) -> bool:
    """Nobody has an appointment every minute; writing them all out would take the worker with it."""
    rules = event.get("RRULE") or []
    rules = rules if isinstance(rules, list) else [rules]
    return any({*rule.get("FREQ", [])} & {"SECONDLY", "MINUTELY"} for rule in rules)


def _spans(events: Iterable[Any], zone: ZoneInfo) -> Iterator[Span]:
    for event in events:
        if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            continue
        if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("UID", "")).endswith(OURS):
            continue
        start, end = _instant(event.start, zone), _instant(event.end, zone)
        if start < end:
            yield Span(start, end)


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return at if at.tzinfo else at.replace(tzinfo=zone)
