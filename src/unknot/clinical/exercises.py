"""Exercises and what to begin with at home, as types: how it is done, how much in which phase, when to stop.

What closes an exercise is judged with all other cautions (`contraindications`); which of them make a
programme for one person is decided in `programmes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from unknot.clinical.evidence import Strength
from unknot.clinical.rules import Condition

Phase = Literal["acute", "subacute", "maintenance"]
PHASES: tuple[Phase, ...] = ("acute", "subacute", "maintenance")
# From and to, both included; the same twice where there is one figure.
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Dose:
    """How much in one phase. Either repetitions or minutes; `per_side` means once for each side."""

    sets: Range | None = None
    reps: Range | None = None
    hold_seconds: Range | None = None
    minutes: Range | None = None
    a_day: Range | None = None
    days_a_week: Range | None = None
    per_side: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """`id` is also what its cautions close, and the name of its figure; `figure` says what that shows."""

    id: str
    slug: str
    name: str
    position: str
    figure: str
    aim: str
    clinician: str
    steps: tuple[str, ...]
    feel: str
    easier: str
    harder: str
    dose: Mapping[str, Dose]
    stop: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    equipment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForEvery:
    """What holds for every exercise, before it or while it is done; `{emergency}` is the number to call."""

    id: str
    words: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a programme: the most open of `any_of`, where `when` holds (or always)."""

    any_of: tuple[str, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What one phase begins with; `stages` are the stages of a course that it belongs to."""

    name: str
    stages: tuple[str, ...]
    person: str
    clinician: str
    slots: tuple[Slot, ...]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class TakenAs:
    """Facts that count as a yes in a programme for this cause; no phases means in each."""

    cause: str
    taken_as: tuple[str, ...]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    phases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All exercises, by id, in the order of the knowledge."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    positions: Mapping[str, str] = field(default_factory=dict)
    before: tuple[ForEvery, ...] = ()
    stop: tuple[ForEvery, ...] = ()
    causes: tuple[TakenAs, ...] = ()

    def phase_of(self, stage_id: str) -> str:
        """The phase that a stage of a course exercises in. Raises KeyError for a stage that none names."""
        for phase, programme in self.programmes.items():
            if stage_id in programme.stages:
                return phase
        raise KeyError(stage_id)

    def in_phase(self, phase: str) -> tuple[Exercise, ...]:
        """The exercises that have a dose in this phase."""
        return tuple(one for one in self.exercises.values() if phase in one.dose)

    def beginning_in(self, phase: str) -> tuple[Exercise, ...]:
        """The exercises for which this is the first phase."""
        return tuple(one for one in self.exercises.values() if first_phase(one) == phase)

    def with_slug(self, slug: str) -> Exercise | None:
        return next((one for one in self.exercises.values() if one.slug == slug), None)


def first_phase(exercise: Exercise) -> str:
    return next(phase for phase in PHASES if phase in exercise.dose)


def phase_at(days: float | None) -> Phase:
    """The phase that fits how many days the pain has lasted: the first two weeks, or later (brief 5.3).
    Whoever did not say begins gently."""
    return "subacute" if days is not None and days > 14 else "acute"
