"""The note of a visit: what was said, what was found, what was done row by row, what comes next. A note that
is being written may have gaps; what keeps it from being signed names its place and what would be right.

A note says what was done, also where that was not wise: a caution never forbids a row, it asks for the
clinician's reason beside it before anybody signs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from unknot.clinical.contraindications import judge
from unknot.clinical.examination import NO, is_nerve, is_test
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.techniques import REGIONS, Caution, Level
from unknot.clinical.urgency import Tier
from unknot.clinical.written import Fault, Remark

# From the top down. The sacroiliac joints have a side, as every other segment has where it matters.
SEGMENTS: Mapping[str, str] = {
    "C0": "cervical",
    **{f"C{number}": "cervical" for number in range(1, 8)},
    **{f"T{number}": "thoracic" for number in range(1, 13)},
    **{f"L{number}": "lumbar" for number in range(1, 6)},
    "S": "pelvis",
    "SI": "pelvis",
    "CX": "pelvis",
}
SEGMENT_NAMES: Mapping[str, str] = {"C0": "Occiput", "S": "Sacrum", "SI": "Sacroiliac joint", "CX": "Coccyx"}
SIDES: Mapping[str, str] = {"left": "left", "right": "right", "both": "both sides"}
MOVEMENTS: Mapping[str, str] = {
    "flexion": "Bending forward",
    "extension": "Bending back",
    "left_bending": "Bending left",
    "right_bending": "Bending right",
    "left_turning": "Turning left",
    "right_turning": "Turning right",
}
RANGES: Mapping[str, str] = {"full": "full", "limited": "limited", "painful": "painful"}
SCREENS: Mapping[str, str] = {"clear": "nothing found", "found": "something found"}
SIGNS: Mapping[str, str] = {
    "power": "Power",
    "feeling": "Feeling",
    "reflex": "Reflex",
    "leg_raise": "Straight leg raise",
}
RESPONSES: Mapping[str, str] = {"better": "better", "same": "the same", "worse": "worse"}
NEXT: Mapping[str, str] = {
    "continue": "Go on as planned",
    "reevaluate": "Look at the plan again",
    "change": "Change the plan",
    "refer": "Refer",
    "discharge": "Discharge",
}
# What the question is called whose answers are places of the body.
BODY_MAP = "pain_sites"
MOST_ROWS = 20
LONGEST, LONGEST_LINE = 4000, 300
CODE = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?")


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done; `minutes` 0 is not timed. `reason` answers a caution that speaks here."""

    technique: str
    region: str
    segment: str = ""
    side: str = ""
    dose: str = ""
    minutes: int = 0
    response: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """`pain` is 0 to 10 today. A movement that is not named was not tested, a `screen` that is empty was not
    done: neither is the same as nothing found. `tender` are segment and side ("L4 left")."""

    said: str = ""
    pain: int | None = None
    motion: Mapping[str, str]
    screen: str = ""
    signs: Mapping[str, str]
    tender: tuple[str, ...] = ()
    found: str = ""
    # "L5 power left" is less than on the other side; a test that is not named was not done.
    nerves: tuple[str, ...] = ()
    tests: Mapping[str, str] = field(default_factory=dict)
    # Where it hurts today, as the body map names places.
    areas: tuple[str, ...] = ()
    response: str = ""
    cause: str = ""
    code: str = ""
    done: tuple[Done, ...] = ()
    advice: str = ""
    step: str = ""
    plan: str = ""
    # Places whose words were taken from the note before and that nobody has touched since.
    copied: tuple[str, ...] = ()


EMPTY = Note(motion={}, signs={})
LISTS = ("tender", "nerves", "areas", "copied")
COPIED = ("motion", "tender", "cause", "code", "done", "advice")


def to_json(note: Note) -> dict[str, Any]:
    """As it is stored, of lists and plain values; `from_json` reads it back."""
    lists = {place: list(getattr(note, place)) for place in LISTS}
    return {**asdict(note), **lists, "done": [asdict(one) for one in note.done]}


def from_json(stored: Mapping[str, Any]) -> Note:
    rows = tuple(Done(**one) for one in stored["done"])
    lists = {place: tuple(stored[place]) for place in LISTS if place in stored}
    return Note(**{**stored, **lists, "done": rows})


def copied_forward(before: Note) -> Note:
    """What is likely to hold again, marked as copied until somebody has looked at it. Never what the person
    said, what hurt, the screen, or a reason: those are of their day."""
    rows = tuple(replace(one, response="", reason="") for one in before.done)
    taken = {place: getattr(before, place) for place in COPIED}
    filled = tuple(place for place in COPIED if taken[place])
    return replace(EMPTY, **{**taken, "done": rows, "copied": filled})


def segment_words(place: str) -> str:
    """ "L4 left" as it is read."""
    segment, _, side = place.partition(" ")
    return " ".join(filter(None, (SEGMENT_NAMES.get(segment, segment), SIDES.get(side, ""))))


def faults(note: Note, knowledge: Knowledge) -> tuple[Fault, ...]:
    """What cannot be stored (`saving`) and what keeps the note from being signed (`offering`)."""
    return (*_unreadable(note, knowledge), *_missing(note))


def remarks(
    note: Note,
    facts: Facts,
    knowledge: Knowledge,
    *,
    tier: Tier | None,
    at_rows: Mapping[int, Facts] | None = None,
) -> tuple[Remark, ...]:
    """The cautions that speak at each row, the worst first; a caution that cannot be settled yet speaks as
    one to ask first. `at_rows` are facts that hold for one row alone, such as consent to what it names."""
    own = at_rows or {}
    return tuple(
        Remark(f"done.{number}", row.technique, level, caution)
        for number, row in enumerate(note.done)
        for level, caution in _speaking(row, {**facts, **own.get(number, {})}, knowledge, tier)
    )


def unanswered(note: Note, said: tuple[Remark, ...]) -> tuple[Fault, ...]:
    """Rows with a caution that asks for a reason, and without one."""
    asking = {remark.place: remark for remark in reversed(said) if remark.level >= Level.ASK_FIRST}
    return tuple(
        Fault(place, "offering", f"{asking[place].caution.title}: say why it was done all the same.")
        for number, row in enumerate(note.done)
        if (place := f"done.{number}") in asking and not row.reason
    )


def _speaking(
    row: Done, facts: Facts, knowledge: Knowledge, tier: Tier | None
) -> Iterator[tuple[Level, Caution]]:
    judgement = judge(row.technique, row.region, facts, knowledge, tier=tier)
    spoken = [(one.level, one.caution) for one in judgement.reasons]
    spoken += [(one.level, one.caution) for one in judgement.unknown]
    yield from sorted(spoken, key=lambda one: -one[0])


def _unreadable(note: Note, knowledge: Knowledge) -> Iterator[Fault]:
    if note.pain is not None and not 0 <= note.pain <= 10:
        yield Fault("pain", "saving", "Pain today: right would be 0 to 10.")
    for place in ("said", "found", "advice", "plan"):
        if len(getattr(note, place)) > LONGEST:
            yield Fault(place, "saving", f"Right would be at most {LONGEST} characters.")
    chosen = (("screen", SCREENS), ("response", RESPONSES), ("step", NEXT))
    yield from (_of(place, known) for place, known in chosen if getattr(note, place) not in {"", *known})
    if not note.motion.keys() <= MOVEMENTS.keys() or not set(note.motion.values()) <= RANGES.keys():
        yield _of("motion", RANGES)
    if not note.signs.keys() <= SIGNS.keys() or max(map(len, note.signs.values()), default=0) > LONGEST_LINE:
        yield _of("signs", SIGNS)
    if not all(_is_segment(*one.partition(" ")) for one in note.tender):
        yield Fault("tender", "saving", "Right would be a segment from C0 to the coccyx, and a side.")
    if not all(is_nerve(one, knowledge.examination) for one in note.nerves):
        yield Fault(
            "nerves",
            "saving",
            "Right would be a root that is examined, power, feeling or reflex, and a side.",
        )
    if not all(is_test(*one, knowledge.examination) for one in note.tests.items()):
        yield Fault(
            "tests", "saving", "Right would be a test that the knowledge names, and one of its answers."
        )
    if not set(note.areas) <= places_of(knowledge):
        yield Fault("areas", "saving", "Right would be places of the body map.")
    if note.cause and note.cause not in {one.id for one in knowledge.causes}:
        yield Fault("cause", "saving", "Right would be a cause that the knowledge names.")
    if note.code and not CODE.fullmatch(note.code):
        yield Fault("code", "saving", f"“{note.code}”: right would be an ICD-10-CM code, such as M54.50.")
    if len(note.done) > MOST_ROWS:
        yield Fault("done", "saving", f"Right would be at most {MOST_ROWS} rows.")
    for number, row in enumerate(note.done):
        yield from _wrong_in(row, f"done.{number}", knowledge)


def _positive(note: Note) -> Iterator[str]:
    return (name for name, answer in note.tests.items() if answer != NO)


def places_of(knowledge: Knowledge) -> frozenset[str]:
    """The places of the body map: the answers of the question that is drawn as one."""
    question = knowledge.by_fact.get(BODY_MAP)
    return frozenset(answer.id for answer in question.answers) if question else frozenset()


def _is_segment(segment: str, _gap: str, side: str) -> bool:
    return segment in SEGMENTS and side in {"", *SIDES}


def _of(place: str, known: Mapping[str, str]) -> Fault:
    return Fault(place, "saving", f"Right would be one of {', '.join(known)}.")


def _wrong_in(row: Done, place: str, knowledge: Knowledge) -> Iterator[Fault]:
    if row.technique not in knowledge.care.by_technique:
        yield Fault(place, "saving", f"There is no technique “{row.technique}”.")
    if row.region not in REGIONS:
        yield _of(place, dict.fromkeys(REGIONS, ""))
    elif row.segment and row.region not in (SEGMENTS.get(row.segment), "whole"):
        yield Fault(place, "saving", f"“{row.segment}” is no segment of this region: {row.region}.")
    if row.side not in {"", *SIDES} or row.response not in {"", *RESPONSES}:
        yield Fault(place, "saving", f"Right would be a side of {', '.join(SIDES)}, and a known response.")
    if not 0 <= row.minutes <= 240:
        yield Fault(place, "saving", "Right would be 0 to 240 minutes.")
    if max(len(row.dose), len(row.reason)) > LONGEST_LINE:
        yield Fault(place, "saving", f"Right would be at most {LONGEST_LINE} characters.")


def _missing(note: Note) -> Iterator[Fault]:
    """The least that a signed note says."""
    if not note.said and note.pain is None:
        yield Fault("said", "offering", "Say how the person is today, or their pain from 0 to 10.")
    if not note.done and not note.advice:
        yield Fault("done", "offering", "Say what was done, or which advice was given.")
    if not note.step:
        yield Fault("step", "offering", "Choose what comes next.")
    if note.screen == "found" and not (any(note.signs.values()) or note.nerves or any(_positive(note))):
        yield Fault("signs", "offering", "Say what the neurological screen found.")
    if note.screen == "clear" and note.nerves:
        words = (
            f"The screen says that nothing was found, and {note.nerves[0]} is marked as less. Which is right?"
        )
        yield Fault("screen", "offering", words)
    if note.copied:
        words = ", ".join(note.copied)
        yield Fault("copied", "offering", f"Copied from the visit before and not yet looked at: {words}.")
