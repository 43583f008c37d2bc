"""The instruments that ship: every worked case comes out, their laws hold, and the slots are empty."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.clinical.questionnaires.change import change
from unknot.clinical.questionnaires.instruments import Instrument, Item
from unknot.clinical.questionnaires.schedule import Done, due
from unknot.clinical.questionnaires.scoring import NotScorable, Score, score
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.schema import SCHEMAS
from unknot.knowledge.worked_questionnaires import (
    QuestionnaireCase,
    load_questionnaire_cases,
    questionnaire_differences,
)

KNOWN = knowledge().questionnaires
CASES = load_questionnaire_cases(SHIPPED)
SCORED = [one for one in KNOWN.instruments.values() if one.scoring.method != "diary"]
SLOTS = [one for one in KNOWN.instruments.values() if one.kind == "slots"]
WHOLE = [one for one in KNOWN.instruments.values() if one.kind == "whole"]
CHANGING = [one for one in SCORED if one.importance]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case_comes_out_as_it_should(case: QuestionnaireCase) -> None:
    assert questionnaire_differences(case, KNOWN) == []


def test_a_case_that_is_wrong_says_how() -> None:
    by_id = {case.id: case for case in CASES}

    def wrong(case_id: str, **fields: object) -> list[str]:
        case = by_id[case_id]
        return questionnaire_differences(replace(case, plain={**case.plain, **fields}), KNOWN)

    assert wrong("Q-PAIN-01", expect={"value": 5}) == ["value is 6, should be 5"]
    assert wrong("Q-PAIN-03", expect={"value": 0}) == ["value is None, should be 0"]
    assert wrong("Q-PAIN-05", important="no") == [
        "is better, should be no (better by 2; 2 points and 30 percent matter)"
    ]
    assert wrong("Q-DUE-04", due={"day": 0, "asks": []})[0].startswith("asks ['pain_average'")


def test_every_instrument_has_a_case_and_every_way_of_a_change() -> None:
    scored = {case.plain.get("instrument") for case in CASES if "expect" in case.plain}

    assert scored >= set(KNOWN.instruments)
    changes = {case.plain["important"] for case in CASES if "important" in case.plain}
    assert changes == {"better", "worse", "no", "cannot_tell"}


def test_what_is_ours_is_whole_and_what_is_not_has_no_words() -> None:
    """The schema of a slot has no key that could hold a sentence, and none may be added."""
    schema = json.loads((SCHEMAS / "questionnaires.schema.json").read_text(encoding="utf-8"))

    assert set(schema["$defs"]["slot"]["properties"]) == {
        "ids",
        "type",
        "minimum",
        "maximum",
        "reversed",
        "points",
    }
    assert schema["$defs"]["slot"]["additionalProperties"] is False
    for one in SLOTS:
        assert not one.own_words
        assert not one.terms.ours
        assert not one.is_ready
        assert not any(item.words or item.low or item.high or item.answers for item in one.items), one.id
    for one in WHOLE:
        assert one.own_words
        assert one.terms.ours
        assert one.is_ready
        assert "own" in one.terms.words or "our" in one.terms.words, one.id


def test_the_instruments_of_others_are_there_as_slots() -> None:
    others = {"rmdq_24", "phq_4", "odi", "start_back", "promis_pi_4a", "promis_pf_4a_v1", "promis_pf_4a_v2"}

    assert others <= {one.id for one in SLOTS}
    assert {one.id: len(one.items) for one in SLOTS if one.id in others} == {
        "rmdq_24": 24,
        "phq_4": 4,
        "odi": 10,
        "start_back": 9,
        "promis_pi_4a": 4,
        "promis_pf_4a_v1": 4,
        "promis_pf_4a_v2": 4,
    }


def test_what_nobody_validated_is_labelled_where_people_read_it() -> None:
    unvalidated = [one for one in KNOWN.instruments.values() if not one.validated]

    assert {one.id for one in unvalidated} == {"outlook", "distress"}
    for one in unvalidated:
        assert "unvalidated" in one.name
        assert "tested" in one.person
        assert (one.bands.levels, one.importance) == ((), None)


def test_t_scores_rise_with_the_sum_and_the_doubtful_one_says_so() -> None:
    for one in SCORED:
        table = one.scoring.table
        assert [row.t for row in table] == sorted({row.t for row in table})
    assert any("75.6" in words and "75.8" in words for words in KNOWN.instruments["promis_pi_4a"].doubts)


@st.composite
def sheets(draw: st.DrawFn, *, of: list[Instrument] = SCORED) -> tuple[Instrument, dict[str, int]]:
    """An instrument with answers to some or all of its items."""
    one = draw(st.sampled_from(of))
    left_out = draw(st.sets(st.sampled_from([item.id for item in one.items]), max_size=2))
    answers = {item.id: draw(st.sampled_from(item.values)) for item in one.items if item.id not in left_out}
    return one, answers


def worse_answer(item: Item, answer: int, instrument: Instrument) -> int | None:
    """The neighbouring answer that speaks for more trouble; None at the end."""
    up = (instrument.direction == "higher_worse") != item.reversed
    there = answer + (1 if up else -1)
    return there if there in item.values else None


@given(sheets())
def test_a_score_lies_within_its_range_and_in_its_bands(sheet: tuple[Instrument, dict[str, int]]) -> None:
    one, answers = sheet
    found = score(answers, one)

    if isinstance(found, Score):
        assert one.minimum <= found.value <= one.maximum
        assert bool(found.band) == bool(one.bands.levels)
        assert {*found.answered} | {*found.missing} == {item.id for item in one.items}
    else:
        assert found.missing


@given(sheets(), st.data())
def test_a_worse_answer_never_makes_a_better_score(
    sheet: tuple[Instrument, dict[str, int]], data: st.DataObject
) -> None:
    one, answers = sheet
    before = score(answers, one)
    if isinstance(before, NotScorable):
        return
    item = data.draw(st.sampled_from([item for item in one.items if item.id in answers]))
    worse = worse_answer(item, answers[item.id], one)
    if worse is None:
        return
    after = score({**answers, item.id: worse}, one)

    assert isinstance(after, Score)
    assert one.worse_by(before.value, after.value) >= 0
    assert change(before, after, one).important != "better"
    assert change(after, before, one).important != "worse"


@given(sheets(of=CHANGING), st.data())
def test_among_later_scores_the_better_one_never_reads_worse(
    sheet: tuple[Instrument, dict[str, int]], data: st.DataObject
) -> None:
    """For one score before: of two scores after it, the one with less trouble is never judged worse."""
    one, _ = sheet
    first, second, third = (
        score({item.id: data.draw(st.sampled_from(item.values)) for item in one.items}, one) for _ in range(3)
    )
    assert isinstance(second, Score)
    assert isinstance(third, Score)
    lower, higher = (second, third) if one.worse_by(second.value, third.value) >= 0 else (third, second)
    order = ["better", "cannot_tell", "no", "worse"]
    judged = [change(first, after, one).important for after in (lower, higher)]

    if "cannot_tell" not in judged:
        assert order.index(judged[0]) <= order.index(judged[1])
    assert judged != ["worse", "better"]


@given(sheets())
def test_nothing_is_filled_in_for_a_missing_answer(sheet: tuple[Instrument, dict[str, int]]) -> None:
    """What counts without an answer is the instrument's rule and no guess."""
    one, answers = sheet
    missing = {item.id for item in one.counting} - answers.keys()
    found = score(answers, one)
    match one.scoring.missing:
        case "complete":
            assert isinstance(found, NotScorable) == bool(missing)
        case "unticked_is_zero":
            zeros = {item.id: answers.get(item.id, 0) for item in one.items}
            assert isinstance(found, Score)
            assert replace(found, notes=()) == replace(_score(zeros, one), notes=())
        case _:
            assert isinstance(found, NotScorable) == (len(answers) < one.scoring.needs)


def _score(answers: dict[str, int], one: Instrument) -> Score:
    found = score(answers, one)
    assert isinstance(found, Score)
    return found


@given(sheets())
def test_the_order_of_the_answers_does_not_matter(sheet: tuple[Instrument, dict[str, int]]) -> None:
    one, answers = sheet
    turned = dict(reversed(answers.items()))

    assert score(turned, one) == score(answers, one)


DAY_0 = date(2026, 1, 5)
READY = {name: one for name, one in KNOWN.instruments.items() if one.is_ready}


@st.composite
def pasts(draw: st.DrawFn) -> list[Done]:
    days = st.integers(0, 400)
    names = st.sampled_from(sorted(KNOWN.instruments))
    return [
        Done(name, DAY_0 + timedelta(days=day))
        for name, day in draw(st.lists(st.tuples(names, days), max_size=12))
    ]


@given(pasts(), st.integers(0, 400), st.floats(0, 30), st.floats(0, 30), st.booleans())
def test_more_minutes_never_ask_less_and_never_more_than_they_are(
    past: list[Done], day: int, some: float, more: float, is_visit: bool
) -> None:
    today = DAY_0 + timedelta(days=day)
    few, many = (
        due(
            KNOWN.schedule,
            start=DAY_0,
            today=today,
            done=past,
            offered=READY,
            minutes_per_week=minutes,
            is_visit=is_visit,
        )
        for minutes in sorted((some, more))
    )

    assert few.asks == many.asks[: len(few.asks)]
    assert {*few.asks, *few.waits} == {*many.asks, *many.waits}
    assert few.also == many.also
    assert sum(one.minutes for one in many.asks) <= max(some, more) + 1e-9


@given(pasts(), st.integers(0, 400), st.booleans())
def test_only_what_can_be_asked_is_due_and_what_was_done_today_is_not(
    past: list[Done], day: int, is_visit: bool
) -> None:
    today = DAY_0 + timedelta(days=day)
    found = due(
        KNOWN.schedule,
        start=DAY_0,
        today=today,
        done=past,
        offered=KNOWN.instruments,
        minutes_per_week=60,
        is_visit=is_visit,
    )
    names = [one.instrument_id for one in (*found.asks, *found.waits)]

    assert len(names) == len(set(names))
    assert set(names) <= set(READY)
    assert not set(names) & {one.instrument_id for one in past if one.on == today}


def test_another_language_asks_the_same_items_and_scores_them_alike() -> None:
    """Only what a person reads is said otherwise; nothing that counts is."""
    told = knowledge("es").questionnaires
    for name, one in KNOWN.instruments.items():
        other = told.instruments[name]
        assert other.title != one.title
        assert [item.values for item in other.items] == [item.values for item in one.items]
        assert not {item.words for item in other.items if item.words} & {item.words for item in one.items}
        assert replace(other, title=one.title, person=one.person, items=one.items) == one
    assert told.schedule == KNOWN.schedule
