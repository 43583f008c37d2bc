"""What the knowledge says about following a person: thresholds, the words of each state, alerts, the
expected line.

The figures stand in `knowledge/trajectories.yaml`, each with its source and strength; here are only their
shapes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Literal

from unknot.clinical.evidence import Strength

Stage = Literal["acute", "subacute", "persistent"]
Urgency = Literal["same_day", "same_week", "review", "reminder"]


class State(IntEnum):
    """How somebody is getting on, best first: of several that hold, the last one is told.

    The order is that of concern, so that what needs a person's eye soonest is never hidden by something
    kinder. BASELINE and TOO_LITTLE say nothing about pain; SILENCE hides all but what was getting
    worse.
    """

    RECOVERED = 0
    EPISODE_ENDED = 1
    CLEARLY_BETTER = 2
    IMPROVING = 3
    EARLY_CHANGE = 4
    BASELINE = 5
    TOO_LITTLE = 6
    FLUCTUATING = 7
    PLATEAU = 8
    RELAPSING = 9
    NOT_IMPROVING_2 = 10
    NOT_IMPROVING_4 = 11
    NOT_IMPROVING_6 = 12
    FLARE = 13
    SILENCE = 14
    WORSENING = 15

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, code: str) -> "State":
        return cls[code.upper()]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure of a definition, in the unit that its words name."""

    id: str
    value: Fraction
    words: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state for the person and for the clinician; `reason` has places for figures and dates, `next` says
    what follows from it."""

    id: str
    name: str
    person: str
    clinician: str
    reason: str
    next: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class AlertWords:
    id: str
    urgency: Urgency
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """The average course of one stage: weeks since the start, and the share of the first pain that is left
    then."""

    stage: str
    points: tuple[tuple[int, Fraction], ...]
    words: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str

    def pain(self, baseline: float, week: float) -> float | None:
        """The mean pain in studies at a week (0-10 when the baseline is), on straight lines between the
        points.

        Studies give means at a few weeks only, so what lies between is drawn, not known; None beyond the
        last.
        """
        if not 0 <= week <= self.points[-1][0]:
            return None
        (left, before), (right, after) = next(
            pair for pair in zip(self.points, self.points[1:], strict=False) if week <= pair[1][0]
        )
        share = float(before) + float(after - before) * (week - left) / (right - left)
        return baseline * share


@dataclass(frozen=True, slots=True)
class CourseFact:
    """One published figure about how back pain goes on, for pages that say what to expect."""

    id: str
    person: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class Following:
    """Everything that the knowledge holds about trajectories; empty in a knowledge that has none."""

    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    states: Mapping[str, StateWords] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    alerts: Mapping[str, AlertWords] = field(default_factory=dict)
    expected: Mapping[str, ExpectedLine] = field(default_factory=dict)
    expected_label: str = ""
    facts: tuple[CourseFact, ...] = ()

    def limit(self, name: str) -> Fraction:
        return self.thresholds[name].value

    def whole(self, name: str) -> int:
        """A threshold that counts weeks, days or points."""
        return int(self.thresholds[name].value)


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that a person must look at: how soon, why, and the day it is about.

    `key` stays the same while it is the same thing, so that whoever stores alerts raises each only once.
    """

    code: str
    urgency: Urgency
    on: date
    words: str

    @property
    def key(self) -> str:
        return f"{self.code}:{self.on.isoformat()}"
