"""Booking as a person meets it: signs first, a free time, a name; then the link that moves and cancels."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from tests.answers import BENIGN, SOON, URGENT
from tests.factories import make_clinic
from tests.interfaces.desk import a_moment, words
from tests.interfaces.patient import walk
from tests.journey.checks import decided
from tests.journey.diary import Diary, at, booked, make_diary
from unknot.journey.book.models import Booking, BookingStatus, Hold
from unknot.journey.book.queries import manage_token
from unknot.journey.check.models import Check
from unknot.journey.outbox.models import Message

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

TYPED = {"name": "Ann Example", "email": "ann@example.org", "phone": "", "note": "Second floor?"}


def details(check: Check, diary: Diary) -> str:
    return reverse("book-details", args=[check.token, diary.service.slug])


def book(client: Client, diary: Diary, check: Check | None = None, **typed: Any) -> Any:
    check = check or decided(BENIGN, diary.clinic)
    data = {**TYPED, "start": at(1, 9).isoformat(), "with": "", **typed}
    return client.post(details(check, diary), data, follow=True)


def test_without_a_check_the_signs_come_first_and_then_the_services(client: Client) -> None:
    diary = make_diary()

    first = words(client.get(reverse("book-start")))
    walked = walk(client, form="short", said={"sex": "male"})

    assert reverse("check") in first
    assert walked.response.context["services"] == [diary.service]
    assert client.get(reverse("book-start"))["Location"] == reverse("book", args=[walked.token])


def test_after_an_urgent_answer_no_address_opens_booking(client: Client) -> None:
    diary = make_diary()
    check = decided(URGENT, diary.clinic)

    for address in (
        reverse("book", args=[check.token]),
        reverse("book-times", args=[check.token, diary.service.slug]),
    ):
        assert client.get(address).status_code == HTTPStatus.CONFLICT
    assert book(client, diary, check).status_code == HTTPStatus.CONFLICT
    assert not Booking.objects.exists()


def test_before_a_doctor_has_looked_hands_on_services_are_not_offered(client: Client) -> None:
    diary = make_diary()
    check = decided(SOON, diary.clinic)

    page = client.get(reverse("book", args=[check.token]))
    times = client.get(reverse("book-times", args=[check.token, diary.service.slug]))

    assert page.context["services"] == []
    assert times.status_code == HTTPStatus.CONFLICT


def test_times_are_the_clinics_and_lead_to_later_weeks(client: Client) -> None:
    diary = make_diary()
    check = decided(BENIGN, diary.clinic)

    page = client.get(reverse("book-times", args=[check.token, diary.service.slug]), {"day": "2026-11-24"})

    shown = page.context["week"]
    assert [len(day.starts) for day in shown.days] == [24, 24, 24, 24, 0, 0, 24]
    assert shown.earlier == at(0, 0).date()
    assert "America/Los_Angeles" in words(page)
    assert "9:00 am" in words(page)


@pytest.mark.parametrize("day", ["yesterday", "2020-01-01", "2199-01-01"])
def test_a_day_that_cannot_be_shown_shows_the_nearest_that_can(client: Client, day: str) -> None:
    diary = make_diary()
    check = decided(BENIGN, diary.clinic)

    page = client.get(reverse("book-times", args=[check.token, diary.service.slug]), {"day": day})

    assert page.status_code == HTTPStatus.OK


def test_what_was_typed_is_kept_when_something_is_missing(client: Client) -> None:
    diary = make_diary()

    again = book(client, diary, name="", email="not an address")

    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert set(again.context["form"].errors) == {"name", "email"}
    assert "Second floor?" in words(again)
    assert "not an address" in words(again)


def test_one_way_to_reach_the_person_is_enough_and_none_is_not(client: Client) -> None:
    diary = make_diary()

    none = book(client, diary, email="")
    phone = book(client, diary, email="", phone="707 555 0123")

    assert set(none.context["form"].errors) == {"email"}
    assert phone.context["booking"].patient.phone == "707 555 0123"


def test_a_booked_visit_is_confirmed_on_the_page_and_by_letter(client: Client) -> None:
    diary = make_diary()

    page = book(client, diary)

    booking = Booking.objects.get()
    assert "Your visit is booked" in words(page)
    assert booking.note == "Second floor?"
    assert booking.from_check == Check.objects.get()
    assert Message.objects.get().to == "ann@example.org"


def test_a_time_that_is_gone_brings_the_nearest_ones_with_what_was_typed(client: Client) -> None:
    diary = make_diary()
    booked(diary, at(1, 9))

    page = book(client, diary)

    assert page.status_code == HTTPStatus.CONFLICT
    assert page.context["nearest"][0] == at(1, 9, 45)
    assert f'value="{page.context["nearest"][0].isoformat()}"' in words(page)
    assert "Second floor?" in words(page)
    taken_instead = book(client, diary, start=page.context["nearest"][0].isoformat())
    assert taken_instead.context["booking"].starts_at == at(1, 9, 45)


@pytest.mark.parametrize("start", ["", "soon", "2026-11-24T09:00:00"])
def test_an_address_without_a_time_leads_back_to_the_times(client: Client, start: str) -> None:
    diary = make_diary()
    check = decided(BENIGN, diary.clinic)

    response = client.get(details(check, diary), {"start": start})

    assert response["Location"] == reverse("book-times", args=[check.token, diary.service.slug])


def test_the_link_moves_and_cancels_until_the_clinics_limit(client: Client) -> None:
    diary = make_diary()
    token = manage_token(booked(diary, at(3, 9)))

    moved = client.post(
        reverse("booking-move", args=[token]), {"start": at(4, 10).isoformat(), "with": ""}, follow=True
    )
    cancelled = client.post(reverse("booking-cancel", args=[token]), follow=True)

    assert "Your visit has a new time" in words(moved)
    assert moved.context["booking"].starts_at == at(4, 10)
    assert "This visit is cancelled" in words(cancelled)
    assert Booking.objects.get().status == BookingStatus.CANCELLED


def test_after_the_limit_the_link_shows_the_number_to_call(client: Client) -> None:
    diary = make_diary()
    booking = booked(diary, at(0, 15))
    token = manage_token(booking)

    page = words(client.get(reverse("booking", args=[token])))
    client.post(reverse("booking-move", args=[token]), {"start": at(4, 10).isoformat()})
    cancelled = client.post(reverse("booking-cancel", args=[token]))

    assert reverse("booking-move", args=[token]) not in page
    assert diary.clinic.phone in page
    assert cancelled.status_code == HTTPStatus.CONFLICT
    assert Booking.objects.get().starts_at == booking.starts_at


def test_moving_to_a_time_that_is_gone_keeps_the_visit_as_it_was(client: Client) -> None:
    diary = make_diary()
    booking = booked(diary, at(3, 9))
    booked(diary, at(4, 10))

    page = client.post(
        reverse("booking-move", args=[manage_token(booking)]), {"start": at(4, 10).isoformat()}
    )

    booking.refresh_from_db()
    assert page.status_code == HTTPStatus.CONFLICT
    assert page.context["nearest"]
    assert booking.starts_at == at(3, 9)


def test_the_calendar_file_holds_the_visit(client: Client) -> None:
    diary = make_diary()
    booking = booked(diary, at(3, 9))

    file = client.get(reverse("booking-calendar", args=[manage_token(booking)]))

    event = Calendar.from_ical(file.content).walk("VEVENT")[0]
    assert event["UID"] == booking.uid
    assert event.decoded("DTSTART") == at(3, 9)
    assert event.decoded("DTEND") == at(3, 9) + timedelta(minutes=30)


@pytest.mark.parametrize("name", ["booking", "booking-move", "booking-cancel", "booking-calendar"])
def test_a_link_that_nobody_signed_opens_nothing(client: Client, name: str) -> None:
    make_clinic()

    assert client.get(reverse(name, args=["0" * 32 + ".x"])).status_code == HTTPStatus.NOT_FOUND


def test_a_warning_sign_in_the_note_is_answered_at_once(client: Client) -> None:
    diary = make_diary()

    page = book(client, diary, note="Back is bad, and I can't feel anything between my legs")

    said = words(page)
    assert Booking.objects.get().is_standing
    assert said.index("911") < said.index("Your visit is booked")
    assert "can't feel anything between my legs" in said
    assert "The clinic has been told" in said
    assert page.content.decode().count("<h1") == 1
    harmless = book(Client(), diary, note="Second floor?", start=at(2, 9).isoformat())
    assert "Please read this first" not in words(harmless)


def choose(client: Client, diary: Diary, check: Check, starts_at: Any, **more: str) -> Any:
    address = reverse("book-times", args=[check.token, diary.service.slug])
    return client.post(address, {"start": starts_at.isoformat(), "with": "", **more}, follow=True)


def test_a_time_that_is_chosen_is_kept_for_this_device_and_for_no_other(client: Client) -> None:
    diary = make_diary()
    check, other = decided(BENIGN, diary.clinic), decided(BENIGN, diary.clinic)

    chosen = choose(client, diary, check, at(1, 9))
    late = choose(Client(), diary, other, at(1, 9))
    stolen = Client().post(chosen.request["PATH_INFO"], {**TYPED, "start": at(1, 9).isoformat(), "with": ""})
    mine = client.post(chosen.request["PATH_INFO"], {**TYPED, "start": at(1, 9).isoformat(), "with": ""})

    assert "We keep this time for you until 9:40 am" in words(chosen)
    assert (late.status_code, stolen.status_code, mine.status_code) == (
        HTTPStatus.CONFLICT,
        HTTPStatus.CONFLICT,
        HTTPStatus.FOUND,
    )
    assert "Somebody has just taken this time." in words(late)
    assert late.context["nearest"]
    assert Booking.objects.get().starts_at == at(1, 9)


def test_who_opens_the_form_without_having_chosen_keeps_nothing_and_may_still_book(client: Client) -> None:
    diary = make_diary()
    check = decided(BENIGN, diary.clinic)
    page = client.get(details(check, diary), {"start": at(1, 9).isoformat()})
    assert page.context["kept"] is None
    assert "We keep this time" not in words(page)
    assert not Hold.objects.exists(), "reading keeps nothing: scanners open links"
    assert book(client, diary, check).status_code == HTTPStatus.OK


def test_where_too_many_times_are_kept_the_form_opens_without_one(client: Client) -> None:
    diary = make_diary(practitioners=9, rooms=9)
    for _ in range(9):
        page = choose(Client(), diary, decided(BENIGN, diary.clinic), at(1, 9))
    assert (page.status_code, page.context["kept"]) == (HTTPStatus.OK, None)
    assert Hold.objects.count() == 8


def test_a_check_that_closes_booking_keeps_no_time(client: Client) -> None:
    diary = make_diary()
    assert choose(client, diary, decided(URGENT, diary.clinic), at(1, 9)).status_code == HTTPStatus.CONFLICT
    assert not Hold.objects.exists()


def test_the_calendar_is_read_once_for_a_page_of_times(client: Client) -> None:
    diary = make_diary(practitioners=3, rooms=3)
    address = reverse("book-times", args=[decided(BENIGN, diary.clinic).token, diary.service.slug])

    with CaptureQueriesContext(connection) as today:
        week = client.get(address).context["week"]
    assert sum("GROUP_CONCAT" in query["sql"] for query in today.captured_queries) == 1

    later = client.get(f"{address}?day={at(7, 0):%Y-%m-%d}").context["week"]
    assert list(week.first) == [start for day in week.days for start in day.starts][:3]
    assert list(later.first) == list(week.first), "a later week's page still says what is first"
