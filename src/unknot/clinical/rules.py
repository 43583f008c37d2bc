"""Conditions over facts, answered True, False or None (unknown), after Kleene's strong three-valued logic.

A condition is a frozen tree that several readers share: the evaluator here, the compiler in `compiled`, the
explainer (`reasons`) and whoever wants to prove something over all answers. Unknown is never no.
"""

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


Explained = tuple[bool | None, Reasons]


class _Leaf:
    """A test on the value of one fact."""

    __slots__ = ()
    fact: str

    def holds(self, facts: Facts) -> bool | None:
        raise NotImplementedError

    def facts(self) -> frozenset[str]:
        return frozenset({self.fact})

    def reasons(self, facts: Facts) -> Reasons:
        return self.explained(facts)[1]

    def explained(self, facts: Facts) -> Explained:
        said = facts.get(self.fact)
        if said is None:
            return None, Reasons(missing=(self.fact,))
        return self.holds(facts), Reasons(used=(Used(self.fact, self.mattering(said)),))

    def mattering(self, said: Value) -> Value:
        """The part of the answer that settled this test."""
        return said


class _Parts:
    """A condition made of conditions."""

    __slots__ = ()
    parts: tuple["Condition", ...]
    # For each value of the whole, the values of the parts that explain it.
    telling: ClassVar[Mapping[bool | None, tuple[bool | None, ...]]] = {
        True: (True,),
        False: (False,),
        None: (True, None),
    }

    def settled(self, answers: Sequence[bool | None]) -> bool | None:
        raise NotImplementedError

    def holds(self, facts: Facts) -> bool | None:
        return self.settled([part.holds(facts) for part in self.parts])

    def facts(self) -> frozenset[str]:
        return frozenset().union(*(part.facts() for part in self.parts))

    def reasons(self, facts: Facts) -> Reasons:
        return self.explained(facts)[1]

    def explained(self, facts: Facts) -> Explained:
        explained = [part.explained(facts) for part in self.parts]
        answer = self.settled([value for value, _ in explained])
        telling = self.telling[answer]
        return answer, _together([reasons for value, reasons in explained if value in telling])


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
        answer, reasons = self.part.explained(facts)
        return None if answer is None else not answer, reasons


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


def _together(several: Sequence[Reasons]) -> Reasons:
    """Several reasons as one, each fact once."""
    if len(several) == 1:
        return several[0]
    used: dict[str, Value] = {}
    missing: dict[str, None] = {}
    for reasons in several:
        for one in reasons.used:
            before = used.get(one.fact)
            if isinstance(before, frozenset) and isinstance(one.value, frozenset):
                used[one.fact] = before | one.value
            else:
                used[one.fact] = one.value
        missing.update(dict.fromkeys(reasons.missing))
    return Reasons(tuple(Used(fact, value) for fact, value in used.items()), tuple(missing))
