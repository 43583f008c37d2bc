"""Two hundred people want one start; fewer want what there are several of. On SQLite and on PostgreSQL: as
many get it as there are seats, never more and never fewer, and everybody else is told that it is taken.
Each has a control without the constraint, in which more people get it than there are seats."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, models, transaction

from tests.factories import NOW, make_patient
from tests.journey.crowd import PATIENCE, all_have_chosen, at_once, twice_claimed, unprotected
from tests.journey.diary import Diary, at, booked, checked, make_diary
from unknot.journey.book import holding
from unknot.journey.book.actions import book
from unknot.journey.book.claiming import claimed
from unknot.journey.book.classes import lay_out
from unknot.journey.book.furnishing import add_equipment
from unknot.journey.book.models import Booking, Claim, Hold
from unknot.journey.people.access import SYSTEM, visitor

pytestmark = pytest.mark.django_db(transaction=True)

FEW = 12
NOTHING_ELSE = "taken, and nothing else offered"
Act = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Wish:
    """What there is of something, how to set it up, and how somebody asks for it."""

    name: str
    seats: int
    make: Callable[[], Diary]
    ask: Callable[[Diary, int], Act]
    people: int = 30
    told: str = "taken"


def books(diary: Diary, people: int, **fields: Any) -> Act:
    patients = [make_patient(diary.clinic) for _ in range(people)]
    given = {"clinic": diary.clinic, "service": diary.service, "starts_at": at(1, 10), **fields}
    return lambda number: book(patient=patients[number], by=SYSTEM, now=NOW, **given)


def books_whom_they_know(diary: Diary, people: int) -> Act:
    return books(diary, people, practitioner=diary.practitioners[0])


def holds(diary: Diary, people: int) -> Act:
    checks = [checked(diary) for _ in range(people)]
    return lambda number: holding.hold(
        clinic=diary.clinic, service=diary.service, starts_at=at(1, 10), secret=f"person {number}",
        check=checks[number], by=visitor(diary.clinic), now=NOW,
    )  # fmt: skip


def with_lasers() -> Diary:
    """Four people and four rooms, but two lasers."""
    diary = make_diary(practitioners=4, rooms=4, equipment_kind="laser")
    for number in range(2):
        add_equipment(clinic=diary.clinic, name=f"Laser {number}", kind="laser", by=SYSTEM, now=NOW)
    return diary


def with_a_class() -> Diary:
    diary = make_diary(capacity=7, name="Group", slug="group")
    lay_out(
        service=diary.service, practitioner=diary.practitioners[0], room=diary.rooms[0],
        first_day=at(1, 0).date(), clock=time(10), weeks=1, by=SYSTEM, now=NOW,
    )  # fmt: skip
    return diary


WISHES = (
    Wish("one seat, two hundred people", 1, make_diary, books, people=200),
    Wish("one seat to hold", 1, make_diary, holds),
    Wish("anyone of five", 5, lambda: make_diary(practitioners=5, rooms=9), books),
    Wish("three rooms for eight practitioners", 3, lambda: make_diary(practitioners=8, rooms=3), books),
    Wish("two lasers", 2, with_lasers, books),
    Wish("a class of seven", 7, with_a_class, books, told=NOTHING_ELSE),
    Wish("a class of seven to hold", 7, with_a_class, holds, told=NOTHING_ELSE),
    Wish("one of five by name", 1, lambda: make_diary(practitioners=5, rooms=9), books_whom_they_know),
)
each = pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.name)


@each
def test_as_many_as_there_are_seats(wish: Wish) -> None:
    diary = wish.make()

    fates = at_once(wish.people, wish.ask(diary, wish.people))

    assert fates == {"done": wish.seats, wish.told: wish.people - wish.seats}
    assert Booking.objects.count() + Hold.objects.count() == wish.seats
    assert twice_claimed() == 0


@each
def test_without_the_constraint_it_is_more(wish: Wish, monkeypatch: pytest.MonkeyPatch) -> None:
    diary = wish.make()
    ask = wish.ask(diary, FEW)

    with unprotected(monkeypatch, FEW):
        fates = at_once(FEW, ask)
        assert fates["done"] > wish.seats, fates
        assert Booking.objects.count() + Hold.objects.count() == fates["done"]
        assert twice_claimed() > 0


def test_where_everybody_wants_the_same_room_first_there_is_one_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    diary = make_diary(practitioners=FEW, rooms=FEW)
    patients = [make_patient(diary.clinic) for _ in range(FEW)]

    def act(number: int) -> None:
        booked(diary, at(1, 10), patient=patients[number], practitioner=diary.practitioners[number])

    with all_have_chosen(monkeypatch, FEW):
        assert at_once(FEW, act) == {"done": FEW}
    assert Booking.objects.values("room").distinct().count() == FEW


def test_whoever_finds_a_seat_taken_does_not_keep_their_turn_while_they_try_the_next() -> None:
    """Two who have found different seats taken try each other's: neither waits for the other."""
    diary = make_diary(practitioners=4, rooms=4)
    wanted = [
        set(booked(diary, at(1, 10)).claims.filter(resource__room=None).values_list("resource_id", "tick"))
        for _ in range(2)
    ]
    mine = [booked(diary, at(2, 10)), booked(diary, at(2, 10))]
    gate = Barrier(2)

    def act(number: int) -> None:
        with transaction.atomic():
            assert not claimed(mine[number], wanted[number], NOW)
            if connection.vendor == "postgresql":  # SQLite has one writer at a time
                gate.wait(PATIENCE)
            assert not claimed(mine[number], wanted[1 - number], NOW)

    assert at_once(2, act) == {"done": 2}


def overlapping(diary: Diary, patient: Any) -> Act:
    """Each of the crowd asks for somebody else and a quarter later, all of it within one half-hour visit."""
    return lambda number: book(
        clinic=diary.clinic, service=diary.service, starts_at=at(1, 10, 15 * (number % 2)), patient=patient,
        practitioner=diary.practitioners[number], by=SYSTEM, now=NOW,
    )  # fmt: skip


def test_one_person_is_with_one_practitioner_at_a_time() -> None:
    diary = make_diary(practitioners=FEW, rooms=FEW)
    patient = make_patient(diary.clinic)

    fates = at_once(FEW, overlapping(diary, patient))

    assert fates == {"done": 1, "overlap": FEW - 1}


def test_without_the_constraint_one_person_is_in_two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    diary = make_diary(practitioners=FEW, rooms=FEW)
    patient = make_patient(diary.clinic)
    booked(diary, at(3, 10), patient=patient)  # the person is known to the calendar: making that waits too
    with unprotected(monkeypatch, FEW):
        fates = at_once(FEW, overlapping(diary, patient))
        assert fates["done"] > 1, fates


def test_two_therapies_back_to_back_are_both_booked_though_both_rooms_need_tidying() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    patient = make_patient(diary.clinic)
    given: dict[str, Any] = {"clinic": diary.clinic, "service": diary.service, "patient": patient}

    fates = at_once(
        2,
        lambda number: book(
            starts_at=at(1, 10, 30 * number),
            practitioner=diary.practitioners[number],
            by=SYSTEM,
            now=NOW,
            **given,
        ),
    )

    assert fates == {"done": 2}
    third = booked(diary, at(1, 11), patient=patient, practitioner=diary.practitioners[0])
    assert third.is_standing, "the end of one is no overlap with the beginning of the next"


def test_the_constraint_is_the_one_that_is_dropped() -> None:
    names = [one.name for one in Claim._meta.constraints if isinstance(one, models.UniqueConstraint)]
    assert names == ["book_claim_one_holder"]
