"""The gaps of a course: two a week for two weeks, then weekly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.plans import Gap
from unknot.scheduling.rhythms import SOON, Beat, gaps_of


def test_two_a_week_for_two_weeks_then_weekly() -> None:
    assert gaps_of([Beat(2, 2), Beat(1, 3)]) == (
        SOON,
        Gap(2, 4, 5),
        Gap(2, 3, 5),
        Gap(2, 3, 5),
        Gap(2, 4, 5),
        Gap(5, 7, 9),
        Gap(5, 7, 9),
    )


def test_the_first_gap_is_as_asked() -> None:
    assert gaps_of([Beat(0.5, 4)], first=Gap(0, 2, 3)) == (Gap(0, 2, 3), Gap(9, 14, 19))


def test_daily_visits_leave_the_weekend_out() -> None:
    assert set(gaps_of([Beat(5, 1)])[1:]) == {Gap(1, 1, 3), Gap(1, 2, 3)}


@given(
    st.lists(
        st.builds(Beat, st.sampled_from([0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 7]), st.integers(1, 8)), max_size=4
    )
)
def test_there_is_a_gap_for_each_visit_and_none_is_on_one_day(beats: list[Beat]) -> None:
    gaps = gaps_of(beats)

    assert len(gaps) == max(sum(beat.visits for beat in beats), 1)
    assert all(gap.least >= 1 for gap in gaps[1:])


@pytest.mark.parametrize("wrong", [(0, 2), (8, 1), (2, 0), (-1, 3)])
def test_a_rhythm_that_cannot_be_is_refused(wrong: tuple[float, int]) -> None:
    with pytest.raises(BadTime):
        Beat(*wrong)
