"""Conditions over facts, answered True, False or None (unknown), after Kleene's strong three-valued logic.

A condition is a frozen tree that several readers share: the evaluator here, the compiler in `compiled`, the
explainer (`reasons`) and whoever wants to prove something over all answers. Unknown is never no.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from unknot.clinical.facts import Facts, Value

Op = Literal["at_least", "above", "below", "at_most"]
OPS: dict[Op, Callable[[float, float], bool]] = {
    "at_least": lambda said, number: said >= number,
    "above": lambda said, number: said > number,
    "below": lambda said, number: said < number,
    "at_most": lambda said, number: said <= number,
}


@dataclass(frozen=True, slots=True)
class Used:
    """One fact that settled a condition, with the part of its value that mattered."""

    fact: str
    value: Value


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a condition has its present value: the facts that made it so, and those missing to settle it."""

    used: tuple[Used, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Is:
    fact: str
    value: bool | str

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return None if said is None else said == self.value

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def reasons(self, facts: Facts) -> Reasons:
        return _said(self.fact, facts.get(self.fact))


@dataclass(frozen=True, slots=True)
class Compare:
    fact: str
    op: Op
    number: float

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return OPS[self.op](said, self.number) if isinstance(said, (int, float)) else None

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def reasons(self, facts: Facts) -> Reasons:
        return _said(self.fact, facts.get(self.fact))


@dataclass(frozen=True, slots=True)
class OneOf:
    """The one answer of a choice is among these."""

    fact: str
    values: frozenset[str]

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return None if said is None else said in self.values

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def reasons(self, facts: Facts) -> Reasons:
        return _said(self.fact, facts.get(self.fact))


@dataclass(frozen=True, slots=True)
class Includes:
    """At least one of these is among the several answers given."""

    fact: str
    values: frozenset[str]

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return not self.values.isdisjoint(said) if isinstance(said, frozenset) else None

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def reasons(self, facts: Facts) -> Reasons:
        said = facts.get(self.fact)
        if isinstance(said, frozenset) and self.values & said:
            return _said(self.fact, self.values & said)
        return _said(self.fact, said)


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        answers = [part.holds(facts) for part in self.parts]
        if False in answers:
            return False
        return None if None in answers else True

    def facts(self) -> frozenset[str]:
        return _facts_of(self.parts)

    def reasons(self, facts: Facts) -> Reasons:
        telling: dict[bool | None, tuple[bool | None, ...]] = {
            True: (True,),
            False: (False,),
            None: (True, None),
        }
        return _reasons_of(self.parts, facts, telling[self.holds(facts)])


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        answers = [part.holds(facts) for part in self.parts]
        if True in answers:
            return True
        return None if None in answers else False

    def facts(self) -> frozenset[str]:
        return _facts_of(self.parts)

    def reasons(self, facts: Facts) -> Reasons:
        return _reasons_of(self.parts, facts, (self.holds(facts),))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least n of the parts hold."""

    n: int
    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool | None:
        answers = [part.holds(facts) for part in self.parts]
        if answers.count(True) >= self.n:
            return True
        return None if answers.count(True) + answers.count(None) >= self.n else False

    def facts(self) -> frozenset[str]:
        return _facts_of(self.parts)

    def reasons(self, facts: Facts) -> Reasons:
        telling: dict[bool | None, tuple[bool | None, ...]] = {
            True: (True,),
            False: (False,),
            None: (True, None),
        }
        return _reasons_of(self.parts, facts, telling[self.holds(facts)])


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"

    def holds(self, facts: Facts) -> bool | None:
        answer = self.part.holds(facts)
        return None if answer is None else not answer

    def facts(self) -> frozenset[str]:
        return self.part.facts()

    def reasons(self, facts: Facts) -> Reasons:
        return self.part.reasons(facts)


@dataclass(frozen=True, slots=True)
class Named:
    """A condition that has a name of its own (a sign), so that many rules can share it."""

    name: str
    condition: "Condition" = field(repr=False)

    def holds(self, facts: Facts) -> bool | None:
        return self.condition.holds(facts)

    def facts(self) -> frozenset[str]:
        return self.condition.facts()

    def reasons(self, facts: Facts) -> Reasons:
        return self.condition.reasons(facts)


Leaf = Is | Compare | OneOf | Includes
Condition = Leaf | All | Any | AtLeast | Not | Named


def leaves(condition: Condition) -> Iterable[Leaf]:
    """Every test on a single fact in this condition, in reading order."""
    match condition:
        case All(parts) | Any(parts) | AtLeast(_, parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | Named(_, part):
            yield from leaves(part)
        case _:
            yield condition


def _said(fact: str, value: Value | None) -> Reasons:
    return Reasons(missing=(fact,)) if value is None else Reasons(used=(Used(fact, value),))


def _facts_of(parts: Iterable["Condition"]) -> frozenset[str]:
    return frozenset().union(*(part.facts() for part in parts))


def _reasons_of(parts: Iterable["Condition"], facts: Facts, telling: tuple[bool | None, ...]) -> Reasons:
    """The reasons of those parts whose value explains the value of the whole, each fact once."""
    used: dict[str, Value] = {}
    missing: dict[str, None] = {}
    for part in parts:
        if part.holds(facts) not in telling:
            continue
        why = part.reasons(facts)
        for one in why.used:
            before = used.get(one.fact)
            if isinstance(before, frozenset) and isinstance(one.value, frozenset):
                used[one.fact] = before | one.value
            else:
                used[one.fact] = one.value
        missing.update(dict.fromkeys(why.missing))
    return Reasons(tuple(Used(fact, value) for fact, value in used.items()), tuple(missing))
