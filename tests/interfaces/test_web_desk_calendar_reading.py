"""The desk's calendar: who may read it, what it costs, and how a browser that has it open keeps up."""

import re
from datetime import timedelta
from http import HTTPStatus
from time import perf_counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import a_moment, desk_of, sign_in, staff, words
from tests.interfaces.test_web_desk_calendar import PAGE, page
from tests.journey.diary import at, booked, make_diary
from unknot.journey.book.models import Booking
from unknot.journey.people.models import Role
from unknot.scheduling.ticks import tick_of

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_each_clinic_sees_its_own_and_strangers_nothing(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    desk = desk_of(client)
    other = make_diary(clinic=make_clinic(name="Other", slug="other"), lead_minutes=0)
    booked(other, at(0, 10), patient=make_patient(other.clinic, name="Nobody Here"))
    booked(desk.diary, at(0, 10), patient=make_patient(desk.clinic, name="Ada Finch"))
    asked = {"who": str(other.practitioners[0].pk), "view": "week"}

    mine = words(client.get(reverse(PAGE), asked, headers={"host": "vine.example.org"}))
    theirs = client.get(reverse(PAGE), headers={"host": "other.example.org"})

    assert "Ada Finch" in mine
    assert "Nobody Here" not in mine
    assert other.practitioners[0].name not in mine
    assert theirs.status_code == HTTPStatus.FOUND
    assert "/sign-in" in theirs["Location"]
    assert Client().get(reverse(PAGE), headers={"host": "vine.example.org"}).status_code == HTTPStatus.FOUND


def test_a_day_that_does_not_exist_is_not_found(client: Client) -> None:
    desk_of(client)
    for wrong in ("2026-02-31", "9999-12-31", "soon"):
        assert client.get(reverse(PAGE), {"date": wrong}).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("asked", [{}, {"by": "room"}, {"view": "week"}, {"part": "table"}])
def test_it_asks_the_database_as_often_for_one_visit_as_for_many(
    client: Client, asked: dict[str, str]
) -> None:
    desk = desk_of(client, practitioners=3, rooms=3)
    booked(desk.diary, at(0, 10))
    client.get(reverse(PAGE), asked)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(PAGE), asked)
    for hour in (11, 13, 14, 15):
        for _ in range(3):
            booked(desk.diary, at(0, hour))

    with CaptureQueriesContext(connection) as many:
        client.get(reverse(PAGE), asked)

    assert len(many) == len(one)
    assert len(many) <= 24


def test_a_day_of_twenty_practitioners_and_three_hundred_visits_is_drawn_at_once(client: Client) -> None:
    """The rows alone: what such a day costs to read and to draw, not to book."""
    desk = desk_of(client, practitioners=20, rooms=20)
    patients = [make_patient(desk.clinic) for _ in range(15)]
    Booking.objects.bulk_create(
        Booking(
            clinic=desk.clinic,
            patient=patients[place],
            service=desk.diary.service,
            practitioner=who,
            room=where,
            starts_at=at(1, 9 + place // 2, 30 * (place % 2)),
            ends_at=at(1, 9 + place // 2, 30 * (place % 2)) + timedelta(minutes=30),
            start_tick=tick_of(at(1, 9 + place // 2, 30 * (place % 2))),
            ticks=6,
            created_at=NOW,
        )
        for who, where in zip(desk.diary.practitioners, desk.diary.rooms, strict=True)
        for place in range(15)
    )
    asked = {"date": "2026-11-24"}
    client.get(reverse(PAGE), asked)
    begun = perf_counter()
    with CaptureQueriesContext(connection) as queries:
        said = words(client.get(reverse(PAGE), asked))
    took = perf_counter() - begun

    assert said.count('data-kind="visit"') == 300
    assert len(queries) <= 24
    assert took < 1.0  # a fifth of it on a quiet machine


def test_the_table_is_asked_for_again_and_again_and_sent_only_when_it_changed(client: Client) -> None:
    desk = desk_of(client)
    first = client.get(reverse(PAGE), {"part": "table"})
    with CaptureQueriesContext(connection) as asked:
        same = client.get(reverse(PAGE), {"part": "table"}, headers={"If-None-Match": first["ETag"]})
    booked(desk.diary, at(0, 10), patient=make_patient(desk.clinic, name="Ada Finch"))
    changed = client.get(reverse(PAGE), {"part": "table"}, headers={"If-None-Match": first["ETag"]})

    assert same.status_code == HTTPStatus.NOT_MODIFIED
    assert same.content == b""
    assert len(asked) <= 10
    assert changed.status_code == HTTPStatus.OK
    assert "Ada Finch" in words(changed)
    assert "<html" not in words(changed)


def test_the_page_carries_no_style_and_no_script_of_its_own(client: Client) -> None:
    desk = desk_of(client)
    booked(desk.diary, at(0, 10))
    said = page(desk)
    assert "style=" not in said
    assert "<style" not in said
    assert re.search(r"<script(?![^>]*\bsrc=)", said) is None


def test_a_clinic_without_anybody_has_an_empty_calendar(client: Client) -> None:
    member = staff(make_clinic(name="Empty", slug="empty"), Role.OWNER)
    sign_in(client, member.user)
    for asked in ({}, {"by": "room"}, {"view": "week"}):
        assert "0 visits" in words(client.get(reverse(PAGE), asked))
