"""Conditions over facts, answered True, False or None (unknown), after Kleene's strong three-valued logic.

A condition is a frozen tree that several readers share: the evaluator here, the compiler in `compiled`, the
explainer (`reasons`) and whoever wants to prove something over all answers. Unknown is never no.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

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


# The value of a condition, what mattered of the facts that explain it, and the facts that are missing.
Explained = tuple[bool | None, dict[str, Value], tuple[str, ...]]


class _Leaf(ABC):
    """A test on the value of one fact."""

    __slots__ = ()
    fact: str

    @abstractmethod
    def holds(self, facts: Facts) -> bool | None: ...

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def reasons(self, facts: Facts) -> Reasons:
        return _reasons(self.explained(facts))

    def explained(self, facts: Facts) -> Explained:
        said = facts.get(self.fact)
        if said is None:
            return None, {}, (self.fact,)
        return self.holds(facts), {self.fact: self.mattering(said)}, ()

    def mattering(self, said: Value) -> Value:
        """The part of the answer that settled this test."""
        return said


class _Parts(ABC):
    """A condition made of conditions."""

    __slots__ = ()
    parts: tuple["Condition", ...]
    # For each value of the whole, the values of the parts that explain it.
    telling: ClassVar[Mapping[bool | None, tuple[bool | None, ...]]] = {
        True: (True,),
        False: (False,),
        None: (True, None),
    }

    @abstractmethod
    def settled(self, answers: Sequence[bool | None]) -> bool | None:
        """The value of the whole, from the values of the parts."""

    def holds(self, facts: Facts) -> bool | None:
        return self.settled([part.holds(facts) for part in self.parts])

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))

    def reasons(self, facts: Facts) -> Reasons:
        return _reasons(self.explained(facts))

    def explained(self, facts: Facts) -> Explained:
        explained = [part.explained(facts) for part in self.parts]
        answer = self.settled([one[0] for one in explained])
        telling = self.telling[answer]
        used: dict[str, Value] = {}
        missing: dict[str, None] = {}
        for value, facts_used, facts_missing in explained:
            if value in telling:
                for fact, said in facts_used.items():
                    used[fact] = _both(used.get(fact), said)
                for fact in facts_missing:
                    missing[fact] = None
        return answer, used, tuple(missing)


@dataclass(frozen=True, slots=True)
class Is(_Leaf):
    fact: str
    value: bool | str

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return None if said is None else said == self.value


@dataclass(frozen=True, slots=True)
class Compare(_Leaf):
    fact: str
    op: Op
    number: float

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return OPS[self.op](said, self.number) if isinstance(said, (int, float)) else None


@dataclass(frozen=True, slots=True)
class OneOf(_Leaf):
    """The one answer of a choice is among these."""

    fact: str
    values: frozenset[str]

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return None if said is None else said in self.values


@dataclass(frozen=True, slots=True)
class Includes(_Leaf):
    """At least one of these is among the several answers given."""

    fact: str
    values: frozenset[str]

    def holds(self, facts: Facts) -> bool | None:
        said = facts.get(self.fact)
        return not self.values.isdisjoint(said) if isinstance(said, frozenset) else None

    def mattering(self, said: Value) -> Value:
        return self.values & said or said if isinstance(said, frozenset) else said


@dataclass(frozen=True, slots=True)
class All(_Parts):
    parts: tuple["Condition", ...]

    def settled(self, answers: Sequence[bool | None]) -> bool | None:
        if False in answers:
            return False
        return None if None in answers else True


@dataclass(frozen=True, slots=True)
class Any(_Parts):
    parts: tuple["Condition", ...]
    telling: ClassVar[Mapping[bool | None, tuple[bool | None, ...]]] = {
        True: (True,),
        False: (False,),
        None: (None,),
    }

    def settled(self, answers: Sequence[bool | None]) -> bool | None:
        if True in answers:
            return True
        return None if None in answers else False


@dataclass(frozen=True, slots=True)
class AtLeast(_Parts):
    """At least n of the parts hold."""

    n: int
    parts: tuple["Condition", ...]

    def settled(self, answers: Sequence[bool | None]) -> bool | None:
        if answers.count(True) >= self.n:
            return True
        return None if answers.count(True) + answers.count(None) >= self.n else False


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

    def explained(self, facts: Facts) -> Explained:
        answer, used, missing = self.part.explained(facts)
        return None if answer is None else not answer, used, missing


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

    def explained(self, facts: Facts) -> Explained:
        return self.condition.explained(facts)


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


def _reasons(explained: Explained) -> Reasons:
    _, used, missing = explained
    return Reasons(tuple(Used(fact, value) for fact, value in used.items()), missing)


def _both(before: Value | None, said: Value) -> Value:
    """Two tests on one fact: what mattered to either of them."""
    return before | said if isinstance(before, frozenset) and isinstance(said, frozenset) else said
