"""A phase and a person's facts to the exercises to begin with: a proposal, with all that closes one applied.

Unknown is never no: an exercise that waits for an answer is left out until somebody has asked.
"""

from dataclasses import dataclass

from unknot.clinical.contraindications import Judgement, judge
from unknot.clinical.exercises import Dose, Exercise, Slot
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.techniques import Level
from unknot.clinical.urgency import Tier


@dataclass(frozen=True, slots=True)
class Chosen:
    """An exercise with its dose; what it needs care for stands in the judgement's reasons."""

    exercise: Exercise
    dose: Dose
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class LeftOut:
    exercise: Exercise
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class HomeProgramme:
    """`left_out` would have come first in its slot, and says why it does not."""

    phase: str
    words: str
    chosen: tuple[Chosen, ...]
    left_out: tuple[LeftOut, ...]
    sources: tuple[str, ...]


def programme_for(
    phase: str, facts: Facts, knowledge: Knowledge, *, tier: Tier | None = None
) -> HomeProgramme:
    """What to begin with at this phase. Raises KeyError for an unknown phase.

    `tier` is the urgency of the latest assessment: with an urgent one nothing is left to be chosen.
    """
    programme = knowledge.library.programmes[phase]
    chosen: list[Chosen] = []
    left_out: list[LeftOut] = []
    for slot in programme.slots:
        if slot.when is not None and slot.when.holds(facts) is not True:
            continue
        found, passed_over = _fill(slot, phase, facts, knowledge, tier)
        left_out += passed_over
        if found:
            chosen.append(found)
    return HomeProgramme(phase, programme.words, tuple(chosen), tuple(left_out), programme.sources)


def _fill(
    slot: Slot, phase: str, facts: Facts, knowledge: Knowledge, tier: Tier | None
) -> tuple[Chosen | None, list[LeftOut]]:
    """The first exercise of the slot that nothing closes, and those before it that something does."""
    passed_over: list[LeftOut] = []
    for name in slot.any_of:
        exercise = knowledge.library.exercises[name]
        judgement = judge(name, "whole", facts, knowledge, tier=tier)
        if judgement.level <= Level.WITH_CARE:
            return Chosen(exercise, exercise.dose[phase], judgement), passed_over
        passed_over.append(LeftOut(exercise, judgement))
    return None, passed_over
