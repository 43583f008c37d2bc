"""Fifty people want the same start. Run on SQLite and on PostgreSQL: exactly one gets it, and nobody sees
an error that is not an answer."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection, models

from tests.factories import NOW, make_patient
from tests.journey.diary import Diary, at, make_diary
from unknot.journey.book.actions import book
from unknot.journey.book.models import Booking, Claim
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Patient
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 50


def race(diary: Diary, people: list[Patient]) -> Counter[str]:
    """All at once; how many got what: "seated", the code of a refusal, or the name of an unexpected error."""
    gate = Barrier(len(people))

    def one(patient: Patient) -> str:
        try:
            gate.wait(30)
            book(
                clinic=diary.clinic,
                service=diary.service,
                starts_at=at(1, 10),
                patient=patient,
                by=SYSTEM,
                now=NOW,
            )
        except Refusal as refusal:
            nothing_offered = refusal.code == "taken" and not refusal.details["nearest"]
            return "taken, and nothing else offered" if nothing_offered else refusal.code
        except Exception as error:  # whatever it is, it is what the test is about
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return "seated"

    with ThreadPoolExecutor(len(people)) as pool:
        return Counter(pool.map(one, people))


def test_one_of_fifty_gets_the_only_seat() -> None:
    diary = make_diary()

    fates = race(diary, [make_patient(diary.clinic) for _ in range(PEOPLE)])

    assert fates == {"seated": 1, "taken": PEOPLE - 1}
    assert Booking.objects.count() == 1
    # Seven ticks of practitioner and room (with the buffer), six of the person.
    assert Claim.objects.count() == 7 + 7 + 6


def test_three_practitioners_in_two_rooms_seat_two() -> None:
    diary = make_diary(practitioners=3, rooms=2)

    fates = race(diary, [make_patient(diary.clinic) for _ in range(20)])

    assert fates == {"seated": 2, "taken": 18}
    assert Booking.objects.values("room").distinct().count() == 2
    assert Booking.objects.values("practitioner").distinct().count() == 2


def test_one_person_cannot_win_two_seats() -> None:
    diary = make_diary(practitioners=4, rooms=4)
    patient = make_patient(diary.clinic)

    fates = race(diary, [patient] * 8)

    assert fates == {"seated": 1, "overlap": 7}


def test_without_the_constraint_the_same_race_seats_several(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: if this saw one winner too, the test above would prove nothing about the constraint."""
    monkeypatch.setattr("unknot.journey.book.claiming.take_turn", lambda claims: None)
    diary = make_diary()
    with without_the_constraint(), all_read_before_any_writes(monkeypatch, PEOPLE):
        fates = race(diary, [make_patient(diary.clinic) for _ in range(PEOPLE)])

    assert fates["seated"] > 1, fates
    assert Booking.objects.count() == fates["seated"]


@contextmanager
def without_the_constraint() -> Iterator[None]:
    whole = Claim._meta.constraints
    (constraint,) = (one for one in whole if isinstance(one, models.UniqueConstraint))
    # SQLite makes the table anew from what the model says.
    Claim._meta.constraints = [one for one in whole if one is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Claim, constraint)
    try:
        yield
    finally:
        Claim.objects.all().delete()
        Claim._meta.constraints = whole
        with connection.schema_editor() as editor:
            editor.add_constraint(Claim, constraint)


@contextmanager
def all_read_before_any_writes(monkeypatch: pytest.MonkeyPatch, people: int) -> Iterator[None]:
    """What makes a race lose without luck: everybody has looked at the calendar before anybody claims.
    SQLite's transactions come one after the other, so there everybody is shown the calendar as it was at
    first."""
    if connection.vendor == "sqlite":
        from unknot.journey.book import openings

        monkeypatch.setattr(openings, "claims", lambda *args, **kwargs: {})
    yield


def test_the_constraint_is_the_one_that_is_dropped() -> None:
    names = [one.name for one in Claim._meta.constraints if isinstance(one, models.UniqueConstraint)]
    assert names == ["book_claim_one_holder"]
