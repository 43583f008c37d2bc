"""Which texts of the medicine a person reads, by the id of their entry: all that another language must say.

Everything else (conditions, tiers, sources, a clinician's words) is the same in every language, because only
the texts named here can be replaced.
"""

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from unknot.knowledge.reading import Documents

Text = str | list[str]
Path = tuple[str, ...]
# Section, id of the entry, way to the text inside it.
Texts = dict[tuple[str, str], dict[Path, Text]]


@dataclass(frozen=True, slots=True)
class Section:
    """One list or mapping of entries, and the fields of an entry (and of its parts) that a person reads."""

    kind: str
    key: str
    fields: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_WAY = ("headline", "steps", "say", "do_not")
SECTIONS: Mapping[str, Section] = {
    "screens": Section("questions", "screens", ("title", "intro")),
    "questions": Section(
        "questions",
        "questions",
        ("ask", "label", "because", "group", "help", "why", "unit"),
        {"answers": ("label", "because"), "presets": ("label",)},
    ),
    "rules": Section("rules", "rules", ("person",)),
    "causes": Section("causes", "causes", ("name", "person", "expect", "helps"), {"findings": ("words",)}),
    "advice": Section(
        "advice", "advice", ("title", "person", "points", "caution"), {"about_you": ("words",)}
    ),
    "tiers": Section("routes", "tiers", ("name", *_WAY, "safety_net", "booking_words")),
    "actions": Section("routes", "actions", _WAY),
    "statements": Section("routes", "", ("intro", "no_flag", "words"), {"items": ("words",)}),
    "wording": Section("wording", "signs", ("person",)),
    "questionnaires": Section(
        "questionnaires",
        "questionnaires",
        ("title", "person"),
        {"items": ("words", "low", "high", "answers")},
    ),
    "emergency": Section(
        "routes", "emergency", (), {"crisis": ("name", "how", "hours"), "advice_line": ("name",)}
    ),
}
# The texts of `statements` stand at the top of their file, each under its own key.
_STATEMENTS = ("safety_net", "held_up", "self_care")
# A digest of digits alone would read as a number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
# A line keeps its name where it has none in the other language.
_NAMES = frozenset({("emergency", "name")})


def may_keep(section: str, path: Path) -> bool:
    """Whether this text is a name, which need not be said differently."""
    return (section, path[-1]) in _NAMES


def texts(documents: Documents) -> Texts:
    """Every text that a person reads, by section and entry."""
    found: Texts = {}
    for section, entry_id, path, holder, key in _slots(documents):
        found.setdefault((section, entry_id), {})[path] = holder[key]
    return found


def retold(documents: Documents, words: Mapping[str, str], told: Texts) -> Documents:
    """The same documents with other texts: `told` where an entry has its own words, and `words` added to each
    question (how a no, and how none of the answers, is said back)."""
    again = replace(documents, by_kind=deepcopy(dict(documents.by_kind)))
    for section, entry_id, path, holder, key in list(_slots(again)):
        holder[key] = told.get((section, entry_id), {}).get(path, holder[key])
    for document in again.of("questions"):
        for question in document.value["questions"]:
            question.update(words)
    return again


def digest_of(entry: Mapping[Path, Text]) -> str:
    """Eight letters that change whenever a text of the entry does: what a translation was made from."""
    plain = json.dumps(sorted((".".join(path), text) for path, text in entry.items()), ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()[:8].translate(_LETTERS)


def _slots(documents: Documents) -> Iterator[tuple[str, str, Path, dict[str, Any], str]]:
    for name, section in SECTIONS.items():
        for document in documents.of(section.kind):
            for entry_id, plain in _entries(section, document.value):
                for path, holder, key in _texts_in(section, plain):
                    yield name, entry_id, path, holder, key


def _entries(section: Section, value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if not section.key:
        yield from ((key, value[key]) for key in _STATEMENTS if key in value)
        return
    part = value.get(section.key, {})
    if isinstance(part, dict):
        yield from part.items()
    else:
        yield from ((entry["id"], entry) for entry in part)


def _texts_in(section: Section, plain: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any], str]]:
    yield from (((key,), plain, key) for key in section.fields if plain.get(key))
    for part, fields in section.parts.items():
        listed = plain.get(part, ())
        if isinstance(listed, dict):
            yield from (((part, key), listed, key) for key in fields if listed.get(key))
            continue
        for one in listed:
            name = str(one.get("id") or one["number"])
            for key in fields:
                yield from _in_field((part, name, key), one, key)


def _in_field(path: Path, holder: dict[str, Any], key: str) -> Iterator[tuple[Path, dict[str, Any], str]]:
    """The text of a field; where it is a list of answers with a value each, the label of each of them."""
    found = holder.get(key)
    if isinstance(found, list):
        yield from (((*path, str(answer["value"])), answer, "label") for answer in found)
    elif found:
        yield path, holder, key
