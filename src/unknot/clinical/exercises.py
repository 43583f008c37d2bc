"""Exercises and what to begin with at home, as types: how it is done, how much at which stage, when to stop.

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
    """How much at one phase. Either repetitions or minutes; `per_side` means once for each side."""

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
    """`id` is also what its cautions close, and the name of its figure."""

    id: str
    slug: str
    name: str
    position: str
    aim: str
    steps: tuple[str, ...]
    feel: str
    easier: str
    harder: str
    equipment: tuple[str, ...]
    dose: Mapping[str, Dose]
    stop: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class StopWords:
    """A rule for stopping that holds for every exercise; `{emergency}` is the number to call."""

    words: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a programme: the first of `any_of` that suits, where `when` holds (or always)."""

    any_of: tuple[str, ...]
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """What one phase begins with; `stages` are the stages of a course that it belongs to."""

    stages: tuple[str, ...]
    words: str
    slots: tuple[Slot, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All exercises, by id, in the order of the knowledge."""

    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    programmes: Mapping[str, Programme] = field(default_factory=dict)
    positions: Mapping[str, str] = field(default_factory=dict)
    stop: tuple[StopWords, ...] = ()

    def phase_of(self, stage_id: str) -> str:
        """The phase that a stage of a course exercises in. Raises KeyError for a stage that none names."""
        for phase, programme in self.programmes.items():
            if stage_id in programme.stages:
                return phase
        raise KeyError(stage_id)

    def in_phase(self, phase: str) -> tuple[Exercise, ...]:
        """The exercises that have a dose at this phase."""
        return tuple(one for one in self.exercises.values() if phase in one.dose)


def phase_at(days: float | None) -> Phase:
    """The phase that fits how many days the pain has lasted: the first two weeks, or later (brief 5.3).
    Whoever did not say begins gently."""
    return "subacute" if days is not None and days > 14 else "acute"


def in_words(dose: Dose) -> str:
    """How much, in one line: "2 to 3 times 8 to 12, each side, hold 3 seconds, 3 to 7 days a week"."""
    parts = []
    if dose.minutes:
        parts.append(_count(dose.minutes, "minute"))
    if dose.reps:
        parts.append(_repeats(dose))
    if dose.per_side:
        parts.append("each side")
    if dose.hold_seconds:
        parts.append(f"hold {_count(dose.hold_seconds, 'second')}")
    if dose.a_day:
        parts.append("once a day" if dose.a_day == (1, 1) else f"{_span(dose.a_day)} times a day")
    if dose.days_a_week:
        parts.append(f"{_count(dose.days_a_week, 'day')} a week")
    whole = ", ".join(parts)
    return f"{whole}. {dose.words}" if dose.words else whole


def _repeats(dose: Dose) -> str:
    """Sets of repetitions; a hold that is done once a set counts as so many times."""
    reps, sets = dose.reps or (1, 1), dose.sets or (1, 1)
    if reps == (1, 1):
        return "once" if sets == (1, 1) else f"{_span(sets)} times"
    return f"{_span(reps)} times" if sets == (1, 1) else f"{_span(sets)} rounds of {_span(reps)}"


def _span(figures: Range) -> str:
    first, last = figures
    return str(first) if first == last else f"{first} to {last}"


def _count(figures: Range, word: str) -> str:
    return f"{_span(figures)} {word}" + ("s" if figures[1] != 1 else "")
