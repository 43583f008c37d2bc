"""A phase, a cause and a person's facts to the exercises to begin with: a proposal, with every reason.

Each slot of the programme takes the exercise that is most open to this person. What is forbidden is left
out, what is to be asked first waits, and nothing here opens what a caution closes: unknown is never no.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from unknot.clinical.contraindications import Judgement, Open, Reason, judge
from unknot.clinical.courses import Referral
from unknot.clinical.exercises import Dose, Exercise, Programme, Slot
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.techniques import Caution, Level
from unknot.clinical.urgency import Tier

EVERY = "exercise"


@dataclass(frozen=True, slots=True)
class Advised:
    """One exercise for one person: its dose, how open it is, and why. `reasons` and `unknown` are those of
    this exercise alone; what concerns all exercise stands once with the programme."""

    exercise: Exercise
    dose: Dose
    level: Level
    reasons: tuple[Reason, ...]
    unknown: tuple[Open, ...]

    @property
    def may_begin(self) -> bool:
        return self.level <= Level.WITH_CARE


@dataclass(frozen=True, slots=True)
class HomeProgramme:
    """What to begin with (`chosen`), which of it is closed (`left_out`), and the rest of the phase.

    `every` judges exercise as such: where that is forbidden or waits for an answer, nothing is chosen.
    """

    phase: str
    programme: Programme
    every: Judgement
    chosen: tuple[Advised, ...]
    left_out: tuple[Advised, ...]
    others: tuple[Advised, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """The facts that are missing, each once, those first that hold up all exercise."""
        each = [one for advised in (*self.left_out, *self.others) for one in advised.unknown]
        return tuple(dict.fromkeys(fact for one in (*self.every.unknown, *each) for fact in one.missing))


def programme_for(
    phase: str,
    facts: Facts,
    knowledge: Knowledge,
    *,
    cause_id: str | None = None,
    tier: Tier | None = None,
) -> HomeProgramme | Referral:
    """What to begin with in this phase; a referral where the cause has no course of care.

    An exercise moves more than one region, so a finding at any of them counts. `tier` is the urgency of the
    latest assessment: with an urgent one nothing is left to be chosen, and without one it is to be asked
    first. Raises KeyError for an unknown phase or cause.
    """
    programme = knowledge.library.programmes[phase]
    if cause_id is not None:
        refused = _refused(cause_id, knowledge.care.localised(facts, "whole"), knowledge)
        if refused:
            return refused
        facts = {**facts, **_taken(cause_id, phase, knowledge)}
    here = knowledge.care.localised(facts, "whole")
    advised = {
        one.id: _advised(one, phase, judge(one.id, "whole", facts, knowledge, tier=tier))
        for one in knowledge.library.in_phase(phase)
    }
    slots = [slot for slot in programme.slots if slot.when is None or slot.when.holds(here)]
    chosen = _chosen(slots, advised)
    named = dict.fromkeys(name for slot in slots for name in slot.any_of)
    left_out = tuple(advised[name] for name in named if not advised[name].may_begin)
    return HomeProgramme(
        phase=phase,
        programme=programme,
        every=judge(EVERY, "whole", facts, knowledge, tier=tier),
        chosen=chosen,
        left_out=left_out,
        others=tuple(one for one in advised.values() if one not in chosen and one not in left_out),
    )


def own_cautions(exercise_id: str, knowledge: Knowledge) -> tuple[Caution, ...]:
    """What forbids or changes this exercise and no other, in the order in which it is written."""
    return tuple(one for one in knowledge.care.by_technique[exercise_id] if _is_own(one))


def _is_own(caution: Caution) -> bool:
    return EVERY not in caution.levels


def _advised(exercise: Exercise, phase: str, judged: Judgement) -> Advised:
    return Advised(
        exercise,
        exercise.dose[phase],
        judged.level,
        tuple(one for one in judged.reasons if _is_own(one.caution)),
        tuple(one for one in judged.unknown if _is_own(one.caution)),
    )


def _chosen(slots: Iterable[Slot], advised: dict[str, Advised]) -> tuple[Advised, ...]:
    """From each slot the most open one that is not taken yet, of equals the first; or none."""
    found: dict[str, Advised] = {}
    for slot in slots:
        open_ones = [advised[name] for name in slot.any_of if advised[name].may_begin and name not in found]
        if open_ones:
            best = min(open_ones, key=lambda one: one.level)
            found[best.exercise.id] = best
    return tuple(found.values())


def _taken(cause_id: str, phase: str, knowledge: Knowledge) -> dict[str, bool]:
    causes = [one for one in knowledge.library.causes if one.cause == cause_id]
    return {fact: True for one in causes if not one.phases or phase in one.phases for fact in one.taken_as}


def _refused(cause_id: str, here: Facts, knowledge: Knowledge) -> Referral | None:
    cause = knowledge.treatments.causes[cause_id]
    if cause.no_course:
        return Referral(cause_id, cause.person, cause.clinician, cause.sources)
    found = next((one for one in cause.refer if one.when.holds(here)), None)
    return Referral(cause_id, found.person, found.clinician, found.sources) if found else None
