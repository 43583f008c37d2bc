"""Technique, region and facts to a level: never, ask first, with care or allowed, and the reasons.

The worst caution wins, and nothing lowers a level. Unknown is never no: where a caution that may forbid the
technique cannot be settled, the technique waits until somebody has asked, unless the caution itself says why
it may be taken as absent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import Used
from unknot.clinical.techniques import Caution, Level
from unknot.clinical.urgency import Tier

__all__ = ["Judgement", "Level", "Open", "Reason", "judge", "judge_all"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A caution that holds, how far it closes this technique, and the facts that made it hold."""

    caution: Caution
    level: Level
    used: tuple[Used, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """A caution that could still hold; `missing` are the facts that somebody has to ask or examine for."""

    caution: Caution
    level: Level
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What may be done in this region, worst reasons first."""

    technique: str
    region: str
    level: Level
    reasons: tuple[Reason, ...]
    unknown: tuple[Open, ...]

    @property
    def may_override(self) -> bool:
        """Whether a clinician may go on with a recorded reason: only if no reason for *never* forbids it."""
        forbidding = [one.caution for one in self.reasons if one.level == Level.NEVER]
        return bool(forbidding) and all(caution.override == "clinician" for caution in forbidding)

    @property
    def asks(self) -> tuple[str, ...]:
        """The facts that are missing, each once, those that decide most first."""
        return tuple(dict.fromkeys(fact for one in self.unknown for fact in one.missing))


def judge(
    technique: str, region: str, facts: Facts, knowledge: Knowledge, *, tier: Tier | None = None
) -> Judgement:
    """One technique (or one exercise by its id) in one region; `whole` counts a caution of any region.

    `tier` is the urgency of the latest assessment; without one, whatever depends on it is to be asked first.
    Raises KeyError for a technique that the knowledge does not name.
    """
    cautions = knowledge.care.by_technique[technique]
    return _judged(technique, region, cautions, _seen(facts, region, tier, knowledge))


def judge_all(
    facts: Facts, knowledge: Knowledge, *, region: str = "whole", tier: Tier | None = None
) -> Mapping[str, Judgement]:
    """Every technique of the knowledge in one region."""
    here = _seen(facts, region, tier, knowledge)
    return {
        technique: _judged(technique, region, cautions, here)
        for technique, cautions in knowledge.care.by_technique.items()
    }


def _seen(facts: Facts, region: str, tier: Tier | None, knowledge: Knowledge) -> Facts:
    here = knowledge.care.localised(facts, region)
    here["region"] = region
    if tier is not None:
        here["urgency"] = tier.code
    return here


def _judged(technique: str, region: str, cautions: Iterable[Caution], facts: Facts) -> Judgement:
    reasons, unknown = [], []
    for caution in cautions:
        if not caution.concerns(region):
            continue
        level = caution.levels[technique]
        holds = caution.when.holds(facts)
        if holds:
            reasons.append(Reason(caution, level, caution.when.reasons(facts).used))
        elif holds is None and _must_be_asked(caution, facts):
            missing = caution.when.reasons(facts).missing
            unknown.append(Open(caution, min(level, Level.ASK_FIRST), missing))
    reasons.sort(key=lambda one: -one.level)
    unknown.sort(key=lambda one: -one.level)
    levels = [one.level for one in reasons] + [one.level for one in unknown]
    worst = max(levels, default=Level.ALLOWED)
    return Judgement(technique, region, worst, tuple(reasons), tuple(unknown))


def _must_be_asked(caution: Caution, facts: Facts) -> bool:
    if caution.unknown == "assume_absent":
        return False
    return caution.ask_when is None or caution.ask_when.holds(facts) is not False
