"""Causes: what speaks for and against each adds up on the log-odds scale, capped, and people see words."""

from dataclasses import replace
from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import BENIGN, SMALL, values_for
from unknot.clinical.causes import rank, shown
from unknot.clinical.facts import Value
from unknot.clinical.findings import CauseResult
from unknot.clinical.questions import facts_from
from unknot.clinical.triage import triage
from unknot.clinical.weighing import Fit

answers = st.fixed_dictionaries({}, optional={question.id: values_for(question) for question in SMALL.order})


def ranked(said: dict[str, Value]) -> dict[str, CauseResult]:
    facts = facts_from({**said}, SMALL)
    return {one.cause_id: one for one in rank(facts, triage(facts, SMALL).flags, SMALL)}


def logit(share: float) -> float:
    return log(share / (1 - share))


@pytest.mark.parametrize(
    ("ratio", "strength", "counted"),
    [(1000, "V", 20), (0.001, "V", 1 / 20), (3, "D", 3), (9, "D", 4), (0.1, "D", 0.25), (50, "K", 50)],
)
def test_a_ratio_counts_no_more_than_its_study_can_carry(ratio: float, strength: str, counted: float) -> None:
    fit: Fit = SMALL.fit

    assert isclose(fit.weight(ratio, strength), log(counted))  # type: ignore[arg-type]  # parametrized text


def test_nothing_known_leaves_the_priors() -> None:
    odds = {cause_id: one.log_odds for cause_id, one in ranked({}).items()}

    assert odds == pytest.approx({"common": logit(0.7), "nerve": logit(0.04), "serious": logit(0.01)})


def test_of_findings_that_say_the_same_only_the_strongest_counts() -> None:
    nerve = ranked({"legs": "one", "below_knee": True})["nerve"]

    assert nerve.log_odds == pytest.approx(logit(0.04) + log(20) + log(3))
    assert [one.words for one in nerve.speaks_for] == ["pain below the knee", "pain in one leg", "leg pain"]


def test_the_definite_absence_of_a_finding_speaks_against() -> None:
    nerve = ranked({"legs": "none"})["nerve"]

    assert nerve.log_odds == pytest.approx(logit(0.04) + log(0.1) + log(0.2))
    assert [(one.words, one.present) for one in nerve.speaks_against] == [
        ("pain below the knee", False),
        ("leg pain", False),
    ]
    assert nerve.fit == "less likely"


def test_a_finding_with_a_ratio_below_one_speaks_against_when_present() -> None:
    (neck,) = ranked({"sites": frozenset({"neck"})})["nerve"].speaks_against

    assert (neck.words, neck.present, neck.strength) == ("neck pain", True, "D")


def test_a_finding_that_says_nothing_is_not_listed() -> None:
    nerve = ranked({"night": True})["nerve"]

    assert (nerve.speaks_for, nerve.speaks_against) == ((), ())


def test_the_worst_flag_that_points_to_a_cause_adds_its_share_once() -> None:
    serious = ranked({**BENIGN, "numb": True, "leak": True, "fever": True})["serious"]

    assert serious.log_odds == pytest.approx(logit(0.01) + log(400))
    assert [one.words for one in serious.speaks_for] == [
        "New numbness between the legs needs an emergency department."
    ]
    assert serious.fit == "fits well"


def test_a_flag_that_points_nowhere_moves_no_cause() -> None:
    said = {**BENIGN, "sex": "female", "pregnant": True, "bleeding": True}

    assert ranked(said)["serious"].log_odds == pytest.approx(logit(0.01))


def test_the_best_fitting_cause_comes_first() -> None:
    assert list(ranked({"legs": "one", "below_knee": True})) == ["nerve", "common", "serious"]
    assert list(ranked({**BENIGN, "numb": True})) == ["serious", "common", "nerve"]


def test_a_cause_with_nothing_behind_it_does_not_go_before_the_most_common_answer() -> None:
    causes = tuple(replace(cause, prior=0.9) if cause.id == "serious" else cause for cause in SMALL.causes)
    likely = replace(SMALL, causes=causes)

    assert [one.cause_id for one in rank({}, (), likely)] == ["common", "serious", "nerve"]


def test_few_are_shown_and_the_honest_answer_always() -> None:
    usual = facts_from({"legs": "one", "below_knee": True}, SMALL)
    said = facts_from({"legs": "one", "below_knee": True, "numb": True}, SMALL)
    rare = tuple(replace(cause, prior=0.01) if cause.id == "common" else cause for cause in SMALL.causes)
    rarely = replace(SMALL, causes=rare)
    reordered = rank(said, triage(said, rarely).flags, rarely)

    assert [one.cause_id for one in shown(rank(usual, (), SMALL), SMALL.fit)] == ["nerve", "common"]
    assert [one.cause_id for one in reordered] == ["serious", "nerve", "common"]
    assert [one.cause_id for one in shown(reordered, SMALL.fit)] == ["serious", "common"]
    assert [one.cause_id for one in shown(rank({}, (), SMALL), SMALL.fit)] == ["common"]


@given(answers)
def test_every_cause_is_ranked_once_and_words_follow_the_order(said: dict[str, Value]) -> None:
    facts = facts_from({**said}, SMALL)
    order = rank(facts, triage(facts, SMALL).flags, SMALL)
    words = ["fits well", "possible", "less likely"]
    specific = [words.index(one.fit) for one in order if one.cause_id != "common"]

    assert sorted(one.cause_id for one in order) == ["common", "nerve", "serious"]
    assert specific == sorted(specific)
    assert 1 <= len(shown(order, SMALL.fit)) <= SMALL.fit.shown
