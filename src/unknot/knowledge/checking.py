"""What a schema cannot see: whether the files fit each other.

Every id that is named must exist, every question, sign and source must be used, every condition must compare
a fact with something its question can answer, and the safety rules of the medicine must hold by construction:
a *yes* never lowers a red flag, and no single answer makes an emergency unless its question is marked as an
emergency question.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from unknot.clinical.errors import nearest
from unknot.knowledge import building_trajectories
from unknot.knowledge.polarity import negative_facts, sufficient_facts
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.recording import MAY_USE, recorded_facts
from unknot.knowledge.schema import Place

OPERATORS = frozenset({"all", "any", "not", "at_least"})
WHOLE_CONDITIONS = ("when", "ask_when")


def problems(documents: Documents) -> Iterator[Problem]:
    """All that is wrong between files; a kind that is missing or unsound is not held against the others."""
    yield from _duplicates(documents)
    yield from _sources(documents)
    yield from _references(documents)
    yield from _conditions(documents)
    yield from _unused(documents)
    yield from _safety(documents)
    yield from building_trajectories.problems(documents)
    yield from _patterns(documents)


def entries(documents: Documents, kind: str, key: str) -> Iterator[tuple[Document, Place, Any]]:
    """Every entry of the list or mapping under `key` in all files of a kind, with its place."""
    for document in documents.of(kind):
        part = document.value.get(key, ())
        pairs: Iterable[tuple[str | int, Any]] = part.items() if isinstance(part, dict) else enumerate(part)
        for name, entry in pairs:
            yield document, (key, name), entry


def named(documents: Documents, kind: str, key: str) -> dict[str, Any]:
    """The entries by id (or by key, in a mapping)."""
    return {
        entry["id"] if isinstance(place[-1], int) else str(place[-1]): entry
        for _, place, entry in entries(documents, kind, key)
    }


def conditions(documents: Documents) -> Iterator[tuple[Document, Place, Any]]:
    """Every whole condition over product facts (the vocabulary and progress have facts of their own)."""
    for document in documents.all():
        if document.kind not in ("vocabulary", "progress"):
            yield from _find(document, (), document.value)


def leaves(place: Place, plain: Any) -> Iterator[tuple[Place, str, Any]]:
    """Every single test in a condition: its place, its fact (or the word `sign`), what it asks for."""
    for key, test in plain.items():
        if key == "at_least":
            for number, part in enumerate(test["of"]):
                yield from leaves((*place, key, "of", number), part)
        elif key == "not":
            yield from leaves((*place, key), test)
        elif key in OPERATORS:
            for number, part in enumerate(test):
                yield from leaves((*place, key, number), part)
        else:
            yield (*place, key), key, test


def questions_by_fact(documents: Documents) -> dict[str, Any]:
    return {entry["fact"]: entry for _, _, entry in entries(documents, "questions", "questions")}


def _find(document: Document, place: Place, plain: Any) -> Iterator[tuple[Document, Place, Any]]:
    if isinstance(plain, list):
        for number, part in enumerate(plain):
            yield from _find(document, (*place, number), part)
    elif isinstance(plain, dict):
        for key, part in plain.items():
            if key in WHOLE_CONDITIONS:
                yield document, (*place, key), part
            else:
                yield from _find(document, (*place, key), part)


def _duplicates(documents: Documents) -> Iterator[Problem]:
    for kind, key, field in [
        ("questions", "screens", "id"),
        ("questions", "questions", "id"),
        ("questions", "questions", "fact"),
        ("rules", "rules", "id"),
        ("causes", "causes", "id"),
        ("advice", "advice", "id"),
        ("claims", "claims", "id"),
        ("cases", "cases", "id"),
        ("trajectory_cases", "cases", "id"),
        ("trajectories", "facts", "id"),
        ("nutrition", "nutrients", "id"),
        ("prevention", "measures", "id"),
    ]:
        seen: dict[str, str] = {}
        for document, place, entry in entries(documents, kind, key):
            here = f"{document.name}:{document.line(place)}"
            if entry[field] in seen:
                yield document.problem(
                    (*place, field), f"{field} {entry[field]!r} is taken (first in {seen[entry[field]]})"
                )
            seen.setdefault(entry[field], here)
    for document, place, question in entries(documents, "questions", "questions"):
        yield from _taken_twice(document, (*place, "answers"), question.get("answers", ()))
    for document, place, cause in entries(documents, "causes", "causes"):
        yield from _taken_twice(document, (*place, "findings"), cause["findings"])


def _patterns(documents: Documents) -> Iterator[Problem]:
    for document, place, claim in entries(documents, "claims", "claims"):
        for field in ("never", "never_es"):
            for number, pattern in enumerate(claim.get(field, ())):
                try:
                    re.compile(pattern)
                except re.error as wrong:
                    yield document.problem((*place, field, number), f"no pattern: {wrong}")


def _taken_twice(document: Document, place: Place, listed: Iterable[Any]) -> Iterator[Problem]:
    for name, times in Counter(one["id"] for one in listed).items():
        if times > 1:
            yield document.problem(place, f"id {name!r} stands {times} times")


def _sources(documents: Documents) -> Iterator[Problem]:
    if "sources" not in documents.sound:
        return
    known = named(documents, "sources", "sources")
    cited: set[str] = set()
    for document in documents.all():
        for place, source in _citations(document, (), document.value):
            cited.add(source)
            if source not in known:
                yield document.problem(place, f"no source {source!r}{nearest(source, known)}")
    if not documents.whole:
        return
    for document, place, _ in entries(documents, "sources", "sources"):
        if place[-1] not in cited:
            yield document.problem(place, f"nobody cites the source {place[-1]!r}")


def _citations(document: Document, place: Place, plain: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(plain, list):
        for number, part in enumerate(plain):
            yield from _citations(document, (*place, number), part)
    elif isinstance(plain, dict):
        for key, part in plain.items():
            if key in ("sources", "prior_sources") and isinstance(part, list):
                yield from (((*place, key, number), source) for number, source in enumerate(part))
            else:
                yield from _citations(document, (*place, key), part)


def _references(documents: Documents) -> Iterator[Problem]:
    def dangling(
        what: str, known: Mapping[str, Any], wanted: Iterable[tuple[Document, Place, Any]]
    ) -> Iterator[Problem]:
        for document, place, name in wanted:
            if name not in known:
                yield document.problem(place, f"no {what} {name!r}{nearest(str(name), known)}")

    def wanted(kind: str, key: str, field: str) -> Iterator[tuple[Document, Place, Any]]:
        for document, place, entry in entries(documents, kind, key):
            if field in entry:
                yield document, (*place, field), entry[field]

    yield from dangling(
        "screen", named(documents, "questions", "screens"), wanted("questions", "questions", "screen")
    )
    if "causes" in documents.sound:
        causes = named(documents, "causes", "causes")
        yield from dangling("cause", causes, wanted("rules", "rules", "points_to"))
        yield from dangling("cause", causes, wanted("cases", "cases", "top"))
        always = (
            (document, ("fit", "always"), document.value["fit"]["always"]) for document in documents.of("fit")
        )
        yield from dangling("cause", causes, always)
        yield from dangling("cause", causes, entries(documents, "vocabulary", "cause_aliases"))
    if "routes" in documents.sound:
        actions = named(documents, "routes", "actions")
        yield from dangling("action", actions, wanted("rules", "rules", "action"))


def _conditions(documents: Documents) -> Iterator[Problem]:
    if "questions" not in documents.sound:
        return
    asked = questions_by_fact(documents)
    recorded = {**recorded_facts(documents), **asked}
    known_signs = named(documents, "signs", "signs")
    order = list(known_signs)
    for document, place, plain in conditions(documents):
        by_fact = recorded if document.kind in MAY_USE else asked
        for where, fact, test in leaves(place, plain):
            if fact == "sign":
                if "signs" in documents.sound and test not in known_signs:
                    yield document.problem(where, f"no sign {test!r}{nearest(test, known_signs)}")
                elif document.kind == "signs" and order.index(test) >= order.index(str(place[1])):
                    yield document.problem(where, f"the sign {test!r} must stand above the sign that uses it")
            elif fact not in by_fact:
                yield document.problem(where, f"no question sets the fact {fact!r}{nearest(fact, by_fact)}")
            elif wrong := wrong_test(by_fact[fact], test):
                yield document.problem(where, wrong)


def wrong_test(question: Mapping[str, Any], test: Any) -> str:
    """Why this question can never answer that test; empty when it can."""
    fact, kind = question["fact"], question["type"]
    if kind == "text":
        return f"{fact!r} is a text; the net under words reads it, no condition can"
    answers = [answer["id"] for answer in question.get("answers", ())]
    shapes: dict[str, Callable[[], bool]] = {
        "yes_no": lambda: isinstance(test, bool),
        "choice": lambda: isinstance(test, str) or (isinstance(test, dict) and set(test) == {"one_of"}),
        "several": lambda: isinstance(test, dict) and set(test) == {"includes"},
        "number": lambda: isinstance(test, dict) and not {"one_of", "includes"} & test.keys(),
    }
    if not shapes[kind]():
        right = {
            "yes_no": "yes or no",
            "choice": "one answer or {one_of: [..]}",
            "several": "{includes: [..]}",
            "number": "{at_least: ..}, {above: ..}, {below: ..} or {at_most: ..}",
        }[kind]
        return f"{fact!r} is a {kind} question; a condition over it asks for {right}"
    wanted = [test] if isinstance(test, str) else [one for part in _lists(test) for one in part]
    unknown = [one for one in wanted if one not in answers]
    if unknown:
        known = ", ".join(answers)
        return f"{fact!r} has no answer {unknown[0]!r}{nearest(unknown[0], answers)}; it has: {known}"
    return ""


def _lists(test: Any) -> list[list[str]]:
    return [part for part in test.values() if isinstance(part, list)] if isinstance(test, dict) else []


def _unused(documents: Documents) -> Iterator[Problem]:
    """Questions and signs that change nothing. Only told when every file could be read."""
    if not documents.whole:
        return
    used: set[tuple[str, str]] = set()
    for _, place, plain in conditions(documents):
        for _, fact, test in leaves(place, plain):
            used.add(("sign", test) if fact == "sign" else ("fact", fact))
    for document, place, question in entries(documents, "questions", "questions"):
        # A text is read by the net under words, whatever the conditions ask.
        if question["type"] != "text" and ("fact", question["fact"]) not in used:
            yield document.problem(
                place, f"nobody uses the question {question['id']!r} (fact {question['fact']!r})"
            )
    for document, place, _ in entries(documents, "signs", "signs"):
        if ("sign", place[-1]) not in used:
            yield document.problem(place, f"nobody uses the sign {place[-1]!r}")
    screens = {question["screen"] for _, _, question in entries(documents, "questions", "questions")}
    for document, place, screen in entries(documents, "questions", "screens"):
        if screen["id"] not in screens:
            yield document.problem(place, f"no question stands on the screen {screen['id']!r}")


def _safety(documents: Documents) -> Iterator[Problem]:
    if "questions" not in documents.sound:
        return
    by_fact = questions_by_fact(documents)
    signs = {name: sign["when"] for name, sign in named(documents, "signs", "signs").items()}
    yes_no = {fact for fact, question in by_fact.items() if question["type"] == "yes_no"}
    for document, place, rule in entries(documents, "rules", "rules"):
        for fact in sorted(negative_facts(rule["when"], signs) & yes_no):
            yield document.problem(
                (*place, "when"),
                f"{rule['id']}: a yes to {fact!r} would lower this red flag; turn the question round",
            )
        if rule["tier"] != "emergency_now":
            continue
        for fact in sorted(sufficient_facts(rule["when"], signs) & by_fact.keys()):
            if not by_fact[fact].get("emergency"):
                yield document.problem(
                    (*place, "when"),
                    f"{rule['id']} makes an emergency of {fact!r} alone: mark its question `emergency: true`",
                )
    for document, place, question in entries(documents, "questions", "questions"):
        for fact in sorted(negative_facts(question.get("ask_when"), signs) & yes_no):
            yield document.problem(
                (*place, "ask_when"),
                f"a yes to {fact!r} would hide {question['id']!r}; turn the question round",
            )
