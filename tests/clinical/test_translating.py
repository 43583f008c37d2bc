"""JSON statements to answers: the vocabulary, our ids, both; bad input named key by key."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import SMALL
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questions import NOT_SURE, facts_from, plain, read_answers
from unknot.clinical.translating import MOST_BYTES, read_object, translate, translate_what_can_be_read

INFINITE = float("inf")


def refusals(raw: dict[str, object]) -> dict[str, str]:
    with pytest.raises(InvalidAnswers) as refused:
        translate(raw, SMALL)
    return dict(refused.value.errors)


@pytest.mark.parametrize(
    ("raw", "answers"),
    [
        ({}, {}),
        ({"numb": "yes", "sites": ["neck"]}, {"numb": True, "sites": frozenset({"neck"})}),
        ({"saddle_numbness": True}, {"numb": True}),
        ({"saddle_numbness": "no"}, {"numb": False}),
        ({"sex": "F"}, {"sex": "female"}),
        ({"sex": "female"}, {"sex": "female"}),
        ({"age": 40}, {"age": 40}),
        ({"duration_days": 0.5, "facts": {"leg_pain": "both"}}, {"days": 0.5, "legs": "both"}),
        ({"wet": True, "damp": False}, {"leak": True}),
        ({"damp": False, "wet": True}, {"leak": True}),
        ({"wet": False}, {}),
        ({"facts": {"pain_site": "flank", "other_site": "neck"}}, {"sites": frozenset({"flank", "neck"})}),
        ({"leg_numbness": "right", "leg_pain": "none"}, {"legs": "none"}),
        ({"leg_numbness": "right", "leg_pain": "left"}, {"legs": "both"}),
        ({"leg_numbness": "right", "leg_pain": "left", "legs": "one"}, {"legs": "one"}),
        ({"pain": 8}, {"night": True, "severity": 8}),
        ({"pain": 7.5}, {"night": False, "severity": 7.5}),
        ({"shoe_size": 44}, {}),
        ({"saddle_numbness": None, "facts": {"fever": None}}, {}),
        ({"saddle_numbness": "not_sure", "wet": "not_sure"}, {"numb": NOT_SURE, "leak": NOT_SURE}),
        ({"wet": "not_sure", "damp": True}, {"leak": True}),
        ({"fever": "not_sure"}, {"fever": NOT_SURE}),
        ({"pain": "not_sure"}, {"night": NOT_SURE, "severity": NOT_SURE}),
        ({"id": "X", "narrative": "...", "tier": "self_care", "source": "-", "facts": {}}, {}),
    ],
)
def test_statements_become_answers(raw: dict[str, object], answers: dict[str, object]) -> None:
    assert translate(raw, SMALL) == answers


@pytest.mark.parametrize(
    ("raw", "key", "words"),
    [
        ({"sadle_numbness": True}, "sadle_numbness", "unknown key; did you mean 'saddle_numbness'?"),
        ({"": True}, "", "unknown key"),
        ({"facts": []}, "facts", "a list; right would be an object of facts"),
        ({"facts": "x"}, "facts", "'x'; right would be an object of facts"),
        (
            {"facts": {"numb": 3}},
            "numb",
            "3 is not an answer; right would be: yes, no, not_sure (or true, false)",
        ),
        ({"saddle_numbness": 1}, "saddle_numbness", "1; right would be true, false or not_sure"),
        ({"saddle_numbness": [1]}, "saddle_numbness", "a list; right would be true, false or not_sure"),
        ({"leg_pain": "middle"}, "leg_pain", "'middle'; right would be one of: none, left, both, not_sure"),
        ({"leg_pain": True}, "leg_pain", "true; right would be one of: none, left, both, not_sure"),
        ({"leg_pain": {"a": {}}}, "leg_pain", "an object; right would be one of: none, left, both, not_sure"),
        ({"pain": True}, "pain", "true; right would be a number from 0 to 10"),
        ({"pain": "bad"}, "pain", "'bad'; right would be a number from 0 to 10"),
        ({"pain": INFINITE}, "pain", "inf is out of range; right would be a number from 0 to 10"),
        ({"pain": 11}, "pain", "11 is out of range; right would be a number from 0 to 10"),
        ({"wet": True, "facts": {"wet": True}}, "wet", "stands twice, beside `facts` and in it; keep one"),
        ({"age": "forty"}, "age", "'forty'; right would be a number from 0 to 120"),
    ],
)
def test_what_cannot_be_read_is_named(raw: dict[str, object], key: str, words: str) -> None:
    assert refusals(raw) == {key: words}


def test_all_that_is_wrong_is_named_at_once() -> None:
    assert refusals({"x": 1, "pain": True, "facts": {"y": 2, "leg_pain": 3}}).keys() == {
        "x",
        "pain",
        "y",
        "leg_pain",
    }


def test_a_closed_world_answers_what_nobody_mentioned_and_applies() -> None:
    assert translate({"sex": "M", "wet": True, "fever": "not_sure"}, SMALL, closed_world=True) == {
        "sex": "male",
        "leak": True,
        "fever": NOT_SURE,
        "numb": False,
        "age": 40,
        "cancer": "none",
        "night": False,
    }


def test_a_closed_world_asks_what_may_apply() -> None:
    answers = translate({}, SMALL, closed_world=True)

    assert answers["pregnant"] is False
    assert "bleeding" not in answers
    assert facts_from(answers, SMALL)["bleeding"] is False


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty; right would be one JSON object"),
        (b" \n\t", "empty; right would be one JSON object"),
        (b"[1]", "a list; right would be one JSON object of answers"),
        (b"3", "3; right would be one JSON object of answers"),
        (b"null", "null; right would be one JSON object of answers"),
        (b'"numb"', "'numb'; right would be one JSON object of answers"),
        (b"{", "not JSON (Expecting property name enclosed in double quotes, line 1, column 2)"),
        (b'{"a": 1} x', "not JSON (Extra data, line 1, column 10)"),
        (b'{"numb": tru}', "not JSON (Expecting value, line 1, column 10)"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 text (byte 1); save the file as UTF-8"),
        (b"\x80", "not UTF-8 text (byte 1)"),
        (b"[" * 200_000, "nested too deeply to be anybody's answers"),
        (b'{"age": ' + b"9" * 5000 + b"}", "holds a number with thousands of digits"),
        (b" " * (MOST_BYTES + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_what_is_no_object_of_answers_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        read_object(data)

    assert str(refused.value).startswith(words)


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(InvalidAnswers) as refused:
        read_object(b'{"numb": true, "facts": {"wet": true, "wet": false}, "numb": false}')

    assert dict(refused.value.errors).keys() == {"numb", "wet"}


def test_a_byte_order_mark_is_no_harm() -> None:
    assert read_object(b'\xef\xbb\xbf{"numb": true}') == {"numb": True}


everything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
keys = (
    st.sampled_from([*SMALL.questions, *SMALL.vocabulary.keys, *SMALL.vocabulary.top, "facts", "id"])
    | st.text()
)


@given(st.dictionaries(keys, everything, max_size=6), st.booleans())
def test_nothing_that_is_json_makes_the_reader_stumble(raw: dict[str, object], closed: bool) -> None:
    answers, errors = translate_what_can_be_read(
        read_object(json.dumps(raw).encode()), SMALL, closed_world=closed
    )

    assert answers.keys() <= SMALL.questions.keys()
    assert {key for key, _ in errors} <= {*raw, *_keys_inside(raw.get("facts"))}
    assert read_answers(dict(plain(answers)), SMALL) == answers


def _keys_inside(facts: object) -> list[str]:
    return [str(key) for key in facts] if isinstance(facts, dict) else []
