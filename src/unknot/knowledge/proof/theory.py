"""A condition as two formulas for the solver: *sure* (definitely true), *possible* (not definitely false).

The same split of Kleene's logic that `clinical.compiled` writes as Python. What is known of one fact is a
`Cell`; a world maps every fact to one. Constants are folded here, so that a world in which most is said stays
small.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import z3

from unknot.clinical.facts import Value
from unknot.clinical.rules import All, AtLeast, Compare, Condition, Includes, Is, Leaf, Named, Not, OneOf
from unknot.clinical.rules import Any as AnyOf

# A formula: a Python bool where it is settled already, otherwise a term of the solver (which has no types).
Term = Any

COMPARED: dict[str, Callable[[Any, float], Term]] = {
    "at_least": lambda said, number: said >= number,
    "above": lambda said, number: said > number,
    "below": lambda said, number: said < number,
    "at_most": lambda said, number: said <= number,
}


def every(terms: Iterable[Term]) -> Term:
    kept = [term for term in terms if term is not True]
    if any(term is False for term in kept):
        return False
    return _joined(z3.Z3_mk_and, kept) if len(kept) > 1 else kept[0] if kept else True


def some(terms: Iterable[Term]) -> Term:
    kept = [term for term in terms if term is not False]
    if any(term is True for term in kept):
        return True
    return _joined(z3.Z3_mk_or, kept) if len(kept) > 1 else kept[0] if kept else False


def _joined(make: Callable[..., Any], terms: list[Term]) -> Term:
    """What z3.And and z3.Or do, without their checks of each term: most of a proof's time went there."""
    context = z3.main_ctx()
    listed = (z3.Ast * len(terms))(*[term.as_ast() for term in terms])
    return z3.BoolRef(make(context.ref(), len(terms), listed), context)


def opposite(term: Term) -> Term:
    return not term if isinstance(term, bool) else z3.Not(term)


def at_least(n: int, terms: Iterable[Term]) -> Term:
    listed = list(terms)
    settled = sum(term is True for term in listed)
    free = [term for term in listed if not isinstance(term, bool)]
    if settled >= n or settled + len(free) < n:
        return settled >= n
    return z3.AtLeast(*free, n - settled)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one fact: whether it is known, then which marks it bears, or which number it is.

    Marks are True and False for yes and no, and answer ids for a choice (exactly one) and for several.
    """

    known: Term
    marks: Mapping[bool | str, Term] = field(default_factory=dict)
    number: Any = None

    @classmethod
    def of(cls, value: Value | None, ids: Iterable[str] = ()) -> "Cell":
        """A fact with a settled value, None for unknown; `ids` are the answers of a choice or of several."""
        marks: tuple[bool | str, ...] = tuple(ids) or (True, False)
        if value is None or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            return cls(value is not None, dict.fromkeys(marks, False), value or 0)
        said = value if isinstance(value, frozenset) else {value}
        return cls(True, {mark: mark in said for mark in marks})

    def passes(self, leaf: Leaf) -> Term:
        """What the test says of the value, given that it is known."""
        match leaf:
            case Is(_, value):
                return self.marks[value]
            case Compare(_, op, number):
                return COMPARED[op](self.number, number)
            case OneOf(_, values) | Includes(_, values):
                return some(self.marks[value] for value in sorted(values))


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition in one world."""

    sure: Term
    possible: Term

    @property
    def false(self) -> Term:
        return opposite(self.possible)


class Reader:
    """Reads conditions in one world of cells. A sign that many rules share is read once."""

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        self.cells = cells
        self.signs: dict[str, Judged] = {}

    def read(self, condition: Condition) -> Judged:
        match condition:
            case All(parts):
                read = [self.read(part) for part in parts]
                return Judged(every(one.sure for one in read), every(one.possible for one in read))
            case AnyOf(parts):
                read = [self.read(part) for part in parts]
                return Judged(some(one.sure for one in read), some(one.possible for one in read))
            case AtLeast(n, parts):
                read = [self.read(part) for part in parts]
                return Judged(
                    at_least(n, (one.sure for one in read)), at_least(n, (one.possible for one in read))
                )
            case Not(part):
                inner = self.read(part)
                return Judged(opposite(inner.possible), opposite(inner.sure))
            case Named(name, inner_condition):
                if name not in self.signs:
                    self.signs[name] = self.read(inner_condition)
                return self.signs[name]
        cell = self.cells[condition.fact]
        passes = cell.passes(condition)
        return Judged(every((cell.known, passes)), some((opposite(cell.known), passes)))
