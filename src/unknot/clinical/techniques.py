"""What can be done to a back, when it must not be done, and what harm is known: the types of that knowledge.

A caution says of one condition how far it closes which techniques, what to do instead, and what a missing
answer means. The judging is in `contraindications`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

from unknot.clinical.asking import Answer, Question
from unknot.clinical.evidence import Strength
from unknot.clinical.facts import Facts, Value
from unknot.clinical.rules import Condition

Region = Literal["cervical", "thoracic", "lumbar", "pelvis", "whole"]
REGIONS: tuple[Region, ...] = ("cervical", "thoracic", "lumbar", "pelvis", "whole")


class Level(IntEnum):
    """How far a technique is closed. The order of the numbers is the order of the care that is owed.

    `ASK_FIRST` is not a milder *never*: it says that something which may forbid the technique is not known
    yet, and that it must not be done until it is.
    """

    ALLOWED = 0
    WITH_CARE = 1
    ASK_FIRST = 2
    NEVER = 3

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, code: str) -> "Level":
        return cls[code.upper()]


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class RecordFact:
    """Something that a clinician finds and records, and that the check does not ask.

    A fact of type `regions` is stored as the set of regions where it was found; a condition reads it as a yes
    or no for the region that is to be treated. `benign` is what an unremarkable finding looks like. A
    `derived` fact is never recorded: the judging itself supplies it (the region, the urgency).
    """

    id: str
    type: Literal["yes_no", "choice", "number", "regions"]
    label: str
    group: str
    choices: tuple[Choice, ...] = ()
    minimum: float = 0
    maximum: float = 0
    unit: str = ""
    benign: Value = False
    derived: bool = False

    @property
    def question(self) -> Question:
        """The same fact as a question, for whoever reads conditions aloud or checks their tests."""
        return Question(
            id=self.id,
            fact=self.id,
            screen="",
            ask=self.label,
            clinician=self.label,
            type="yes_no" if self.type == "regions" else self.type,
            label=self.label,
            because=self._because(),
            answers=tuple(Answer(one.id, one.label, f"{self.label}: {one.label}") for one in self.choices),
            minimum=self.minimum,
            maximum=self.maximum,
            unit=self.unit,
        )

    def read(self, said: object) -> Value:
        """A finding as a condition sees it, from what was recorded: yes or no, an id, a number within bounds,
        or a list of regions. ValueError says what would be right."""
        found = self._value(said)
        if found is not None:
            return found
        right = {
            "yes_no": "yes or no",
            "choice": ", ".join(one.id for one in self.choices),
            "number": f"a number from {self.minimum:g} to {self.maximum:g} {self.unit}".rstrip(),
            "regions": f"some of {', '.join(REGIONS)}",
        }
        raise ValueError(f"{self.label}: right would be {right[self.type]}")

    def _value(self, said: object) -> Value | None:
        if self.type == "yes_no":
            return said if isinstance(said, bool) else None
        if self.type == "choice":
            return said if isinstance(said, str) and said in {one.id for one in self.choices} else None
        if self.type == "number":
            if isinstance(said, bool) or not isinstance(said, int | float):
                return None
            return said if self.minimum <= said <= self.maximum else None
        if not isinstance(said, list | tuple | frozenset) or not all(one in REGIONS for one in said):
            return None
        return frozenset(map(str, said))

    def _because(self) -> str:
        """The finding itself, in words in which a number or the region has its place."""
        match self.type:
            case "number":
                return f"{self.label}: {{value}} {self.unit}".rstrip()
            case "regions":
                return f"{self.label} the region to be treated"
            case _:
                return self.label


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What one guideline says of a technique or a part of care."""

    body: str
    verdict: Literal["offer", "consider", "option", "do_not_offer", "no_statement"]
    words: str
    strength: Strength
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Technique:
    id: str
    name: str
    kind: Literal["hands_on", "device", "self_applied", "active", "information"]
    person: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    offered: bool = True
    guidelines: tuple[Recommendation, ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """One condition that closes techniques, each to its own level; no regions means everywhere.

    `unknown` says what it means that the condition cannot be settled: `ask_first` (at most as bad as the
    condition itself, and only where `ask_when` does not rule it out) or `assume_absent`, with the reason.
    `override` says whether a clinician may go on with a recorded reason.
    """

    id: str
    title: str
    levels: Mapping[str, Level]
    when: Condition
    person: str
    clinician: str
    instead: str
    override: Literal["none", "clinician"]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    regions: frozenset[str] = frozenset()
    unknown: Literal["ask_first", "assume_absent"] = "ask_first"
    unknown_why: str = ""
    ask_when: Condition | None = None

    def concerns(self, region: str) -> bool:
        return not self.regions or region == "whole" or region in self.regions


@dataclass(frozen=True, slots=True)
class Harm:
    """A harm that consent must name: how often, in whom, and how sure that is."""

    id: str
    event: str
    techniques: tuple[str, ...]
    how_bad: Literal["minor", "serious"]
    person: str
    clinician: str
    figure: str
    population: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    interval: str = ""
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConsentPoint:
    id: str
    words: str
    sources: tuple[str, ...]
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """Everything that is known of techniques: what they are, what closes them, what they can do wrong."""

    techniques: Mapping[str, Technique] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()
    record_facts: Mapping[str, RecordFact] = field(default_factory=dict)
    harms: tuple[Harm, ...] = ()
    consent: tuple[ConsentPoint, ...] = ()
    by_technique: Mapping[str, tuple[Caution, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        found: dict[str, list[Caution]] = {technique: [] for technique in self.techniques}
        for caution in self.cautions:
            for technique in caution.levels:
                found.setdefault(technique, []).append(caution)
        closing = {technique: tuple(cautions) for technique, cautions in found.items()}
        object.__setattr__(self, "by_technique", closing)

    def caution(self, caution_id: str) -> Caution:
        return next(caution for caution in self.cautions if caution.id == caution_id)

    def harms_of(self, technique: str, region: str) -> tuple[Harm, ...]:
        """What consent to this technique in this region must name."""
        return tuple(
            harm
            for harm in self.harms
            if technique in harm.techniques and (not harm.regions or region in harm.regions | {"whole"})
        )

    def localised(self, facts: Facts, region: str) -> dict[str, Value]:
        """The facts as they look from one region: a finding at some regions becomes yes or no *here*."""
        here = dict(facts)
        for fact, said in facts.items():
            found = self.record_facts.get(fact)
            if found and found.type == "regions" and isinstance(said, frozenset):
                here[fact] = bool(said) if region == "whole" else bool(said & {region, "whole"})
        return here
