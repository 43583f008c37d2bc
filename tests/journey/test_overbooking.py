"""Booking against the calendar: by whom, with what reason, into which seat, and how it is told."""

from typing import Any

import pytest

from tests.factories import NOW, make_membership, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import Diary, at, booked, checked, make_diary
from unknot.journey.book.actions import book, cancel, move
from unknot.journey.book.models import Booking, Claim, Resource
from unknot.journey.people import queries as people
from unknot.journey.people.access import SYSTEM, Actor, visitor
from unknot.journey.people.actions import allow_overbooking
from unknot.journey.people.models import Role
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db


def squeezed(diary: Diary, starts_at: Any, *, by: Actor, **more: Any) -> Booking:
    given: dict[str, Any] = {"patient": make_patient(diary.clinic), "practitioner": diary.practitioners[0]}
    given |= {"check": checked(diary), "despite": "In great pain, and she drives on today", **more}
    return book(clinic=diary.clinic, service=diary.service, starts_at=starts_at, by=by, now=NOW, **given)


def owner(diary: Diary) -> Actor:
    return make_staff(diary.clinic, Role.OWNER)


def test_a_taken_time_is_overbooked_into_the_named_seat() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))

    extra = squeezed(diary, at(1, 10), by=owner(diary))

    assert (extra.exception, extra.exception_reason) == (
        "overbooked",
        "In great pain, and she drives on today",
    )
    assert (extra.practitioner, extra.room) == (diary.practitioners[0], diary.rooms[0])
    seat = Resource.objects.get(overflow_of=diary.practitioners[0])
    assert Claim.objects.filter(booking=extra, resource=seat).count() == 7
    assert Claim.objects.filter(booking=extra).count() == 7 + 6, (
        "the seat and the person, nothing taken twice"
    )
    event = Event.objects.get(kind="book.booked", subject_id=str(extra.pk))
    assert event.data["exception"] == "overbooked"
    assert event.data["why"] == extra.exception_reason


def test_the_overflow_seat_is_one_seat() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    by = owner(diary)
    squeezed(diary, at(1, 10), by=by)
    again = code(squeezed, diary=diary, starts_at=at(1, 10, 15), by=by)
    assert again == ("overflow_taken", "starts_at")


def test_nobody_is_overbooked_into_two_places() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    one, two = diary.practitioners
    booked(diary, at(1, 10), practitioner=one)
    patient = booked(diary, at(1, 10), practitioner=two).patient
    assert code(squeezed, diary=diary, starts_at=at(1, 10), by=owner(diary), patient=patient)[0] == "overlap"


def test_a_free_room_is_taken_with_it_and_nobody_comes_on_top() -> None:
    diary = make_diary(rooms=2)
    booked(diary, at(1, 10))
    extra = squeezed(diary, at(1, 10), by=owner(diary))
    assert extra.room == diary.rooms[1]
    assert Claim.objects.filter(booking=extra).count() == 7 + 7 + 6


def test_outside_opening_hours_everything_is_claimed_and_it_is_said() -> None:
    diary = make_diary()
    early = squeezed(diary, at(1, 7), by=owner(diary))
    assert early.exception == "off_hours"
    assert Claim.objects.filter(booking=early).count() == 7 + 7 + 7 + 6
    saturday = squeezed(diary, at(5, 10), by=owner(diary))
    assert (saturday.exception, saturday.room) == ("off_hours", diary.rooms[0])


def test_a_free_time_is_booked_as_ever() -> None:
    diary = make_diary()
    plain = squeezed(diary, at(1, 10), by=owner(diary))
    assert (plain.exception, plain.exception_reason) == ("", "")
    assert Claim.objects.filter(booking=plain).count() == 20


def test_a_move_to_a_free_time_ends_the_exception() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    by = owner(diary)
    extra = squeezed(diary, at(1, 10), by=by)
    moved = move(booking=extra, starts_at=at(1, 11), by=by, now=NOW)
    assert moved.exception == ""
    assert Claim.objects.filter(booking=extra).count() == 20
    cancel(booking=extra, by=by, now=NOW)
    assert Claim.objects.filter(booking=extra).count() == 0


def test_who_may_and_what_they_must_say() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    member = make_membership(diary.clinic, Role.FRONT_DESK)

    def desk() -> Actor:
        actor = people.staff(member.user, diary.clinic.pk)
        assert actor is not None
        return actor

    given: dict[str, Any] = {"diary": diary, "starts_at": at(1, 10)}
    assert code(squeezed, by=desk(), **given)[0] == "not_allowed"
    assert (
        code(squeezed, by=visitor(diary.clinic), patient=None, name="Ana", email="ana@example.org", **given)[
            0
        ]
        == "not_allowed"
    )
    assert code(squeezed, by=SYSTEM, **given)[0] == "not_allowed"
    assert code(squeezed, by=owner(diary), despite=" ", **given) == ("reason_missing", "despite")
    assert code(squeezed, by=owner(diary), practitioner=None, **given)[1] == "practitioner"
    assert code(allow_overbooking, membership=member, allowed=True, by=desk(), now=NOW)[0] == "not_allowed"

    allow_overbooking(membership=member, allowed=True, by=owner(diary), now=NOW)

    assert squeezed(diary, at(1, 10), by=desk()).exception == "overbooked"
    assert Event.objects.filter(kind="people.overbooking_allowed").count() == 1
    allow_overbooking(membership=member, allowed=False, by=owner(diary), now=NOW)
    assert code(squeezed, by=desk(), diary=diary, starts_at=at(1, 11))[0] == "not_allowed"


def test_a_full_class_is_not_overbooked() -> None:
    diary = make_diary(capacity=2)
    assert code(squeezed, diary=diary, starts_at=at(1, 10), by=owner(diary)) == ("class_full", "starts_at")
