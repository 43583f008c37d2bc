"""Many people want to keep the same start while they fill the form, and some of them book it meanwhile. Run
on SQLite and on PostgreSQL: exactly one gets it, and nobody sees an error that is not an answer."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.journey.crowd import at_once
from tests.journey.diary import Diary, at, booked_online, checked, make_diary
from unknot.journey.book import holding
from unknot.journey.book.models import Booking, Claim, Hold
from unknot.journey.check.models import Check
from unknot.journey.people.access import visitor

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 24
OVER = NOW + timedelta(minutes=10)
Act = Callable[[int, Check], object]


def race(diary: Diary, act: Act, people: int = PEOPLE) -> Counter[str]:
    """All at once; how many got what: "done", the code of a refusal, or the name of an unexpected error."""
    checks = [checked(diary) for _ in range(people)]
    return at_once(people, lambda number: act(number, checks[number]))


def keep(diary: Diary, check: Check, secret: str, *, minutes: int = 0) -> Hold:
    return holding.hold(
        clinic=diary.clinic,
        service=diary.service,
        starts_at=at(1, 10),
        secret=secret,
        check=check,
        by=visitor(diary.clinic),
        now=NOW + timedelta(minutes=minutes),
    )


def test_those_who_hold_and_those_who_book_at_once_get_as_many_seats_as_there_are() -> None:
    diary = make_diary(practitioners=3, rooms=2)

    def act(number: int, check: Check) -> object:
        if number % 2:
            return keep(diary, check, f"person {number}")
        return booked_online(diary, at(1, 10), check=check, name=f"Person {number}")

    fates = race(diary, act)
    assert fates == {"done": 2, "taken": PEOPLE - 2}
    assert Hold.objects.count() + Booking.objects.count() == 2


def test_a_hold_that_is_over_is_cleared_by_many_at_once_and_won_by_one() -> None:
    diary = make_diary()
    keep(diary, checked(diary), "the first")

    fates = race(diary, lambda number, check: keep(diary, check, f"person {number}", minutes=10))

    assert fates == {"done": 1, "taken": PEOPLE - 1}
    assert (Hold.objects.count(), Claim.objects.count()) == (1, 14)


def test_the_owner_books_once_however_often_the_form_is_sent_while_others_press() -> None:
    diary = make_diary()
    own = checked(diary)
    keep(diary, own, "ana")

    def act(number: int, check: Check) -> object:
        if number % 3:
            return booked_online(diary, at(1, 10), check=check, name=f"Person {number}")
        return booked_online(diary, at(1, 10), check=own, secret="ana", name="Ana Lopez")

    fates = race(diary, act)
    assert (fates["done"], sum(fates.values())) == (1, PEOPLE)
    # On PostgreSQL two of the owner's forms may both register them; whoever comes second is sent back.
    assert set(fates) <= {"done", "taken", "overlap", "not_their_check"}
    assert Booking.objects.get().patient.name == "Ana Lopez"
    assert (Hold.objects.count(), Claim.objects.count()) == (0, 20)


def test_one_person_in_many_windows_holds_one_seat() -> None:
    diary = make_diary(practitioners=4, rooms=4)
    fates = race(diary, lambda number, check: keep(diary, check, "ana"), people=8)
    assert fates == {"done": 8}
    assert (Hold.objects.count(), Claim.objects.count()) == (1, 14)


def test_the_worker_and_many_owners_do_not_wait_for_each_other() -> None:
    diary = make_diary(practitioners=6, rooms=6)
    for number in range(6):
        keep(diary, checked(diary), f"person {number}")

    def act(number: int, check: Check) -> object:
        if number % 4 == 0:
            return holding.clear_over(now=OVER)
        return booked_online(
            diary, at(1, 10), check=check, secret=f"person {number % 6}", name=f"P {number}", now=OVER
        )

    fates = race(diary, act)
    assert (fates["done"], fates["taken"]) == (6 + 6, PEOPLE - 12), fates
    assert (Hold.objects.count(), Claim.objects.count()) == (0, 6 * 20)
