"""Worse is told at once; better when it has held two weeks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from unknot.clinical.checkins import CheckIn
from unknot.clinical.following import State
from unknot.clinical.settling import settled
from unknot.clinical.trajectories import Trajectory, trajectory
from unknot.knowledge.load import knowledge

START = date(2026, 3, 2)
RULES = knowledge().following


def course(*pains: float) -> Trajectory:
    said = [
        CheckIn(on=START + timedelta(days=7 * week), pain_average=pain) for week, pain in enumerate(pains)
    ]
    today = START + timedelta(days=7 * (len(pains) - 1))
    return trajectory(said, start=START, stage="acute", today=today, rules=RULES)


def test_the_first_reading_is_told_as_it_is() -> None:
    assert settled(None, course(6, 5, 4)) is State.IMPROVING


def test_worse_is_told_at_once() -> None:
    assert settled(State.IMPROVING, course(6, 4, 3, 7)) is State.WORSENING


def test_better_is_told_when_it_has_held() -> None:
    assert settled(State.WORSENING, course(8, 8, 8, 8, 5)) is State.NOT_IMPROVING_2
    assert settled(State.NOT_IMPROVING_2, course(8, 8, 8, 8, 5)) is State.NOT_IMPROVING_2
    assert settled(State.WORSENING, course(8, 8, 8, 8, 5, 5)) is State.IMPROVING


@pytest.mark.parametrize("silent", [State.BASELINE, State.TOO_LITTLE, State.SILENCE])
def test_what_says_nothing_about_pain_holds_nothing_back(silent: State) -> None:
    found = course(6, 5, 4)
    assert settled(silent, found) is found.state
    assert settled(State.WORSENING, replace(found, state=silent)) is silent
