"""Scores by each rule for missing answers, and what is refused."""

import pytest

from tests.clinical.instruments import ABILITY, DIARY, RISK, SECTIONS, TICKS, instrument, scoring, slot
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questionnaires.instruments import Bound, Instrument, TableRow
from unknot.clinical.questionnaires.scoring import NotScorable, Score, score


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


def test_a_single_tick_in_a_list_is_that_tick() -> None:
    found = scored({"one": [3], "two": 1}, SECTIONS)

    assert (found.value, found.notes) == (40, ())


def test_too_few_answers_are_no_score() -> None:
    few = instrument(scoring=scoring(method="percent", missing="of_answered", needs=2), maximum=100)

    assert refused({"one": 1}, few).reason == "knots needs answers to at least 2 items, has 1; without: two"


def test_a_table_gives_the_t_score_with_its_error() -> None:
    table = tuple(TableRow(raw, 40 + raw, 1.5) for raw in range(11))
    found = scored(
        {"one": 1, "two": 2}, instrument(scoring=scoring(method="table", table=table), minimum=40, maximum=50)
    )

    assert (found.value, found.se, found.notes) == (43, 1.5, ())


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


def test_a_t_score_of_which_the_sources_disagree_says_so() -> None:
    table = tuple(TableRow(raw, 40 + raw, doubtful=raw == 10) for raw in range(11))
    made = instrument(scoring=scoring(method="table", table=table), minimum=40, maximum=50)

    assert ["doubtful" in note for note in scored({"one": 5, "two": 5}, made).notes] == [True]
    assert scored({"one": 5, "two": 4}, made).notes == ()
