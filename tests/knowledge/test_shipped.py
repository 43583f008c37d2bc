"""The medicine that ships keeps its safety laws over random people, and its flow loses nothing."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unknot.clinical.asking import Question
from unknot.clinical.assess import assess, from_json, to_json
from unknot.clinical.facts import Value
from unknot.clinical.questions import (
    NOT_SURE,
    AnswerValue,
    asked,
    emergency_so_far,
    facts_from,
    next_screen,
    screens,
)
from unknot.clinical.rules import Is, OneOf, leaves
from unknot.clinical.telling import as_text
from unknot.clinical.translating import assumed, translate
from unknot.clinical.triage import Tier, triage
from unknot.knowledge.load import knowledge

KNOWN = knowledge()
DICTIONARY = Path(__file__).parent / "dictionary_keys.txt"
YES_NO = [question.id for question in KNOWN.order if question.type == "yes_no"]
EMERGENCY = [question.id for question in KNOWN.order if question.emergency]


def values_for(question: Question) -> st.SearchStrategy[Value]:
    ids = [answer.id for answer in question.answers]
    if question.type == "yes_no":
        return st.booleans()
    if question.type == "choice":
        return st.sampled_from(ids)
    if question.type == "several":
        return st.frozensets(st.sampled_from(ids), max_size=3)
    return st.integers(int(question.minimum), int(question.maximum))


@st.composite
def people(draw: st.DrawFn) -> dict[str, AnswerValue]:
    """A person with some ten answers of any kind; the rest is benign, or nobody has asked."""
    chosen = draw(st.lists(st.sampled_from(KNOWN.order), max_size=10, unique_by=lambda question: question.id))
    said: dict[str, AnswerValue] = {question.id: draw(values_for(question)) for question in chosen}
    if draw(st.integers(0, 3)):
        said = assumed(said, KNOWN)
        for question in draw(st.lists(st.sampled_from(KNOWN.order), max_size=3)):
            said[question.id] = NOT_SURE
    return said


def tier(said: dict[str, AnswerValue]) -> Tier:
    return triage(facts_from(said, KNOWN), KNOWN).tier


@settings(max_examples=400)
@given(people(), st.sampled_from(YES_NO))
def test_a_yes_is_never_less_urgent_than_a_no(said: dict[str, AnswerValue], key: str) -> None:
    assert tier({**said, key: True}) >= tier({**said, key: False})


@settings(max_examples=400)
@given(people(), st.sampled_from(KNOWN.order), st.data())
def test_unknown_is_never_safer_than_any_answer_up_to_urgent(
    said: dict[str, AnswerValue], question: Question, data: st.DataObject
) -> None:
    answered = tier({**said, question.id: data.draw(values_for(question))})
    said.pop(question.id, None)

    assert tier({**said, question.id: NOT_SURE}) >= min(answered, Tier.URGENT_SAME_DAY)


@settings(max_examples=400)
@given(people(), st.sampled_from(YES_NO))
def test_a_yes_takes_no_flag_down(said: dict[str, AnswerValue], key: str) -> None:
    said.pop(key, None)
    before = triage(facts_from(said, KNOWN), KNOWN).flags
    after = triage(facts_from({**said, key: True}, KNOWN), KNOWN).flags

    assert set(before) <= set(after)


@given(people())
def test_the_compiled_medicine_answers_as_the_trees_do(said: dict[str, AnswerValue]) -> None:
    facts = facts_from(said, KNOWN)
    result = triage(facts, KNOWN)

    assert {rule.id for rule in result.flags} == {rule.id for rule in KNOWN.rules if rule.when.holds(facts)}


@given(people())
def test_an_assessment_can_be_told_and_comes_back_from_json(said: dict[str, AnswerValue]) -> None:
    facts = facts_from(said, KNOWN)
    result = assess(facts, KNOWN)

    assert from_json(json.loads(json.dumps(to_json(result)))) == result
    assert 1 <= len(result.shown) <= 3
    for country in ("US", "GB", "XX"):
        told = as_text(result, facts, KNOWN, country)
        assert "{" not in told
        assert "you are safe" not in told.lower()


@given(people())
def test_the_two_lowest_tiers_are_earned(said: dict[str, AnswerValue]) -> None:
    facts = facts_from(said, KNOWN)
    result = triage(facts, KNOWN)
    # A question that was left at "not sure" and has ceased to apply is owed no answer.
    applicable = [one for one in KNOWN.critical if not one.ask_when or one.ask_when.holds(facts) is not False]

    if result.tier <= Tier.CLINIC_VISIT_OK:
        assert all(said.get(question.id, NOT_SURE) is not NOT_SURE for question in applicable)


@pytest.mark.parametrize("key", EMERGENCY)
def test_not_sure_on_an_emergency_question_is_at_least_urgent(key: str) -> None:
    said = assumed({}, KNOWN)

    assert tier({**said, key: NOT_SURE}) >= Tier.URGENT_SAME_DAY


@pytest.mark.parametrize("key", EMERGENCY)
def test_the_worst_answer_to_an_emergency_question_is_at_least_urgent(key: str) -> None:
    question = KNOWN.questions[key]
    said = assumed(applying(question), KNOWN)
    ids = [answer.id for answer in question.answers]
    values: list[Value] = [True] if question.type == "yes_no" else list(ids)
    if question.type == "several":
        values = [frozenset({one}) for one in ids]

    assert max(tier({**said, key: value}) for value in values) >= Tier.URGENT_SAME_DAY


def applying(question: Question) -> dict[str, AnswerValue]:
    """Answers under which a question that is not for everybody is asked."""
    wanted = list(leaves(question.ask_when)) if question.ask_when else []
    return {
        KNOWN.by_fact[leaf.fact].id: leaf.value if isinstance(leaf, Is) else min(leaf.values)
        for leaf in wanted
        if isinstance(leaf, (Is, OneOf))
    }


def test_nothing_said_is_urgent_and_all_denied_is_not() -> None:
    assert tier({}) == Tier.URGENT_SAME_DAY
    assert tier(assumed({}, KNOWN)) <= Tier.CLINIC_VISIT_OK


def test_two_answers_together_never_undo_an_emergency() -> None:
    said = assumed({}, KNOWN)
    emergencies = [key for key in YES_NO if tier({**said, key: True}) == Tier.EMERGENCY_NOW]

    assert emergencies
    for first, second in combinations(emergencies, 2):
        assert emergency_so_far({**said, first: True, second: True}, KNOWN)


@settings(max_examples=60)
@given(st.data(), st.booleans())
def test_every_walk_ends_keeps_every_answer_and_asks_every_critical_question(
    data: st.DataObject, short: bool
) -> None:
    answers: dict[str, AnswerValue] = {}
    done: list[str] = []
    while (screen := next_screen(answers, done, KNOWN, short=short)) is not None:
        assert len(done) <= 4 * len(KNOWN.screens), "the walk does not end"
        (shown,) = [found for one, found in screens(answers, KNOWN, short=short) if one == screen]
        odd = data.draw(st.lists(st.sampled_from(shown), max_size=2))
        for question in shown:
            if question in odd:
                answers[question.id] = data.draw(values_for(question) | st.just(NOT_SURE))
            elif question.critical and question.id not in answers:
                silence = KNOWN.vocabulary.silence[question.id]
                answers.update(translate({question.id: _raw(silence)}, KNOWN))
        done.append(screen.id)

    shown_at_last = {question.id for question in asked(answers, KNOWN)}
    assert answers.keys() <= shown_at_last
    assert {question.id for question in KNOWN.critical if question.id in shown_at_last} <= answers.keys()


def _raw(silence: Value) -> object:
    return sorted(silence) if isinstance(silence, frozenset) else silence


def test_the_dictionary_is_mapped_key_by_key() -> None:
    assert list(KNOWN.vocabulary.keys) != []
    assert sorted(KNOWN.vocabulary.keys) == DICTIONARY.read_text(encoding="utf-8").split()
    assert set(KNOWN.vocabulary.top) == {"age", "sex", "pregnant", "duration_days"}
