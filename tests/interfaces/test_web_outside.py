"""Calendars elsewhere at the desk: added by address or file, taken away, never shown for what they say."""

from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.interfaces.desk import a_moment, desk_of, words
from tests.journey.diary import at, booked
from tests.journey.test_outside import TUESDAY, ics
from unknot.journey.book.models import BusyTime, OutsideCalendar

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
ADD = reverse("desk-outside-add")


def file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("family.ics", data, content_type="text/calendar")


def test_a_file_blocks_time_and_shows_what_it_collides_with(client: Client) -> None:
    desk = desk_of(client, "owner")
    (sam,) = desk.diary.practitioners
    booking = booked(desk.diary, at(1, 10))
    form: dict[str, Any] = {"practitioner": str(sam.pk), "name": "Family", "url": ""}
    answer = client.post(ADD, {**form, "file": file(ics(TUESDAY))})
    assert answer["Location"] == reverse("desk-calendars")

    page = words(client.get(answer["Location"]))
    assert "1 busy time" in page
    assert reverse("desk-move", args=[booking.pk]) in page
    assert "Private" not in page
    assert "1 visit booked while the practitioner is busy elsewhere" in words(client.get(reverse("desk")))
    assert "Busy elsewhere" in words(client.get(f"{reverse('desk-calendar')}?date=2026-11-24"))
    client.post(reverse("desk-outside-remove", args=[OutsideCalendar.objects.get().pk]))
    assert BusyTime.objects.count() == 0


def test_an_address_is_a_secret_and_shows_its_machine_alone(client: Client) -> None:
    desk = desk_of(client, "owner")
    form = {"practitioner": str(desk.diary.practitioners[0].pk), "name": "Hospital"}
    client.post(ADD, {**form, "url": "webcal://calendar.example/private-7/basic.ics"})
    calendar = OutsideCalendar.objects.get()
    assert calendar.url == "https://calendar.example/private-7/basic.ics"

    page = words(client.get(reverse("desk-calendars")))
    assert "calendar.example" in page
    assert "private-7" not in page
    client.post(reverse("desk-outside-read", args=[calendar.pk]))
    calendar.refresh_from_db()
    assert calendar.due_at is not None


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"name": "X", "url": "ftp://a.example"}, "not an address that we can read"),
        ({"name": "X"}, "either an address or a file"),
        ({"name": "", "url": "https://a.example"}, "This field is required"),
        ({"name": "X", "file": b"hello"}, "not a calendar file"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(
    client: Client, form: dict[str, Any], expected: str
) -> None:
    desk = desk_of(client, "owner")
    given = {key: file(one) if isinstance(one, bytes) else one for key, one in form.items()}
    answer = client.post(ADD, {"practitioner": str(desk.diary.practitioners[0].pk), **given})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert expected in words(answer)
    assert OutsideCalendar.objects.count() == 0


def test_the_front_desk_may_not(client: Client) -> None:
    desk = desk_of(client)
    form = {
        "practitioner": str(desk.diary.practitioners[0].pk),
        "name": "X",
        "url": "https://a.example/x.ics",
    }

    assert client.post(ADD, form).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert OutsideCalendar.objects.count() == 0
