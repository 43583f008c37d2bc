"""Somebody is ill today: everyone concerned is offered a new time, nobody the same one, nothing is written
before it is confirmed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.courses import make_plan, make_practice, place_all, start_of
from tests.journey.diary import at, booked, happened
from unknot.journey.book.actions import cancel
from unknot.journey.book.arranging import add_leave
from unknot.journey.book.models import Booking, Leave
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import Actor
from unknot.journey.plan.away import changes, concerned, leave, move_away
from unknot.journey.plan.placing import take
from unknot.journey.plan.queries import visits_of

pytestmark = pytest.mark.django_db


def ill(practitioner: Any, desk: Actor, day: int = 1) -> Leave:
    return add_leave(
        practitioner=practitioner,
        starts_at=at(day, 0),
        ends_at=at(day + 1, 0),
        by=desk,
        now=NOW,
        reason="ill",
    )


def test_each_person_gets_another_seat_near_their_time_and_nobody_the_same() -> None:
    practice = make_practice(chiropractors=2, rooms=2)
    sam, _ = practice.diary.practitioners
    desk = make_staff(practice.clinic)
    ten, eleven = (booked(practice.diary, at(1, hour), practitioner=sam) for hour in (10, 11))
    before = Booking.objects.values_list("starts_at", "practitioner")
    told = list(before)

    away = ill(sam, desk)
    found = changes(desk, away, now=NOW)

    assert [one.key for one in found] == [str(ten.pk), str(eleven.pk)]
    seats = [one.seats[one.key] for one in found]
    assert [start_of(seat) for seat in seats] == [at(1, 10), at(1, 11)]
    assert list(before.all()) == told


def test_what_one_is_offered_is_not_offered_to_the_next() -> None:
    practice = make_practice(chiropractors=2, rooms=2)
    sam, kim = practice.diary.practitioners
    desk = make_staff(practice.clinic)
    for practitioner in (sam, kim):
        booked(practice.diary, at(1, 9), practitioner=practitioner)
    first, second = (booked(practice.diary, start, practitioner=sam) for start in (at(1, 10), at(1, 10, 45)))
    booked(practice.diary, at(1, 10, 45), practitioner=kim)

    found = changes(desk, ill(sam, desk), now=NOW)

    assert len(found) == 3
    held = [tick for one in found for tick in one.stock.ticks(one.seats.values()).items()]
    by_resource: dict[int, list[int]] = {}
    for resource, ticks in held:
        by_resource.setdefault(resource, []).extend(ticks)
    assert all(len(ticks) == len(set(ticks)) for ticks in by_resource.values())
    assert {first.pk, second.pk} <= {next(iter(one.before.values())).pk for one in found}


def test_a_visit_that_is_moved_is_told_of_once_and_keeps_its_name() -> None:
    practice = make_practice()
    sam = practice.diary.practitioners[0]
    desk = make_staff(practice.clinic)
    booking = booked(practice.diary, at(1, 10), practitioner=sam)
    away = ill(sam, desk)
    (change,) = changes(desk, away, now=NOW)
    Message.objects.all().delete()

    moved = move_away(booking=booking, seat=change.seats[change.key], by=desk, now=NOW)

    assert (moved.uid, moved.sequence) == (booking.uid, 1)
    assert moved.practitioner != sam
    assert happened(moved) == ["book.booked", "book.moved"]
    assert [one.kind for one in Message.objects.exclude(kind="reminder")] == ["course"]
    assert concerned(desk, away, now=NOW) == []


def test_a_seat_that_went_meanwhile_is_refused_and_nothing_changes() -> None:
    practice = make_practice(chiropractors=2)
    sam, kim = practice.diary.practitioners
    desk = make_staff(practice.clinic)
    booking = booked(practice.diary, at(1, 10), practitioner=sam)
    (change,) = changes(desk, ill(sam, desk), now=NOW)
    seat = change.seats[change.key]
    booked(practice.diary, start_of(seat), practitioner=kim)

    assert code(move_away, booking=booking, seat=seat, by=desk, now=NOW)[0] == "taken"
    booking.refresh_from_db()
    assert (booking.starts_at, booking.practitioner, booking.sequence) == (at(1, 10), sam, 0)


def test_a_visit_that_was_cancelled_meanwhile_stays_cancelled() -> None:
    practice = make_practice()
    sam = practice.diary.practitioners[0]
    desk = make_staff(practice.clinic)
    booking = booked(practice.diary, at(1, 10), practitioner=sam)
    (change,) = changes(desk, ill(sam, desk), now=NOW)
    cancel(booking=booking, by=desk, now=NOW)

    assert code(move_away, booking=booking, seat=change.seats[change.key], by=desk, now=NOW)[0] == "changed"


def test_visits_of_a_plan_are_moved_within_their_plan() -> None:
    practice = make_practice()
    desk = make_staff(practice.clinic)
    plan = place_all(make_plan(practice))
    third = next(one for one in visits_of(plan) if one.key == "3.1").booking
    assert third is not None
    sam = third.practitioner
    away = add_leave(
        practitioner=sam,
        starts_at=third.starts_at - timedelta(hours=2),
        ends_at=third.ends_at + timedelta(hours=9),
        by=desk,
        now=NOW,
    )
    (change,) = changes(desk, away, now=NOW)

    assert change.plan == plan
    assert set(change.seats) == {"3.1"}
    take(plan=plan, seats=change.seats, version=plan.version, by=desk, now=NOW)
    assert changes(desk, away, now=NOW) == []


def test_who_finds_no_place_is_listed_with_the_reason() -> None:
    practice = make_practice(chiropractors=1)
    sam = practice.diary.practitioners[0]
    desk = make_staff(practice.clinic)
    booked(practice.diary, at(1, 10), practitioner=sam)
    away = add_leave(practitioner=sam, starts_at=at(0, 0), ends_at=at(40, 0), by=desk, now=NOW)

    (change,) = changes(desk, away, now=NOW)

    assert change.seats == {}
    assert len(change.missing[change.key]) == 1


def test_however_many_are_concerned_the_questions_to_the_database_are_as_many() -> None:
    practice = make_practice(chiropractors=3, rooms=6)
    sam = practice.diary.practitioners[0]
    desk = make_staff(practice.clinic)
    plans = [place_all(make_plan(practice, patient=make_patient(practice.clinic))) for _ in range(3)]
    visits = [one.booking for plan in plans for one in visits_of(plan) if one.booking]
    first = min(one.starts_at for one in visits if one.practitioner == sam)
    counts = []
    for length in (timedelta(minutes=15), timedelta(days=20)):
        away = add_leave(practitioner=sam, starts_at=first, ends_at=first + length, by=desk, now=NOW)
        with CaptureQueriesContext(connection) as asked:
            found = changes(desk, away, now=NOW)
        counts.append((len(found), len(asked)))

    assert counts[0][0] < counts[1][0]
    assert counts[0][1] == counts[1][1]


def test_another_clinic_sees_nothing_of_it() -> None:
    practice, other = make_practice(), make_practice()
    desk, stranger = make_staff(practice.clinic), make_staff(other.clinic)
    booked(practice.diary, at(1, 10), practitioner=practice.diary.practitioners[0])
    away = ill(practice.diary.practitioners[0], desk)

    assert leave(stranger, away.pk) is None
    assert concerned(stranger, away, now=NOW) == []
    (booking,) = concerned(desk, away, now=NOW)
    assert code(move_away, booking=booking, seat=None, by=stranger, now=NOW)[0] == "not_allowed"


def test_a_visit_of_next_month_stays_in_its_week() -> None:
    practice = make_practice(chiropractors=1)
    sam = practice.diary.practitioners[0]
    desk = make_staff(practice.clinic)
    booked(practice.diary, at(14, 10), practitioner=sam)

    (change,) = changes(desk, ill(sam, desk, 14), now=NOW)

    # The Monday before it, or the day after: both are a day off.
    assert start_of(change.seats[change.key]) in (at(11, 10), at(15, 10))
