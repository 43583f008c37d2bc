"""What one person may say to one question, as variables of the solver, and back from a model to an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import z3

from unknot.clinical.asking import Question
from unknot.clinical.facts import Value
from unknot.clinical.questions import NOT_SURE, AnswerValue, NotSure
from unknot.knowledge.proof.theory import Cell, Term, every, opposite, some

# An answer, not sure, or None for a question that was never answered.
Reply = AnswerValue | None


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """The reply to one question: given or not, never answered (`silent`) or not sure, and its value."""

    question: Question
    given: Term
    silent: Term
    cell: Cell

    @classmethod
    def anything(cls, question: Question, name: str = "") -> "Said":
        key = name or question.id
        given, silent = z3.Bool(f"{key}?given"), z3.Bool(f"{key}?silent")
        if question.type == "yes_no":
            yes = z3.Bool(f"{key}?yes")
            return cls(question, given, silent, Cell(given, {True: yes, False: z3.Not(yes)}))
        if question.type == "number":
            number = z3.Int(f"{key}?number") if question.whole else z3.Real(f"{key}?number")
            return cls(question, given, silent, Cell(given, {}, number))
        marks: dict[bool | str, Term] = {one.id: z3.Bool(f"{key}?{one.id}") for one in question.answers}
        return cls(question, given, silent, Cell(given, marks))

    @classmethod
    def exactly(cls, question: Question, reply: Reply) -> "Said":
        value = None if isinstance(reply, NotSure) else reply
        return cls(question, value is not None, reply is None, settled(question, value))

    def answered(self, **changes: Term) -> "Said":
        """The same value, certainly given; `changes` settle single marks."""
        marks: dict[bool | str, Term] = {**self.cell.marks}
        marks.update(changes)
        return Said(self.question, True, False, Cell(True, marks, self.cell.number))

    def lawful(self) -> Iterable[Term]:
        """What every answer that `questions.read_answer` accepts keeps to."""
        yield opposite(every((self.given, self.silent)))
        if self.question.type == "choice":
            marks = list(self.cell.marks.values())
            yield some(marks)
            yield z3.AtMost(*marks, 1)
        elif self.question.type == "number":
            yield self.cell.number >= self.question.minimum
            yield self.cell.number <= self.question.maximum

    def read_back(self, model: Any) -> Reply:
        """The reply in a model of the solver."""
        if not true_in(model, self.given):
            return None if true_in(model, self.silent) else NOT_SURE
        if self.question.type == "number":
            return _number(model, self.cell.number)
        marked = [mark for mark, term in self.cell.marks.items() if true_in(model, term)]
        return frozenset(cast(list[str], marked)) if self.question.type == "several" else marked[0]


def settled(question: Question, value: Value | None) -> Cell:
    return Cell.of(value, [answer.id for answer in question.answers])


def or_else(cell: Cell, given: Term, question: Question, value: Value, stands_in: Term) -> Cell:
    """The answer where it is given, and this value where it is not and that stands in."""
    other, absent = settled(question, value), opposite(given)
    marks = {
        mark: some((every((given, term)), every((absent, other.marks[mark]))))
        for mark, term in cell.marks.items()
    }
    number = cell.number
    if question.type == "number" and given is not True:
        number = other.number if given is False else z3.If(given, cell.number, other.number)
    return Cell(some((given, stands_in)), marks, number)


def true_in(model: Any, term: Term) -> bool:
    return term if isinstance(term, bool) else bool(z3.is_true(model.eval(term, model_completion=True)))


def _number(model: Any, term: Any) -> float:
    if isinstance(term, (int, float)):
        return term
    value = model.eval(term, model_completion=True)
    number = float(value.as_long() if z3.is_int_value(value) else value.as_fraction())
    return int(number) if number == int(number) else number
