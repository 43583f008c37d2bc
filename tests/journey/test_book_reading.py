"""Reading the calendar: the day in one query, free starts in a fixed number, on any day of the year."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_staff
from tests.journey.diary import ZONE, at, booked, make_diary
from unknot.journey.book import actions, queries

pytestmark = pytest.mark.django_db


def test_the_day_is_the_clinics_day_in_one_query(django_assert_num_queries: Any) -> None:
    diary = make_diary(practitioners=3, rooms=3)
    desk = make_staff(diary.clinic)
    for hour in (9, 10, 11):
        booked(diary, at(1, hour))
    booked(diary, at(2, 9))
    with django_assert_num_queries(1):
        found = queries.day(desk, at(1, 0).date(), diary.clinic)
        names = [(one.patient.name, one.service.name, one.practitioner.name, one.room.name) for one in found]
    assert [one.starts_at for one in found] == [at(1, 9), at(1, 10), at(1, 11)]
    assert len(names) == 3


@pytest.mark.parametrize("many", [1, 6])
def test_free_starts_take_nine_queries_however_much_there_is(
    many: int, django_assert_num_queries: Any
) -> None:
    diary = make_diary(practitioners=many, rooms=many)
    for hour in (9, 10, 11)[:many]:
        booked(diary, at(1, hour))
    service = queries.service(diary.clinic, "adjustment")
    assert service is not None
    with django_assert_num_queries(9):
        days = queries.starts_by_day(service, day=at(1, 0).date(), days=14, now=NOW)
    assert len(days) == 14
    with django_assert_num_queries(9):
        assert len(queries.first_available(service, now=NOW)) == 20


def test_days_offer_what_is_free_and_nothing_on_days_off() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    days = queries.starts_by_day(diary.service, day=at(0, 0).date(), days=7, now=NOW)

    local = {
        offer.day: [start.astimezone(ZONE).strftime("%H:%M") for start in offer.starts] for offer in days
    }

    morning = ["09:00", "09:15", "10:45", "11:00", "11:15"]
    afternoon = [f"{hour}:{minute:02}" for hour in (13, 14, 15) for minute in (0, 15, 30, 45)] + [
        "16:00",
        "16:15",
    ]
    assert local[at(1, 0).date()] == morning + afternoon
    assert local[at(0, 0).date()][0] == "13:00", "half past eleven is too soon for a lead of two hours"
    assert local[at(5, 0).date()] == local[at(6, 0).date()] == []


def test_every_start_that_is_offered_can_be_booked() -> None:
    diary = make_diary()
    (day,) = queries.starts_by_day(diary.service, day=at(3, 0).date(), days=1, now=NOW)
    for start in day.starts:
        booking = booked(diary, start)
        actions.cancel(booking=booking, by=make_staff(diary.clinic), now=NOW)
    assert len(day.starts) == 24


def test_first_available_ends_with_the_horizon() -> None:
    diary = make_diary(horizon_days=3)
    found = queries.first_available(diary.service, now=NOW, limit=500)
    assert found[-1] == at(3, 16, 15)
    assert found == sorted(found)


def test_the_day_of_a_clock_change_offers_its_hours() -> None:
    diary = make_diary(horizon_days=200)
    service, sunday = diary.service, at(0, 0).date().replace(year=2027, month=3, day=14)
    monday = sunday + timedelta(days=1)
    (day,) = queries.starts_by_day(service, day=monday, days=1, now=NOW)
    assert day.starts[0].astimezone(ZONE).strftime("%H:%M") == "09:00"
    assert day.starts[0].hour == 16, "nine o'clock is an hour earlier in UTC than in winter"
