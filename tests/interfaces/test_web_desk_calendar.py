"""The desk's calendar as a page: rows of hours, columns, and what stands in the way."""

import re
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.diary import at, booked, checked
from unknot.journey.book.actions import cancel, mark
from unknot.journey.book.arranging import add_leave, set_hours
from unknot.journey.book.models import Closure, Hold, Location, Opening
from unknot.journey.people import queries
from unknot.journey.people.access import SYSTEM, Actor
from unknot.journey.people.models import Role
from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.ticks import tick_of

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
PAGE = "desk-calendar"


def page(desk: Desk, **asked: str) -> str:
    response = desk.client.get(reverse(PAGE), asked)
    assert response.status_code == HTTPStatus.OK
    return words(response)


def hours(said: str) -> list[str]:
    return re.findall(r'<th role="rowheader".*?<span>(.*?)</span>', said)


def columns(said: str) -> list[str]:
    return re.findall(r'<th role="columnheader" scope="col" data-col.*?<a [^>]*>(.*?)</a>', said)


def cell(said: str, hour: str, column: int = 0) -> str:
    """What stands in the cell of an hour and a column."""
    row = next(one for one in said.split("<tr role") if f"<span>{hour}</span>" in one)
    return row.split("<td ")[1 + column]


def test_a_day_is_hours_down_and_practitioners_across(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    visit = booked(desk.diary, at(0, 10, 15), patient=make_patient(desk.clinic, name="Ada Finch"))

    said = page(desk)

    assert "Today, Monday 23 November" in said
    assert hours(said) == ["9 am", "10 am", "11 am", "12 pm", "1 pm", "2 pm", "3 pm", "4 pm"]
    assert columns(said) == sorted(one.name for one in desk.diary.practitioners)
    mine = columns(said).index(visit.practitioner.name)
    there = cell(said, "10 am", mine)
    for expected in ("Ada Finch", "10:15", 'data-m="15"', 'data-r="30"', "Adjustment", visit.room.name):
        assert expected in there
    assert "Ada Finch" not in cell(said, "10 am", 1 - mine)
    assert "Not in" in cell(said, "12 pm")


def test_by_room_the_columns_are_rooms_and_visits_say_with_whom(client: Client) -> None:
    desk = desk_of(client, rooms=2)
    visit = booked(desk.diary, at(0, 10))

    said = page(desk, by="room")

    assert columns(said) == ["Room 0", "Room 1"]
    assert visit.practitioner.name in cell(said, "10 am", columns(said).index(visit.room.name))


def test_a_week_has_seven_days_of_one_practitioner(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    visit = booked(desk.diary, at(2, 14), patient=make_patient(desk.clinic, name="Ada Finch"))
    other = next(one for one in desk.diary.practitioners if one != visit.practitioner)

    mine = page(desk, view="week", who=str(visit.practitioner_id))
    theirs = page(desk, view="week", who=str(other.pk))

    assert columns(mine) == ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29"]
    assert "Ada Finch" in cell(mine, "2 pm", 2)
    assert "1 visit</span>, the week of" in mine
    assert "Ada Finch" not in theirs


@pytest.mark.parametrize(
    ("day", "expected", "note"),
    [
        ("2027-03-14", ["12 am", "1 am", "3 am", "4 am"], "has 23 hours: the clocks go forward"),
        ("2026-11-01", ["12 am", "1 am", "1 am", "2 am"], "has 25 hours: the clocks go back"),
    ],
)
def test_the_days_on_which_the_clocks_change_have_their_own_hours(
    client: Client, day: str, expected: list[str], note: str
) -> None:
    said = page(desk_of(client), date=day, hours="all")

    assert hours(said)[:4] == expected
    assert len(hours(said)) == (23 if "23" in note else 25)
    assert note in said
    assert ("do not exist" if "23" in note else "again: the clocks go back") in said


def test_a_visit_over_the_doubled_hour_is_as_long_as_it_is(client: Client) -> None:
    desk = desk_of(client)
    night = WeeklyHours(6, time(0, 30), time(5))
    set_hours(practitioner=desk.diary.practitioners[0], hours=[night], by=SYSTEM, now=NOW)
    first = datetime(2027, 11, 7, 8, 45, tzinfo=UTC)  # 1:45 in the first of two hours after one
    with_room = desk.diary.service
    with_room.horizon_days = 400
    with_room.save()
    booked(desk.diary, first)

    said = page(desk, date="2027-11-07")

    assert hours(said)[:4] == ["12 am", "1 am", "1 am", "2 am"]
    rows = [one for one in said.split("<tr role") if "<span>1 am</span>" in one]
    assert 'data-m="45"' in rows[0]
    assert 'data-r="30"' in rows[0]
    assert 'id="visit-' not in rows[1]


def test_a_week_shows_the_skipped_hour_of_one_day_as_a_hole(client: Client) -> None:
    said = page(desk_of(client), date="2027-03-14", view="week", hours="all")

    assert "no such hour on this day" in cell(said, "2 am", 6)
    assert "no such hour on this day" not in cell(said, "2 am", 5)


def test_leave_closures_and_held_seats_are_shown_as_what_they_are(client: Client) -> None:
    desk = desk_of(client, Role.OWNER, practitioners=2, rooms=2)
    one, other = sorted(desk.diary.practitioners, key=lambda each: each.name)
    add_leave(practitioner=one, starts_at=at(0, 13), ends_at=at(0, 15), reason="Dentist", by=SYSTEM, now=NOW)
    Hold.objects.create(
        clinic=desk.clinic,
        service=desk.diary.service,
        practitioner=other,
        room=desk.diary.rooms[0],
        starts_at=at(0, 11),
        ends_at=at(0, 11, 30),
        start_tick=tick_of(at(0, 11)),
        ticks=6,
        held_at=NOW,
        until=NOW + timedelta(minutes=5),
        owner="x",
    )
    Closure.objects.create(
        clinic=desk.clinic, first_day=date(2026, 11, 26), last_day=date(2026, 11, 26), reason="Thanksgiving"
    )

    today = page(desk)

    assert "Away: Dentist" in cell(today, "1 pm", 0)
    assert "cal-new" not in cell(today, "1 pm", 0)
    assert "Held" in cell(today, "11 am", 1)
    assert "until 9:35 am" in cell(today, "11 am", 1)
    assert "Closed: Thanksgiving" in page(desk, date="2026-11-26")


def test_why_somebody_is_away_is_for_the_owner(client: Client) -> None:
    desk = desk_of(client, Role.CLINICIAN)
    add_leave(
        practitioner=desk.diary.practitioners[0],
        starts_at=at(0, 13),
        ends_at=at(0, 15),
        reason="Dentist",
        by=SYSTEM,
        now=NOW,
    )
    said = page(desk)
    assert "Away" in cell(said, "1 pm")
    assert "Dentist" not in said


def test_status_is_told_by_a_sign_and_a_word(client: Client) -> None:
    desk = desk_of(client, Role.OWNER, rooms=2)
    here = booked(desk.diary, at(0, 10))
    gone = booked(desk.diary, at(0, 11), patient=make_patient(desk.clinic, name="Cora Gone"))
    mark(booking=here, status="arrived", by=SYSTEM, now=NOW)
    cancel(booking=gone, by=actor_of(desk), now=NOW)
    booked(desk.diary, at(0, 14))
    booked(
        desk.diary,
        at(0, 14),
        practitioner=desk.diary.practitioners[0],
        despite="In pain, and nobody else is in.",
        by=actor_of(desk),
        check=checked(desk.diary),
    )

    said = page(desk)

    assert '#cal-check"/></svg> <span>Arrived' in cell(said, "10 am")
    assert '#cal-two"/></svg> <span>Overbooked' in cell(said, "2 pm")
    assert re.findall(r'data-lane="(\d)" data-lanes="2"', cell(said, "2 pm")) == ["0", "1"]
    assert "Cora Gone" not in said
    assert "Show 1 cancelled visit" in said
    assert '#cal-cross"/></svg> <span>Cancelled' in cell(page(desk, cancelled="1"), "11 am")


def actor_of(desk: Desk) -> Actor:
    actor = queries.staff(desk.membership.user, desk.clinic.pk)
    assert actor is not None
    return actor


def test_an_open_hour_leads_to_a_new_visit_and_a_past_or_closed_one_does_not(client: Client) -> None:
    desk = desk_of(client)
    said = page(desk)
    with_whom = desk.diary.practitioners[0].pk

    assert f"?at=2026-11-23T18:00Z&with={with_whom}" in cell(said, "10 am")
    assert "?at=2026-11-23T17:30Z" in cell(said, "9 am")  # it is half past nine
    assert "cal-new" not in cell(said, "12 pm")
    assert "cal-new" not in page(desk, date="2026-11-20")


def test_locations_have_their_own_columns_and_clocks(client: Client) -> None:
    desk = desk_of(client)
    booked(desk.diary, at(0, 10), patient=make_patient(desk.clinic, name="Ada Finch"))
    far = Location.objects.create(
        clinic=desk.clinic, name="Phoenix", slug="phx", zone="America/Phoenix", position=5
    )
    Opening.objects.create(
        practitioner=desk.diary.practitioners[0], location=far, starts_at=at(0, 8), ends_at=at(0, 9)
    )

    here, there = page(desk), page(desk, place="phx")

    assert "All locations" not in here
    assert "Ada Finch" in here
    assert "Ada Finch" not in there
    assert (
        "At another location" in cell(there, "11 am") if "11 am" in hours(there) else hours(there) == ["9 am"]
    )
    assert "times of Phoenix" in there
