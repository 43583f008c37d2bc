"""Why a visit has no place: the reason that is true, and the sentence that says it."""

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest

from tests.scheduling.small_clinic import MONDAY, NAMES, ZONE, adjustments, at, clinic, on, seat
from unknot.scheduling.hours import WeeklyHours, instant
from unknot.scheduling.plan_words import between, explained, sentence, times
from unknot.scheduling.plans import Booked, Gap, Person, Plan, Trip, Visit, Why
from unknot.scheduling.solver import place
from unknot.scheduling.spans import Span

LATE = tuple(WeeklyHours(day, time(17), time(20)) for day in range(7))
PAIR = Plan((Trip((Visit("a0", "adjustment"), Visit("m0", "massage")), Gap(0, 0, 6)),), MONDAY)
LOOK = Plan((*adjustments(2).trips, Trip((Visit("l2", "look", "a0"),), Gap(2, 3, 4))), MONDAY)
FIRST_DAYS = Span(
    instant(MONDAY, time(0), ZONE, last=False),
    instant(MONDAY + timedelta(days=7), time(0), ZONE, last=False),
)


def said(
    plan: Plan, person: Person, free: Mapping[int, int] | None = None, **more: object
) -> dict[str, list[str]]:
    answer = place(plan, person, clinic(free), **more)  # type: ignore[arg-type]
    return {key: [sentence(reason, NAMES) for reason in why] for key, why in answer.missing.items()}


def test_nobody_is_free() -> None:
    assert said(PAIR, Person(), {3: 0}) == {"m0": ["No massage therapist is free between 7 and 13 December."]}


def test_nobody_is_free_at_the_hours_of_the_person() -> None:
    assert said(adjustments(1), Person(hours=LATE)) == {
        "a0": ["No chiropractor is free from 17:00 to 20:00 between 7 and 13 December."]
    }


def test_somebody_is_free_only_while_the_person_is_away() -> None:
    assert said(adjustments(1), Person(away=(FIRST_DAYS,))) == {
        "a0": ["A chiropractor is free between 7 and 13 December only while you are away."]
    }


def test_hours_and_absence_together_leave_nothing() -> None:
    only = WeeklyHours(0, time(9), time(12))
    away = Span(*(instant(MONDAY, clock, ZONE, last=False) for clock in (time(8), time(12))))
    person = Person(hours=(only,), away=(away,))

    assert list(said(adjustments(1), person, {1: on(0), 2: on(0)})["a0"]) == [
        "A chiropractor is free between 7 and 13 December only while you are away."
    ]
    reasons = place(adjustments(1), Person(hours=LATE, away=(FIRST_DAYS,)), clinic()).missing["a0"]
    assert [reason.why for reason in reasons] == [Why.HOURS, Why.AWAY]


def test_somebody_is_free_only_while_the_person_has_another_visit() -> None:
    assert said(adjustments(1), Person(busy=on(0)), {1: on(0), 2: 0}) == {
        "a0": ["A chiropractor is free between 7 and 13 December only while you have another visit."]
    }


def test_it_would_have_to_be_the_clinician_of_the_first_visit() -> None:
    assert said(LOOK, Person(), {1: on(6), 2: on(0, 3)}) == {
        "l2": ["It has to be Dr. Birch, who is not free for it between 12 and 14 December."]
    }
    fixed = [Booked(seat("a0", at(0), who=2), fixed=True)]
    assert said(LOOK, Person(), {1: on(3, 6), 2: on(3)}, booked=fixed) == {
        "l2": ["It has to be Dr. Birch, who is not free for it between 12 and 14 December."]
    }


def test_nobody_is_free_straight_after() -> None:
    assert said(PAIR, Person(), {3: on(1), 1: on(0), 2: on(2)}) == {
        "m0": [
            "No massage therapist is free between 7 and 13 December straight before or after your other visit"
            " of that day."
        ]
    }


def test_the_week_has_its_trips() -> None:
    assert said(adjustments(2, Gap(2, 3, 3)), Person(trips_a_week=1), {1: on(0, 2, 3), 2: 0}) == {
        "a1": ["The weeks between 9 and 10 December have their 1 trip already."]
    }
    assert said(adjustments(3, Gap(1, 1, 1)), Person(trips_a_week=2), {1: on(0, 1, 2), 2: 0}) == {
        "a2": ["The weeks on 9 December have their 2 trips already."]
    }


def test_fixed_visits_leave_no_day_between() -> None:
    booked = [Booked(seat("a0", at(0)), fixed=True), Booked(seat("a2", at(2)), fixed=True)]

    assert said(adjustments(3), Person(), booked=booked) == {
        "a1": ["The visits before and after it leave no day for the adjustment that keeps the gaps."]
    }


def test_its_turn_is_beyond_what_can_be_booked() -> None:
    assert said(adjustments(3, Gap(7, 7, 7)), Person()) == {
        "a2": ["Its turn is on 21 December, and that far ahead nothing can be booked yet."]
    }


def test_the_score_in_words() -> None:
    person = Person(rather=(WeeklyHours(0, time(9), time(10)),))
    answer = place(adjustments(3), person, clinic(), booked=[Booked(seat("a0", at(0)))])

    assert [explained(part) for part in answer.score] == [
        "3 of 3 visits have a place.",
        "1 of 1 visits that were booked stay where they are.",
        "3 of 3 gaps are just as long as planned.",
        "3 of 3 visits are with the usual practitioner.",
        "1 of 3 trips are at the times you like best.",
        "3 trips to the clinic.",
        "The last visit is 6 days after the first day of the plan.",
    ]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (LATE, "from 17:00 to 20:00"),
        (LATE[:1], "on Mondays from 17:00 to 20:00"),
        (LATE[:3], "on Mondays, Tuesdays and Wednesdays from 17:00 to 20:00"),
        (
            (WeeklyHours(0, time(13), time(14)), WeeklyHours(0, time(9), time(10)), LATE[2]),
            "on Mondays from 09:00 to 10:00 and from 13:00 to 14:00, on Wednesdays from 17:00 to 20:00",
        ),
    ],
)
def test_weekly_hours_in_words(hours: tuple[WeeklyHours, ...], words: str) -> None:
    assert times(hours) == words


def test_days_in_words() -> None:
    assert between(date(2026, 12, 30), date(2027, 1, 2)) == "between 30 December and 2 January"


def test_the_days_asked_about_are_those_between_the_neighbours_that_have_a_place() -> None:
    assert said(adjustments(4), Person(), {1: on(0, 9), 2: 0}) == {
        "a1": ["No chiropractor is free between 9 and 11 December."],
        "a2": ["No chiropractor is free between 12 and 14 December."],
    }
    booked = [Booked(seat("a0", at(2)), fixed=True)]
    assert said(PAIR, Person(), {3: on(1, 3)}, booked=booked) == {
        "m0": ["No massage therapist is free on 9 December."]
    }


def test_the_clinician_asked_for_is_the_one_of_its_own_first_visit() -> None:
    visits = (
        Visit("a0", "adjustment"),
        Visit("l1", "look"),
        Visit("a2", "adjustment", "a0"),
        Visit("l3", "look", "l1"),
    )
    plan = Plan(
        tuple(Trip((one,), Gap(3 if n else 0, 3 if n else 0, 3)) for n, one in enumerate(visits)), MONDAY
    )

    assert said(plan, Person(), {1: on(0, 6), 2: on(3) | on(6) | on(9, closes=9)}) == {
        "l3": ["No chiropractor is free on 16 December."]
    }
    assert said(plan, Person(), {1: on(0, 6, 9), 2: on(3)}) == {
        "l3": ["It has to be Dr. Birch, who is not free for it on 16 December."]
    }
