"""The flow: answers are read strictly, none is lost, and no path goes round a critical question."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import BENIGN, SMALL, values_for
from unknot.clinical.asking import Question
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.facts import Value
from unknot.clinical.questions import (
    NOT_SURE,
    AnswerValue,
    asked,
    emergency_so_far,
    facts_from,
    from_form,
    next_screen,
    plain,
    read_answer,
    read_answers,
    screens,
    short_form,
)

IN_WORDS = Question(id="more", fact="more", screen="more", ask="Anything else?", clinician="-", type="text")


def ids(answers: dict[str, AnswerValue]) -> list[str]:
    return [question.id for question in asked(answers, SMALL)]


def refusals(raw: dict[str, object]) -> dict[str, str]:
    with pytest.raises(InvalidAnswers) as refused:
        read_answers(raw, SMALL)
    return dict(refused.value.errors)


@pytest.mark.parametrize(
    ("key", "raw", "read"),
    [
        ("numb", True, True),
        ("numb", "yes", True),
        ("numb", "no", False),
        ("numb", "not_sure", NOT_SURE),
        ("numb", NOT_SURE, NOT_SURE),
        ("cancer", "past", "past"),
        ("sites", [], frozenset()),
        ("sites", ["flank", "neck"], frozenset({"flank", "neck"})),
        ("sites", frozenset({"neck"}), frozenset({"neck"})),
        ("age", 40, 40),
        ("age", 40.0, 40),
        ("severity", 2.5, 2.5),
    ],
)
def test_answers_are_read(key: str, raw: object, read: AnswerValue) -> None:
    assert read_answers({key: raw}, SMALL) == {key: read}


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("numbb", True, "no such question; did you mean 'numb'?"),
        ("what", True, "no such question"),
        ("numb", 1, "1 is not an answer; right would be: yes, no, not_sure (or true, false)"),
        ("numb", None, "None is not an answer; right would be: yes, no, not_sure (or true, false)"),
        ("numb", {"a": []}, "{'a': []} is not an answer; right would be: yes, no, not_sure (or true, false)"),
        ("cancer", True, "True is not an answer; right would be one of: none, past, active, not_sure"),
        ("cancer", "no", "'no' is not an answer; right would be one of: none, past, active, not_sure"),
        (
            "sites",
            "neck",
            "'neck' is not a list; right would be a list of: low_back, flank, neck; [] for none",
        ),
        ("sites", ["neck", "toe", 3], "'toe', 3 not among the answers: low_back, flank, neck"),
        ("age", "40", "'40' is not a number; right would be a whole number from 0 to 120"),
        ("age", True, "True is not a number; right would be a whole number from 0 to 120"),
        ("age", 40.5, "40.5 is out of range; right would be a whole number from 0 to 120"),
        ("severity", 11, "11 is out of range; right would be a number from 0 to 10"),
        ("severity", -0.1, "-0.1 is out of range; right would be a number from 0 to 10"),
        (
            "severity",
            float("nan"),
            "nan is not a number anybody can have; right would be a number from 0 to 10",
        ),
        (
            "severity",
            float("inf"),
            "inf is not a number anybody can have; right would be a number from 0 to 10",
        ),
        (
            "severity",
            10**60,
            "1000000000000000000000000000000000000... is out of range; right would be a number from 0 to 10",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_what_would_be_right(key: str, raw: object, words: str) -> None:
    assert refusals({key: raw}) == {key: words}


def test_all_that_is_wrong_is_named_at_once() -> None:
    assert refusals({"numb": 3, "age": -1, "leak": True, "x": 0}).keys() == {"numb", "age", "x"}


def test_an_answer_that_was_given_counts_and_is_shown_even_when_it_no_longer_applies() -> None:
    said: dict[str, AnswerValue] = {"sex": "male", "age": 40, "pregnant": True}

    assert facts_from(said, SMALL)["pregnant"] is True
    assert "pregnant" in ids(said)
    assert "bleeding" in ids(said)


def test_a_question_that_does_not_apply_has_its_default_and_is_not_asked() -> None:
    said: dict[str, AnswerValue] = {"sex": "male"}

    assert facts_from(said, SMALL) == {"sex": "male", "pregnant": False, "bleeding": False}
    assert "pregnant" not in ids(said)


def test_a_question_that_may_apply_is_asked_and_stays_unknown() -> None:
    assert "pregnant" in ids({"sex": "female"})
    assert "pregnant" not in facts_from({"sex": "female"}, SMALL)
    assert "pregnant" not in facts_from({"sex": "male", "pregnant": NOT_SURE}, SMALL)


def test_screens_come_in_order_with_the_questions_that_matter() -> None:
    shown = screens({"legs": "none", "sex": "male"}, SMALL)

    assert [screen.id for screen, _ in shown] == ["pain", "signs", "person"]
    assert [question.id for question in shown[0][1]] == ["sites", "days", "severity", "legs", "night"]
    assert [question.id for question in shown[2][1]] == ["age", "sex", "cancer"]


def test_the_short_form_asks_the_critical_questions_and_no_others() -> None:
    shown = [question.id for _, questions in short_form(SMALL) for question in questions]

    assert shown == [question.id for question in SMALL.critical]


def test_next_screen_goes_back_for_a_critical_question_that_came_to_apply() -> None:
    done = ["pain", "signs", "person"]
    said: dict[str, AnswerValue] = {**BENIGN}

    assert next_screen({}, [], SMALL) == SMALL.screens[0]
    assert next_screen(said, ["pain"], SMALL) == SMALL.screens[1]
    assert next_screen(said, done, SMALL) is None
    assert next_screen({**said, "sex": "female"}, done, SMALL) == SMALL.screens[2]
    assert (
        next_screen({**said, "sex": "female", "pregnant": NOT_SURE, "bleeding": NOT_SURE}, done, SMALL)
        is None
    )


def test_an_emergency_shows_at_once_whatever_else_is_open() -> None:
    assert emergency_so_far({"numb": True}, SMALL)
    assert emergency_so_far({"leak": True, "legs": "both"}, SMALL)
    assert not emergency_so_far({"leak": True}, SMALL)
    assert not emergency_so_far({"numb": NOT_SURE}, SMALL)
    assert not emergency_so_far(
        {"severity": 1, "days": 1, "leak": False, "numb": False, "legs": "none"}, SMALL
    )


def test_a_web_form_becomes_plain_values() -> None:
    sent = {
        "numb": ["yes"],
        "sites": ["neck", "flank"],
        "age": [" 41 "],
        "severity": ["2,5"],
        "days": ["about 3"],
        "cancer": [""],
        "nonsense": ["x"],
    }

    assert from_form(sent, SMALL) == {
        "numb": "yes",
        "sites": ["neck", "flank"],
        "age": 41,
        "severity": 2.5,
        "days": "about 3",
        "nonsense": "x",
    }
    assert from_form({"sites": ["none"]}, SMALL) == {"sites": []}
    assert from_form({"sites": ["neck", "not_sure"]}, SMALL) == {"sites": "not_sure"}


@given(st.fixed_dictionaries({}, optional={q.id: values_for(q) | st.just(NOT_SURE) for q in SMALL.order}))
def test_stored_answers_read_back_the_same(said: dict[str, AnswerValue]) -> None:
    stored = plain(said)

    assert read_answers({**stored}, SMALL) == said


@given(st.data(), st.booleans())
def test_every_walk_keeps_every_answer_and_asks_every_critical_question(
    data: st.DataObject, short: bool
) -> None:
    answers: dict[str, AnswerValue] = {}
    done: list[str] = []
    steps = 0
    while (screen := next_screen(answers, done, SMALL, short=short)) is not None:
        steps += 1
        assert steps <= 40, "the walk does not end"
        (shown,) = [questions for one, questions in screens(answers, SMALL, short=short) if one == screen]
        for question in shown:
            # Critical questions want an answer or "not sure"; the others may be left out.
            if question.critical or data.draw(st.booleans()):
                said = data.draw(values_for(question) | st.just(NOT_SURE))
                answers[question.id] = said
        assert all(question.id in ids(answers) for question in shown if question.id in answers)
        done.append(screen.id)

    facts = facts_from(answers, SMALL)
    assert set(answers) <= set(ids(answers))
    for question in SMALL.critical:
        applies: Value | None = facts.get(question.fact)
        assert question.id in answers or (question.ask_when and applies == question.otherwise)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (" ", "' ' is not a text; right would be some words, or no answer at all"),
        (7, "7 is not a text; right would be some words, or no answer at all"),
        ("x" * 2001, "2001 characters are too many; right would be at most 2000"),
    ],
)
def test_a_text_that_says_nothing_or_too_much_is_refused(raw: object, words: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        read_answer(IN_WORDS, raw)


def test_a_text_is_kept_as_written_and_quoted_in_one_line() -> None:
    said = read_answer(IN_WORDS, " it \n caught me ")

    assert said == "it \n caught me"
    assert IN_WORDS.words_for("it \n caught me") == "“it caught me”"
    assert IN_WORDS.words_for("word " * 60) == f"“{('word ' * 60)[:119]}…”"


def test_an_answer_that_is_gone_from_the_knowledge_is_told_by_its_id() -> None:
    choice = Question(id="old", fact="old", screen="s", ask="?", clinician="?", type="choice")

    assert choice.words_for("gone") == "gone"
