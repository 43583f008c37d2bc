"""Right before a reminder leaves: one about a visit that was moved, cancelled or begun is never sent."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_patient, make_staff
from tests.journey.diary import (
    at,
    booked,
    make_diary,
    often,
    reminders,
)
from unknot.journey.book import actions, reminding
from unknot.journey.book.models import Booking
from unknot.journey.outbox.actions import mark_sent, take_due
from unknot.journey.outbox.models import Message
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MOBILE = "(707) 555-0123"


def taken(booking: Booking, now: Any) -> Message:
    [message] = [one for one in take_due(now=now) if one.kind == "reminder"]
    assert message.subject_id == str(booking.id)
    return message


def leaves(message: Message, now: Any) -> bool:
    return reminding.may_leave(message=message, now=now)


def test_planning_again_queues_nothing_twice() -> None:
    booking = booked(make_diary(), at(3, 10))
    reminding.plan(booking=booking, now=NOW)
    mark_sent(message=taken(booking, at(2, 10)), subject="", body="", now=at(2, 10))
    reminding.plan(booking=booking, now=NOW)
    assert [one.status for one in reminders(booking)] == ["sent"]


def test_right_before_it_leaves_a_reminder_asks_whether_the_visit_stands() -> None:
    """The withdrawal may come between taking and sending: then, and only then, this is what stops it."""
    diary = make_diary(practitioners=3, rooms=3)
    desk = make_staff(diary.clinic)
    moved, cancelled, arrived, stands = (booked(diary, at(3, 10 + hour)) for hour in (0, 1, 3, 4))
    now = at(2, 14)
    messages = {one.subject_id: one for one in take_due(now=now) if one.kind == "reminder"}

    actions.move(booking=moved, starts_at=at(4, 10), by=desk, now=now)
    actions.cancel(booking=cancelled, by=desk, now=now)
    Booking.objects.filter(id=arrived.id).update(status="arrived")

    assert [leaves(messages[str(one.id)], now) for one in (moved, cancelled, arrived, stands)] == [
        False,
        False,
        False,
        True,
    ]
    assert [one.status for one in reminders(arrived)] == ["withdrawn"]
    assert [one.status for one in reminders(moved)] == ["withdrawn", "queued"]


def test_a_reminder_that_was_not_withdrawn_is_still_not_sent_about_another_time() -> None:
    """Had the withdrawal been forgotten somewhere, the sequence would tell."""
    booking = booked(make_diary(), at(3, 10))
    message = taken(booking, at(2, 10))
    Booking.objects.filter(id=booking.id).update(sequence=1)
    assert leaves(message, at(2, 10)) is False
    assert Event.objects.filter(kind="outbox.withdrawn", subject_id=str(message.id)).exists()


def test_a_reminder_never_comes_after_the_visit_began() -> None:
    booking = booked(make_diary(), at(3, 10))
    message = taken(booking, at(3, 9, 59))
    assert leaves(message, at(3, 10)) is False
    assert reminders(booking, "withdrawn") == [message]


def test_what_is_late_waits_for_the_morning_if_the_visit_does() -> None:
    diary = make_diary()
    there = make_patient(diary.clinic, zone="America/Anchorage")
    noon, early = booked(diary, at(3, 11)), booked(diary, at(3, 9), patient=there)
    now = at(2, 23)
    waiting, too_late = sorted(
        (one for one in take_due(now=now) if one.kind == "reminder"),
        key=lambda one: one.subject_id != str(noon.id),
    )
    # In Anchorage it is an hour earlier: their night ends at nine in Santa Rosa, when the visit begins.
    assert [leaves(waiting, now), leaves(too_late, now)] == [False, False]
    [waits] = reminders(noon, "queued")
    assert (waits.due_at, waits.claimed_until, waits.attempts) == (at(3, 8), None, 0)
    assert [one.status for one in reminders(early)] == ["withdrawn"]


def test_of_two_that_are_late_only_the_last_is_sent() -> None:
    booking = booked(often(make_diary(), 48, 2), at(3, 10))
    now = at(3, 8, 40)
    first, second = sorted(
        (one for one in take_due(now=now) if one.kind == "reminder"), key=lambda one: one.due_at
    )
    assert [leaves(first, now), leaves(second, now)] == [False, True]
    assert reminders(booking, "withdrawn") == [first]


def test_another_workers_claim_is_respected() -> None:
    booking = booked(make_diary(), at(3, 10))
    slow = taken(booking, at(2, 10))
    quick = taken(booking, at(2, 10, 10))
    assert [leaves(slow, at(2, 10, 10)), leaves(quick, at(2, 10, 10))] == [False, True]
