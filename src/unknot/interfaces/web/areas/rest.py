"""How everything else reads: whatever the knowledge holds that has sources and no area of its own yet.

A new kind of knowledge is readable on the day it is written, field by field under the field's own name, and
reads better once somebody gives it an area. Nothing that is decided with stays out of sight.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import partial
from typing import Any, get_args

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.reading_aloud import read_aloud
from unknot.clinical.rules import Condition
from unknot.interfaces.web.entries import Area, Entry, Item, Known, Section

CONDITIONS = tuple(kind for union in get_args(Condition) for kind in (get_args(union) or (union,)))
# Areas of their own, and what is shown inside other entries or is no statement about medicine.
ELSEWHERE = frozenset(
    {
        *("sources", "screens", "questions", "rules", "self_care", "fit", "routes", "signs", "sign_words"),
        *("causes", "advice", "claims", "actions", "safety_net", "held_up", "self_care_words"),
        *("vocabulary", "emergency", "digest", "version", "language"),
        *("questionnaires.instruments", "net.signs"),
        *("care.techniques", "care.cautions", "care.harms", "care.consent"),
        "library.exercises",
    }
)
# Title, what it is about, what one of them is called.
NAMES = {
    "following.states": (
        "How somebody is getting on",
        "What a row of check-ins is called, and what follows. Of several that hold, the worst is told.",
        "state",
    ),
    "following.alerts": (
        "When a clinician is called",
        "What in a check-in calls somebody, and how soon.",
        "alert",
    ),
    "following.expected": (
        "The usual course",
        "How pain went on average in studies. Nobody is an average.",
        "expected course",
    ),
    "following.facts": ("How back pain goes on", "Published figures on its course.", "figure"),
    "following.thresholds": (
        "Figures behind the course",
        "Each number in the definitions of better and worse, with its source.",
        "figure",
    ),
    "staying_well.nutrients": (
        "Food and minerals",
        "What is known, and for whom. None is a cure.",
        "nutrient",
    ),
    "staying_well.measures": (
        "Preventing the next time",
        "What helps, what may, and what does not.",
        "measure",
    ),
    "staying_well.flare_plan": ("A plan for a flare", "What to do when it comes back.", "plan"),
    "questionnaires.schedule": (
        "When questionnaires are asked",
        "Which, how often, and which first when time is short.",
        "schedule",
    ),
    "treatments.stages": (
        "Stages of a course",
        "How long and how often, by how long the pain has lasted.",
        "stage",
    ),
    "treatments.components": (
        "What a course is made of",
        "Each part of care, with its dose.",
        "part of a course",
    ),
    "treatments.risks": ("Outlook", "What changes when the outlook is less good.", "outlook"),
    "treatments.causes": (
        "The course by cause",
        "What is recommended for each cause, and when not.",
        "course",
    ),
    "treatments.stop_rules": (
        "When to stop, look again or refer",
        "Rules that end or change a course of treatment.",
        "stop rule",
    ),
    "library.programmes": ("What to begin with", "Which exercises first, and for whom.", "programme"),
    "library.before": ("Before exercising", "What everybody is told before the first exercise.", "rule"),
    "library.stop": ("When to stop exercising", "Rules that hold for every exercise.", "stop rule"),
    "library.causes": ("Exercises by cause", "What choosing a cause closes.", "cause"),
}
ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
HEADS = ("title", "name", "event", "words", "person", "question")
# Shown elsewhere on the page of an entry, or of no use to a reader.
ASIDE = frozenset({"id", "strength", "sources", "reviewed", "cause"})


@dataclass(frozen=True, slots=True)
class Found:
    """One list of things with sources, by its place in the knowledge."""

    place: str
    things: Mapping[str, Any]


def areas(knowledge: Knowledge) -> tuple[Area, ...]:
    return tuple(_area(found) for found in _lists(knowledge))


def _area(found: Found) -> Area:
    spelled = _spelled(found.place.rpartition(".")[2])
    plain = (spelled, "Each with its sources, and how well it is known.", spelled.lower())
    title, about, one = NAMES.get(found.place, plain)
    return Area(
        found.place.replace(".", "-").replace("_", "-"), title, about, partial(_entries, found.things), one
    )


def _lists(knowledge: Knowledge) -> Iterator[Found]:
    for area in fields(Knowledge):
        if not area.init or area.name in ELSEWHERE:
            continue
        value = getattr(knowledge, area.name)
        parts = {area.name: value}
        if is_dataclass(value):
            parts = {
                f"{area.name}.{part.name}": getattr(value, part.name) for part in fields(value) if part.init
            }
        for place, part in parts.items():
            things = _cited(part, place.rpartition(".")[2])
            if things and place not in ELSEWHERE:
                yield Found(place, things)


def _cited(value: Any, name: str) -> dict[str, Any]:
    """The things in a list that rest on sources, by their ids; one thing that is no list, by its name."""
    if is_dataclass(value):
        return {name: value} if getattr(value, "sources", ()) else {}
    if isinstance(value, Mapping):
        named = {str(key): one for key, one in value.items()}
    elif isinstance(value, tuple):
        named = {str(getattr(one, "id", number)): one for number, one in enumerate(value, 1)}
    else:
        return {}
    return {key: one for key, one in named.items() if is_dataclass(one) and hasattr(one, "sources")}


def _entries(things: Mapping[str, Any], known: Known) -> Iterator[Entry]:
    for name, thing in things.items():
        title = _cause(thing, known.knowledge) or _title(thing) or _spelled(name)
        yield Entry(
            id=name.replace(".", "-"),
            title=title,
            summary=_told(thing) if _told(thing) != title else "",
            strength=str(getattr(thing, "strength", "")),
            sources=tuple(thing.sources),
            reviewed=str(getattr(thing, "reviewed", "")),
            sections=tuple(_sections(thing, title, known.knowledge)),
        )


def _sections(thing: Any, title: str, knowledge: Knowledge) -> Iterator[Section]:
    for part in fields(thing):
        value = getattr(thing, part.name)
        if part.name in ASIDE or not part.init or _is_nothing(value) or value == title:
            continue
        heading = HEADINGS.get(part.name) or _spelled(part.name)
        if isinstance(value, CONDITIONS):
            yield Section(heading, when=read_aloud(value, knowledge))
        elif isinstance(value, Mapping | tuple | frozenset | list):
            yield Section(heading, items=tuple(_items(value, knowledge)))
        else:
            yield Section(heading, _said(value))


HEADINGS = {"person": "What the person is told", "clinician": "For clinicians", "when": "It holds when"}


def _items(value: Any, knowledge: Knowledge) -> Iterator[Item]:
    named: Iterable[tuple[str, Any]] = (("", one) for one in value)
    if isinstance(value, Mapping):
        named = ((_spelled(str(name)), one) for name, one in value.items())
    for name, one in named:
        if isinstance(one, CONDITIONS):
            yield Item(name or "when", when=read_aloud(one, knowledge))
        elif is_dataclass(one):
            when = next((part for part in _values(one) if isinstance(part, CONDITIONS)), None)
            words, more = _title(one) or name, "; ".join(_plain_fields(one))
            yield Item(
                words or more,
                more if words else "",
                read_aloud(when, knowledge) if when else None,
                str(getattr(one, "strength", "")),
                tuple(getattr(one, "sources", ())),
            )
        else:
            yield Item(f"{name}: {_said(one)}" if name else _said(one))


def _plain_fields(one: Any) -> Iterator[str]:
    title = _title(one)
    for part in fields(one):
        value = getattr(one, part.name)
        if part.name in ASIDE or _is_nothing(value) or value == title or isinstance(value, CONDITIONS):
            continue
        yield f"{_spelled(part.name).lower()}: {_said(value)}"


def _is_nothing(value: Any) -> bool:
    """What says nothing: no value, nought, no, an empty list, or a text with places still to be filled."""
    return not value or (isinstance(value, str) and "{" in value)


def _cause(thing: Any, knowledge: Knowledge) -> str:
    """What belongs to one cause is called by it."""
    of = getattr(thing, "cause", "")
    return next((cause.name for cause in knowledge.causes if cause.id == of), "")


def _values(one: Any) -> list[Any]:
    return [getattr(one, part.name) for part in fields(one)]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction | float):
        return f"{float(value):g}"
    if isinstance(value, tuple | frozenset | list):
        parts = sorted(value, key=str) if isinstance(value, frozenset) else value
        return ", ".join(_said(part) for part in parts)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_said(part)}" for name, part in value.items())
    if is_dataclass(value):
        return _title(value) or ", ".join(_plain_fields(value))
    text = str(value)
    return _spelled(text) if ID.fullmatch(text) else text


def _title(thing: Any) -> str:
    return next((said for head in HEADS if isinstance(said := getattr(thing, head, ""), str) and said), "")


def _told(thing: Any) -> str:
    said = getattr(thing, "person", "")
    return said if isinstance(said, str) else ""


def _spelled(name: str) -> str:
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
