"""Visits a week become trips with gaps: even, whole, and the same however the parts are mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.plans import Gap, Trip
from unknot.scheduling.rhythm import WEEK, Beat, Part, course

CARE = Part("adjustment")
beats = st.lists(
    st.builds(Beat, st.sampled_from([0.17, 0.5, 1, 1.5, 2, 3, 5]), st.integers(1, 8)), min_size=1, max_size=3
)


def days(trips: tuple[Trip, ...]) -> list[int]:
    found, day = [], 0
    for trip in trips:
        day += trip.gap.target
        found.append(day)
    return found


def test_twice_a_week_for_two_weeks_then_weekly() -> None:
    trips = course([Beat(2, 2), Beat(1, 4)], [CARE])

    assert days(trips) == [0, 4, 7, 11, 14, 21, 28, 35]
    assert trips[0].gap == Gap(0, 0, WEEK)
    assert trips[1].gap == Gap(3, 4, 5)
    assert trips[-1].gap == Gap(5, 7, 9)


def test_parts_come_on_their_visits_in_their_order() -> None:
    massage = Part("massage", frozenset({2, 4}))
    again = Part("again", frozenset({4}), same_as="adjustment")
    trips = course([Beat(2, 2)], [CARE, massage, again])

    assert [[visit.service for visit in trip.visits] for trip in trips] == [
        ["adjustment"],
        ["adjustment", "massage"],
        ["adjustment"],
        ["adjustment", "massage", "again"],
    ]
    assert trips[3].visits[2].same_as == trips[0].visits[0].key == "1.1"


def test_a_trip_of_nothing_is_left_out_and_the_next_keeps_its_day() -> None:
    trips = course([Beat(1, 4)], [Part("massage", frozenset({1, 4}))])

    assert days(trips) == [0, 21]


def test_services_on_days_of_their_own_fill_the_days_between() -> None:
    again = Part("again", frozenset({2}), same_as="adjustment")
    trips = course([Beat(2, 1), Beat(1, 1)], [CARE, Part("massage"), again], together=False)

    assert days(trips) == [0, 2, 4, 5, 7, 10]
    assert [[visit.service for visit in trip.visits] for trip in trips[2:4]] == [
        ["adjustment", "again"],
        ["massage"],
    ]


def test_more_services_than_days_are_refused() -> None:
    with pytest.raises(BadTime, match="3 services need 3 days, and the next turn comes in 2"):
        course([Beat(3, 1)], [CARE, Part("massage"), Part("exercise")], together=False)


@given(beats, st.booleans())
def test_each_visit_has_its_day_together_or_apart(phases: list[Beat], together: bool) -> None:
    parts = [CARE, Part("massage")]
    try:
        trips = course(phases, parts, together=together)
    except BadTime:
        assert not together
        assert any(beat.per_week > 3 for beat in phases)
        return

    count = sum(beat.trips for beat in phases)
    assert len(trips) == count * (1 if together else 2)
    assert sum(len(trip.visits) for trip in trips) == 2 * count
    assert all(trip.gap.least >= 1 for trip in trips[1:])


@given(beats)
def test_a_course_has_its_trips_evenly_and_begins_each_phase_on_its_week(phases: list[Beat]) -> None:
    trips = course(phases, [CARE])
    found, begins, place = days(trips), 0, 0

    assert len(trips) == sum(beat.trips for beat in phases)
    assert all(trip.gap.least >= 1 for trip in trips[1:])
    for beat in phases:
        assert found[place] == begins
        apart = [later - day for day, later in zip(beat.days, beat.days[1:], strict=False)]
        assert all(abs(gap - WEEK / beat.per_week) < 1 for gap in apart)
        place, begins = place + beat.trips, begins + WEEK * beat.weeks


@pytest.mark.parametrize(
    ("phases", "parts", "words"),
    [
        ([Beat(1, 2)], [Part("massage", frozenset({3}))], "there is no visit 3: the course has 2"),
        ([Beat(1, 2)], [], "a course without any visit is none"),
    ],
)
def test_a_course_that_cannot_be_is_refused(phases: list[Beat], parts: list[Part], words: str) -> None:
    with pytest.raises(BadTime, match=words):
        course(phases, parts)


@pytest.mark.parametrize(("per_week", "weeks"), [(0, 2), (8, 1), (1, 0)])
def test_a_phase_that_cannot_be_is_refused(per_week: float, weeks: int) -> None:
    with pytest.raises(BadTime, match="cannot be"):
        Beat(per_week, weeks)
