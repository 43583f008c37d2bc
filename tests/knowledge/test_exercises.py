"""The exercises that ship: all twenty-four, each with its drawing, its doses and its cautions; and what does
not fit together is refused by file and line."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from tools.figures.__main__ import FOLDER
from tools.figures.catalogue import FIGURES, drawn
from unknot.clinical.programmes import own_cautions
from unknot.knowledge import building_exercises, checking_care, checking_exercises
from unknot.knowledge.load import SHIPPED, knowledge
from unknot.knowledge.reading import Document, Documents, read_all
from unknot.knowledge.schema import against_schema

KNOWN = knowledge()
EXERCISES = KNOWN.library.exercises
DOCUMENTS, _ = read_all(SHIPPED)
[SHEET] = DOCUMENTS.of("exercises")


def test_all_twenty_four_are_there_and_each_has_a_source() -> None:
    assert list(EXERCISES) == [f"EX-{number:02}" for number in range(1, 25)]
    assert {source for one in EXERCISES.values() for source in one.sources} <= KNOWN.sources.keys()
    assert len({one.slug for one in EXERCISES.values()}) == len(EXERCISES)


def test_the_stages_are_those_of_the_brief() -> None:
    stages = {one.id: "".join(stage[0] for stage in one.dose) for one in EXERCISES.values()}

    assert {name: "".join(sorted(found)) for name, found in stages.items()} == {
        **{f"EX-{number:02}": "as" for number in (2, 3, 4, 6, 7, 10)},
        **{f"EX-{number:02}": "ams" for number in (1, 5, 8, 9)},
        **{f"EX-{number:02}": "ms" for number in (*range(12, 22), 23)},
        "EX-11": "s",
        "EX-22": "s",
        "EX-24": "m",
    }


@pytest.mark.parametrize("name", FIGURES)
def test_the_figure_is_what_is_drawn_and_says_what_it_shows(name: str) -> None:
    """`python -m tools.figures` draws them again."""
    figure = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")

    assert figure == drawn(name)
    assert EXERCISES[name].figure == FIGURES[name].shows
    assert EXERCISES[name].name == FIGURES[name].title
    assert f"<title>{FIGURES[name].title.replace(chr(39), '&#x27;')}</title>" in figure


def test_no_figure_is_without_its_exercise() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(EXERCISES) == set(FIGURES)


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_steps_a_stop_and_a_caution_of_its_own(name: str) -> None:
    assert own_cautions(name, KNOWN)
    assert EXERCISES[name].stop
    assert 2 <= len(EXERCISES[name].steps) <= 4


def refused(change: Callable[[Any], None]) -> list[str]:
    value = deepcopy(SHEET.value)
    change(value)
    sheet = Document(SHEET.name, "exercises", value, SHEET.lines)
    documents = replace(DOCUMENTS, by_kind={**DOCUMENTS.by_kind, "exercises": [sheet]})
    found = [
        *(sheet.problem(*one) for one in against_schema("exercises", value)),
        *checking_exercises.problems(documents, SHIPPED),
        *checking_care.problems(documents),
    ]
    return [one.message for one in found]


def exercise(value: Any, name: str) -> Any:
    return next(one for one in value["exercises"] if one["id"] == name)


def never(value: Any, name: str) -> Any:
    return exercise(value, name)["never"][0]


REFUSED: list[tuple[str, Callable[[Any], None]]] = [
    ("id 'EX-01' stands 2 times", lambda v: exercise(v, "EX-02").update(id="EX-01")),
    ("slug 'bird-dog' stands 2 times", lambda v: exercise(v, "EX-02").update(slug="bird-dog")),
    ("EX-25 has no figure in figures/", lambda v: exercise(v, "EX-02").update(id="EX-25")),
    ("no position 'lying_bac'", lambda v: exercise(v, "EX-02").update(position="lying_bac")),
    ("reps goes from 9 to 8", lambda v: exercise(v, "EX-02")["dose"]["acute"].update(reps=[9, 8])),
    ("must be called EX-02-W1", lambda v: exercise(v, "EX-02")["with_care"][0].update(id="EX-02-W2")),
    ("no exercise 'EX-99'", lambda v: v["programmes"]["acute"]["slots"][0].update(any_of=["EX-99"])),
    ("EX-24 has no dose for acute", lambda v: v["programmes"]["acute"]["slots"][0].update(any_of=["EX-24"])),
    ("no stage 'ongone'", lambda v: v["programmes"]["acute"].update(stages=["ongone"])),
    ("no programme of exercises is for", lambda v: v["programmes"]["maintenance"]["stages"].clear()),
    ("the stage 'acute' is taken by 'acute'", lambda v: v["programmes"]["subacute"].update(stages=["acute"])),
    ("no cause 'spinal_stenosi'", lambda v: v["causes"][0].update(cause="spinal_stenosi")),
    ("no fact 'stenosis_knwn'", lambda v: v["causes"][0].update(taken_as=["stenosis_knwn"])),
    ("'pain_sites' is not answered by yes or no", lambda v: v["causes"][0].update(taken_as=["pain_sites"])),
    ("'osteoporosis' is a critical", lambda v: never(v, "EX-15").update(unknown="assume_absent")),
    ("a yes to 'osteoporosis' would lower", lambda v: never(v, "EX-15").update(when={"osteoporosis": False})),
    ("missing stop in 'EX-02'", lambda v: exercise(v, "EX-02").pop("stop")),
    ("missing instead in 'EX-15-N1'", lambda v: never(v, "EX-15").pop("instead")),
    ("at least one of minutes, reps, sets", lambda v: exercise(v, "EX-01")["dose"]["acute"].pop("minutes")),
    ("unknown key 'figur'", lambda v: exercise(v, "EX-01").update(figur="x")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "change"), REFUSED, ids=[words for words, _ in REFUSED])
def test_what_does_not_fit_is_refused(words: str, change: Callable[[Any], None]) -> None:
    assert [message for message in refused(change) if words in message]


def test_what_ships_is_not_refused() -> None:
    assert refused(lambda value: None) == []


def test_knowledge_without_exercises_has_none() -> None:
    assert not building_exercises.library(Documents({}, frozenset()), {}).exercises
