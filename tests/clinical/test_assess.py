"""The whole assessment: findings that say why, and JSON that keeps it as it was."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import BENIGN, SMALL, values_for
from unknot.clinical.assess import assess, from_json, to_json
from unknot.clinical.errors import UnknownCountry
from unknot.clinical.facts import Value
from unknot.clinical.findings import Assessment, Said
from unknot.clinical.questions import AnswerValue, facts_from
from unknot.clinical.urgency import Tier

answers = st.fixed_dictionaries({}, optional={question.id: values_for(question) for question in SMALL.order})


def assessed(said: dict[str, AnswerValue] | dict[str, Value]) -> Assessment:
    return assess(facts_from({**said}, SMALL), SMALL)


def test_a_finding_says_why_in_the_persons_own_answers() -> None:
    (flag,) = assessed({**BENIGN, "cancer": "past", "age": 61}).flags

    assert (flag.rule_id, flag.tier, flag.sources) == ("T-CA-01", Tier.SEE_PHYSICIAN_SOON, ("BOOK1",))
    assert flag.because == (
        Said("cancer", "past", "you have had cancer"),
        Said("age", 61, "you are 61 years old"),
    )
    assert flag.missing == ()


def test_a_finding_carries_what_the_rule_says() -> None:
    (flag,) = assessed({**BENIGN, "numb": True}).flags

    assert (flag.title, flag.target, flag.action) == ("Numb between the legs", "cauda equina", "quick")
    assert flag.person.startswith("New numbness")
    assert flag.clinician == "saddle anaesthesia"


def test_an_open_finding_names_the_questions_that_would_settle_it() -> None:
    said = {key: value for key, value in BENIGN.items() if key not in ("legs", "numb")}

    result = assessed({**said, "leak": True})

    assert [(one.rule_id, one.missing) for one in result.open] == [
        ("T-NUMB-01", ("numb",)),
        ("T-LEGS-01", ("legs",)),
    ]
    assert result.open[1].because == (Said("leak", True, "you leaked urine"),)


@pytest.mark.parametrize(
    ("question_id", "value", "words"),
    [
        ("numb", True, "it is numb between your legs"),
        ("numb", False, "no to: Numb between the legs"),
        ("leak", False, "no to: Have you leaked urine?"),
        ("age", 61, "you are 61 years old"),
        ("severity", 2.5, "your pain is 2.5 of 10"),
        ("cancer", "none", "Never"),
        ("cancer", "past", "you have had cancer"),
        ("cancer", "gone", "gone"),
        ("sites", frozenset({"flank", "low_back"}), "Low back, your side hurts"),
        ("sites", frozenset(), "none of these: Where does it hurt?"),
    ],
)
def test_what_was_said_reads_on_after_because_you_said(question_id: str, value: Value, words: str) -> None:
    assert SMALL.questions[question_id].words_for(value) == words


@given(answers)
def test_an_assessment_comes_back_from_json_as_it_was(said: dict[str, Value]) -> None:
    result = assessed(said)

    assert from_json(json.loads(json.dumps(to_json(result)))) == result
    assert result.knowledge_version == SMALL.version


@given(answers)
def test_the_same_answers_give_the_same_assessment(said: dict[str, Value]) -> None:
    assert assessed(said) == assessed(dict(reversed(said.items())))


@given(st.lists(answers, min_size=2, max_size=5))
def test_who_was_assessed_before_changes_nothing(people: list[dict[str, Value]]) -> None:
    shared = replace(SMALL)
    facts = [facts_from({**said}, SMALL) for said in people]

    assert [assess(one, shared) for one in facts] == [assess(one, replace(SMALL)) for one in facts]


def test_knowledge_finds_its_parts() -> None:
    assert SMALL.rule("T-INF-01").title == "Fever"
    assert SMALL.cause("nerve").helps == ("Keep moving.",)
    assert SMALL.numbers_for("US").ambulance == "911"
    assert SMALL.numbers_for("FR").ambulance == "112"
    assert [rule.id for rule in SMALL.without("T-INF-01").rules if rule.id == "T-INF-01"] == []


def test_a_country_without_numbers_is_refused_when_there_is_no_default() -> None:
    with pytest.raises(UnknownCountry):
        replace(SMALL, emergency={}).numbers_for("US")


def test_a_tier_has_a_code_and_an_order() -> None:
    assert [Tier.of(tier.code) for tier in Tier] == sorted(Tier)
    assert Tier.EMERGENCY_NOW.code == "emergency_now"


def test_the_core_loads_without_a_framework_or_a_file_format() -> None:
    script = (
        "import sys, pkgutil, importlib, unknot.clinical as core\n"
        "for one in pkgutil.iter_modules(core.__path__):\n"
        "    importlib.import_module(f'unknot.clinical.{one.name}')\n"
        "print([name for name in ('django', 'yaml', 'jsonschema_rs', 'logging') if name in sys.modules])"
    )

    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == "[]"
