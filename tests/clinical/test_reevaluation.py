"""Looking again: which rules speak by what was measured, what the decision needs, and what is never
allowed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.clinical.reevaluation import (
    LONGEST,
    OUTCOMES,
    Course,
    Measured,
    against,
    faults,
    from_json,
    function_gain,
    progress_of,
    spoken,
    to_json,
)
from unknot.clinical.written import Goal
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
GOALS = (Goal("lift my daughter", 2), Goal("drive an hour", 4))
COURSE = Course(visits=6, weeks=3, pain_at_start=7, goals=GOALS)
ASKED = Measured(
    pain=6,
    goals=(2, 5),
    global_change=4,
    new_red_flag=False,
    new_leg_symptoms=False,
    leg_symptoms=False,
    contraindications_checked=True,
)


def ids(course: Course, measured: Measured) -> list[str]:
    return [one.rule.id for one in spoken(course, measured, KNOWN) if not one.missing]


def wrong(outcome: str, reasons: str, measured: Measured = ASKED, course: Course = COURSE) -> list[str]:
    return [one.place for one in faults(outcome, reasons, measured, course, spoken(course, measured, KNOWN))]


@pytest.mark.parametrize(
    ("before", "now", "gain"),
    [
        (GOALS, (2, 4), 0),
        (GOALS, (6, 7), 50),
        (GOALS, (10, 10), 100),
        (GOALS, (0, 4), -100 * 2 / 14),
        (GOALS, (6,), 50),
        (GOALS, (None, 7), 50),
        ((Goal("walk"),), (7,), None),
        ((Goal("walk", 10),), (9,), None),
        ((), (), None),
    ],
)
def test_function_is_what_came_back_of_what_was_lost(
    before: tuple[Goal, ...], now: tuple[int | None, ...], gain: float | None
) -> None:
    assert function_gain(before, now) == (gain if gain is None else pytest.approx(gain))


@pytest.mark.parametrize(
    ("course", "measured", "speaks"),
    [
        (COURSE, ASKED, ["ST-04"]),
        (COURSE, replace(ASKED, pain=4), []),
        (COURSE, replace(ASKED, goals=(6, 7)), []),
        (replace(COURSE, visits=12), ASKED, ["ST-05"]),
        (replace(COURSE, visits=2, weeks=1), ASKED, ["ST-02"]),
        (replace(COURSE, visits=4, weeks=1), replace(ASKED, pain=7), ["ST-03"]),
        (COURSE, replace(ASKED, pain=1, satisfied=True), ["ST-07"]),
        (COURSE, replace(ASKED, pain=1, new_leg_symptoms=True), ["ST-06"]),
        (COURSE, replace(ASKED, pain=1, worse_checkins=2), ["ST-06"]),
        (COURSE, replace(ASKED, pain=1, leg_symptoms=True, neuro_examined=False), ["ST-09"]),
        (COURSE, replace(ASKED, pain=1, contraindications_checked=False), ["ST-09"]),
        (COURSE, replace(ASKED, pain=1, new_red_flag=True), ["ST-01"]),
        (COURSE, replace(ASKED, pain=1, disability=2), ["ST-07"]),
    ],
)
def test_the_rules_speak_by_what_was_measured(course: Course, measured: Measured, speaks: list[str]) -> None:
    assert ids(course, measured) == speaks


def test_what_was_not_measured_keeps_its_rule_open() -> None:
    still_open = {one.rule.id: one.missing for one in spoken(COURSE, Measured(), KNOWN)}
    assert still_open["ST-01"] == ("new_red_flag",)
    assert set(still_open["ST-04"]) == {"pain_drop_percent", "function_gain_percent"}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_new_warning_sign_leaves_one_way(outcome: str) -> None:
    found = wrong(outcome, "seen today", replace(ASKED, new_red_flag=True))
    assert found == ([] if outcome == "refer" else ["outcome"])


@pytest.mark.parametrize(
    ("outcome", "measured", "named"),
    [
        ("continue", ASKED, ["ST-04"]),
        ("change", ASKED, []),
        ("change", replace(ASKED, second_trial_done=True), ["ST-04"]),
        ("refer", replace(ASKED, second_trial_done=True), []),
        ("continue", replace(ASKED, pain=1, satisfied=True), ["ST-07"]),
        ("discharge", replace(ASKED, pain=1, satisfied=True), []),
        ("continue", replace(ASKED, pain=1, new_leg_symptoms=True), []),
        ("continue", Measured(), []),
    ],
)
def test_a_decision_against_a_rule_names_it(outcome: str, measured: Measured, named: list[str]) -> None:
    assert [one.rule.id for one in against(outcome, measured, spoken(COURSE, measured, KNOWN))] == named


def test_every_decision_needs_its_reason_and_one_against_a_rule_says_so() -> None:
    fired = spoken(COURSE, ASKED, KNOWN)
    (plain,) = faults("change", " ", ASKED, COURSE, fired)
    (contrary,) = faults("continue", "", ASKED, COURSE, fired)
    assert plain.words == "Say in a few words why."
    assert "ST-04" in contrary.words
    assert wrong("change", "no better") == wrong("continue", "on holiday for two of the weeks") == []
    assert wrong("change", "x" * (LONGEST + 1)) == ["reasons"]
    assert wrong("cure", "x") == ["outcome"]


def test_what_was_not_asked_keeps_the_decision_open() -> None:
    assert wrong("change", "x", Measured()) == ["pain", "new_red_flag", "new_leg_symptoms", "leg_symptoms"]


@pytest.mark.parametrize(
    ("measured", "place"),
    [
        ({"pain": 11}, "pain"),
        ({"goals": (1, 2, 3)}, "goals"),
        ({"goals": (1, -1)}, "goals.1"),
        ({"global_change": 0}, "global_change"),
        ({"disability": 25}, "disability"),
        ({"worse_checkins": -1}, "worse_checkins"),
    ],
)
def test_a_figure_that_cannot_be_is_named(measured: dict[str, object], place: str) -> None:
    assert wrong("refer", "x", replace(ASKED, **measured)) == [place]  # type: ignore[arg-type]


def test_what_is_stored_is_read_back() -> None:
    assert from_json(to_json(ASKED)) == ASKED


@given(st.integers(1, 24), st.integers(0, 10), st.integers(0, 10), st.integers(0, 10), st.booleans())
def test_more_pain_never_silences_a_rule_of_no_improvement(
    visits: int, start: int, pain: int, more: int, second: bool
) -> None:
    """With all else the same, pain that is higher keeps every rule that spoke, but that the goals are met."""
    course = Course(visits=visits, weeks=visits / 2, pain_at_start=start, goals=GOALS)
    lower = replace(ASKED, pain=min(pain, more), second_trial_done=second)
    higher = replace(lower, pain=max(pain, more))
    graver = {"ST-02": 2, "ST-03": 3, "ST-04": 4, "ST-05": 5}
    worst = [max((graver.get(one, 0) for one in ids(course, each)), default=0) for each in (lower, higher)]
    assert worst[0] <= worst[1]


def test_the_measures_are_read_as_the_rules_read_them() -> None:
    progress = progress_of(COURSE, replace(ASKED, neuro_examined=True))
    assert (progress.visits, progress.pain_drop, progress.neuro_exam_missing) == (6, 1, False)
    assert progress.contraindications_not_rechecked is False
    assert progress_of(COURSE, Measured()).neuro_exam_missing is None
