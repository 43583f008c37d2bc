"""Staying well: what food and supplements can do, what is known to prevent a new episode, and a plan for a
flare.

Each measure carries what may be said of it and what may not, so that no page promises more than the
evidence.
"""

from dataclasses import dataclass
from typing import Literal

from unknot.clinical.advising import AboutYou, about_you
from unknot.clinical.evidence import Strength
from unknot.clinical.facts import Facts

Standing = Literal["helps", "may_help", "not_shown"]


@dataclass(frozen=True, slots=True)
class Nutrient:
    """Food facts for adults: target a day, upper limit, where it is found, what to beware of; never a
    treatment."""

    id: str
    name: str
    person: str
    target: str
    upper_limit: str
    food: str
    clinician: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    caution: str = ""
    about_you: tuple[AboutYou, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """Something done to prevent episodes: how it stands, what we say, the figures, what we do not say."""

    id: str
    name: str
    standing: Standing
    say: str
    evidence: str
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str
    do_not_say: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlarePlan:
    """What to do when pain is back: for everyone, with the signs that need help at once."""

    person: str
    steps: tuple[str, ...]
    get_help: tuple[str, ...]
    strength: Strength
    sources: tuple[str, ...]
    reviewed: str


@dataclass(frozen=True, slots=True)
class StayingWell:
    nutrients: tuple[Nutrient, ...] = ()
    measures: tuple[Measure, ...] = ()
    flare_plan: FlarePlan | None = None


def food_for(facts: Facts, known: StayingWell) -> tuple[tuple[Nutrient, tuple[str, ...]], ...]:
    """The nutrients of which something must be said to this person, each with those lines."""
    told = ((nutrient, about_you(nutrient.about_you, facts)) for nutrient in known.nutrients)
    return tuple((nutrient, words) for nutrient, words in told if words)
