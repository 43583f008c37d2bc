"""One solver for everybody's answers, asked one question after another; and counter-examples made small.

A counter-example of the solver is always tried on the engine itself. The smallest form of it that still
breaks the law is what a reader sees.
"""

from collections.abc import Callable, Iterable
from typing import Any

import z3

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import AnswerValue, facts_from, read_answer
from unknot.clinical.triage import Triage, triage
from unknot.clinical.urgency import Tier
from unknot.knowledge.proof.theory import Term, every, opposite, some
from unknot.knowledge.proof.worlds import World

Answers = dict[str, AnswerValue]
FORMS = (False, True)
WORSE_FIRST = (Tier.EMERGENCY_NOW, Tier.URGENT_SAME_DAY, Tier.SEE_PHYSICIAN_SOON, Tier.CLINIC_VISIT_OK)


class Solver:
    """Looks for a person in some world. Questions are independent of each other."""

    def __init__(self, known: Knowledge) -> None:
        self.known = known
        self.everybody = World.of_everybody(known)
        self._solver = z3.Solver()
        self._solver.add(self.everybody.lawful())
        self.asked = 0

    def model(self, *wanted: Term) -> Any | None:
        """A model in which all of these hold; None when there is none. Raises Undecided."""
        self.asked += 1
        if any(term is False for term in wanted):
            return None
        self._solver.push()
        try:
            self._solver.add(*wanted)
            answer = self._solver.check()
            if answer == z3.unknown:
                raise Undecided(self._solver.reason_unknown())
            return self._solver.model() if answer == z3.sat else None
        finally:
            self._solver.pop()

    def person(self, world: World, *wanted: Term) -> Answers | None:
        """The answers of somebody in this world for whom all of these hold."""
        model = self.model(*wanted)
        return None if model is None else world.read_back(model)


class Undecided(Exception):
    """The solver gave up: nothing is proved."""


class Disagreement(Exception):
    """The solver names a person whom the engine judges otherwise: one of them misreads the rules."""

    def __init__(self, law: str, answers: Answers) -> None:
        super().__init__(f"solver and engine disagree on: {law}; answers: {answers}")


def result(answers: Answers, known: Knowledge, *, short: bool = False) -> Triage:
    return triage(facts_from(answers, known), known, short=short)


def lower(after: World, before: World, *, short: bool = False, up_to: Tier = Tier.EMERGENCY_NOW) -> Term:
    """The tier in `after` is lower than in `before`; differences above `up_to` do not count."""
    return some(
        _drops(before.reasons(tier, short=short), after.reasons(tier, short=short))
        for tier in WORSE_FIRST
        if tier <= up_to
    )


def _drops(before: list[Term], after: list[Term]) -> Term:
    """Some reason stood before, and none stands after. What is the same formula in both need not be asked."""
    still = {_key(term) for term in after}
    return every((some(term for term in before if _key(term) not in still), opposite(some(after))))


def _key(term: Term) -> int:
    return int(term) - 2 if isinstance(term, bool) else term.ast.value


def smallest(answers: Answers, known: Knowledge, breaks: Callable[[Answers], bool]) -> Answers:
    """The same counter-example with as many benign answers as it bears, so that a person can read it."""
    kept = dict(answers)
    for key in [question.id for question in reversed(known.order)]:
        for plainer in _plainer(key, known):
            trial = {name: value for name, value in kept.items() if name != key} | plainer
            if trial == kept or breaks(trial):
                kept = trial
                break
    return kept


def benign(key: str, known: Knowledge) -> AnswerValue | None:
    """What a person without complaints answers, as the vocabulary has it; no, where it has nothing."""
    question = known.questions[key]
    if key in known.vocabulary.silence:
        return read_answer(question, known.vocabulary.silence[key])
    return False if question.type == "yes_no" else None


def _plainer(key: str, known: Knowledge) -> Iterable[Answers]:
    question, usual = known.questions[key], benign(key, known)
    if question.ask_when is not None:
        yield {}
    if usual is not None:
        yield {key: usual}
    yield {}
