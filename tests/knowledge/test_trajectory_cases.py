"""Worked cases of trajectories come out as they say, every state is shown by two of them, and each
threshold of the knowledge decides something."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from unknot.clinical.following import State
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.worked_trajectories import (
    TrajectoryCase,
    load_trajectory_cases,
    read,
    what_is_wrong,
)

RULES = knowledge().following
CASES = load_trajectory_cases(SHIPPED)
AS_IT_IS = [(case, read(case, RULES)) for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_the_case_comes_out(case: TrajectoryCase) -> None:
    assert what_is_wrong(case, RULES) == []


def test_every_state_is_shown_by_two_cases_at_least() -> None:
    shown = Counter(case.expected["state"] for case in CASES)

    assert {state.code: shown[state.code] for state in State if shown[state.code] < 2} == {}
    assert len(CASES) >= 30


def test_every_alert_is_raised_by_some_case() -> None:
    raised = {code for case in CASES for code in case.expected["alerts"]}

    assert set(RULES.alerts) - raised == set()


def test_every_note_is_made_by_some_case() -> None:
    made = {note for case in CASES for note in read(case, RULES).notes}

    assert set(RULES.notes) - made == set()


def test_a_case_that_does_not_come_out_says_so() -> None:
    case = next(case for case in CASES if case.id == "half_of_it")
    wrong = replace(case, expected={**case.expected, "state": "recovered"})

    assert what_is_wrong(wrong, RULES) == ["state is clearly_better, should be recovered"]


@pytest.mark.parametrize("name", sorted(RULES.thresholds))
def test_every_threshold_decides_a_case(name: str) -> None:
    """Moved far away, in one direction or the other, each figure changes how some case is read."""
    far = [
        replace(RULES, thresholds={**RULES.thresholds, name: replace(RULES.thresholds[name], value=value)})
        for value in (Fraction(1, 100), Fraction(40))
    ]

    assert any(read(case, rules) != as_it_is for rules in far for case, as_it_is in AS_IT_IS)
