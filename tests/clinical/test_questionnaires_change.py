"""What a change between two scores is, and what a week of the spasm diary says."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.clinical.instruments import ABILITY, DIARY, PAIN, instrument
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questionnaires.change import change
from unknot.clinical.questionnaires.diary import Entry, read_entry, week
from unknot.clinical.questionnaires.scoring import NotScorable, Score, score

MONDAY = date(2026, 11, 23)


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


@pytest.mark.parametrize(
    ("value", "important"), [(9, "cannot_tell"), (8, "no"), (2, "no"), (1, "cannot_tell")]
)
def test_room_for_the_smallest_change_is_room_enough(value: int, important: str) -> None:
    same = score({"first": value, "second": value}, ABILITY)

    assert change(same, same, ABILITY).important == important
