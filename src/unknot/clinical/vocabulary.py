"""The neutral vocabulary in which vignettes state their facts, translated into answers to our questions.

Used by `unknot check` and `unknot evaluate`. The translation itself is data (knowledge/vocabulary.yaml). What
a vignette does not state stays unanswered, unless the caller asks for a closed world: then the answers listed
under `silence` stand in, for those questions that nothing stated has answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from unknot.clinical.facts import Value
from unknot.clinical.rules import Compare, Condition

Sets = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Range:
    tests: tuple[Compare, ...]
    answers: Sets


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the vocabulary and what each of its values says in answers of ours."""

    id: str
    type: Literal["yes_no", "choice", "number"]
    values: Mapping[Value, Sets] = field(default_factory=dict)
    minimum: float = 0
    maximum: float = 0
    sets: str = ""
    ranges: tuple[Range, ...] = ()
    not_asked: str = ""


@dataclass(frozen=True, slots=True)
class Combination:
    when: Condition
    answers: Sets


@dataclass(frozen=True, slots=True)
class Vocabulary:
    top: Mapping[str, Key] = field(default_factory=dict)
    keys: Mapping[str, Key] = field(default_factory=dict)
    combinations: tuple[Combination, ...] = ()
    silence: Sets = field(default_factory=dict)
    cause_aliases: Mapping[str, str] = field(default_factory=dict)

    def key(self, name: str) -> Key | None:
        return self.keys.get(name) or self.top.get(name)

    def cause(self, name: str) -> str:
        return self.cause_aliases.get(name, name)
