"""Pages of a clinic in two places: times on the clock of the place, who may book what, and the desk booking
against the calendar."""

from datetime import datetime, time
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN
from tests.factories import NOW
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.checks import decided
from tests.journey.diary import Diary, at, booked, make_diary
from unknot.journey.book import furnishing, offering, sessions
from unknot.journey.book.arranging import add_room, set_hours
from unknot.journey.book.classes import lay_out
from unknot.journey.book.models import Booking, Hold, Location
from unknot.journey.book.queries import manage_token
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Role
from unknot.scheduling.hours import WeeklyHours

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

PHOENIX = ZoneInfo("America/Phoenix")  # an hour ahead of California in November
TYPED = {"name": "Ann Example", "email": "ann@example.org", "phone": "", "note": "", "with": ""}


def second(diary: Diary) -> Location:
    """A room in Phoenix, open on Wednesday mornings."""
    given: Any = {"by": SYSTEM, "now": NOW}
    place = furnishing.add_location(
        clinic=diary.clinic, name="Desert house", zone=PHOENIX.key, address="7 Dry Road", **given
    )
    add_room(clinic=diary.clinic, name="Agave", kind="treatment", location=place, **given)
    week = [WeeklyHours(2, time(9), time(12))]
    set_hours(practitioner=diary.practitioners[0], hours=week, location=place, **given)
    return place


def test_the_times_of_each_place_are_on_its_own_clock_and_booked_there(client: Client) -> None:
    diary = make_diary()
    place = second(diary)
    check = decided(BENIGN, diary.clinic)
    times = reverse("book-times", args=[check.token, diary.service.slug])
    first = words(client.get(times))
    assert "Desert house" in first
    assert "Los Angeles (America/Los_Angeles)" in first
    there = client.get(times, {"at": str(place.pk)})
    assert "Phoenix (America/Phoenix)" in words(there)
    assert f"&amp;at={place.pk}#week" in there.content.decode(), "later weeks are of the same place"

    nine = datetime(2026, 11, 25, 9, tzinfo=PHOENIX)
    chosen = {"start": nine.isoformat(), "at": str(place.pk), "with": ""}
    form = client.post(times, chosen, follow=True)
    assert "Wednesday 25 November, 9:00 am" in words(form)
    assert "Desert house" in words(form)
    assert Hold.objects.get().room.location == place
    done = client.post(form.request["PATH_INFO"], {**TYPED, **chosen}, follow=True)

    booking = Booking.objects.get()
    assert (booking.location, booking.starts_at) == (place, nine)
    page = words(done)
    assert "Wednesday 25 November, 9:00 am" in page
    assert "7 Dry Road" in page
    assert "Phoenix (America/Phoenix)" in page
    assert "Desert house" in page


def test_a_visit_is_moved_in_its_place_or_to_the_other(client: Client) -> None:
    diary = make_diary()
    place = second(diary)
    booking = booked(diary, datetime(2026, 11, 25, 9, tzinfo=PHOENIX), location=place)
    address = reverse("booking-move", args=[manage_token(booking)])
    page = words(client.get(address))
    assert "Now: Wednesday 25 November, 9:00 am" in page
    assert "Phoenix (America/Phoenix)" in page
    home = Location.objects.get(slug="main")
    client.post(address, {"start": at(3, 10).isoformat(), "with": "", "at": str(home.pk)})
    booking.refresh_from_db()
    assert Booking.objects.get().room.location == home


def test_services_say_their_price_their_group_and_whom_they_are_for(client: Client) -> None:
    diary = make_diary(price=6500, currency="USD", show_price=True, bookable_by="returning", capacity=6)
    check = decided(BENIGN, diary.clinic)
    page = words(client.get(reverse("book", args=[check.token])))
    assert "65.00 USD" in page
    assert "In a group of up to 6" in page
    assert "For people who have been here before" in page
    given: Any = {"by": SYSTEM, "now": NOW}
    offering.change_service(service=diary.service, show_price=False, bookable_by="desk", **given)
    assert "65.00" not in words(client.get(reverse("book", args=[check.token])))


def test_a_stranger_is_told_why_a_service_is_not_theirs_and_keeps_what_they_typed(client: Client) -> None:
    diary = make_diary(bookable_by="returning")
    check = decided(BENIGN, diary.clinic)
    address = reverse("book-details", args=[check.token, diary.service.slug])
    page = client.post(address, {**TYPED, "start": at(1, 9).isoformat()})
    assert page.status_code == HTTPStatus.CONFLICT
    assert "people who have been here before" in words(page)
    assert 'value="Ann Example"' in words(page)
    assert not Booking.objects.exists()


def test_what_a_plan_or_the_desk_books_is_refused_with_what_to_do_instead(client: Client) -> None:
    diary = make_diary(bookable_by="plan")
    check = decided(BENIGN, diary.clinic)
    address = reverse("book-times", args=[check.token, diary.service.slug])
    shown = client.get(address)
    assert shown.status_code == HTTPStatus.CONFLICT
    assert "This visit comes with a plan" in words(shown)
    assert "Please book another kind of visit first, or call us" in words(shown)
    assert reverse("book", args=[check.token]) in shown.content.decode()
    assert client.post(address, {"start": at(1, 9).isoformat()}).status_code == HTTPStatus.CONFLICT
    assert not Hold.objects.exists()
    offering.change_service(service=diary.service, bookable_by="desk", by=SYSTEM, now=NOW)
    assert "This visit is booked by phone" in words(client.get(address))


def test_times_say_the_limits_and_where_each_place_is(client: Client) -> None:
    diary = make_diary(
        bookable_by="returning",
        price=6500,
        currency="USD",
        show_price=True,
        lead_minutes=180,
        cancel_hours=48,
    )
    second(diary)
    check = decided(BENIGN, diary.clinic)
    address = reverse("book-times", args=[check.token, diary.service.slug])
    page = words(client.get(address))
    for said in (
        "Price: 65.00 USD",
        "For people who have been here before",
        "Is it your first time here? Choose a first visit.",
        f"Book from 3 hours to {diary.service.horizon_days} days ahead",
        "Move or cancel online until 48 hours before",
        "7 Dry Road",
        "Phoenix time (America/Phoenix)",
    ):
        assert said in page
    spanish = words(client.get(address, headers={"accept-language": "es"}))
    assert "Reserve con entre 3 horas y" in spanish


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "Book up to"), (90, "from 90 minutes"), (2880, "from 2 days")]
)
def test_how_long_before_is_said_in_the_largest_whole_unit(client: Client, minutes: int, said: str) -> None:
    diary = make_diary(lead_minutes=minutes)
    check = decided(BENIGN, diary.clinic)
    assert said in words(client.get(reverse("book-times", args=[check.token, diary.service.slug])))


def test_a_class_says_how_many_places_are_free_without_pressing(
    client: Client, django_assert_num_queries: Any
) -> None:
    diary = make_diary(capacity=3)
    lay_out(
        service=diary.service,
        practitioner=diary.practitioners[0],
        room=diary.rooms[0],
        first_day=at(1, 0).date(),
        clock=time(10),
        weeks=2,
        by=SYSTEM,
        now=NOW,
    )
    booked(diary, at(1, 10))
    check = decided(BENIGN, diary.clinic)
    page = words(client.get(reverse("book-times", args=[check.token, diary.service.slug])))
    assert page.count("2 of 3 places free") == len(["first available", "its day"])
    assert "3 of 3 places free" in page
    assert "only" not in page.lower()
    with django_assert_num_queries(1):
        left = sessions.seats_left(diary.service, [at(1, 10), at(8, 10)], now=NOW)
    assert left == {at(1, 10): (2, 3), at(8, 10): (3, 3)}


def test_the_page_says_the_limit_of_the_service(client: Client) -> None:
    diary = make_diary(cancel_hours=48)
    booking = booked(diary, at(4, 10))
    assert "until 48 hours before" in words(client.get(reverse("booking", args=[manage_token(booking)])))


def seat(desk: Desk, **typed: Any) -> Any:
    check = decided(BENIGN, desk.clinic)
    given = {"service": desk.diary.service.slug, "name": "Ann Example", "phone": "707 555 0101", **typed}
    return desk.client.post(reverse("desk-seat", args=[check.pk]), given, follow=True)


def page_of(desk: Desk) -> str:
    address = reverse("desk-seat", args=[decided(BENIGN, desk.clinic).pk])
    return words(desk.client.get(address, {"with": str(desk.diary.practitioners[0].pk)}))


def test_an_owner_books_against_the_calendar_with_a_reason(client: Client) -> None:
    desk = desk_of(client, Role.OWNER)
    booked(desk.diary, at(1, 10))
    assert "book against the calendar" in page_of(desk)
    who = str(desk.diary.practitioners[0].pk)
    taken = {"day": "2026-11-24", "clock": "10:00", "with": who}
    without = seat(desk, **taken)
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please write why this visit is booked although the calendar has no room" in words(without)
    done = seat(desk, **taken, despite="She cannot stand up straight")
    booking = Booking.objects.get(exception="overbooked")
    assert (booking.starts_at, booking.exception_reason) == (at(1, 10), "She cannot stand up straight")
    assert "Overbooked: She cannot stand up straight" in words(done)
    day = words(client.get(reverse("desk-day", args=["2026-11-24"])))
    assert "Overbooked: She cannot stand up straight" in day


def test_others_are_not_shown_how_and_are_refused(client: Client) -> None:
    desk = desk_of(client)
    booked(desk.diary, at(1, 10))
    assert "book against the calendar" not in page_of(desk)
    who = str(desk.diary.practitioners[0].pk)
    refused = seat(desk, day="2026-11-24", clock="10:00", despite="Please", **{"with": who})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert Booking.objects.count() == 1


def test_the_desk_seats_somebody_in_the_other_place(client: Client) -> None:
    desk = desk_of(client)
    place = second(desk.diary)
    nine = datetime(2026, 11, 25, 9, tzinfo=PHOENIX)
    done = seat(desk, start=nine.isoformat(), place=str(place.pk))
    booking = Booking.objects.get()
    assert booking.location == place
    assert "Wed 25 Nov, 9:00 am" in words(done)
    assert "(Phoenix time)" in words(done)
    move = words(client.get(reverse("desk-move", args=[booking.pk])))
    assert "9:15 am" in move
