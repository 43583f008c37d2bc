"""The day at the desk: who comes where, marking, moving and cancelling."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_patient
from tests.interfaces.desk import a_moment, desk_of, words
from tests.journey.diary import at, booked, checked
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.outbox.models import Message
from unknot.journey.record.models import Event

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_the_day_shows_who_comes_by_practitioner_and_by_room(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    patient = make_patient(desk.clinic, name="Ada Finch")
    booking = booked(desk.diary, at(0, 10), patient=patient, note="Step-free, please")

    by_practitioner = words(client.get(reverse("desk")))
    by_room = words(client.get(reverse("desk"), {"by": "room"}))

    assert "Today, Monday 23 November" in by_practitioner
    for expected in ("Ada Finch", "10:00 am", "10:30 am", "Adjustment", "Step-free, please", "No check"):
        assert expected in by_practitioner
        assert expected in by_room
    assert booking.practitioner.name in by_practitioner
    assert f'<h2 id="column-1">{booking.room.name}' in by_room
    assert "Now, 9:30 am" in by_practitioner


def test_another_day_has_no_now_and_a_broken_date_is_not_found(client: Client) -> None:
    desk = desk_of(client)
    booked(desk.diary, at(1, 9))

    tomorrow = words(client.get(reverse("desk-day", args=["2026-11-24"])))

    assert "Tuesday 24 November" in tomorrow
    assert "Now, " not in tomorrow
    assert client.get(reverse("desk-day", args=["2026-02-31"])).status_code == HTTPStatus.NOT_FOUND
    assert "Tuesday 24 November" in words(client.get(reverse("desk"), {"date": "2026-11-24"}))


@pytest.mark.parametrize("by", ["practitioner", "room"])
def test_the_day_asks_the_same_number_of_questions_for_one_visit_and_for_many(
    client: Client, by: str
) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    booked(desk.diary, at(0, 10))
    page = reverse("desk")
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page, {"by": by})
    for hour in (11, 13, 14, 15):
        booked(desk.diary, at(0, hour))
        booked(desk.diary, at(0, hour))

    with CaptureQueriesContext(connection) as many:
        client.get(page, {"by": by})

    assert len(many) == len(one)
    assert len(many) <= 11


def test_marking_arrived_shows_and_is_recorded(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(0, 10))

    response = client.post(
        reverse("desk-mark", args=[booking.id]), {"status": "arrived", "back": "/desk/?by=room"}
    )

    assert response["Location"] == f"/desk/?by=room#booking-{booking.id}"
    assert Booking.objects.get().status == BookingStatus.ARRIVED
    assert Event.objects.filter(kind="book.arrived", actor_name="Mara Quill").count() == 1


def test_marking_never_leads_to_another_site_and_says_what_is_refused(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(0, 10))

    after = client.post(
        reverse("desk-mark", args=[booking.id]),
        {"status": "no_show", "back": "https://evil.example/"},
        follow=True,
    )

    assert after.redirect_chain[0][0] == f"/desk/day/2026-11-23#booking-{booking.id}"
    assert "The visit has not begun yet." in words(after)
    assert Booking.objects.get().status == BookingStatus.BOOKED


def test_moving_offers_the_nearest_free_times_and_tells_the_person(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    page = reverse("desk-move", args=[booking.id])

    assert f'value="{at(1, 11).astimezone().isoformat()}"' not in words(client.get(reverse("desk")))
    offered = words(client.get(page))
    response = client.post(page, {"start": at(1, 11).isoformat()})

    assert "Nearest free times" in offered
    assert "11:00 am" in offered
    assert response["Location"] == "/desk/day/2026-11-24"
    assert Booking.objects.get().starts_at == at(1, 11)
    assert Message.objects.filter(kind="moved", status="queued").count() == 1


def test_moving_to_a_time_that_is_gone_offers_others(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    booked(desk.diary, at(1, 14))

    response = client.post(reverse("desk-move", args=[booking.id]), {"start": at(1, 14).isoformat()})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Somebody has just taken this time." in words(response)
    assert 'name="start"' in words(response)
    assert Booking.objects.get(id=booking.id).starts_at == at(1, 10)


@pytest.mark.parametrize("start", ["", "soon", "2026-11-24T10:00:00"])
def test_moving_to_no_time_at_all_is_said(client: Client, start: str) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))

    response = client.post(reverse("desk-move", args=[booking.id]), {"start": start})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose" in words(response)


def test_moving_shows_the_free_times_of_a_chosen_day(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    page = reverse("desk-move", args=[booking.id])

    assert "Thu 26 Nov" in words(client.get(page, {"day": "2026-11-26"}))
    assert "There is no free time here." in words(client.get(page, {"day": "2026-11-28"}))


def test_cancelling_takes_a_reason_and_keeps_it(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    page = reverse("desk-cancel", args=[booking.id])

    assert client.post(page, {}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(page, {"why": "Other"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(page, {"why": "The practitioner is away", "more": "Back on Thursday"})

    assert Booking.objects.get().status == BookingStatus.CANCELLED
    assert Event.objects.get(kind="book.cancelled").reason == "The practitioner is away: Back on Thursday"
    assert Message.objects.filter(kind="cancelled", status="queued").count() == 1


def test_a_visit_that_is_over_can_no_longer_be_cancelled(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(0, 10))
    client.post(reverse("desk-mark", args=[booking.id]), {"status": "arrived"})

    response = client.post(reverse("desk-cancel", args=[booking.id]), {"why": "Booked by mistake"})

    assert "This visit can no longer be changed." in words(response)


def test_a_booking_shows_its_urgency_and_what_was_written(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10), check=checked(desk.diary))

    said = words(client.get(reverse("desk-booking", args=[booking.id])))

    assert "Visit booked" in said
    assert booking.patient.email in said
