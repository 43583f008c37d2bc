"""Rules in words: every kind of condition reads as a sentence, a person's facts beside each part."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clinical.small import SMALL, values_for
from unknot.clinical.facts import Value
from unknot.clinical.reading_aloud import (
    Marked,
    joined,
    lines,
    mark,
    ratio_in_words,
    read_aloud,
    sentence,
    share_in_words,
)
from unknot.clinical.rules import All, Any, AtLeast, Compare, Condition, Includes, Is, Not, OneOf
from unknot.clinical.techniques import Care, RecordFact

LEAK, NUMB = Is("leaking", True), Is("numb", True)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (LEAK, "you leaked urine"),
        (Is("leaking", False), "no to: Have you leaked urine?"),
        (Is("legs", "both"), "it goes into both legs"),
        (Is("cancer", "none"), "the answer to “Have you had cancer?” is “Never”"),
        (OneOf("legs", frozenset({"one", "both"})), "it goes into one leg or both legs"),
        (OneOf("sex", frozenset({"male", "female"})), "Which sex were you given at birth?"),
        (Includes("sites", frozenset({"flank"})), "your side hurts"),
        (Includes("sites", frozenset({"neck", "flank"})), "is “Side” or “Neck”"),
        (Compare("age", "at_least", 50), "you are at least 50 years old"),
        (Compare("severity", "above", 8), "your pain is more than 8 of 10"),
        (Compare("days", "below", 42), "it has hurt for less than 42 days"),
        (Compare("days", "at_most", 1.5), "it has hurt for at most 1.5 days"),
        (
            All((Compare("age", "at_least", 12), Compare("age", "below", 56))),
            "you are at least 12 and less than 56 years old",
        ),
        (Any((LEAK,)), "you leaked urine"),
        (Any((LEAK, NUMB)), "at least one of these: you leaked urine; it is numb between your legs"),
        (AtLeast(2, (LEAK, NUMB)), "at least 2 of these: you leaked urine; it is numb between your legs"),
        (Not(LEAK), "not this: you leaked urine"),
        (SMALL.signs["bladder"], "a bladder sign"),
        (
            All((LEAK, Any((NUMB, SMALL.signs["bladder"])))),
            "all of these: you leaked urine; "
            "(at least one of these: it is numb between your legs; a bladder sign)",
        ),
    ],
)
def test_every_condition_reads_as_a_sentence(condition: Condition, words: str) -> None:
    assert words in sentence(read_aloud(condition, SMALL))


@pytest.mark.parametrize(
    "parts",
    [
        (Compare("age", "at_least", 12), Compare("days", "below", 56)),
        (Compare("age", "at_least", 12), LEAK),
        (Compare("age", "at_least", 12),),
    ],
)
def test_only_tests_of_one_number_are_read_as_a_range(parts: tuple[Condition, ...]) -> None:
    said = sentence(read_aloud(All(parts), SMALL))
    assert ("all of these" in said) == (len(parts) > 1)


def test_lines_nest_and_open_shared_signs_on_request() -> None:
    passage = read_aloud(SMALL.rule("T-LEGS-01").when, SMALL)

    assert list(lines(passage)) == [
        "all of these:",
        "  it goes into both legs",
        "  a bladder sign:",
        "    at least one of these:",
        "      you leaked urine",
        "      it is numb between your legs",
    ]
    assert list(lines(passage, signs=False))[1:] == ["  it goes into both legs", "  a bladder sign"]


def test_a_test_names_its_question_and_a_sign_its_name() -> None:
    both, bladder = read_aloud(SMALL.rule("T-LEGS-01").when, SMALL).parts

    assert (both.question, both.sign) == ("legs", "")
    assert (bladder.question, bladder.sign) == ("", "bladder")
    assert read_aloud(LEAK, SMALL).question == "leak"


def test_what_a_clinician_records_is_read_by_its_label() -> None:
    fracture = RecordFact("fracture", "yes_no", "A fracture on the picture", "imaging")
    angle = RecordFact("angle", "number", "Angle", "imaging", minimum=0, maximum=90, unit="degrees")
    known = replace(SMALL, care=Care(record_facts={"fracture": fracture, "angle": angle}))
    bent = All((Compare("angle", "at_least", 10), Compare("angle", "below", 30)))

    passage = read_aloud(Any((Is("fracture", True), bent)), known)

    assert [part.words for part in passage.parts] == [
        "A fracture on the picture",
        "Angle: at least 10 and less than 30 degrees",
    ]
    assert [part.question for part in passage.parts] == ["fracture", "angle"]


def test_marks_say_what_holds_what_does_not_and_what_is_unknown() -> None:
    passage = read_aloud(All((LEAK, NUMB, Is("fever", True))), SMALL)

    marked = mark(passage, {"leaking": True, "numb": False})

    assert (marked.mark, [part.mark for part in marked.parts]) == ("false", ["true", "false", "unknown"])
    assert [part.question for part in marked.parts] == ["leak", "numb", "fever"]


FACTS = st.fixed_dictionaries({}, optional={q.fact: values_for(q) for q in SMALL.order})


@given(FACTS)
def test_the_marks_are_the_values_of_the_condition(facts: dict[str, Value]) -> None:
    def parts_agree(marked: Marked) -> bool:
        return all(parts_agree(part) for part in marked.parts) and marked.mark in ("true", "false", "unknown")

    for rule in SMALL.rules:
        marked = mark(read_aloud(rule.when, SMALL), facts)
        assert marked.holds is rule.when.holds(facts)
        assert parts_agree(marked)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([], ""),
        (["it hurts"], "it hurts"),
        (["lifting set it off", "bending set it off"], "lifting or bending set it off"),
        (["pain here: hip", "pain here: neck", "pain here: leg"], "pain here: hip, neck or leg"),
        (["it is on the left", "it is on the right"], "it is on the left or right"),
        (["you have had cancer", "you have cancer"], "you have had cancer or you have cancer"),
        (["it is new", "it is new"], "it is new or it is new"),
    ],
)
def test_alternatives_say_once_what_they_share(said: list[str], words: str) -> None:
    assert joined(said) == words


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1, "says nothing either way"),
        (1.3, "speaks a little for it: found about 1.3 times more often"),
        (2, "speaks moderately for it: found about 2 times"),
        (6.4, "speaks strongly for it: found about 6.4 times"),
        (60, "speaks very strongly for it: found about 60 times"),
        (0.5, "speaks moderately against it: found about 2 times less often"),
        (0.15, "speaks strongly against it: found about 6.7 times less often"),
    ],
)
def test_ratios_are_words(ratio: float, words: str) -> None:
    assert ratio_in_words(ratio).startswith(words)


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.4, "4 in 10"), (0.15, "2 in 10"), (0.07, "1 in 14"), (0.03, "1 in 30"), (0.001, "1 in 1000")],
)
def test_shares_are_people(share: float, words: str) -> None:
    assert share_in_words(share) == f"about {words}"
