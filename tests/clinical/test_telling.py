"""The assessment as text: what to do first, every statement with its source, never a percentage."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import BENIGN, SMALL, values_for
from unknot.clinical.assess import assess
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from
from unknot.clinical.telling import as_text, because, printable

answers = st.fixed_dictionaries({}, optional={question.id: values_for(question) for question in SMALL.order})


def text(said: dict[str, Value], country: str = "US") -> str:
    return text_from(said, SMALL, country)


def text_from(said: dict[str, Value], knowledge: Knowledge, country: str = "US") -> str:
    facts = facts_from({**said}, knowledge)
    return as_text(assess(facts, knowledge), facts, knowledge, country)


def test_an_emergency_says_first_whom_to_call() -> None:
    told = text({**BENIGN, "numb": True})

    assert told.startswith("CALL 911 NOW.\n")
    assert "because you said: it is numb between your legs" in told
    assert "Do not wait." in told
    assert "Do not drive." in told
    assert "STUDY1: A study that was seen" in told
    assert "T-NUMB-01" in told


def test_advice_is_given_where_it_suits() -> None:
    mild = text({**BENIGN, "severity": 2})

    assert "Warmth: Warmth may help. Not on numb skin. Not too hot. [BOOK1]" in mild
    assert "Keep moving: Move as you can. [BOOK1]" in text(BENIGN)
    assert "Warmth" not in text(BENIGN)
    assert "What helps meanwhile" not in text({**BENIGN, "numb": True})


def test_each_country_has_its_number() -> None:
    assert text({"numb": True}, "FR").startswith("CALL 112 NOW.\n")
    assert "{" not in text({"numb": True}, "FR")


def test_an_ordinary_case_says_no_sign_was_found_and_what_would_change_it() -> None:
    told = text(BENIGN)

    assert told.startswith("Do what clinic visit ok means.\n")
    assert "Your answers show no warning sign that we ask about." in told
    assert "New numbness -> call 911 [STUDY1]" in told
    assert "Common back pain: fits well [BOOK1]" in told
    assert "not answered" not in told
    assert "Look again in 4 days." in told


def test_missing_answers_that_hold_the_tier_up_are_named() -> None:
    told = text({**BENIGN, "sex": "female"})

    assert "Some questions have no clear answer yet." in told
    assert "not answered: Could you be pregnant?" in told
    assert "Your answers show no warning sign" not in told


def test_against_and_absent_findings_are_told_apart() -> None:
    nerve = replace(SMALL, fit=replace(SMALL.fit, possible=-9, shown=3))
    told = text_from({**BENIGN, "sites": frozenset({"neck"})}, nerve)

    assert "against: not: pain below the knee; not: leg pain; neck pain" in told


def test_without_causes_none_are_told() -> None:
    bare = replace(SMALL, causes=())

    assert "What it may be" not in text_from(BENIGN, bare)


@given(answers)
def test_no_text_holds_a_percentage_or_a_log_odds(said: dict[str, Value]) -> None:
    told = text(said)

    assert "%" not in told
    assert "log" not in told.lower().replace("dialog", "")


def test_a_flag_in_one_line() -> None:
    (flag,) = assess(facts_from({**BENIGN, "numb": True}, SMALL), SMALL).flags

    assert because(flag) == "T-NUMB-01 (emergency_now): it is numb between your legs"
    assert because(replace(flag, because=())) == "T-NUMB-01 (emergency_now)"


@pytest.mark.parametrize(
    ("given_text", "safe"),
    [("naïve", "naïve"), ("a\x1b[2Jb", "a\\x1b[2Jb"), ("\ud800", "\\ud800"), ("x" * 300, "x" * 200 + "...")],
)
def test_text_of_others_is_safe_for_a_terminal(given_text: str, safe: str) -> None:
    assert printable(given_text) == safe
