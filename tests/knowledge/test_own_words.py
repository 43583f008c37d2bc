"""What a person writes in their own words: kept as it is, read by the net, never able to lower anything."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.clinical.asking import QUOTED, TEXT_LENGTH, quoted
from unknot.clinical.assess import assess, from_json, to_json
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questions import emergency_so_far, facts_from, plain, read_answers
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
OWN_WORDS = KNOWN.texts[0].id
SILENCE = dict(KNOWN.vocabulary.silence)
ALARMING = "I have wet myself and can't feel anything between my legs"
SUICIDAL = "I do not want to live any more"


def said(words: str, **more: object) -> dict[str, object]:
    return {**plain(SILENCE), OWN_WORDS: words, **more}


def tier(answers: Mapping[str, object]) -> Tier:
    return assess(facts_from(read_answers(answers, KNOWN), KNOWN), KNOWN).tier


def test_own_words_are_kept_as_they_are() -> None:
    assert read_answers({OWN_WORDS: "  my back,\n and more "}, KNOWN) == {OWN_WORDS: "my back,\n and more"}


@pytest.mark.parametrize(
    ("words", "right"),
    [("", "some words"), ("  ", "some words"), (7, "some words"), ("x" * (TEXT_LENGTH + 1), "at most 2000")],
)
def test_no_text_and_too_much_text_are_refused(words: object, right: str) -> None:
    with pytest.raises(InvalidAnswers, match=right):
        read_answers({OWN_WORDS: words}, KNOWN)


def test_a_sign_in_own_words_counts_like_any_other() -> None:
    answers = said(ALARMING)
    facts = facts_from(read_answers(answers, KNOWN), KNOWN)
    assessment = assess(facts, KNOWN)

    assert assessment.tier == Tier.EMERGENCY_NOW
    assert emergency_so_far(read_answers({OWN_WORDS: ALARMING}, KNOWN), KNOWN)
    flag = assessment.flags[0]
    assert flag.rule_id.startswith("NET-")
    assert flag.because[0].words.strip("“”") in ALARMING
    assert flag.sources
    assert set(flag.sources) <= KNOWN.sources.keys()
    assert from_json(to_json(assessment)) == assessment


def test_flags_of_rules_and_words_stand_worst_first() -> None:
    answers = said(ALARMING, fever=True)
    flags = assess(facts_from(read_answers(answers, KNOWN), KNOWN), KNOWN).flags
    assert [flag.tier for flag in flags] == sorted((flag.tier for flag in flags), reverse=True)
    assert {flag.rule_id[:4] for flag in flags} >= {"NET-", "RF-I"}


@given(st.text(max_size=200))
def test_no_words_make_it_less_urgent(words: str) -> None:
    if words.strip():
        assert tier(said(words)) >= tier(plain(SILENCE))


@given(st.sampled_from([rule.id for rule in KNOWN.rules]), st.sampled_from(["all fine", ALARMING, SUICIDAL]))
def test_no_words_take_back_an_answer(rule_id: str, words: str) -> None:
    facts = {fact: True for fact in KNOWN.rule(rule_id).when.facts() if KNOWN.by_fact[fact].type == "yes_no"}
    without = assess(facts, KNOWN)
    with_words = assess({**facts, KNOWN.texts[0].fact: words}, KNOWN)
    assert with_words.tier >= without.tier
    assert {flag.rule_id for flag in without.flags} <= {flag.rule_id for flag in with_words.flags}


def test_long_words_are_quoted_short() -> None:
    assert quoted("a  b\nc") == "“a b c”"
    assert len(quoted("word " * 100)) == QUOTED + 2
    assert KNOWN.texts[0].words_for("my words") == "“my words”"


def test_answers_are_remembered_by_their_kind_and_own_words_never() -> None:
    known = replace(KNOWN)
    number = next(question for question in known.order if question.type == "number")
    yes_no = next(question for question in known.order if question.type == "yes_no")
    value = int(number.minimum) or 1
    for _ in range(2):
        assert read_answers({number.id: value, yes_no.id: True}, known) == {number.id: value, yes_no.id: True}
        with pytest.raises(InvalidAnswers):
            read_answers({yes_no.id: 1}, known)
        with pytest.raises(InvalidAnswers):
            read_answers({number.id: True}, known)
        read_answers({OWN_WORDS: "my secret"}, known)
    assert "my secret" not in str(known.answers_seen.kept)
