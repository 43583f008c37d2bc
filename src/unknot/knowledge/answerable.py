"""Whether the answers that stand in the files can be given: defaults, presets, vocabulary, worked cases.

Checked with the same reader that reads a person's answers, so that a file and a person are held to one
standard.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from unknot.clinical.asking import Question
from unknot.clinical.errors import nearest
from unknot.clinical.questions import read_answer
from unknot.knowledge.building import question as build_question
from unknot.knowledge.building import signs as build_signs
from unknot.knowledge.checking import entries, leaves, named, wrong_test
from unknot.knowledge.reading import Document, Documents, Problem
from unknot.knowledge.schema import Place


def problems(documents: Documents) -> Iterator[Problem]:
    """Only for questions and signs that have passed everything else."""
    signs = build_signs(named(documents, "signs", "signs"))
    plain = named(documents, "questions", "questions")
    questions = {name: build_question(one, signs) for name, one in plain.items()}
    yield from _questions(documents, questions)
    for document in documents.of("vocabulary"):
        yield from _vocabulary(document, questions)
    yield from _cases(documents, questions)


def _questions(documents: Documents, questions: Mapping[str, Question]) -> Iterator[Problem]:
    screens = list(named(documents, "questions", "screens"))
    order = sorted(questions.values(), key=lambda question: screens.index(question.screen))
    turn = {question.fact: number for number, question in enumerate(order)}
    for document, place, plain in entries(documents, "questions", "questions"):
        question = questions[plain["id"]]
        if question.type == "number" and question.minimum >= question.maximum:
            yield document.problem(place, f"{question.id!r}: minimum must be below maximum")
        for number, preset in enumerate(question.presets):
            yield from _answer(document, (*place, "presets", number), question, preset.value)
        if question.ask_when is None:
            continue
        yield from _answer(document, (*place, "otherwise"), question, plain["otherwise"])
        for fact in sorted(question.ask_when.facts()):
            if turn[fact] >= turn[question.fact]:
                yield document.problem(
                    (*place, "ask_when"),
                    f"{question.id!r} looks at {fact!r}, which is asked later or on itself",
                )


def _vocabulary(document: Document, questions: Mapping[str, Question]) -> Iterator[Problem]:
    plain = document.value
    keys = {**plain["top"], **plain["keys"]}
    for name in plain["top"].keys() & plain["keys"].keys():
        yield document.problem(("keys", name), f"the key {name!r} stands under top as well")
    for part in ("top", "keys"):
        for name, key in plain[part].items():
            yield from _key(document, (part, name), key, questions)
    for number, one in enumerate(plain.get("combinations", ())):
        place: Place = ("combinations", number)
        for where, name, test in leaves((*place, "when"), one["when"]):
            if name not in keys:
                yield document.problem(where, f"no key {name!r}{nearest(name, keys)}")
            elif wrong := wrong_test(_as_question(name, keys[name]), test):
                yield document.problem(where, wrong)
        yield from _answers(document, (*place, "answers"), one["answers"], questions)
    yield from _answers(document, ("silence",), plain["silence"], questions)
    for question in questions.values():
        if question.critical and question.id not in plain["silence"]:
            yield document.problem(
                ("silence",), f"the critical question {question.id!r} has no answer here for a closed world"
            )


def _key(
    document: Document, place: Place, key: Mapping[str, Any], questions: Mapping[str, Question]
) -> Iterator[Problem]:
    for word in ("yes", "no"):
        yield from _answers(document, (*place, word), key.get(word, {}), questions)
    for value, answers in key.get("values", {}).items():
        yield from _answers(document, (*place, "values", value), answers, questions)
    for number, one in enumerate(key.get("ranges", ())):
        yield from _answers(document, (*place, "ranges", number, "answers"), one["answers"], questions)
    if name := key.get("sets"):
        question = questions.get(name)
        if question is None or question.type != "number":
            yield document.problem((*place, "sets"), f"no number question {name!r}{nearest(name, questions)}")
        elif question.minimum > key["minimum"] or question.maximum < key["maximum"] or question.whole:
            yield document.problem((*place, "sets"), f"{name!r} takes fewer numbers than this key may have")
    elif key["type"] == "number" and not (key.get("ranges") or key.get("not_asked")):
        yield document.problem(
            place, "needs `sets`, `ranges` or `not_asked`: the number would change nothing"
        )


def _cases(documents: Documents, questions: Mapping[str, Question]) -> Iterator[Problem]:
    rules, causes = named(documents, "rules", "rules"), named(documents, "causes", "causes")
    for document, place, case in entries(documents, "cases", "cases"):
        yield from _answers(document, (*place, "answers"), case["answers"], questions)
        for key, what, known in [
            ("flags", "rule", rules),
            ("not_flags", "rule", rules),
            ("shown", "cause", causes),
            ("not_shown", "cause", causes),
        ]:
            if {"rules", "causes"} <= documents.sound:
                for number, name in enumerate(case.get(key, ())):
                    if name not in known:
                        where = (*place, key, number)
                        yield document.problem(where, f"no {what} {name!r}{nearest(name, known)}")


def _answers(
    document: Document, place: Place, answers: Mapping[str, Any], questions: Mapping[str, Question]
) -> Iterator[Problem]:
    for name, value in answers.items():
        if name in questions:
            yield from _answer(document, (*place, name), questions[name], value)
        else:
            yield document.problem((*place, name), f"no question {name!r}{nearest(name, questions)}")


def _answer(document: Document, place: Place, question: Question, value: object) -> Iterator[Problem]:
    try:
        read_answer(question, value)
    except ValueError as wrong:
        yield document.problem(place, f"{question.id}: {wrong}")


def _as_question(name: str, key: Mapping[str, Any]) -> dict[str, Any]:
    return {"fact": name, "type": key["type"], "answers": [{"id": value} for value in key.get("values", ())]}
