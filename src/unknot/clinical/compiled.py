"""Conditions compiled once to plain Python, so that an assessment costs microseconds.

Kleene's logic splits into two ordinary ones: *possible* (not definitely false) and *sure* (definitely true).
Each is an and/or expression that Python short-circuits, so a rule that does not apply costs one look at one
answer. The compiled and the interpreted answer are the same for all facts; a law in the tests holds them
together.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from unknot.clinical.facts import Facts
from unknot.clinical.rules import All, Any, AtLeast, Compare, Condition, Includes, Is, Not, OneOf

SYMBOLS = {"at_least": ">=", "above": ">", "below": "<", "at_most": "<="}

Sieve = Callable[[Facts], tuple[list[int], list[int]]]


def compile_condition(condition: Condition) -> Callable[[Facts], bool | None]:
    """A function that answers this condition: True, False, or None for unknown."""
    writer = _Writer([condition])
    answer = f"True if {writer.sure(condition)} else None if {writer.possible(condition)} else False"
    return cast(Callable[[Facts], bool | None], writer.function([f"return {answer}"]))


def compile_sieve(conditions: Sequence[Condition]) -> Sieve:
    """A function that gives the positions of the conditions that hold, and of those that are unknown."""
    writer = _Writer(conditions)
    body = ["hold = []", "unknown = []"]
    for position, condition in enumerate(conditions):
        body.append(f"if {writer.possible(condition)}:")
        body.append(f"    (hold if {writer.sure(condition)} else unknown).append({position})")
    return cast(Sieve, writer.function([*body, "return hold, unknown"]))


def compile_marks(groups: Sequence[Sequence[Condition]]) -> Callable[[Facts], tuple[int, ...]]:
    """A function that gives, for each group, a number whose bits are the conditions that definitely hold."""
    writer = _Writer([condition for group in groups for condition in group])
    body = []
    for number, group in enumerate(groups):
        body.append(f"m{number} = 0")
        body += [f"if {writer.sure(condition)}: m{number} |= {1 << n}" for n, condition in enumerate(group)]
    marks = "".join(f"m{number}, " for number in range(len(groups)))
    return cast(Callable[[Facts], tuple[int, ...]], writer.function([*body, f"return ({marks})"]))


class _Writer:
    """Writes conditions as expressions over local variables: one for each fact, two for each shared sign."""

    def __init__(self, conditions: Iterable[Condition]) -> None:
        self.constants: dict[str, object] = {}
        self.variables: dict[str, str] = {}
        self.signs: dict[str, str] = {}
        self.head: list[str] = []
        for condition in conditions:
            self._prepare(condition)

    def function(self, body: list[str]) -> Callable[..., object]:
        lines = ["get = facts.get", *self.head, *body]
        source = "def compiled(facts):\n" + "\n".join("    " + line for line in lines)
        scope: dict[str, object] = dict(self.constants)
        # The source is made here from a tree of checked values: names are numbered, texts and numbers go
        # through repr.
        exec(compile(source, "<conditions>", "exec"), scope)  # noqa: S102
        return cast(Callable[..., object], scope["compiled"])

    def possible(self, condition: Condition) -> str:
        """An expression that is true when the condition is not definitely false."""
        match condition:
            case Is(fact, value) if isinstance(value, bool):
                return f"{self.variables[fact]} is not {not value}"
            case Is(fact, value):
                return f"({self.variables[fact]} is None or {self.variables[fact]} == {value!r})"
            case Compare() | OneOf() | Includes():
                return f"({self.variables[condition.fact]} is None or {self._test(condition)})"
            case All(parts):
                return self._joined(" and ", [self.possible(part) for part in parts])
            case Any(parts):
                return self._joined(" or ", [self.possible(part) for part in parts])
            case AtLeast(n, parts):
                return f"({self._count(self.possible(part) for part in parts)} >= {n})"
            case Not(part):
                return f"(not {self.sure(part)})"
            case _:
                return f"{self.signs[condition.name]}p"

    def sure(self, condition: Condition) -> str:
        """An expression that is true when the condition definitely holds."""
        match condition:
            case Is(fact, value) if isinstance(value, bool):
                return f"{self.variables[fact]} is {value}"
            case Is(fact, value):
                return f"{self.variables[fact]} == {value!r}"
            case Compare() | OneOf() | Includes():
                return f"({self.variables[condition.fact]} is not None and {self._test(condition)})"
            case All(parts):
                return self._joined(" and ", [self.sure(part) for part in parts])
            case Any(parts):
                return self._joined(" or ", [self.sure(part) for part in parts])
            case AtLeast(n, parts):
                return f"({self._count(self.sure(part) for part in parts)} >= {n})"
            case Not(part):
                return f"(not {self.possible(part)})"
            case _:
                return f"{self.signs[condition.name]}s"

    def _test(self, leaf: Compare | OneOf | Includes) -> str:
        variable = self.variables[leaf.fact]
        if isinstance(leaf, Compare):
            return f"{variable} {SYMBOLS[leaf.op]} {leaf.number!r}"
        constant = f"k{len(self.constants)}"
        self.constants[constant] = leaf.values
        return (
            f"{variable} in {constant}"
            if isinstance(leaf, OneOf)
            else f"not {constant}.isdisjoint({variable})"
        )

    def _joined(self, word: str, parts: list[str]) -> str:
        return f"({word.join(parts)})" if parts else str(word == " and ")

    def _count(self, parts: Iterable[str]) -> str:
        return " + ".join(["0", *(f"({part})" for part in parts)])

    def _prepare(self, condition: Condition) -> None:
        """Load every fact and answer every named sign once, before anything uses them."""
        match condition:
            case Is() | Compare() | OneOf() | Includes():
                if condition.fact not in self.variables:
                    self.variables[condition.fact] = variable = f"x{len(self.variables)}"
                    self.head.append(f"{variable} = get({condition.fact!r})")
            case All(parts) | Any(parts) | AtLeast(_, parts):
                for part in parts:
                    self._prepare(part)
            case Not(part):
                self._prepare(part)
            case _:
                self._prepare(condition.condition)
                if condition.name not in self.signs:
                    self.signs[condition.name] = sign = f"s{len(self.signs)}"
                    self.head.append(f"{sign}p = {self.possible(condition.condition)}")
                    self.head.append(f"{sign}s = {sign}p and {self.sure(condition.condition)}")
