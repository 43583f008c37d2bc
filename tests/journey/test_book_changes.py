"""Moving, cancelling, marking: the old seat goes when the new one is held, and the link opens one booking."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, booked_online, claims_of, happened, link_of, make_diary, told
from unknot.journey.book import actions, queries
from unknot.journey.book.models import BookingStatus
from unknot.journey.people.access import SYSTEM
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db


def test_a_move_keeps_the_name_and_raises_the_sequence() -> None:
    diary = make_diary()
    booking = booked_online(diary, at(2, 10))
    uid = booking.uid

    moved = actions.move(booking=booking, starts_at=at(3, 14), by=link_of(booking), now=NOW)

    assert (moved.uid, moved.sequence, moved.starts_at) == (uid, 1, at(3, 14))
    assert claims_of(moved) == 20
    assert told() == [
        ("booked", "withdrawn"),
        ("reminder", "withdrawn"),
        ("moved", "queued"),
        ("reminder", "queued"),
    ]
    assert happened(moved) == ["book.booked", "book.moved"]
    assert booked(diary, at(2, 10)).is_standing, "the old seat is free again"


def test_a_move_by_a_quarter_of_an_hour_keeps_what_it_can() -> None:
    diary = make_diary()
    booking = booked(diary, at(2, 10))
    moved = actions.move(booking=booking, starts_at=at(2, 10, 15), by=make_staff(diary.clinic), now=NOW)
    assert (moved.starts_at, claims_of(moved)) == (at(2, 10, 15), 20)


def test_a_move_onto_a_taken_start_leaves_everything_as_it_was() -> None:
    diary = make_diary()
    booking, desk = booked(diary, at(2, 10)), make_staff(diary.clinic)
    booked(diary, at(2, 11))
    assert code(actions.move, booking=booking, starts_at=at(2, 11), by=desk, now=NOW) == (
        "taken",
        "starts_at",
    )
    booking.refresh_from_db()
    assert (booking.starts_at, booking.sequence, claims_of(booking)) == (at(2, 10), 0, 20)


def test_a_move_stays_with_the_practitioner_and_goes_to_another_only_when_it_must() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    first, second = diary.practitioners
    desk = make_staff(diary.clinic)
    booking = booked(diary, at(2, 10), practitioner=first)
    booked(diary, at(2, 14), practitioner=first)

    assert actions.move(booking=booking, starts_at=at(2, 11), by=desk, now=NOW).practitioner == first
    assert actions.move(booking=booking, starts_at=at(2, 14), by=desk, now=NOW).practitioner == second


def test_a_cancelled_visit_gives_its_seat_back_and_stays_cancelled() -> None:
    diary = make_diary()
    booking = booked_online(diary, at(2, 10))

    cancelled = actions.cancel(booking=booking, by=link_of(booking), now=NOW, reason="feeling better")

    assert (cancelled.status, cancelled.sequence, claims_of(cancelled)) == ("cancelled", 1, 0)
    assert told() == [("booked", "withdrawn"), ("reminder", "withdrawn"), ("cancelled", "queued")]
    assert Event.objects.get(kind="book.cancelled").reason == "feeling better"
    again = {"booking": booking, "by": link_of(booking), "now": NOW}
    assert code(actions.cancel, **again) == ("not_standing", None)
    assert code(actions.move, **again, starts_at=at(2, 11)) == ("not_standing", None)
    assert code(actions.mark, booking=booking, status="arrived", by=SYSTEM, now=NOW)[0] == "cancelled"


def test_the_link_changes_a_visit_until_the_limit_and_the_desk_after_it() -> None:
    diary = make_diary(clinic=make_clinic(cancel_hours=24))
    booking = booked_online(diary, at(2, 10))
    last = at(1, 10)
    late = last + timedelta(minutes=1)
    assert (queries.may_change(booking, now=last), queries.may_change(booking, now=late)) == (True, False)
    assert code(actions.cancel, booking=booking, by=link_of(booking), now=late) == ("too_late", None)
    assert actions.cancel(booking=booking, by=make_staff(diary.clinic), now=late).status == "cancelled"


def test_a_link_opens_its_own_booking_and_no_other() -> None:
    diary = make_diary()
    booking, other = booked(diary, at(2, 10)), booked(diary, at(2, 11))
    token = queries.manage_token(booking)
    assert queries.booking_for(token) == booking
    assert [
        queries.booking_for(wrong) for wrong in ("", "x", token[:-1], other.id.hex, f"{other.id.hex}.x")
    ] == [None] * 5
    assert code(actions.cancel, booking=other, by=link_of(booking), now=NOW) == ("not_allowed", None)


def test_arrived_and_no_show_are_marked_and_unmarked() -> None:
    diary = make_diary()
    desk, booking = make_staff(diary.clinic), booked(diary, at(1, 10))
    mark: dict[str, Any] = {"booking": booking, "by": desk}
    assert code(actions.mark, **mark, status="no_show", now=NOW) == ("not_yet", None)
    assert code(actions.mark, **mark, status="cancelled", now=NOW) == ("status", "status")
    for status in (BookingStatus.ARRIVED, BookingStatus.NO_SHOW, BookingStatus.BOOKED):
        assert actions.mark(**mark, status=status, now=at(1, 10, 5)).status == status
    assert happened(booking) == ["book.booked", "book.arrived", "book.no_show", "book.booked"]
    assert claims_of(booking) == 20
