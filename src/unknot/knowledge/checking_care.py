"""Whether techniques, cautions, record facts, harms and their cases fit each other and the laws of safety.

A *yes* never lowers a caution; a caution that may forbid something and looks at a critical question asks
before it assumes; whatever is named exists.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from unknot.clinical.asking import Question
from unknot.clinical.errors import nearest
from unknot.clinical.questions import read_answer
from unknot.clinical.techniques import REGIONS
from unknot.knowledge.building import question as build_question
from unknot.knowledge.building import signs as build_signs
from unknot.knowledge.building_care import CLOSING
from unknot.knowledge.checking import entries, leaves, named, questions_by_fact
from unknot.knowledge.polarity import negative_facts
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.recording import recorded_facts
from unknot.knowledge.schema import Place


def problems(documents: Documents) -> Iterator[Problem]:
    """All that is wrong with the care, once questions and signs are sound."""
    yield from _ids(documents)
    yield from _techniques(documents)
    yield from _record_facts(documents)
    for document, place, caution in cautions(documents):
        yield from _safety(document, place, caution, documents)
    yield from _cases(documents)


def cautions(documents: Documents) -> Iterator[tuple[Document, Place, Any]]:
    """Every caution: those of the techniques, and those that stand with one exercise."""
    yield from entries(documents, "contraindications", "cautions")
    for document, place, exercise in entries(documents, "exercises", "exercises"):
        for word in CLOSING:
            for number, one in enumerate(exercise.get(word, ())):
                yield document, (*place, word, number), one


def _ids(documents: Documents) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for kind, key in [("contraindications", "cautions"), ("techniques", "techniques"), ("harms", "harms")]:
        for document, place, entry in entries(documents, kind, key):
            if entry["id"] in seen:
                where = seen[entry["id"]]
                yield document.problem((*place, "id"), f"id {entry['id']!r} is taken (first in {where})")
            seen.setdefault(entry["id"], f"{document.name}:{document.line(place)}")


def _techniques(documents: Documents) -> Iterator[Problem]:
    techniques = named(documents, "techniques", "techniques")
    groups = named(documents, "techniques", "groups")
    known = {**techniques, **groups}
    for document, place, members in entries(documents, "techniques", "groups"):
        for number, name in enumerate(members):
            if name not in techniques:
                yield document.problem(
                    (*place, number), f"no technique {name!r}{nearest(name, list(techniques))}"
                )
    for document, place, caution in entries(documents, "contraindications", "cautions"):
        for name in caution["levels"]:
            if name not in known:
                yield document.problem(
                    (*place, "levels", name), f"no technique {name!r}{nearest(name, list(known))}"
                )
    for document, place, harm in entries(documents, "harms", "harms"):
        for number, name in enumerate(harm["techniques"]):
            if name not in techniques:
                yield document.problem(
                    (*place, "techniques", number), f"no technique {name!r}{nearest(name, list(techniques))}"
                )


def _record_facts(documents: Documents) -> Iterator[Problem]:
    asked = questions_by_fact(documents)
    used = {
        fact
        for kind in ("contraindications", "exercises", "stages", "courses")
        for document in documents.of(kind)
        for fact in _mentioned(document.value)
    }
    for document, place, fact in entries(documents, "record_facts", "record_facts"):
        if fact["id"] in asked:
            yield document.problem((*place, "id"), f"the check already asks for the fact {fact['id']!r}")
        if documents.of("contraindications") and fact["id"] not in used:
            yield document.problem((*place, "id"), f"nobody uses the record fact {fact['id']!r}")
        choices = [choice["id"] for choice in fact.get("choices", ())]
        if choices and fact["benign"] not in choices:
            yield document.problem((*place, "benign"), f"{fact['benign']!r} is no choice of {fact['id']!r}")


def _mentioned(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict):
        for key, part in plain.items():
            yield key
            yield from _mentioned(part)
    elif isinstance(plain, list):
        for part in plain:
            yield from _mentioned(part)


def _safety(
    document: Document, place: Place, caution: Mapping[str, Any], documents: Documents
) -> Iterator[Problem]:
    by_fact = {**questions_by_fact(documents), **recorded_facts(documents)}
    signs = {name: sign["when"] for name, sign in named(documents, "signs", "signs").items()}
    yes_no = {fact for fact, question in by_fact.items() if question["type"] == "yes_no"}
    for key in ("when", "ask_when"):
        for fact in sorted(negative_facts(caution.get(key), signs) & yes_no):
            yield document.problem(
                (*place, key), f"a yes to {fact!r} would lower this caution; turn it round"
            )
    if caution.get("unknown") != "assume_absent":
        return
    if "ask_when" in caution:
        yield document.problem((*place, "ask_when"), "ask_when goes with `unknown: ask_first` only")
    if "never" not in (*caution.get("levels", {}).values(), place[-2]):
        return
    direct = {fact for _, fact, _ in leaves((), caution["when"]) if fact in by_fact}
    for fact in sorted(direct):
        if by_fact[fact].get("critical") or by_fact[fact].get("emergency"):
            yield document.problem(
                (*place, "unknown"),
                f"{fact!r} is a critical question: what it may forbid must be asked first",
            )


def _cases(documents: Documents) -> Iterator[Problem]:
    signs = build_signs(named(documents, "signs", "signs"))
    asked = {
        name: build_question(plain, signs)
        for name, plain in named(documents, "questions", "questions").items()
    }
    facts = named(documents, "record_facts", "record_facts")
    ids = {caution["id"] for _, _, caution in cautions(documents) if "id" in caution}
    ids |= {
        f"{exercise['id']}-{word[0].upper()}{number}"
        for _, _, exercise in entries(documents, "exercises", "exercises")
        for word in CLOSING
        for number in range(1, 1 + len(exercise.get(word, ())))
    }
    techniques = {
        **named(documents, "techniques", "techniques"),
        **named(documents, "exercises", "exercises"),
    }
    for document, place, case in entries(documents, "care_cases", "cases"):
        yield from case_facts(document, place, case, asked, facts)
        if case["technique"] not in techniques:
            near = nearest(case["technique"], techniques)
            yield document.problem((*place, "technique"), f"no technique {case['technique']!r}{near}")
        for key in ("because", "not_because"):
            for number, name in enumerate(case.get(key, ())):
                if name not in ids:
                    yield document.problem((*place, key, number), f"no caution {name!r}{nearest(name, ids)}")


def case_facts(
    document: Document,
    place: Place,
    case: Mapping[str, Any],
    asked: Mapping[str, Question],
    facts: Mapping[str, Any],
) -> Iterator[Problem]:
    """Answers that no question takes, and recorded values that no record fact can have."""
    for name, said in case.get("answers", {}).items():
        if name not in asked:
            yield document.problem((*place, "answers", name), f"no question {name!r}{nearest(name, asked)}")
            continue
        try:
            read_answer(asked[name], said)
        except ValueError as wrong:
            yield document.problem((*place, "answers", name), f"{name}: {wrong}")
    for name, said in case.get("record", {}).items():
        if name not in facts:
            yield document.problem((*place, "record", name), f"no record fact {name!r}{nearest(name, facts)}")
        elif not may_be(facts[name], said):
            yield document.problem((*place, "record", name), f"{name}: {said!r} cannot be recorded")


def may_be(fact: Mapping[str, Any], said: Any) -> bool:
    """Whether a record fact can have this value, as it stands in YAML."""
    match fact["type"]:
        case "yes_no":
            return isinstance(said, bool)
        case "choice":
            return said in [choice["id"] for choice in fact["choices"]]
        case "regions":
            return isinstance(said, list) and set(said) <= set(REGIONS)
        case _:
            number = isinstance(said, (int, float)) and not isinstance(said, bool)
            return number and bool(fact["minimum"] <= said <= fact["maximum"])
