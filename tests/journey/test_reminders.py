"""Reminders follow their visit: queued with it, moved with it, withdrawn with it; and what they lead to."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import (
    at,
    booked,
    happened,
    link_of,
    make_diary,
    often,
    reminders,
)
from unknot.journey.book import actions, attendance, links, reminding
from unknot.journey.book.arranging import set_reminders
from unknot.journey.book.models import Booking
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people import actions as people
from unknot.journey.people.access import SYSTEM

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MOBILE = "(707) 555-0123"


def due(booking: Booking) -> list[Any]:
    return [one.due_at for one in reminders(booking, "queued")]


def test_a_visit_is_reminded_of_a_day_before_unless_the_service_says_otherwise() -> None:
    usual, rarely = make_diary(), make_diary()
    twice, never = often(make_diary(), 2, 48), often(rarely)

    assert due(booked(usual, at(3, 10))) == [at(2, 10)]
    assert due(booked(twice, at(3, 10))) == [at(1, 10), at(3, 8)]
    assert due(booked(never, at(3, 10))) == []


def test_none_is_queued_for_a_moment_that_has_passed() -> None:
    diary = often(make_diary(), 48, 24, 2)
    assert due(booked(diary, at(1, 16))) == [at(0, 16), at(1, 14)]
    assert due(booked(diary, at(0, 13))) == [at(0, 11)]
    assert due(booked(often(make_diary(), 48, 24), at(0, 13))) == []


def test_a_reminder_tells_the_same_appointment_with_its_sequence_and_three_links() -> None:
    booking = booked(make_diary(), at(3, 10))
    [reminder] = reminders(booking)
    told = reminder.context
    assert (told["uid"], told["sequence"], told["starts_at"]) == (booking.uid, 0, "2026-11-26T18:00:00+00:00")
    assert [told[f"{what}_link"].rpartition("/")[2] for what in ("confirm", "move", "cancel")] == [
        "confirm",
        "move",
        "cancel",
    ]
    assert links.booking_behind(told["short_link"].removeprefix("/r/")) == booking


def test_a_move_withdraws_the_old_reminders_and_queues_new_ones() -> None:
    diary = often(make_diary(), 48, 2)
    booking = booked(diary, at(3, 10))

    moved = actions.move(booking=booking, starts_at=at(4, 14), by=make_staff(diary.clinic), now=NOW)

    assert [one.due_at for one in reminders(booking, "withdrawn")] == [at(1, 10), at(3, 8)]
    assert due(moved) == [at(2, 14), at(4, 12)]
    assert {(one.context["uid"], one.context["sequence"]) for one in reminders(moved, "queued")} == {
        (booking.uid, 1)
    }


def test_a_cancelled_visit_is_not_reminded_of() -> None:
    booking = booked(make_diary(), at(3, 10))
    actions.cancel(booking=booking, by=link_of(booking), now=NOW)
    assert [one.status for one in reminders(booking)] == ["withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_a_booking_that_is_undone_leaves_no_reminder() -> None:
    diary = make_diary()

    @transaction.atomic
    def change() -> None:
        booked(diary, at(3, 10))
        raise LookupError("the transaction fails")

    with pytest.raises(LookupError):
        change()
    assert not Message.objects.exists()


def test_what_falls_into_the_persons_night_goes_out_before_it() -> None:
    diary = often(make_diary(), 3)
    there = make_patient(diary.clinic, zone="Europe/Madrid")
    unknown = make_patient(diary.clinic)

    # 6:30 in Santa Rosa is night there, and half past three in the afternoon in Madrid.
    assert due(booked(diary, at(3, 9, 30), patient=unknown)) == [at(2, 20, 45)]
    assert due(booked(diary, at(4, 9, 30), patient=there)) == [at(4, 6, 30)]
    [late] = due(booked(diary, at(3, 16), patient=there))
    assert late.astimezone(ZoneInfo("Europe/Madrid")).time() == time(20, 45)


def test_the_clinic_sets_its_quiet_hours_and_some_of_the_day_is_left() -> None:
    clinic = make_clinic()
    owner = make_staff(clinic, "owner")
    set_policy = people.set_policy
    given: dict[str, Any] = {"clinic": clinic, "by": owner, "now": NOW}
    changed = set_policy(
        **given, quiet_from=time(18), quiet_until=time(9, 30), late_hours=6, texts_name=" V S "
    )
    assert (changed.quiet_from, changed.late_hours, changed.texts_name) == (time(18), 6, "V S")
    assert code(set_policy, **given, quiet_from=time(9), quiet_until=time(8)) == (
        "quiet_hours",
        "quiet_until",
    )
    assert code(set_policy, **given, texts_name="x" * 41) == ("texts_name", "texts_name")
    assert code(set_policy, **{**given, "by": make_staff(clinic)})[0] == "not_allowed"
    diary = often(make_diary(clinic=changed), 15)
    assert due(booked(diary, at(3, 10))) == [at(2, 17, 45)]


def test_a_confirmed_visit_is_confirmed_once_and_a_move_asks_anew() -> None:
    diary = make_diary()
    booking = booked(diary, at(3, 10))
    say: dict[str, Any] = {"booking": booking, "by": link_of(booking), "sequence": 0}

    confirmed = [reminding.confirm(**say, now=NOW + hours * HOUR).confirmed_at for hours in (1, 2)]

    assert confirmed == [NOW + HOUR] * 2
    assert happened(booking) == ["book.booked", "book.confirmed"]
    moved = actions.move(booking=booking, starts_at=at(4, 10), by=make_staff(diary.clinic), now=NOW)
    assert moved.confirmed_at is None
    assert code(reminding.confirm, **say, now=NOW)[0] == "changed"
    assert code(reminding.confirm, **{**say, "sequence": 1}, now=at(4, 10))[0] == "not_standing"
    other = booked(diary, at(3, 14))
    assert code(reminding.confirm, **{**say, "booking": other}, now=NOW)[0] == "not_allowed"


def test_late_cancellations_and_no_shows_are_counted_for_the_desk() -> None:
    diary = make_diary(clinic=make_clinic(late_hours=12, cancel_hours=1))
    desk, patient = make_staff(diary.clinic), make_patient(diary.clinic)
    early, late, ill, away, missed = (booked(diary, at(day, 10), patient=patient) for day in (1, 2, 3, 4, 7))
    actions.cancel(booking=early, by=link_of(early), now=at(0, 22))
    actions.cancel(booking=late, by=link_of(late), now=at(1, 22, 1))
    actions.cancel(booking=ill, by=desk, for_person=True, now=at(3, 8), reason="The person is ill")
    actions.cancel(booking=away, by=desk, now=at(4, 8), reason="The practitioner is away")
    actions.mark(booking=missed, status="no_show", by=desk, now=at(7, 11))

    counted = attendance.missed(desk, [patient.pk], now=at(7, 12))

    assert counted == {patient.pk: attendance.Missed(no_shows=1, cancelled_late=2)}
    assert [happened(one)[-1] for one in (early, late, ill, away)] == [
        "book.cancelled",
        "book.cancelled_late",
        "book.cancelled_late",
        "book.cancelled",
    ]
    assert attendance.missed(desk, [patient.pk], now=at(7, 12) + attendance.COUNTED) == {}
    assert attendance.missed(make_staff(make_clinic()), [patient.pk], now=at(7, 12)) == {}


def test_times_before_a_visit_are_asked_for_sensibly() -> None:
    diary = make_diary()
    given: dict[str, Any] = {"service": diary.service, "now": NOW}
    assert code(set_reminders, **given, by=SYSTEM, minutes_before={"fax": [60]})[0] == "channel"
    for wrong in (0, -5, 15 * 24 * 60):
        assert code(set_reminders, **given, by=SYSTEM, minutes_before={"email": [wrong]})[0] == "reminders"
    assert code(set_reminders, **given, by=make_staff(diary.clinic), minutes_before={})[0] == "not_allowed"


def test_a_short_address_opens_its_own_visit() -> None:
    booking = booked(make_diary(), at(3, 10))
    token = links.short_token(booking)
    assert (len(token), links.booking_behind(token)) == (33, booking)
    others = (
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "",
        "é" * 33,
        token[:22],
        "_" * 22 + token[22:],
        token + "x",
    )
    assert [links.booking_behind(other) for other in others] == [None] * 7


def test_fate_of_a_reminder_is_there_for_the_desk() -> None:
    booking = booked(make_diary(), at(3, 10))
    assert [one.status for one in reminding.planned(booking)] == [Status.QUEUED]
