"""Scores by each rule for missing answers, what is refused, and what a change is."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clinical.instruments import ABILITY, DIARY, PAIN, RISK, SECTIONS, TICKS, instrument, scoring, slot
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questionnaires.change import change
from unknot.clinical.questionnaires.diary import Entry, read_entry, week
from unknot.clinical.questionnaires.instruments import Bound, Instrument, TableRow
from unknot.clinical.questionnaires.scoring import NotScorable, Score, score

MONDAY = date(2026, 11, 23)


def scored(answers: dict[str, object], of: Instrument) -> Score:
    found = score(answers, of)
    assert isinstance(found, Score)
    return found


def refused(answers: dict[str, object], of: Instrument) -> NotScorable:
    found = score(answers, of)
    assert isinstance(found, NotScorable)
    return found


def test_a_bound_without_limits_holds_for_everything() -> None:
    assert Bound().holds(-1e9)
    assert [Bound(at_least=1, below=3).holds(value) for value in (0, 1, 2, 3)] == [False, True, True, False]
    assert [Bound(above=1, at_most=3).holds(value) for value in (1, 2, 3, 4)] == [False, True, True, False]


def test_a_score_says_what_it_was_made_of() -> None:
    assert scored({"one": 2, "two": 5.0}, instrument()) == Score(
        instrument_id="knots",
        version="1",
        recall="today",
        value=7,
        band="",
        band_words="",
        parts=(),
        se=None,
        answered=("one", "two"),
        missing=(),
        at_floor=False,
        at_ceiling=False,
    )


def test_where_all_are_needed_the_missing_ones_are_named() -> None:
    found = refused({"one": 2, "two": None}, instrument())

    assert found.reason == "knots needs an answer to each item; without one: two"
    assert found.missing == ("two",)


def test_an_unticked_box_counts_nothing() -> None:
    assert scored({"a": True, "b": False}, TICKS).value == 1
    assert scored({"a": 1, "c": 1}, TICKS).answered == ("a", "b", "c")


def test_a_list_without_a_tick_asks_whether_it_was_seen() -> None:
    found = scored({}, TICKS)

    assert (found.value, found.at_floor) == (0, True)
    assert "Nothing was ticked" in found.notes[0]
    assert scored({"a": True}, TICKS).notes == ()


def test_percent_counts_the_sections_that_were_answered() -> None:
    found = scored({"one": 2}, SECTIONS)

    assert (found.value, found.missing) == (40, ("two",))
    assert found.notes == ("Scored from the items that were answered; without: two.",)


def test_of_two_ticks_the_higher_counts_where_the_rule_says_so() -> None:
    found = scored({"one": [1, 4], "two": (0,)}, SECTIONS)

    assert (found.value, found.notes) == (
        40,
        ("More than one answer was ticked in a section; the higher one counts.",),
    )


def test_too_few_answers_are_no_score() -> None:
    few = instrument(scoring=scoring(method="percent", missing="of_answered", needs=2), maximum=100)

    assert refused({"one": 1}, few).reason == "knots needs answers to at least 2 items, has 1; without: two"


def test_a_table_gives_the_t_score_with_its_error() -> None:
    table = tuple(TableRow(raw, 40 + raw, 1.5) for raw in range(11))
    found = scored(
        {"one": 1, "two": 2}, instrument(scoring=scoring(method="table", table=table), minimum=40, maximum=50)
    )

    assert (found.value, found.se) == (43, 1.5)


def test_points_and_turned_items() -> None:
    made = instrument(items=(slot("one", reversed=True), slot("two", maximum=2, points={0: 0, 1: 0, 2: 1})))

    assert scored({"one": 5, "two": 1}, made).value == 0
    assert scored({"one": 0, "two": 2}, made).value == 6


def test_items_that_do_not_count_stand_beside_the_score() -> None:
    made = instrument(scoring=scoring(items=("one",)), maximum=5)

    assert scored({"one": 3}, made).value == 3
    assert refused({"two": 3}, made).missing == ("one",)


def test_the_mean_is_of_what_was_rated() -> None:
    assert scored({"first": 2, "second": 5}, ABILITY).value == 3.5
    assert scored({"second": 5}, ABILITY).value == 5


def test_a_band_may_look_at_a_subscale_too() -> None:
    assert scored({"one": 3, "two": 0}, RISK).band == "low"
    assert scored({"one": 1, "two": 3}, RISK).band == "high"
    assert scored({"one": 5, "two": 0}, RISK).band == ""


def test_a_subscale_that_is_whole_is_read_even_without_a_total() -> None:
    found = refused({"two": 4}, RISK)

    assert [(part.id, part.value, part.is_positive) for part in found.parts] == [("mind", 4, True)]
    assert scored({"one": 0, "two": 2}, RISK).part("mind").is_positive is False


def test_what_is_not_validated_says_so() -> None:
    found = scored({"one": 0, "two": 0}, instrument(validated=False))

    assert found.notes[0].startswith("Not validated")


def test_a_diary_has_no_score_of_one_sheet() -> None:
    assert refused({}, DIARY).reason == "a diary is scored by the week, from its entries"


@pytest.mark.parametrize(
    ("of", "answers", "words"),
    [
        (instrument(), {"one": 6}, "one: 6 is not an answer: give one of the whole numbers 0 to 5"),
        (instrument(), {"one": -1}, "one: -1 is not an answer"),
        (instrument(), {"one": 2.5}, "one: 2.5 is not an answer"),
        (instrument(), {"one": "2"}, "one: '2' is not an answer"),
        (instrument(), {"one": True}, "one: True is not an answer"),
        (instrument(), {"one": [1, 2]}, r"one: \[1, 2\] is not an answer"),
        (SECTIONS, {"one": []}, r"one: \[\] is not an answer"),
        (SECTIONS, {"one": [1, 7]}, "one: 7 is not an answer"),
        (TICKS, {"a": "yes"}, "a: 'yes' is not an answer: give one of yes or no"),
        (TICKS, {"a": 2}, "a: 2 is not an answer"),
        (instrument(), {"onee": 1}, "onee: knots has no such item; did you mean 'one'?"),
    ],
)
def test_what_is_no_answer_is_refused_by_item(of: Instrument, answers: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidAnswers, match=words):
        score(answers, of)


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(InvalidAnswers) as wrong:
        score({"one": 9, "two": 9, "three": 1}, instrument())

    assert [key for key, _ in wrong.value.errors] == ["one", "two", "three"]


def pain(value: int | None) -> Score | NotScorable:
    return score({"pain": value}, PAIN)


@pytest.mark.parametrize(
    ("before", "after", "important"),
    [
        (6, 4, "better"),
        (8, 6, "no"),
        (5, 4, "no"),
        (5, 5, "no"),
        (4, 5, "no"),
        (8, 10, "worse"),
        (0, 2, "worse"),
        (2, 3, "no"),
        (2, 0, "cannot_tell"),
        (2, 2, "cannot_tell"),
        (9, 10, "cannot_tell"),
        (10, 10, "cannot_tell"),
        (10, 9, "no"),
        (10, 7, "better"),
        (None, 3, "cannot_tell"),
        (3, None, "cannot_tell"),
    ],
)
def test_a_change_of_pain(before: int | None, after: int | None, important: str) -> None:
    assert change(pain(before), pain(after), PAIN).important == important


def test_a_change_carries_its_figures_and_its_reason() -> None:
    found = change(pain(8), pain(4), PAIN)

    assert (found.absolute, found.percent) == (-4, -50)
    assert found.why == "better by 4; 2 points and 30 percent matter"
    assert change(pain(0), pain(1), PAIN).percent is None
    assert change(pain(None), pain(1), PAIN).absolute is None


def test_where_higher_is_better_the_signs_turn() -> None:
    low, high = score({"first": 2, "second": 2}, ABILITY), score({"first": 5, "second": 5}, ABILITY)

    assert change(low, high, ABILITY).important == "better"
    assert change(high, low, ABILITY).important == "worse"


def test_one_item_alone_must_change_by_more() -> None:
    before, after = score({"first": 2}, ABILITY), score({"first": 4}, ABILITY)

    assert change(before, after, ABILITY).why == "changed by 2; 3 points matter"


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"version": "2"}, "not the same instrument or version: pain 2 is not pain 1"),
        ({"id": "ache"}, "not the same instrument or version: ache 1 is not pain 1"),
        ({"recall": "this week"}, "not the same stretch of time: this week is not today"),
    ],
)
def test_only_like_compares_with_like(other: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"id": "pain", "items": PAIN.items, "importance": PAIN.importance}
    unlike = score({"pain": 8}, instrument(**{**given, **other}))

    assert change(unlike, pain(2), PAIN).why == words


def test_other_activities_do_not_compare() -> None:
    found = change(score({"first": 2}, ABILITY), score({"second": 9}, ABILITY), ABILITY)

    assert (found.important, found.why) == (
        "cannot_tell",
        "not the same items were answered, so the two scores do not compare",
    )


def test_without_a_known_limit_a_change_is_shown_and_not_judged() -> None:
    found = change(
        score({"one": 5, "two": 5}, instrument()), score({"one": 0, "two": 0}, instrument()), instrument()
    )

    assert (found.absolute, found.important) == (-10, "cannot_tell")


def test_an_entry_of_the_diary_is_read() -> None:
    raw = {"on": "2026-11-23", "severity": 7, "minutes": 20, "trigger": " bending ", "limited": True}

    assert read_entry(raw, DIARY) == Entry(MONDAY, 7, 20, "bending", "", True)
    assert read_entry({"on": MONDAY, "severity": 0, "helped": None}, DIARY) == Entry(MONDAY, 0)


def test_all_that_is_wrong_in_an_entry_is_named() -> None:
    raw = {"on": "23.11.", "minutes": 2000, "trigger": 5, "limited": 1, "where": "x"}
    with pytest.raises(InvalidAnswers) as wrong:
        read_entry(raw, DIARY)

    assert dict(wrong.value.errors) == {
        "where": "the diary has no such field",
        "on": "'23.11.' is not a date: write it as 2026-11-23",
        "severity": "is missing, and the diary needs it",
        "minutes": "2000 is not an answer: give one of the whole numbers 0 to 1440",
        "trigger": "give a text of at most 500 letters",
        "limited": "1 is not an answer: give yes or no",
    }


def test_a_week_of_the_diary() -> None:
    entries = [
        Entry(MONDAY, 4),
        Entry(MONDAY, 8, limited=True),
        Entry(MONDAY + timedelta(days=6), 2, limited=False),
        Entry(MONDAY + timedelta(days=7), 10),
        Entry(MONDAY - timedelta(days=1), 10),
    ]
    found = week(entries, DIARY, first_day=MONDAY, is_whole=True)

    assert isinstance(found, Score)
    assert (found.value, {part.id: part.value for part in found.parts}) == (
        2,
        {"spasms": 3, "worst": 8, "limited_days": 1},
    )
    assert found.notes == ()


def test_an_empty_week_is_a_week_without_spasms_only_when_it_is_whole() -> None:
    whole = week([], DIARY, first_day=MONDAY, is_whole=True)
    silent = week([], DIARY, first_day=MONDAY, is_whole=False)

    assert isinstance(whole, Score)
    assert (whole.value, whole.at_floor) == (0, True)
    assert isinstance(silent, NotScorable)


def test_a_week_that_may_lack_entries_is_the_least_that_happened() -> None:
    found = week([Entry(MONDAY, 3)], DIARY, first_day=MONDAY, is_whole=False)

    assert isinstance(found, Score)
    assert found.notes[0].startswith("At least this much")
