"""Places with clocks of their own, days on which nobody works, things that a visit needs, and who takes how
long: all of it decides about free starts, and a free start can be booked."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories import NOW, make_staff
from tests.journey.checks import code
from tests.journey.diary import WEEK, ZONE, Diary, at, booked, make_diary
from unknot.journey.book import dating, furnishing, offering, queries
from unknot.journey.book.actions import cancel, move
from unknot.journey.book.arranging import add_leave, add_room, set_hours
from unknot.journey.book.closing import countries, holidays_of, subdivisions
from unknot.journey.book.models import Booking, Claim, Location
from unknot.journey.book.places import home, locations
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db

BY: dict[str, Any] = {"by": SYSTEM, "now": NOW}


def starts(diary: Diary, day: int, **more: Any) -> list[str]:
    """The free starts of one local day, on the clock of the location or of the clinic."""
    place = more.get("location")
    zone = ZoneInfo(place.zone) if place else ZONE
    (offer,) = queries.starts_by_day(diary.service, day=at(day, 0).date(), days=1, now=NOW, **more)
    return [start.astimezone(zone).strftime("%H:%M") for start in offer.starts]


def second_place(diary: Diary, zone: str = "Asia/Kathmandu", **more: Any) -> Location:
    """Open on Wednesdays only, with a room."""
    place = furnishing.add_location(clinic=diary.clinic, name="Hill house", zone=zone, **more, **BY)
    add_room(clinic=diary.clinic, name="Hill room", kind="treatment", location=place, **BY)
    wednesday = [hours for hours in WEEK if hours.weekday == 2]
    set_hours(practitioner=diary.practitioners[0], hours=wednesday, location=place, **BY)
    return place


def test_each_place_keeps_its_own_clock() -> None:
    diary = make_diary()
    first, there = home(diary.clinic), second_place(diary)
    assert [one.name for one in locations(diary.clinic)] == [first.name, "Hill house"]
    assert queries.places_for(diary.service) == [first, there]
    assert starts(diary, 2, location=there)[0] == "09:00", "a zone of five hours and 45 minutes"
    assert starts(diary, 1, location=there) == []
    assert starts(diary, 1, location=first)[0] == "09:00"

    nine = datetime.combine(at(2, 0).date(), time(9), tzinfo=ZoneInfo(there.zone))
    booking = booked(diary, nine, location=there)

    assert (booking.room.name, booking.zone) == ("Hill room", "Asia/Kathmandu")
    message = Message.objects.filter(kind="booked").get()
    assert message.context["zone"] == "Asia/Kathmandu"
    assert starts(diary, 2, location=there)[0] == "09:45"


def test_one_person_works_in_two_places_and_is_in_one() -> None:
    diary = make_diary()
    near = second_place(diary, "America/Los_Angeles")
    booked(diary, at(2, 9), location=near)
    assert starts(diary, 2, location=home(diary.clinic))[0] == "09:45"
    assert code(booked, diary=diary, starts_at=at(2, 9)) == ("taken", "starts_at")


def test_a_move_stays_in_its_place_unless_another_is_named() -> None:
    diary = make_diary()
    near = second_place(diary, "America/Los_Angeles")
    booking = booked(diary, at(2, 9), location=near)
    moved = move(booking=booking, starts_at=at(2, 10), by=make_staff(diary.clinic), now=NOW)
    assert moved.location == near
    desk = make_staff(diary.clinic)
    assert code(move, booking=booking, starts_at=at(3, 10), by=desk, now=NOW) == ("taken", "starts_at")
    moved = move(booking=booking, starts_at=at(3, 10), location=home(diary.clinic), by=desk, now=NOW)
    assert (moved.location, moved.zone) == (home(diary.clinic), ZONE.key)
    assert Claim.objects.filter(booking=booking).count() == 7 + 7 + 6


def test_a_place_or_a_room_that_is_out_of_use_is_not_offered() -> None:
    diary = make_diary()
    there = second_place(diary, "America/Los_Angeles")
    furnishing.change_location(location=there, is_active=False, **BY)
    assert starts(diary, 2, location=there) == []
    furnishing.change_room(room=diary.rooms[0], is_active=False, **BY)
    assert starts(diary, 2) == []
    last = code(furnishing.change_location, location=home(diary.clinic), is_active=False, **BY)
    assert last == ("last_location", "is_active")


def test_a_closure_shuts_whole_days_of_one_place_or_of_all() -> None:
    diary = make_diary()
    there = second_place(diary, "America/Los_Angeles")
    booked(diary, at(2, 9), location=there)
    wednesday = at(2, 0).date()
    one = dating.add_closure(
        clinic=diary.clinic, location=there, first_day=wednesday, last_day=wednesday, **BY
    )
    assert starts(diary, 2, location=there) == []
    assert starts(diary, 2, location=home(diary.clinic)) != []
    assert dating.standing_in(one, now=NOW) == (1, 0)
    dating.add_closure(clinic=diary.clinic, first_day=wednesday, last_day=wednesday + timedelta(days=1), **BY)
    assert (starts(diary, 2), starts(diary, 3)) == ([], [])
    assert starts(diary, 4) != []
    dating.remove(row=one, **BY)
    assert Event.objects.filter(kind="book.closure_removed").count() == 1


def test_public_holidays_close_a_place_that_keeps_them_but_for_those_it_works_on() -> None:
    diary = make_diary()
    place = home(diary.clinic)
    assert starts(diary, 3) != [], "without a calendar nobody is closed"
    place = furnishing.change_location(location=place, holidays_country="us", holidays_subdivision="CA", **BY)
    thanksgiving = at(3, 0).date()
    assert holidays_of(place, date(2026, 11, 20), date(2026, 11, 30))[thanksgiving] == "Thanksgiving Day"
    assert starts(diary, 3) == []
    assert starts(diary, 2) != []
    why = code(
        dating.add_opening, practitioner=diary.practitioners[0], location=place,
        day=thanksgiving, opens=time(9), closes=time(11), **BY,
    )  # fmt: skip
    assert why == ("closed", "day")
    dating.work_on(location=place, day=thanksgiving, works=True, **BY)
    dating.work_on(location=place, day=thanksgiving, works=True, **BY)
    assert starts(diary, 3)[0] == "09:00"
    dating.work_on(location=place, day=thanksgiving, works=False, **BY)
    assert starts(diary, 3) == []
    no_holiday = code(dating.work_on, location=place, day=at(2, 0).date(), works=True, **BY)
    assert no_holiday == ("no_holiday", "day")


def test_the_calendars_of_holidays_are_those_that_the_package_knows() -> None:
    assert countries()["US"] == "United States"
    assert "CA" in subdivisions("US")
    diary = make_diary()
    place = home(diary.clinic)
    change = furnishing.change_location
    assert code(change, location=place, holidays_country="XX", **BY)[1] == "holidays_country"
    assert code(change, location=place, holidays_subdivision="CA", **BY)[1] == "holidays_country"
    wrong = {"holidays_country": "US", "holidays_subdivision": "ZZ"}
    assert code(change, location=place, **wrong, **BY)[1] == "holidays_subdivision"
    assert code(change, location=place, zone="Mars/Olympus", **BY) == ("unknown_zone", "zone")


def test_a_one_off_opening_is_open_once_and_leave_beats_it() -> None:
    diary = make_diary()
    who, place = diary.practitioners[0], home(diary.clinic)
    saturday = at(5, 0).date()
    dating.add_opening(practitioner=who, location=place, day=saturday, opens=time(9), closes=time(10), **BY)
    assert starts(diary, 5) == ["09:00", "09:15"]
    assert starts(diary, 12) == []
    add_leave(practitioner=who, starts_at=at(5, 9, 30), ends_at=at(5, 12), **BY)
    assert starts(diary, 5) == []


def test_hours_hold_from_a_day_to_a_day() -> None:
    diary = make_diary()
    who, place = diary.practitioners[0], home(diary.clinic)
    set_hours(practitioner=who, hours=(), **BY)
    given = {"practitioner": who, "location": place, "opens": time(9), "closes": time(10), **BY}
    (row,) = dating.add_hours(weekdays=[1], valid_from=at(8, 0).date(), valid_to=at(8, 0).date(), **given)
    assert (starts(diary, 1), starts(diary, 8), starts(diary, 15)) == ([], ["09:00", "09:15"], [])
    dating.remove(row=row, **BY)
    assert starts(diary, 8) == []
    assert code(dating.add_hours, weekdays=[], **given) == ("weekdays", "weekdays")
    late = {"valid_from": at(2, 0).date(), "valid_to": at(1, 0).date()}
    assert code(dating.add_hours, weekdays=[1], **late, **given) == ("hours", "valid_to")
    assert code(dating.add_hours, weekdays=[1], **{**given, "closes": time(9)}) == ("hours", "closes")


def test_a_visit_takes_a_thing_of_the_kind_it_needs_in_the_same_place() -> None:
    diary = make_diary(practitioners=2, rooms=2, equipment_kind="traction table")
    assert starts(diary, 1) == []
    there = second_place(diary, "America/Los_Angeles")
    table = furnishing.add_equipment(
        clinic=diary.clinic, name="Table", kind=" Traction  Table ", location=there, **BY
    )
    assert (starts(diary, 2)[0], starts(diary, 1)) == ("09:00", []), "only where the table stands"
    furnishing.change_equipment(thing=table, location=home(diary.clinic), **BY)
    booking = booked(diary, at(1, 10))
    assert booking.equipment == table
    assert Claim.objects.filter(booking=booking).count() == 7 + 7 + 7 + 6
    assert code(booked, diary=diary, starts_at=at(1, 10)) == ("taken", "starts_at")
    cancel(booking=booking, by=make_staff(diary.clinic), now=NOW)
    assert booked(diary, at(1, 10)).is_standing


def test_practitioners_take_their_own_time_or_do_not_give_it() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    slow, other = diary.practitioners
    offering.set_offering(service=diary.service, practitioner=slow, minutes=60, **BY)
    booking = booked(diary, at(1, 9), practitioner=slow)
    assert (booking.ends_at, booking.ticks) == (at(1, 10), 12)
    assert Claim.objects.filter(booking=booking).count() == 13 + 13 + 12
    assert starts(diary, 1, practitioner=slow)[:2] == ["10:15", "10:30"]
    offering.set_offering(service=diary.service, practitioner=other, is_offered=False, **BY)
    assert queries.practitioners_for(diary.service) == [slow]
    assert code(booked, diary=diary, starts_at=at(1, 9)) == ("taken", "starts_at")
    usual = offering.set_offering(service=diary.service, practitioner=other, minutes=30, **BY)
    assert usual is None
    assert set(queries.practitioners_for(diary.service)) == {slow, other}


def test_a_move_to_somebody_else_takes_their_time() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    quick, slow = diary.practitioners
    offering.set_offering(service=diary.service, practitioner=slow, minutes=60, **BY)
    booking = booked(diary, at(1, 9), practitioner=quick)
    moved = move(booking=booking, starts_at=at(1, 9), practitioner=slow, by=make_staff(diary.clinic), now=NOW)
    assert (moved.ends_at, moved.practitioner) == (at(1, 10), slow)
    assert Booking.objects.get().ticks == 12
    assert Claim.objects.count() == 13 + 13 + 12


@pytest.mark.parametrize("many", [1, 5])
def test_places_and_things_and_holidays_cost_no_query_each(many: int, django_assert_num_queries: Any) -> None:
    diary = make_diary(practitioners=many, rooms=many, equipment_kind="table")
    for number in range(many):
        place = second_place(diary, "Europe/Berlin", holidays_country="DE")
        furnishing.add_equipment(
            clinic=diary.clinic, name=f"Table {number}", kind="table", location=place, **BY
        )
        dating.add_closure(
            clinic=diary.clinic, location=place, first_day=at(9, 0).date(), last_day=at(9, 0).date(), **BY
        )
    service = queries.service(diary.clinic, "adjustment")
    assert service is not None
    with django_assert_num_queries(11):
        assert queries.starts_by_day(service, day=at(1, 0).date(), days=14, now=NOW)
