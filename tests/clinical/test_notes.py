"""The note of a visit: what can be stored, what may be signed, what is copied and how a caution speaks."""

from dataclasses import replace
from typing import Any

import pytest

from unknot.clinical.examination import NO
from unknot.clinical.notes import (
    EMPTY,
    SEGMENTS,
    Done,
    Note,
    copied_forward,
    faults,
    from_json,
    remarks,
    segment_words,
    to_json,
    unanswered,
)
from unknot.clinical.techniques import REGIONS, Level
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge

ROW = Done("low_force", "lumbar", "L4", "left", "light", response="better")
ROUTINE = replace(EMPTY, pain=3, done=(ROW,), step="continue")


def places(note: Note, stops: str) -> list[str]:
    return [one.place for one in faults(note, knowledge()) if one.stops == stops]


def test_a_routine_note_needs_little() -> None:
    assert faults(ROUTINE, knowledge()) == ()
    assert faults(replace(EMPTY, said="fine", advice="walk", step="discharge"), knowledge()) == ()


def test_a_note_with_gaps_is_stored_and_not_signed() -> None:
    assert places(EMPTY, "saving") == []
    assert places(EMPTY, "offering") == ["said", "done", "step"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"pain": 11}, "pain"),
        ({"said": "x" * 4001}, "said"),
        ({"screen": "fine"}, "screen"),
        ({"response": "cured"}, "response"),
        ({"step": "again"}, "step"),
        ({"motion": {"jumping": "full"}}, "motion"),
        ({"motion": {"flexion": "far"}}, "motion"),
        ({"signs": {"smell": "none"}}, "signs"),
        ({"signs": {"power": "x" * 301}}, "signs"),
        ({"tender": ("L6 left",)}, "tender"),
        ({"tender": ("L5 up",)}, "tender"),
        ({"cause": "magic"}, "cause"),
        ({"code": "54.5"}, "code"),
        ({"done": (ROW,) * 21}, "done"),
        ({"done": (ROW, replace(ROW, technique="spell"))}, "done.1"),
        ({"done": (replace(ROW, region="arm"),)}, "done.0"),
        ({"done": (replace(ROW, segment="C4"),)}, "done.0"),
        ({"done": (replace(ROW, side="up"),)}, "done.0"),
        ({"done": (replace(ROW, response="cured"),)}, "done.0"),
        ({"done": (replace(ROW, minutes=241),)}, "done.0"),
        ({"done": (replace(ROW, reason="x" * 301),)}, "done.0"),
    ],
)
def test_what_cannot_be_stored_names_its_place(change: dict[str, Any], place: str) -> None:
    assert places(replace(ROUTINE, **change), "saving") == [place]


def test_a_screen_that_found_something_says_what() -> None:
    assert places(replace(ROUTINE, screen="found"), "offering") == ["signs"]
    assert places(replace(ROUTINE, screen="found", signs={"power": "L5 left weaker"}), "offering") == []
    assert places(replace(ROUTINE, screen="clear", code="M54.50"), "offering") == []


def test_a_note_is_stored_and_read_back() -> None:
    note = replace(ROUTINE, tender=("L4 left",), motion={"flexion": "painful"}, copied=("done",))
    assert from_json(to_json(note)) == note


def test_what_is_copied_is_marked_and_the_day_is_not_copied() -> None:
    row = replace(ROW, reason="wanted it")
    before = replace(ROUTINE, said="bad night", screen="clear", tender=("L4 left",), done=(row,))
    copied = copied_forward(before)

    assert copied.copied == ("tender", "done")
    assert copied.done == (replace(ROW, response=""),)
    assert (copied.said, copied.pain, copied.screen, copied.step) == ("", None, "", "")
    assert places(replace(copied, pain=2, step="continue"), "offering") == ["copied"]


def test_every_segment_lies_in_a_region_and_has_a_name() -> None:
    assert set(SEGMENTS.values()) <= set(REGIONS)
    assert len(SEGMENTS) == 28
    assert segment_words("SI left") == "Sacroiliac joint left"
    assert segment_words("L4") == "L4"


def test_a_caution_speaks_at_its_row_and_asks_for_a_reason() -> None:
    thrust = Done("thrust", "lumbar", "L4")
    note = replace(ROUTINE, done=(Done("nsaid_information", "whole"), thrust))
    said = remarks(note, {}, knowledge(), tier=Tier.CLINIC_VISIT_OK)
    at_thrust = [one for one in said if one.place == "done.1"]

    assert at_thrust[0].level >= Level.ASK_FIRST
    assert [one.level for one in at_thrust] == sorted((one.level for one in at_thrust), reverse=True)
    fault = next(one for one in unanswered(note, said) if one.place == "done.1")
    assert fault.words == f"{at_thrust[0].caution.title}: say why it was done all the same."
    answered = replace(note, done=(note.done[0], replace(thrust, reason="examined, settled")))
    assert "done.1" not in [one.place for one in unanswered(answered, said)]
    assert unanswered(replace(ROUTINE, done=(ROW,)), ()) == ()


def test_what_is_forbidden_is_still_recorded() -> None:
    note = replace(ROUTINE, done=(Done("thrust", "lumbar"),))
    said = remarks(note, {}, knowledge(), tier=Tier.EMERGENCY_NOW)

    assert said[0].level == Level.NEVER
    assert faults(note, knowledge()) == ()


def test_the_examination_is_stored_as_it_was_found() -> None:
    note = replace(
        ROUTINE, nerves=("L5 power left",), tests={"leg_raise": "left"}, areas=("low_back",), screen="found"
    )
    assert faults(note, knowledge()) == ()
    assert from_json(to_json(note)) == note


def test_a_note_that_was_stored_before_there_was_an_examination_is_read() -> None:
    stored = to_json(ROUTINE)
    for place in ("nerves", "tests", "areas"):
        del stored[place]
    assert from_json(stored) == ROUTINE


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        ("nerves", {"nerves": ("L5 luck left",)}),
        ("tests", {"tests": {"leg_raise": "perhaps"}}),
        ("areas", {"areas": ("elbow grease",)}),
    ],
)
def test_what_nobody_examines_is_not_stored(place: str, fields: dict[str, Any]) -> None:
    assert places(replace(ROUTINE, **fields), "saving") == [place]


def test_a_screen_and_its_findings_agree_before_anybody_signs() -> None:
    assert places(replace(ROUTINE, screen="clear", nerves=("S1 reflex left",)), "offering") == ["screen"]
    assert places(replace(ROUTINE, screen="found", tests={"babinski": NO}), "offering") == ["signs"]
    assert places(replace(ROUTINE, screen="found", tests={"babinski": "both"}), "offering") == []
    assert places(replace(ROUTINE, screen="clear"), "offering") == []
