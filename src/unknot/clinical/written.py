"""A written plan and what is said of it, as types. The judging is in `plans`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from unknot.clinical.techniques import Caution, Level
from unknot.clinical.treatments import Phase

Stops = Literal["saving", "offering"]
# As many as a person can keep in mind; the patient-specific functional scale takes up to five.
MOST_GOALS = 5
LONGEST_GOAL = 120


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person wants to do again, in their words, and how well it goes now: 0 not at all to 10 as
    before."""

    activity: str
    now: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A component of care with the techniques chosen for it and its dose; `contacts` are the visits at which
    it is given, where it is counted. `override` is a clinician's reason to go on in spite of a caution."""

    component: str
    techniques: tuple[str, ...] = ()
    dose: str = ""
    contacts: int | None = None
    override: str = ""


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """Ids of the knowledge, and words. Somebody looks again at visit `reevaluate_visit`, or after
    `reevaluate_weeks` if that is sooner. Without a known `risk` it is that of a medium outlook."""

    cause: str
    stage: str
    region: str
    goals: tuple[Goal, ...]
    lines: tuple[Line, ...]
    phases: tuple[Phase, ...]
    reevaluate_visit: int
    reevaluate_weeks: int
    risk: Literal["", "low", "medium", "high"] = ""
    note: str = ""

    @property
    def visits(self) -> int:
        return sum(phase.visits for phase in self.phases)

    @property
    def weeks(self) -> int:
        return sum(phase.weeks for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of the plan (`lines.2`, `goals`, `phases`), and what it stops."""

    place: str
    stops: Stops
    words: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A caution that speaks at a line: what to mind, and what to do instead or how to adapt."""

    place: str
    technique: str
    level: Level
    caution: Caution


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that is to be said of a plan. `overrides` are the lines for which a clinician may go on with
    a recorded reason; `asks` are the facts to be asked or examined for before it can be offered."""

    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]
    overrides: frozenset[int]
    asks: tuple[str, ...]

    @property
    def may_be_saved(self) -> bool:
        return not any(fault.stops == "saving" for fault in self.faults)

    @property
    def may_be_offered(self) -> bool:
        return not self.faults

    def at(self, place: str) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.place == place)

    def said_at(self, place: str) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.place == place)


def to_json(plan: WrittenPlan) -> dict[str, Any]:
    """As it is stored; `from_json` reads it back."""
    return asdict(plan)


def from_json(stored: Mapping[str, Any]) -> WrittenPlan:
    return WrittenPlan(
        **{
            **stored,
            "goals": tuple(Goal(**goal) for goal in stored["goals"]),
            "lines": tuple(
                replace(Line(**line), techniques=tuple(line["techniques"])) for line in stored["lines"]
            ),
            "phases": tuple(Phase(**phase) for phase in stored["phases"]),
        }
    )
