"""A whole plan placed at once: as good as the best of all plans in clinics small enough to try them all, and
worked examples of every aim and every reason."""

from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from tests.scheduling.brute_plans import Clinic
from tests.scheduling.small_clinic import (
    DAYS,
    MONDAY,
    NEEDS,
    OPEN,
    WINDOW,
    ZONE,
    adjustments,
    at,
    clinic,
    days,
    on,
    seat,
)
from tests.scheduling.small_plans import people, plans, supplies
from unknot.scheduling.errors import BadTime
from unknot.scheduling.hours import WeeklyHours, instant
from unknot.scheduling.offers import Need
from unknot.scheduling.plans import Aim, Answer, Booked, Gap, Limits, Part, Person, Plan, Supply, Trip, Visit
from unknot.scheduling.solver import place
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import span_bits

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
PAIR = Trip((Visit("a0", "adjustment"), Visit("m0", "massage")), Gap(0, 0, 6))


def part(answer: Answer, aim: Aim) -> Part:
    return next(one for one in answer.score if one.aim == aim)


@few
@given(plans(), people, supplies())
def test_the_answer_is_as_good_as_the_best_of_all(plan: Plan, person: Person, supply: Supply) -> None:
    answer = place(plan, person, supply)

    assert answer.proven
    assert tuple(part.cost for part in answer.score) == Clinic(plan, person, supply, ()).best()


@few
@given(plans(), people, supplies())
def test_what_is_placed_keeps_every_rule_and_what_is_not_has_a_reason(
    plan: Plan, person: Person, supply: Supply
) -> None:
    answer = place(plan, person, supply)
    small = Clinic(plan, person, supply, ())
    seats = {one.key: one for one in answer.placed}

    assert seats.keys() | answer.missing.keys() == {visit.key for visit in plan.visits}
    assert not seats.keys() & answer.missing.keys()
    assert all(answer.missing.values())
    for trip in plan.trips:
        here = [(n, seats[visit.key]) for n, visit in enumerate(trip.visits) if visit.key in seats]
        assert all(one in small.seats(trip, number) for number, one in here)
        assert not here or small.together([one for _, one in here])
    # The rules between trips are those of the one plan among all that has these seats.
    assert any(
        {seat for done in whole for seat in done.seats} == set(answer.placed) for whole in small.plans()
    )


@settings(max_examples=10, deadline=None)
@given(plans(), people, supplies())
def test_the_same_seed_gives_the_same_answer(plan: Plan, person: Person, supply: Supply) -> None:
    limits = Limits(seed=7)

    assert place(plan, person, supply, limits=limits) == place(plan, person, supply, limits=limits)


def test_a_search_without_time_gives_the_best_so_far_and_says_so() -> None:
    person = Person(rather=(WeeklyHours(2, time(10), time(11)),))
    answer = place(adjustments(4), person, clinic(), limits=Limits(effort=0.0))
    proven = place(adjustments(4), person, clinic())

    assert not answer.proven
    assert proven.proven
    assert answer.complete
    assert [part.cost for part in answer.score] >= [part.cost for part in proven.score]
    assert part(answer, Aim.SPACING).cost == part(proven, Aim.SPACING).cost == 0


def test_a_plan_of_nothing_is_placed_at_once() -> None:
    answer = place(Plan((), MONDAY), Person(), clinic())

    assert answer.complete
    assert answer.placed == ()


def test_gaps_are_on_their_target_where_they_can_be() -> None:
    answer = place(adjustments(4), Person(), clinic())

    assert days(answer.placed) == [0, 3, 6, 9]
    assert part(answer, Aim.SPACING) == Part(Aim.SPACING, 0, 4, 4)
    assert part(answer, Aim.END).cost == 9


def test_a_plan_may_begin_on_any_day_of_the_window() -> None:
    answer = place(adjustments(1, first=Gap(0, 0, DAYS)), Person(), clinic({1: on(13), 2: 0}))

    assert days(answer.placed) == [13]


def test_two_gaps_a_day_off_are_better_than_one_two_days_off() -> None:
    answer = place(adjustments(3, Gap(1, 3, 5)), Person(), clinic({1: on(0, 2, 4, 3), 2: 0}))

    assert days(answer.placed) == [0, 2, 4]
    assert part(answer, Aim.SPACING) == Part(Aim.SPACING, 2, 1, 3)


def test_spacing_comes_before_the_same_clinician_and_that_before_the_preferred_time() -> None:
    late = WeeklyHours(3, time(11), time(12))
    free = {1: on(0, 3, closes=11) | on(6), 2: on(3, opens=11) | on(6)}
    answer = place(adjustments(3), Person(rather=(late,)), clinic(free))

    assert days(answer.placed) == [0, 3, 6]
    assert [one.practitioner for one in answer.placed] == [1, 1, 1]
    assert answer.usual == {"adjustment": 1}
    assert part(answer, Aim.TIMES).hits == 0


def test_a_preferred_practitioner_is_the_usual_one_and_others_stand_in() -> None:
    answer = place(adjustments(3), Person(practitioners=(2,)), clinic({2: on(0, 6)}))

    assert [one.practitioner for one in answer.placed] == [2, 1, 2]
    assert part(answer, Aim.CLINICIAN) == Part(Aim.CLINICIAN, 1, 2, 3)


def test_preferred_times_decide_the_hour_and_what_is_near_is_better_than_what_is_far() -> None:
    person = Person(rather=(WeeklyHours(0, time(10), time(10, 30)), WeeklyHours(3, time(14), time(15))))
    answer = place(adjustments(2), person, clinic())

    assert [one.start for one in answer.placed] == [at(0, 10), at(3, 11)]
    assert part(answer, Aim.TIMES) == Part(Aim.TIMES, 3, 1, 2)


def test_two_visits_of_a_trip_are_back_to_back_in_their_order() -> None:
    answer = place(Plan((PAIR,), MONDAY), Person(), clinic({3: on(0, opens=11)}))

    assert [(one.key, one.start) for one in answer.placed] == [("a0", at(0, 10, 30)), ("m0", at(0, 11))]


def test_a_buffer_keeps_one_who_gives_both_visits_and_the_only_room_from_the_second() -> None:
    needs = {**NEEDS, "adjustment": Need(30, after=15)}
    both = Plan((Trip((Visit("a0", "adjustment"), Visit("l0", "look", "a0")), Gap(0, 0, 6)),), MONDAY)

    answer = place(both, Person(), clinic(needs=needs))
    assert [one.start for one in answer.placed] == [at(0, 9), at(0, 9, 45)]
    no_wait = Plan(both.trips, MONDAY, wait=0)
    assert len(place(no_wait, Person(), clinic(needs=needs)).placed) == 1
    pair = Plan((PAIR,), MONDAY, wait=0)
    assert [one.resources for one in place(pair, Person(), clinic(needs=needs)).placed] == [(10,), (11,)]
    assert len(place(pair, Person(), clinic(needs=needs, rooms=(10,))).placed) == 1


def test_the_first_room_is_left_to_the_visit_that_can_have_no_other() -> None:
    """The massage can only be in room 10: the adjustment before it, still held for its buffer, takes 11."""
    needs = {**NEEDS, "adjustment": Need(30, after=15)}
    little = WINDOW.all & ~on(0) | span_bits(at(0, 9), at(0, 9, 45), WINDOW)
    here = {11: little, 1: on(0), 2: 0}
    plan = Plan((PAIR,), MONDAY, wait=0)
    answer = place(plan, Person(), clinic({**here, 3: on(0, closes=10)}, needs=needs))

    assert [one.resources for one in answer.placed] == [(11,), (10,)]
    blocked = clinic({**here, 11: WINDOW.all & ~on(0), 3: on(0)}, needs=needs)
    assert len(place(plan, Person(), blocked).placed) == 1


def test_a_re_evaluation_is_with_the_clinician_of_the_first_visit_or_not_at_all() -> None:
    trips = (*adjustments(2).trips, Trip((Visit("l2", "look", "a0"),), Gap(2, 3, 4)))
    plan = Plan(trips, MONDAY)
    free = {1: on(0, 3, 4, 6), 2: on(0, 3, 4)}

    assert [one.practitioner for one in place(plan, Person(practitioners=(2,)), clinic(free)).placed] == [
        1,
        2,
        1,
    ]
    only_two = clinic({1: on(6), 2: on(0, 3)})
    assert place(plan, Person(), only_two).missing.keys() == {"l2"}


def test_no_week_has_more_trips_than_are_bearable() -> None:
    answer = place(adjustments(4, Gap(1, 2, 9)), Person(trips_a_week=2), clinic())

    assert len([day for day in days(answer.placed) if day < 7]) == 2
    assert answer.complete


def test_nothing_is_placed_while_the_person_is_away_elsewhere_or_before_the_earliest_start() -> None:
    away = Span(
        instant(MONDAY, time(0), ZONE, last=False),
        instant(MONDAY + timedelta(days=1), time(0), ZONE, last=False),
    )
    person = Person(away=(away,), busy=on(1, 2))

    assert days(place(adjustments(1), person, clinic()).placed) == [3]
    assert place(adjustments(1), Person(), clinic(earliest=at(4, 10))).placed[0].start == at(4, 10)


def test_a_visit_that_finds_no_place_keeps_its_turn() -> None:
    answer = place(adjustments(3), Person(), clinic({1: on(0, 6), 2: on(0, 6)}))

    assert [one.key for one in answer.placed] == ["a0", "a2"]
    assert answer.missing.keys() == {"a1"}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Gap(3, 2, 4),
        lambda: Gap(-1, 0, 1),
        lambda: Trip((), Gap(0, 0, 0)),
        lambda: Plan((PAIR, PAIR), MONDAY),
        lambda: Plan((Trip((Visit("a", "adjustment", "b"),), Gap(0, 0, 1)),), MONDAY),
        lambda: adjustments(2, Gap(0, 0, 1)),
        lambda: Plan((), MONDAY, wait=-5),
        lambda: Person(trips_a_week=0),
        lambda: place(Plan((Trip((Visit("x", "yoga"),), Gap(0, 0, 1)),), MONDAY), Person(), clinic()),
        lambda: place(
            adjustments(1), Person(), clinic(), booked=[Booked(seat("a0", at(0), service="massage"))]
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(BadTime):
        wrong()


def test_the_small_clinic_is_open_as_it_says() -> None:
    assert OPEN.bit_count() == DAYS * 36
