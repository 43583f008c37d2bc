"""A practitioner's calendar elsewhere: it blocks time and says nothing more; what is booked already is shown,
not moved; what cannot be read changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_practitioner, make_staff
from tests.journey.checks import code
from tests.journey.courses import make_plan, make_practice
from tests.journey.diary import at, booked, make_diary
from unknot.journey.book import outside, queries
from unknot.journey.book.models import BusyTime, OutsideCalendar
from unknot.journey.book.outside_reading import busy_spans
from unknot.journey.people.access import SYSTEM
from unknot.journey.plan.placing import propose
from unknot.journey.record.models import Event
from unknot.scheduling.ticks import instant_of

pytestmark = pytest.mark.django_db
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n"


def ics(*events: str) -> bytes:
    body = "".join(
        f"BEGIN:VEVENT\r\nDTSTAMP:20261101T000000Z\r\n{event}\r\nEND:VEVENT\r\n" for event in events
    )
    return f"{HEAD}{body}END:VCALENDAR\r\n".encode()


def event(start: str, end: str, *more: str, uid: str = "1") -> str:
    return "\r\n".join((f"UID:{uid}", f"DTSTART{start}", f"DTEND{end}", "SUMMARY:Private matter", *more))


# Tuesday 24 November, 10 to 12 in Santa Rosa.
TUESDAY = event(":20261124T180000Z", ":20261124T200000Z")


def spans(*events: str) -> list[tuple[str, str]]:
    zone = at(0, 0).tzinfo
    found = busy_spans(ics(*events), zone=zone, first=at(0, 0), last=at(28, 0))  # type: ignore[arg-type]
    return [
        (f"{one.start.astimezone(zone):%a %d %H:%M}", f"{one.end.astimezone(zone):%a %d %H:%M}")
        for one in found
    ]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([TUESDAY], [("Tue 24 10:00", "Tue 24 12:00")]),
        (
            [TUESDAY, event(":20261124T190000Z", ":20261124T210000Z", uid="2")],
            [("Tue 24 10:00", "Tue 24 13:00")],
        ),
        ([f"{TUESDAY}\r\nTRANSP:TRANSPARENT"], []),
        ([f"{TUESDAY}\r\nSTATUS:CANCELLED"], []),
        ([event(":20261124T180000Z", ":20261124T200000Z", uid="b@unknot")], []),
        ([event(";VALUE=DATE:20261126", ";VALUE=DATE:20261127")], [("Thu 26 00:00", "Fri 27 00:00")]),
        ([event(":20261125T090000", ":20261125T093000")], [("Wed 25 09:00", "Wed 25 09:30")]),
        (
            [event(";TZID=Europe/Berlin:20261125T200000", ";TZID=Europe/Berlin:20261125T210000")],
            [("Wed 25 11:00", "Wed 25 12:00")],
        ),
        (
            [
                event(
                    ":20261124T180000Z",
                    ":20261124T190000Z",
                    "RRULE:FREQ=WEEKLY;COUNT=3",
                    "EXDATE:20261201T180000Z",
                )
            ],
            [("Tue 24 10:00", "Tue 24 11:00"), ("Tue 08 10:00", "Tue 08 11:00")],
        ),
    ],
)
def test_when_it_says_busy(events: list[str], expected: list[tuple[str, str]]) -> None:
    assert spans(*events) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"<html></html>",
        HEAD.encode(),
        ics(event(":20261124T180000Z", ":20261124T180030Z", "RRULE:FREQ=SECONDLY")),
        ics(event(":20261124T180000Z", ":20261124T180030Z", "RRULE:FREQ=MINUTELY")),
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"x" * 5_000_001,
    ],
)
def test_what_is_no_calendar_is_refused_and_changes_nothing(data: bytes) -> None:
    practitioner = make_diary().practitioners[0]

    refused = code(
        outside.add_outside, practitioner=practitioner, name="Family", data=data, by=SYSTEM, now=NOW
    )
    assert refused[0] in ("not_a_calendar", "too_large", "url_or_file")
    assert (
        OutsideCalendar.objects.count()
        == BusyTime.objects.count()
        == Event.objects.filter(kind="book.outside_added").count()
        == 0
    )


def test_nobody_is_offered_a_time_that_is_busy_elsewhere() -> None:
    diary = make_diary()
    (sam,) = diary.practitioners
    before = offered(diary)
    outside.add_outside(practitioner=sam, name="Family", data=ics(TUESDAY), by=SYSTEM, now=NOW)

    # Half-hour visits with five minutes after: none may touch 10 to 12.
    assert before - offered(diary) == {
        at(1, hour, minute)
        for hour, minute in [(9, 30), (9, 45), (10, 0), (10, 15), (10, 30), (10, 45), (11, 0), (11, 15)]
    }
    assert code(booked, diary=diary, starts_at=at(1, 10))[0] == "taken"


def offered(diary: Any) -> set[Any]:
    service = queries.service(diary.clinic, "adjustment")
    assert service is not None
    (day,) = queries.starts_by_day(service, day=at(1, 0).date(), days=1, now=NOW)
    return {start.astimezone(at(0, 0).tzinfo) for start in day.starts}


def test_plans_keep_off_it_too() -> None:
    practice = make_practice(chiropractors=1)
    (sam,) = practice.diary.practitioners
    whole = event(";VALUE=DATE:20261123", ";VALUE=DATE:20261128")
    outside.add_outside(practitioner=sam, name="Congress", data=ics(whole), by=SYSTEM, now=NOW)
    proposal = propose(plan=make_plan(practice), by=SYSTEM, now=NOW)

    mine = [seat for seat in proposal.seats.values() if seat.practitioner == sam.resource.pk]
    assert mine
    assert all(instant_of(seat.start) >= at(5, 0) for seat in mine)


def test_what_is_booked_there_already_is_shown_and_stands() -> None:
    diary = make_diary()
    (sam,) = diary.practitioners
    booking = booked(diary, at(1, 10))
    outside.add_outside(practitioner=sam, name="Family", data=ics(TUESDAY), by=SYSTEM, now=NOW)

    assert outside.colliding(make_staff(diary.clinic), now=NOW) == [booking]
    assert outside.colliding(make_staff(make_clinic()), now=NOW) == []


def test_nothing_of_what_it_says_is_kept() -> None:
    (sam,) = make_diary().practitioners
    calendar = outside.add_outside(practitioner=sam, name="Family", data=ics(TUESDAY), by=SYSTEM, now=NOW)
    kept = [*OutsideCalendar.objects.values(), *BusyTime.objects.values(), *Event.objects.values("data")]

    assert "Private" not in str(kept)
    assert code(outside.read_again, calendar=calendar, by=SYSTEM, now=NOW)[0] == "file"


def test_a_newer_reading_replaces_the_older_and_trouble_keeps_it() -> None:
    (sam,) = make_diary().practitioners
    url = "https://calendar.example/secret.ics"
    calendar = outside.add_outside(practitioner=sam, name="Family", url=url, by=SYSTEM, now=NOW)
    assert outside.take_due_outside(now=NOW) == calendar
    assert outside.take_due_outside(now=NOW) is None

    outside.keep_busy(calendar=calendar, data=ics(TUESDAY), now=NOW)
    (first,) = BusyTime.objects.all()
    outside.keep_busy(
        calendar=calendar,
        data=ics(TUESDAY, event(":20261126T180000Z", ":20261126T190000Z", uid="2")),
        now=NOW,
    )
    assert BusyTime.objects.count() == 2
    assert BusyTime.objects.filter(pk=first.pk).exists()
    outside.keep_problem(calendar=calendar, words="Its server cannot be found.", now=NOW)
    calendar.refresh_from_db()
    assert (calendar.problem, BusyTime.objects.count()) == ("Its server cannot be found.", 2)
    assert outside.take_due_outside(now=NOW + timedelta(minutes=9)) is None
    assert outside.take_due_outside(now=NOW + timedelta(minutes=10)) == calendar
    outside.keep_busy(calendar=calendar, data=ics(), now=NOW)
    assert (calendar.problem, BusyTime.objects.count()) == ("", 0)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/x", "javascript:alert(1)", "https://", "file:///etc/passwd", "https://a b", "nonsense"],
)
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    (sam,) = make_diary().practitioners

    refused = code(outside.add_outside, practitioner=sam, name="Family", url=url, by=SYSTEM, now=NOW)
    assert refused == ("url_invalid", "url")


def test_it_is_the_business_of_whose_it_is_and_of_the_owner() -> None:
    diary = make_diary()
    (sam,) = diary.practitioners
    add: dict[str, Any] = {"practitioner": sam, "name": "Family", "data": ics(TUESDAY), "now": NOW}

    assert code(outside.add_outside, **add, by=make_staff(diary.clinic))[0] == "not_allowed"
    assert code(outside.add_outside, **add, by=make_staff(diary.clinic, "clinician"))[0] == "not_allowed"
    assert code(outside.add_outside, **add, by=make_staff(make_clinic(), "owner"))[0] == "not_allowed"
    owner = make_staff(diary.clinic, "owner")
    calendar = outside.add_outside(**add, by=owner)
    outside.remove_outside(calendar=calendar, by=owner, now=NOW)
    assert BusyTime.objects.count() == 0
    assert outside.outside_calendars(make_staff(make_clinic(), "owner")) == []
    assert make_practitioner(diary.clinic).outside_calendars.count() == 0
