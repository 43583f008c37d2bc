"""What is promised of the rules over all possible answers, apart from the rules: the other side of the proof.

A promise says on its own which answers must suffice, which order of answers is from mild to worse, whose
silence must count, and which exceptions a clinician has accepted. A rule that is weakened breaks its promise.
It decides nothing: knowledge without promises works, and cannot be proved.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from unknot.clinical.errors import nearest
from unknot.clinical.rules import Condition, Named
from unknot.clinical.urgency import Tier
from unknot.knowledge import building
from unknot.knowledge.checking import named
from unknot.knowledge.reading import Document, Documents, Problem, read_kinds
from unknot.knowledge.schema import Place

FILE = "promises.yaml"

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suffices:
    """Each of these answers alone makes at least this tier; `reason` where that is not emergency_now."""

    question: str
    answers: Mapping[str, Tier]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Answers from mild to worse, in chains; each step is one answer or several that stand side by side.

    A step up never lowers the tier; what it takes away above `up_to` is accepted, for the reason given.
    """

    question: str
    chains: tuple[tuple[tuple[str, ...], ...], ...] = ()
    up_to: Tier = Tier.EMERGENCY_NOW
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Between these two numbers, inclusive, more (or less) never lowers the tier."""

    worse: Literal["more", "less"]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where a number is monotone; `reason` says why not everywhere."""

    question: str
    stretches: tuple[Stretch, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotAsked:
    """To whom a question is never put, though an answer would count: the question cannot apply to them."""

    questions: tuple[str, ...]
    when: Condition
    reason: str


@dataclass(frozen=True, slots=True)
class Companion:
    """A rule that never decides alone: rules of its tier always hold with it. Kept for what it tells."""

    rule: str
    tier: Tier
    reason: str


@dataclass(frozen=True, slots=True)
class Promises:
    suffices: tuple[Suffices, ...] = ()
    critical: tuple[str, ...] = ()
    no_is_worse: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    numbers: tuple[Numbers, ...] = ()
    markers: tuple[str, ...] = ()
    markers_reason: str = ""
    not_asked: tuple[NotAsked, ...] = ()
    companions: tuple[Companion, ...] = ()

    @property
    def emergencies(self) -> tuple[str, ...]:
        """The questions of which some answer alone makes an emergency."""
        worst = {one.question: max(one.answers.values()) for one in self.suffices}
        return tuple(key for key, tier in worst.items() if tier == Tier.EMERGENCY_NOW)

    @property
    def owed(self) -> tuple[str, ...]:
        """The questions that nobody may leave unanswered and be sent home."""
        return tuple(dict.fromkeys((*self.emergencies, *self.critical)))


@cache
def load_promises(directory: Path) -> Promises:
    """The promises of a directory; whether they fit its knowledge is checked when that is loaded."""
    documents = read_kinds(directory, "signs", "promises")
    signs = building.signs(named(documents, "signs", "signs"))
    found = [_promises(document.value["promises"], signs) for document in documents.of("promises")]
    return found[0] if found else Promises()


def problems(documents: Documents) -> Iterator[Problem]:
    """Promises about questions, answers and rules that do not exist."""
    questions, rules = named(documents, "questions", "questions"), named(documents, "rules", "rules")
    for document in documents.of("promises"):
        for place, what, name in _names(document.value["promises"]):
            known = rules if what == "rule" else questions
            if {"questions", "rules"} <= documents.sound and name not in known:
                yield document.problem(place, f"no {what} {name!r}{nearest(name, known)}")
        if "questions" in documents.sound:
            yield from _answers(document, questions)


def _names(plain: Plain) -> Iterator[tuple[Place, str, str]]:
    lists = [(("promises", key), plain.get(key, ())) for key in ("critical", "no_is_worse")]
    lists.append((("promises", "markers"), plain.get("markers", {}).get("questions", ())))
    lists += [
        (("promises", "not_asked", number), one["questions"])  # type: ignore[misc]
        for number, one in enumerate(plain.get("not_asked", ()))
    ]
    for place, names in lists:
        yield from ((place, "question", name) for name in names)
    for key in ("suffices", "orders", "numbers"):
        for number, one in enumerate(plain.get(key, ())):
            yield ("promises", key, number), "question", one["question"]
    for number, one in enumerate(plain.get("companions", ())):
        yield ("promises", "companions", number), "rule", one["rule"]


def _answers(document: Document, questions: Mapping[str, Any]) -> Iterator[Problem]:
    plain = document.value["promises"]
    given = [
        ("suffices", number, one, list(one["answers"]))
        for number, one in enumerate(plain.get("suffices", ()))
    ]
    for number, one in enumerate(plain.get("orders", ())):
        steps = [step for chain in one.get("chains", ()) for step in chain]
        answers = [name for step in steps for name in (step if isinstance(step, list) else [step])]
        given.append(("orders", number, one, answers))
    for key, number, one, answers in given:
        question = questions.get(one["question"], {})
        known = [answer["id"] for answer in question.get("answers", ())] or ["yes", "no"]
        for name in answers:
            if question and name not in known:
                words = f"{one['question']!r} has no answer {name!r}{nearest(name, known)}"
                yield document.problem(("promises", key, number), words)


def _promises(plain: Plain, signs: Mapping[str, Named]) -> Promises:
    return Promises(
        suffices=tuple(_suffices(one) for one in plain.get("suffices", ())),
        critical=tuple(plain.get("critical", ())),
        no_is_worse=tuple(plain.get("no_is_worse", ())),
        orders=tuple(_order(one) for one in plain.get("orders", ())),
        numbers=tuple(_numbers(one) for one in plain.get("numbers", ())),
        markers=tuple(plain.get("markers", {}).get("questions", ())),
        markers_reason=plain.get("markers", {}).get("reason", ""),
        not_asked=tuple(
            NotAsked(tuple(one["questions"]), building.condition(one["when"], signs), one["reason"])
            for one in plain.get("not_asked", ())
        ),
        companions=tuple(
            Companion(one["rule"], Tier.of(one["tier"]), one["reason"]) for one in plain.get("companions", ())
        ),
    )


def _suffices(plain: Plain) -> Suffices:
    answers = {answer: Tier.of(code) for answer, code in plain["answers"].items()}
    return Suffices(plain["question"], answers, plain.get("reason", ""))


def _order(plain: Plain) -> Order:
    chains = tuple(
        tuple(tuple(step) if isinstance(step, list) else (step,) for step in chain)
        for chain in plain.get("chains", ())
    )
    up_to = Tier.of(plain["up_to"]) if "up_to" in plain else Tier.EMERGENCY_NOW
    return Order(plain["question"], chains, up_to, plain.get("reason", ""))


def _numbers(plain: Plain) -> Numbers:
    stretches = tuple(Stretch(one["worse"], one["from"], one["to"]) for one in plain.get("stretches", ()))
    return Numbers(plain["question"], stretches, plain.get("reason", ""))
