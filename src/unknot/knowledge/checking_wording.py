"""Whether the net's words fit each other: every class that is named exists, every pattern can be read, every
word can be met in a text, nothing is unused, and no sign is deaf to a turn of speech that is none."""

from collections.abc import Iterator
from typing import Any

from unknot.clinical.errors import nearest
from unknot.clinical.wording_text import plain
from unknot.knowledge.building_wording import ENGLISH
from unknot.knowledge.checking import entries, named
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.schema import Place
from unknot.knowledge.wording_patterns import Pattern, pattern
from unknot.knowledge.wording_patterns import entries as word_lists

ROLES = ("kinds", "parting", "unless", "between", "unless_between", "led_by")


def problems(documents: Documents) -> Iterator[Problem]:
    """All that is wrong with the net; nothing when there is none, or its files cannot be read."""
    if "wording" not in documents.sound or not documents.of("wording"):
        return
    signs = set(named(documents, "wording", "signs"))
    for part in _languages(documents):
        yield from _twice(part)
        yield from _words(part)
        yield from _patterns(part)
        yield from _references(part, signs)


def _languages(documents: Documents) -> Iterator[Documents]:
    """The files of each language by themselves: their classes and turns are strangers to each other."""
    files: dict[str, list[Document]] = {}
    for document in documents.of("wording"):
        files.setdefault(document.value.get("language", ENGLISH), []).append(document)
    for some in files.values():
        yield Documents({**documents.by_kind, "wording": some}, documents.sound)


def _classes(documents: Documents) -> list[str]:
    return [
        str(place[-1])
        for key in ("words", "numbers", "phrases")
        for _, place, _ in entries(documents, "wording", key)
    ]


def _twice(documents: Documents) -> Iterator[Problem]:
    for keys, name in ((("words", "numbers", "phrases"), "class"), (("signs",), "sign")):
        seen: set[str] = set()
        for key in keys:
            for document, place, entry in entries(documents, "wording", key):
                found = entry["id"] if name == "sign" else str(place[-1])
                if found in seen:
                    yield document.problem(place, f"the {name} {found!r} stands twice")
                seen.add(found)
    if not any("negation" in document.value for document in documents.of("wording")):
        yield documents.of("wording")[0].problem((), "no file says which classes make a negation")


def _words(documents: Documents) -> Iterator[Problem]:
    for document, place, text in entries(documents, "wording", "words"):
        for entry in word_lists(text):
            yield from _unmatchable(document, place, entry.split())


def _unmatchable(document: Document, place: Place, words: list[str]) -> Iterator[Problem]:
    for word in words:
        if not word.isalnum() or plain(word) != word or (word.isdigit() and words == [word]):
            yield document.problem(
                place, f"{word!r} never stands in a text as the net reads it; write {plain(word)!r}"
            )


def _patterns(documents: Documents) -> Iterator[Problem]:
    known = _classes(documents)
    for document, place, text, order in _written(documents):
        try:
            read = pattern(text)
        except ValueError as wrong:
            yield document.problem(place, f"{text!r}: {wrong}")
            continue
        for name, words in _parts(read):
            if name and name not in known:
                yield document.problem(place, f"no class {name!r}{nearest(name, known)}")
            elif name and order and known.index(name) >= known.index(order):
                yield document.problem(place, f"the class {name!r} must stand above {order!r}, which uses it")
            yield from _unmatchable(document, place, [word for word in words if word != ","])


def _parts(read: Pattern) -> Iterator[tuple[str, tuple[str, ...]]]:
    for part in read.parts():
        yield (part, ()) if isinstance(part, str) else ("", part)


def _written(documents: Documents) -> Iterator[tuple[Document, Place, str, str]]:
    """Every pattern with its place; for a phrase also the name that must stand below what it uses."""
    for document, place, rows in entries(documents, "wording", "phrases"):
        for number, text in enumerate(rows):
            yield document, (*place, number), text, str(place[-1])
    for document, place, text in entries(documents, "wording", "idioms"):
        yield document, place, text, ""
    for document, place, way in _ways(documents):
        for text in [way] if isinstance(way, str) else way["say"]:
            yield document, place, text, ""


def _ways(documents: Documents) -> Iterator[tuple[Document, Place, Any]]:
    """Every way of saying a sign: beside the sign, or in another language under its name."""
    for document, place, sign in entries(documents, "wording", "signs"):
        for number, way in enumerate(sign["ways"]):
            yield document, (*place, "ways", number), way
    for document, place, ways in entries(documents, "wording", "ways"):
        for number, way in enumerate(ways):
            yield document, (*place, number), way


def _references(documents: Documents, signs: set[str]) -> Iterator[Problem]:
    known = set(_classes(documents))
    turns = {turn["id"] for _, _, turn in entries(documents, "wording", "turns")} | {"negation"}
    actions = named(documents, "routes", "actions") if "routes" in documents.sound else None
    used: set[str] = set()
    for document, place, what, name in _named(documents):
        used.add(name)
        right = {"class": known, "turn": turns, "sign": signs, "action": actions}[what]
        if right is not None and name not in right:
            yield document.problem(place, f"no {what} {name!r}{nearest(name, right)}")
    for _, _, text, _ in _written(documents):
        try:
            used.update(name for name, _ in _parts(pattern(text)))
        except ValueError:
            continue
    for key in ("words", "numbers", "phrases"):
        for document, place, _ in entries(documents, "wording", key):
            if place[-1] not in used:
                yield document.problem(place, f"nobody uses the class {place[-1]!r}")


def _named(documents: Documents) -> Iterator[tuple[Document, Place, str, str]]:
    """Every name outside patterns: its place, what it should be, and itself."""
    for document, place, turn in entries(documents, "wording", "turns"):
        for role in ROLES:
            yield from ((document, (*place, role), "class", name) for name in turn.get(role, ()))
        yield from ((document, (*place, "only"), "sign", name) for name in turn.get("only", ()))
    for document, place, role in entries(documents, "wording", "negation"):
        if isinstance(role, str):
            yield document, place, "class", role
    for document, place, name in entries(documents, "wording", "whole"):
        yield document, place, "class", name
    for document, place, sign in entries(documents, "wording", "signs"):
        yield from ((document, (*place, "deaf_to"), "turn", name) for name in sign.get("deaf_to", ()))
        if "action" in sign:
            yield document, (*place, "action"), "action", sign["action"]
    for document, place, _ in entries(documents, "wording", "ways"):
        yield document, place, "sign", str(place[-1])
    for document, place, way in _ways(documents):
        contexts: Any = () if isinstance(way, str) else way.get("with", ())
        yield from ((document, (*place, "with"), "class", name) for name in contexts)
