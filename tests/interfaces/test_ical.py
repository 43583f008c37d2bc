"""The calendar file: parses, keeps its UID, counts its changes, right on clock-change days, discreet."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from icalendar import Timezone as VTimezone

from unknot.interfaces.ical.calendar import UnusableBooking, calendar_for

FACTS: dict[str, object] = {
    "uid": "0199-uid@unknot",
    "sequence": 0,
    "starts_at": "2026-12-01T18:30:00+00:00",
    "ends_at": "2026-12-01T19:15:00+00:00",
    "changed_at": "2026-11-23T10:00:00+00:00",
    "zone": "America/Los_Angeles",
    "service": "Spasm first visit",
    "practitioner": "Dr. Alex Kim, chiropractor",
    "room": "Adjusting room 1",
    "person_name": "Robin Example",
    "person_email": "robin@example.org",
    "clinic_name": "Vine Street Back and Spine Care",
    "clinic_email": "desk@vinestreet.example",
    "clinic_phone": "+1 707 555 0100",
    "clinic_address": "12 Vine Street\nSanta Rosa, CA 95404",
    "link": "https://clinic.example/b/token",
}
MEDICAL = ("spasm", "spine", "back", "pain", "chiro", "massage", "adjust", "dr.", "therap", "clinic visit")


def _event(data: bytes) -> Event:
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def test_request_parses_and_keeps_the_wall_time_of_the_clinic() -> None:
    calendar = Calendar.from_ical(calendar_for(FACTS))

    event = _event(calendar_for(FACTS))

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == "0199-uid@unknot"
    assert event["SEQUENCE"] == 0
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].params["TZID"] == "America/Los_Angeles"
    assert f"{event.decoded('dtstart'):%H:%M}" == "10:30"
    assert event.decoded("dtstart") == datetime(2026, 12, 1, 18, 30, tzinfo=UTC)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    assert event["ATTENDEE"] == "mailto:robin@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ORGANIZER"] == "mailto:desk@vinestreet.example"


def test_cancel_names_the_same_appointment_with_a_higher_sequence() -> None:
    data = calendar_for({**FACTS, "sequence": 2}, method="CANCEL")

    assert Calendar.from_ical(data)["METHOD"] == "CANCEL"
    assert _event(data)["UID"] == "0199-uid@unknot"
    assert _event(data)["SEQUENCE"] == 2
    assert _event(data)["STATUS"] == "CANCELLED"


def test_title_text_and_place_say_nothing_medical() -> None:
    event = _event(calendar_for(FACTS))

    seen = " ".join(str(event[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")).lower()

    assert [word for word in MEDICAL if word in seen] == []
    assert event["SUMMARY"] == "Appointment"
    assert "12 Vine Street, Santa Rosa, CA 95404" in str(event["LOCATION"])


def test_same_facts_make_the_same_file() -> None:
    assert calendar_for(FACTS) == calendar_for(dict(FACTS))


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    data = calendar_for({**FACTS, "link": "https://clinic.example/b/" + "x" * 300})

    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


ZONES = (
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Santiago",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
    "UTC",
)


@given(
    zone=st.sampled_from(ZONES),
    minutes=st.integers(min_value=0, max_value=9 * 365 * 24 * 60),
)
def test_the_zone_in_the_file_agrees_with_the_real_one(zone: str, minutes: int) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    data = calendar_for({**FACTS, "zone": zone, "starts_at": at, "ends_at": at + timedelta(hours=1)})
    (rules,) = Calendar.from_ical(data).walk("VTIMEZONE")
    assert isinstance(rules, VTimezone)

    offset = _offset_by_the_file(rules, at)

    assert offset == at.astimezone(ZoneInfo(zone)).utcoffset()


def _offset_by_the_file(rules: VTimezone, at: datetime) -> timedelta:
    """A naive reader of RFC 5545: the newest onset at or before the instant decides."""
    onsets = [
        (
            (part.decoded("dtstart") - part.decoded("tzoffsetfrom")).replace(tzinfo=UTC),
            part.decoded("tzoffsetto"),
        )
        for part in rules.subcomponents
    ]
    offset: timedelta = max((when, to) for when, to in onsets if when <= at)[1]
    return offset


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"zone": "Mars/Olympus"}, "not a known time zone"),
        ({"starts_at": "2026-12-01T18:30:00"}, "starts_at has no zone"),
        ({"starts_at": "soon"}, "ISO 8601"),
        ({"ends_at": "2026-12-01T18:30:00+00:00"}, "after starts_at"),
        ({"sequence": -1}, "sequence"),
        ({"uid": ""}, "uid is missing"),
    ],
)
def test_unusable_facts_are_refused_with_the_reason(change: dict[str, object], words: str) -> None:
    with pytest.raises(UnusableBooking, match=words):
        calendar_for({**FACTS, **change})


def test_a_name_cannot_smuggle_in_lines_of_its_own() -> None:
    data = calendar_for({**FACTS, "person_name": 'Eve"\r\nBEGIN:VALARM\r\nX:1', "clinic_address": "1;2,3\\4"})

    assert Calendar.from_ical(data).walk("VALARM") == []
    assert str(_event(data)["LOCATION"]) == "1;2,3\\4"
