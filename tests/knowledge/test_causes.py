"""The causes as a set: every finding counts in a worked case, and the honest answer is always shown.

The worked cases themselves are run by the tests of the cases; here the findings are held against them.
"""

from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

import unknot.knowledge
from unknot.clinical.assess import assess
from unknot.clinical.facts import Facts
from unknot.clinical.findings import Assessment
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.weighing import Cause
from unknot.knowledge.load import knowledge
from unknot.knowledge.worked import Case, differences, load_cases

CAUSES = knowledge().causes
SPECIFIC = [cause for cause in CAUSES if cause.id != knowledge().fit.always]
BY_DEFINITION = {
    "nonspecific": {"pain_below_knee"},
    "muscle_overuse_strain": {"pain_below_knee", "leg_numb_or_weak"},
    "disc_disorder": {"known_disc"},
    "spondylolisthesis": {"known_slip"},
    "inflammatory_arthritis": {"known_as"},
    "fibromyalgia": {"pain_all_over"},
    "nutrition": {"at_risk_and_all_over"},
    "trauma": {"severe_injury", "fall"},
}


@cache
def cases() -> tuple[Case, ...]:
    every = load_cases(Path(unknot.knowledge.__file__).parent)
    return tuple(case for case in every if case.id.startswith("CAU-"))


@cache
def facts_of_cases() -> tuple[Facts, ...]:
    return tuple(case.facts(knowledge()) for case in cases())


def alone(cause: Cause) -> Knowledge:
    """The knowledge with this one cause and no red flags: what is left is what its findings weigh."""
    return replace(knowledge(), rules=(), causes=(cause,))


def weight(known: Knowledge, facts: Facts) -> float:
    return assess(facts, known).causes[0].log_odds


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_worked_case_of_a_cause_comes_out_as_it_says(case: Case) -> None:
    assert differences(case, assess(case.facts(knowledge()), knowledge())) == []


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_every_finding_moves_its_cause_in_a_worked_case(cause: Cause) -> None:
    known, idle = alone(cause), []
    for finding in cause.findings:
        without = alone(replace(cause, findings=tuple(one for one in cause.findings if one is not finding)))
        touched = [facts for facts in facts_of_cases() if finding.when.holds(facts) is not None]
        if not any(weight(known, facts) != pytest.approx(weight(without, facts)) for facts in touched):
            idle.append(finding.id)
    assert not idle


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_every_cause_comes_first_in_three_worked_cases(cause: Cause) -> None:
    named = [case.id for case in cases() if case.top == cause.id or cause.id in case.shown]
    assert len(named) >= 3
    assert any(case.top == cause.id for case in cases())


@pytest.mark.parametrize("cause", SPECIFIC, ids=lambda cause: cause.id)
def test_without_findings_and_flags_a_cause_is_not_first_where_a_case_names_it(cause: Cause) -> None:
    """What puts a cause first is what the person said, not its prior alone."""
    bare = replace(cause, findings=())
    causes = tuple(bare if one.id == cause.id else one for one in CAUSES)
    known = replace(knowledge(), rules=(), causes=causes)
    named = [case for case in cases() if case.top == cause.id]
    assert any(assess(case.facts(known), known).causes[0].cause_id != cause.id for case in named)


def test_absence_never_points_the_same_way_as_presence() -> None:
    for cause in CAUSES:
        for finding in cause.findings:
            if finding.absent is not None:
                assert (finding.ratio > 1) != (finding.absent > 1), (cause.id, finding.id)


def test_our_own_judgements_stay_modest() -> None:
    cap = knowledge().fit.caps["D"]
    for cause in CAUSES:
        for finding in cause.findings:
            if finding.strength == "D":
                assert 1 / cap <= finding.ratio <= cap, (cause.id, finding.id)


def test_only_definitions_and_known_diagnoses_have_the_strength_of_one() -> None:
    for cause in CAUSES:
        by_definition = {finding.id for finding in cause.findings if finding.strength == "K"}
        assert by_definition == BY_DEFINITION.get(cause.id, set()), cause.id


def test_priors_of_strain_and_of_no_single_source_share_what_the_source_gives_both() -> None:
    priors = {cause.id: cause.prior for cause in CAUSES}
    assert priors["nonspecific"] + priors["muscle_overuse_strain"] == pytest.approx(0.70)


def assessments() -> list[Assessment]:
    return [assess(facts, knowledge()) for facts in facts_of_cases()]


def test_a_person_sees_at_most_three_causes_and_always_the_honest_one() -> None:
    for assessment in assessments():
        assert len(assessment.shown) <= 3
        assert knowledge().fit.always in [cause.cause_id for cause in assessment.shown]


def test_words_of_a_fit_are_three_and_hold_no_number() -> None:
    words = set(chain.from_iterable((cause.fit for cause in one.causes) for one in assessments()))
    assert words == {"fits well", "possible", "less likely"}


def test_a_red_flag_of_an_emergency_puts_its_cause_first() -> None:
    """What has to be looked at first is named first, whatever else the answers fit."""
    strain = next(case for case in cases() if case.id == "CAU-MUS-1")
    for fact, value in (
        ("saddle_numbness", "new"),
        ("pulsating_abdomen", True),
        ("significant_trauma", True),
    ):
        first = assess({**strain.facts(knowledge()), fact: value}, knowledge()).causes[0]
        assert first.cause_id in {"disc_disorder", "visceral_or_serious", "trauma"}, fact
