"""Urgency: the worst rule wins, unknown counts against safety, the two lowest tiers are earned by answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import BENIGN, SMALL, values_for
from unknot.clinical.facts import Value
from unknot.clinical.questions import NOT_SURE, AnswerValue, facts_from
from unknot.clinical.triage import Tier, Triage, triage

YES_NO = [question.id for question in SMALL.order if question.type == "yes_no"]
answers = st.fixed_dictionaries({}, optional={question.id: values_for(question) for question in SMALL.order})


def judged(said: dict[str, AnswerValue] | dict[str, Value]) -> Triage:
    return triage(facts_from({**said}, SMALL), SMALL)


def without(*keys: str) -> dict[str, Value]:
    return {key: value for key, value in BENIGN.items() if key not in keys}


@pytest.mark.parametrize(
    ("changed", "tier", "flags"),
    [
        ({}, Tier.CLINIC_VISIT_OK, []),
        ({"severity": 3}, Tier.SELF_CARE, []),
        ({"severity": 3, "days": 15}, Tier.CLINIC_VISIT_OK, []),
        ({"severity": 3, "legs": "both"}, Tier.CLINIC_VISIT_OK, []),
        ({"severity": 3, "legs": "one", "below_knee": True}, Tier.CLINIC_VISIT_OK, ["T-LEG-02"]),
        ({"numb": True}, Tier.EMERGENCY_NOW, ["T-NUMB-01"]),
        ({"leak": True}, Tier.URGENT_SAME_DAY, ["T-LEAK-01"]),
        ({"leak": True, "legs": "both"}, Tier.EMERGENCY_NOW, ["T-LEGS-01", "T-LEAK-01"]),
        ({"cancer": "past", "age": 50}, Tier.SEE_PHYSICIAN_SOON, ["T-CA-01"]),
        ({"cancer": "past", "age": 49}, Tier.CLINIC_VISIT_OK, []),
        ({"cancer": "active", "night": True, "severity": 3}, Tier.URGENT_SAME_DAY, ["T-CA-02"]),
        ({"sites": frozenset({"flank"}), "night": True}, Tier.SEE_PHYSICIAN_SOON, ["T-FLANK-01"]),
        (
            {"sex": "female", "pregnant": True, "bleeding": True},
            Tier.EMERGENCY_NOW,
            ["T-PREG-01"],
        ),
        ({"sex": "female", "pregnant": False}, Tier.CLINIC_VISIT_OK, []),
    ],
)
def test_tier_and_flags_of_finished_answers(changed: dict[str, Value], tier: Tier, flags: list[str]) -> None:
    result = judged({**BENIGN, **changed})

    assert result.tier == tier
    assert [rule.id for rule in result.flags] == flags
    assert (result.open, result.unanswered) == ((), ())


def test_an_unanswered_emergency_question_is_urgent() -> None:
    result = judged({**BENIGN, "numb": NOT_SURE})

    assert result.tier == Tier.URGENT_SAME_DAY
    assert result.unanswered == ("numb",)
    assert [rule.id for rule in result.open] == ["T-NUMB-01"]


def test_an_unanswered_critical_question_needs_a_physician() -> None:
    result = judged(without("age"))

    assert (result.tier, result.unanswered) == (Tier.SEE_PHYSICIAN_SOON, ("age",))
    assert result.open == ()


def test_a_rule_that_could_still_hold_holds_the_tier_up_to_urgent_at_most() -> None:
    result = judged({**without("legs"), "leak": True})

    assert result.tier == Tier.URGENT_SAME_DAY
    assert [rule.id for rule in result.open] == ["T-LEGS-01"]


def test_an_open_rule_that_would_not_be_worse_is_not_listed() -> None:
    result = judged({**without("age"), "numb": True, "cancer": "past"})

    assert result.tier == Tier.EMERGENCY_NOW
    assert result.open == ()


def test_a_question_that_does_not_apply_is_not_unanswered() -> None:
    assert "pregnant" not in judged(BENIGN).unanswered
    assert "pregnant" in judged({**BENIGN, "sex": "female"}).unanswered
    assert "pregnant" in judged(without("sex")).unanswered


def test_raw_facts_without_the_flow_ask_for_what_applies() -> None:
    facts = {SMALL.questions[key].fact: value for key, value in BENIGN.items()}

    assert triage(facts, SMALL).unanswered == ("bleeding",)


@given(answers)
def test_nothing_known_is_never_better_than_urgent(said: dict[str, Value]) -> None:
    assert judged({}).tier == Tier.URGENT_SAME_DAY
    assert judged({key: said[key] for key in said if key not in SMALL.questions}).tier == Tier.URGENT_SAME_DAY


@given(answers, st.sampled_from(YES_NO))
def test_a_yes_is_never_less_urgent_than_a_no(said: dict[str, Value], key: str) -> None:
    assert judged({**said, key: True}).tier >= judged({**said, key: False}).tier


@given(answers, st.sampled_from(YES_NO))
def test_a_yes_never_takes_a_flag_down(said: dict[str, Value], key: str) -> None:
    said.pop(key, None)

    assert set(judged(said).flags) <= set(judged({**said, key: True}).flags)


@given(answers, st.sampled_from(YES_NO))
def test_unknown_is_never_safer_than_the_worse_answer_up_to_urgent(said: dict[str, Value], key: str) -> None:
    said.pop(key, None)
    worse = max(judged({**said, key: True}).tier, judged({**said, key: False}).tier)

    assert judged(said).tier >= min(worse, Tier.URGENT_SAME_DAY)
    assert judged({**said, key: NOT_SURE}).tier >= min(worse, Tier.URGENT_SAME_DAY)


@given(answers)
def test_the_two_lowest_tiers_need_every_critical_question_answered(said: dict[str, Value]) -> None:
    result = judged(said)

    if result.tier <= Tier.CLINIC_VISIT_OK:
        assert result.unanswered == ()
    assert result.tier >= max((rule.tier for rule in result.flags), default=Tier.SELF_CARE)


def test_the_short_form_never_ends_in_self_care_and_hangs_on_nothing_that_it_does_not_ask() -> None:
    mild = facts_from({**BENIGN, "severity": 3}, SMALL)
    critical = {question.fact: mild[question.fact] for question in SMALL.critical if question.fact in mild}

    assert triage(mild, SMALL).tier is Tier.SELF_CARE
    assert triage(mild, SMALL, short=True).tier is Tier.CLINIC_VISIT_OK
    assert set(triage(critical, SMALL, short=True).open) < set(triage(critical, SMALL).open)
