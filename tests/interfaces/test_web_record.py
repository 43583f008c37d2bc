"""The record as a page, and the auditor who reads it: everything recorded is there, older events one step
away, and whoever only reads can do nothing."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW
from tests.interfaces.desk import a_moment, desk_of, words
from tests.journey.diary import at, booked
from unknot.interfaces.web.pages.desk.record import AT_ONCE
from unknot.journey.book.models import Booking
from unknot.journey.people.access import AUDITOR, SYSTEM, TABLE
from unknot.journey.people.actions import register_patient, set_policy
from unknot.journey.record.models import Event

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
PAGE = reverse("desk-record")


def test_what_was_done_is_read_with_who_and_what(client: Client) -> None:
    desk = desk_of(client, "auditor")
    booking = booked(desk.diary, at(1, 10))
    page = words(client.get(PAGE))
    assert "book.booked" in page
    assert "Unknot" in page
    set_policy(clinic=desk.clinic, late_hours=3, by=SYSTEM, now=NOW)
    assert "people.policy" in words(client.get(PAGE))
    assert "people.policy" not in words(client.get(PAGE, {"room": "book"}))
    assert "book.booked" not in words(client.get(PAGE, {"who": "nobody"}))
    assert "Nothing of this kind" in words(client.get(PAGE, {"day": "2020-01-01"}))
    assert "book.booked" in words(client.get(PAGE, {"day": "2026-11-23"}))
    about = words(client.get(PAGE, {"about": str(booking.pk)}))
    assert "book.booked" in about
    assert "book.service_added" not in about
    assert booking.patient.name not in page
    assert client.get(PAGE, {"day": "never", "before": "x"}).status_code == HTTPStatus.OK


def test_older_events_are_one_step_away_and_the_questions_stay_as_many(client: Client) -> None:
    desk = desk_of(client, "owner")
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(AT_ONCE + 5):
        register_patient(
            clinic=desk.clinic, name=f"P {number}", email=f"p{number}@example.org", by=SYSTEM, now=NOW
        )
    with CaptureQueriesContext(connection) as many:
        first = client.get(PAGE)
    assert len(many) == len(few)
    older = first.context["older"]
    second = client.get(f"{PAGE}?{older}")
    shown = [*first.context["events"], *second.context["events"]]
    assert len({one.pk for one in shown}) == len(shown) > AT_ONCE


def test_the_front_desk_and_clinicians_do_not_read_it(client: Client) -> None:
    desk = desk_of(client)
    assert client.get(PAGE).status_code == HTTPStatus.FORBIDDEN
    desk.membership.role = "clinician"
    desk.membership.save()
    assert client.get(PAGE).status_code == HTTPStatus.FORBIDDEN


def test_an_auditor_reads_and_changes_nothing(client: Client) -> None:
    desk = desk_of(client, "auditor")
    booking = booked(desk.diary, at(0, 13))
    before = Event.objects.count()
    for name in ("desk-mark", "desk-move", "desk-cancel", "desk-charge", "desk-note"):
        answer = client.post(reverse(name, args=[booking.pk]), {"status": "arrived", "do": "begin"})
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "reads and changes nothing" in words(answer)
    assert Booking.objects.get().status == "booked"
    assert Event.objects.count() == before
    assert client.get(reverse("desk-booking", args=[booking.pk])).status_code == HTTPStatus.OK


def test_the_table_gives_an_auditor_reading_and_their_own_second_step_alone() -> None:
    given = {action for action, roles in TABLE.items() if AUDITOR in roles}
    own = {"people.enrol", "people.show_code", "people.new_codes"}
    own |= {"people.end_session", "people.end_sessions"}
    own |= {"people.add_passkey", "people.show_passkey", "people.remove_passkey"}
    reading = {action for action in given if action.partition(".")[2].startswith("read")}
    assert given == own | reading | {"check.trace", "privacy.open_record"}
