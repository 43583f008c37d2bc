"""What a course of care can be made of: stages, components, outlooks, causes and stop rules, as types.

The building of one course for one person is in `courses`; when it is changed or stopped, in `stopping`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from unknot.clinical.asking import Question
from unknot.clinical.evidence import Strength
from unknot.clinical.rules import Condition
from unknot.clinical.techniques import Recommendation

Kind = Literal["active", "self_management", "passive", "supportive"]
# A course needs at least one of these: what the person does, or knows to do (NG59; ST-08).
OWN = frozenset({"active", "self_management"})


@dataclass(frozen=True, slots=True)
class Phase:
    """So many visits a week for so many weeks."""

    per_week: float
    weeks: int

    @property
    def visits(self) -> int:
        return max(1, round(self.per_week * self.weeks))


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most that the sources allow, both included."""

    per_week: tuple[float, float]
    weeks: tuple[float, float]
    visits: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody gets no course, or a stage is not for them: `when` it holds (or, for `only`, unless)."""

    when: Condition
    person: str
    clinician: str
    strength: Strength = "D"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    name: str
    person: str
    clinician: str
    from_days: float
    to_days: float
    phases: tuple[Phase, ...]
    limits: Limits
    reevaluate_visit: int
    reevaluate_weeks: int
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    only: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Component:
    id: str
    name: str
    kind: Kind
    person: str
    clinician: str
    dose: str
    stages: tuple[str, ...]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    techniques: tuple[str, ...] = ()
    contacts: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What an outlook (low, medium, high) changes."""

    id: str
    person: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    phases: tuple[Phase, ...] = ()
    adds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Avoided:
    """A technique that is left out for a cause."""

    technique: str
    person: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CauseCourse:
    """What is done for one cause. With `no_course` it is never treated here: the person is referred."""

    cause: str
    person: str
    clinician: str
    expect: str
    expect_strength: Strength
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    stages: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    avoid: tuple[Avoided, ...] = ()
    refer: tuple[Refusal, ...] = ()
    every_visit: tuple[str, ...] = ()
    see_also: str = ""
    no_course: bool = False


@dataclass(frozen=True, slots=True)
class ProgressFact:
    id: str
    type: Literal["yes_no", "number"]
    label: str

    @property
    def question(self) -> Question:
        """The same measure as a question, for whoever reads a stop rule aloud."""
        because = f"{self.label}: {{value}}" if self.type == "number" else self.label
        return Question(self.id, self.id, "", self.label, self.label, self.type, because=because)


@dataclass(frozen=True, slots=True)
class StopRule:
    """When a course under way is changed; `supersedes` are milder rules that it makes moot."""

    id: str
    title: str
    when: Condition
    action: str
    if_unknown: Literal["ask", "wait"]
    person: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of care and what each guideline says of it."""

    id: str
    name: str
    says: tuple[Recommendation, ...]
    components: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatments:
    stages: Mapping[str, Stage] = field(default_factory=dict)
    components: Mapping[str, Component] = field(default_factory=dict)
    risks: Mapping[str, Risk] = field(default_factory=dict)
    causes: Mapping[str, CauseCourse] = field(default_factory=dict)
    progress_facts: Mapping[str, ProgressFact] = field(default_factory=dict)
    stop_rules: tuple[StopRule, ...] = ()
    topics: tuple[Topic, ...] = ()

    def stop_rule(self, rule_id: str) -> StopRule:
        return next(rule for rule in self.stop_rules if rule.id == rule_id)

    def applying(self, cause: CauseCourse, stage_id: str) -> tuple[Component, ...]:
        """The components of a cause that have a place at this stage."""
        chosen = (self.components[name] for name in cause.components)
        return tuple(component for component in chosen if stage_id in component.stages)
