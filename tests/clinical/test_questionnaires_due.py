"""What is due on a day, within a person's minutes; and a clinic's text held against its definition."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.clinical.instruments import ABILITY, PAIN, TICKS, answers, filling, instrument, slot
from unknot.clinical.questionnaires.filling import FilledItem, Filling, filled, mismatches
from unknot.clinical.questionnaires.schedule import Agenda, Done, Occasion, Schedule, due

START = date(2026, 11, 2)
SCHEDULE = Schedule(
    occasions=(
        Occasion("begin", "at the start", (("pain",), ("ability",), ("knots", "own")), 0, 6, also=("signs",)),
        Occasion("visit", "at visits", (("pain",),), at_visit=True, opens=1, also=("harm",)),
        Occasion("weekly", "weekly", (("pain",),), 7, 27, every=7, rest=4, also=("signs",)),
        Occasion("later", "later", (("knots", "own"),), 28, 40),
    ),
    first=("pain", "knots", "own", "ability"),
)
OWN = replace(PAIN, id="own", minutes=2)
OFFERED = {one.id: one for one in (PAIN, ABILITY, OWN, instrument())}  # the knots have empty slots
FILLED = {**OFFERED, "knots": filled(instrument(), filling())}


def on(day: int, *done: tuple[str, int], **options: Any) -> Agenda:
    given: dict[str, Any] = {"offered": OFFERED, "minutes_per_week": 60}
    past = [Done(name, START + timedelta(days=at)) for name, at in done]
    today = START + timedelta(days=day)
    return due(SCHEDULE, start=START, today=today, done=past, **{**given, **options})


def asked(day: int, *done: tuple[str, int], **options: Any) -> list[str]:
    return [one.instrument_id for one in on(day, *done, **options).asks]


def test_what_ships_stands_in_for_empty_slots() -> None:
    assert asked(0) == ["pain", "own", "ability"]
    assert asked(0, offered=FILLED) == ["pain", "knots", "ability"]
    assert asked(0, offered={}) == []


def test_what_was_begun_goes_on_when_the_slots_are_filled_later() -> None:
    assert asked(30, ("own", 0), offered=FILLED) == ["own"]


def test_each_is_asked_once_in_its_time() -> None:
    assert asked(2, ("pain", 0), ("own", 2)) == ["ability"]
    assert asked(7, ("pain", 0)) == ["pain"]
    assert asked(13, ("pain", 8)) == []
    assert asked(14, ("pain", 13)) == []
    assert asked(14, ("pain", 9)) == ["pain"]
    assert asked(60) == []


def test_what_was_done_in_another_episode_or_later_does_not_count() -> None:
    assert asked(7, ("pain", -1), ("pain", 9)) == ["pain"]


def test_a_visit_asks_on_its_day() -> None:
    assert asked(42, is_visit=True) == ["pain"]
    assert asked(42, ("pain", 42), is_visit=True) == []
    assert on(0, is_visit=True).also == ("signs",)
    assert on(1, is_visit=True).also == ("signs", "harm")
    assert on(9, is_visit=True).also == ("harm", "signs")


def test_what_does_not_fit_waits_and_the_signs_never_do() -> None:
    agenda = on(0, minutes_per_week=2.5)

    assert [one.instrument_id for one in agenda.asks] == ["pain"]
    assert [one.instrument_id for one in agenda.waits] == ["own", "ability"]
    assert agenda.also == ("signs",)


def test_minutes_of_the_last_seven_days_are_spent() -> None:
    assert asked(9, ("own", 3), minutes_per_week=2.5) == []
    assert asked(10, ("own", 3), minutes_per_week=2.5) == ["pain"]
    assert asked(9, ("unknown", 3), minutes_per_week=1) == ["pain"]


def test_a_text_that_fits_fills_the_slots() -> None:
    text = filling(intro="Two knots.")

    assert list(mismatches(text, FILLED)) == []
    made = filled(instrument(), text)
    assert made.is_ready
    assert not instrument().is_ready
    assert (made.title, made.person) == ("The knots of today", "Two knots.")
    assert made.items[1].words == "How tight is the second?"
    assert made.scoring == instrument().scoring
    assert filled(instrument(), filling()).person == "Two questions."


ONE, TWO = filling().items
WHOLE = replace(PAIN, kind="whole")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (
            filling(instrument_id="knot"),
            ("instrument",),
            "no instrument 'knot' with slots to fill; did you mean 'knots'?",
        ),
        (filling(instrument_id="zzz"), ("instrument",), "no instrument 'zzz' with slots to fill; there is"),
        (filling(instrument_id="pain"), ("instrument",), "pain is whole, in our own words"),
        (filling(version="2"), ("version",), "version '2' is not the one that is scored: '1'"),
        (filling(method="mean"), ("scoring", "method"), "the definition scores by 'sum', not by 'mean'"),
        (filling(minimum=2), ("scoring", "minimum"), "the score's minimum is 0 in the definition, not 2"),
        (filling(maximum=9), ("scoring", "maximum"), "the score's maximum is 10 in the definition, not 9"),
        (filling(items=(ONE,)), ("items",), "1 items stand here; knots has 2"),
        (filling(items=(ONE,)), ("items",), "without a text: two"),
        (filling(items=(ONE, ONE)), ("items", 1, "id"), "the item 'one' stands here again"),
        (
            filling(items=(ONE, replace(TWO, id="twoo"))),
            ("items", 1, "id"),
            "no item 'twoo'; did you mean 'two'?",
        ),
        (filling(items=(TWO, ONE)), ("items",), "the items stand in another order than one, two"),
        (
            filling(items=(ONE, replace(TWO, reversed=True))),
            ("items", 1, "reversed"),
            "two is not reversed in the definition",
        ),
        (
            filling(items=(ONE, replace(TWO, answers=answers(1, 2, 3, 4, 5)))),
            ("items", 1, "answers"),
            "two needs answers with the values 0, 1, 2, 3, 4, 5, in this order; found [1, 2, 3, 4, 5]",
        ),
        (filling(items=(ONE, replace(TWO, answers=()))), ("items", 1, "answers"), "found []"),
    ],
)
def test_a_text_that_does_not_fit_is_named_with_its_place(
    text: Filling, place: tuple[object, ...], words: str
) -> None:
    found = list(mismatches(text, {**FILLED, "pain": WHOLE}))

    assert [said for where, said in found if where == place and words in said]


def test_a_turned_item_must_be_turned_in_the_text() -> None:
    turned = {"knots": instrument(items=(slot("one", reversed=True), slot("two")))}

    assert [said for _, said in mismatches(filling(), turned)] == ["one is reversed in the definition"]


def test_a_box_has_no_answers_and_a_scale_may_have_its_own() -> None:
    ticks = filling(instrument_id="ticks", maximum=3, items=tuple(FilledItem(name, "x") for name in "abc"))
    scale = {"knots": instrument(items=(slot("one", type="scale"), slot("two", type="scale")))}
    bare = tuple(replace(item, answers=(), low="loose", high="tight") for item in (ONE, TWO))

    assert list(mismatches(ticks, {"ticks": TICKS})) == []
    answered = replace(ticks, items=(replace(ticks.items[0], answers=answers(0, 1)), *ticks.items[1:]))
    assert ["box to tick" in said for _, said in mismatches(answered, {"ticks": TICKS})] == [True]
    assert list(mismatches(filling(items=bare), scale)) == []
    wrong = replace(ONE, answers=answers(0, 1))
    assert ["found [0, 1]" in said for _, said in mismatches(filling(items=(wrong, TWO)), scale)] == [True]
