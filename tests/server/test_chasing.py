"""Unsigned notes chase their author: a day after the visit, once a day, in the morning, with no name."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.factories import make_membership, make_staff
from tests.journey.diary import at, booked, make_diary
from tests.journey.test_notes import ROUTINE, written
from unknot.interfaces.mail.render import render
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.outbox.models import Message
from unknot.journey.people import queries
from unknot.journey.people.access import Actor
from unknot.journey.visit import noting
from unknot.journey.visit.models import Visit
from unknot.server import chasing
from unknot.server.worker import turn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    chasing._last.clear()
    yield
    chasing._last.clear()


def a_morning() -> Booking:
    """Two visits that were kept, of somebody with a sign-in; the note of one is signed by a colleague."""
    diary = make_diary()
    (author,) = diary.practitioners
    author.user = make_membership(diary.clinic, "clinician").user
    author.save()
    first, second = booked(diary, at(0, 13)), booked(diary, at(0, 14))
    Booking.objects.update(status=BookingStatus.ARRIVED)
    row = written(make_staff(diary.clinic, "clinician"), Booking.objects.get(id=first.pk), ROUTINE)
    noting.sign(visit=row, version=row.version, by=_writer(row), now=at(0, 15))
    return Booking.objects.select_related("practitioner__user", "patient").get(id=second.pk)


def _writer(row: Visit) -> Actor:
    found = queries.staff(row.written_by, row.clinic_id)
    assert found is not None
    return found


def letters(now: datetime) -> list[Message]:
    chasing.chase_unsigned(now=now)
    return list(Message.objects.filter(kind="notes_to_sign"))


def test_an_author_is_written_to_after_a_day_in_the_morning_once() -> None:
    booking = a_morning()
    assert letters(at(1, 9)) == []
    assert letters(at(2, 7)) == [], "not in the night"
    (letter,) = letters(at(2, 9))
    assert booking.practitioner.user is not None
    assert letter.to == booking.practitioner.user.email
    assert letters(at(2, 11)) == [letter]
    assert len(letters(at(3, 9))) == 2
    said = render("notes_to_sign", letter.context, "https://clinic.example")
    assert "1 note of visits" in said.text
    assert "https://clinic.example/desk/work" in said.text
    assert booking.patient.name not in said.text + said.html + said.subject


def test_it_looks_once_an_hour_and_the_worker_asks_it() -> None:
    a_morning()
    assert chasing.chase_unsigned(now=at(2, 9)) == 1
    assert chasing.chase_unsigned(now=at(2, 9, 30)) == 0
    assert chasing.chase_unsigned(now=at(2, 10)) == 1
    Message.objects.filter(kind="notes_to_sign").delete()
    turn(now=at(2, 12))
    assert Message.objects.filter(kind="notes_to_sign").exists()


def test_who_signed_or_writes_no_notes_here_is_left_alone() -> None:
    booking = a_morning()
    row = written(make_staff(booking.clinic, "clinician"), booking, ROUTINE)
    noting.sign(visit=row, version=row.version, by=_writer(row), now=at(0, 16))
    assert letters(at(2, 9)) == []
    diary = make_diary()
    (author,) = diary.practitioners
    author.user = make_membership(diary.clinic, "clinician").user
    author.save()
    other = booked(diary, at(0, 13))
    Booking.objects.filter(id=other.pk).update(status=BookingStatus.ARRIVED)
    assert letters(at(2, 10) + timedelta(minutes=1)) == []
