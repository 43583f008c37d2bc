"""A plan as a clinician drafts it: what keeps it from being saved, in words.

Passive care alone, more than the sources allow before somebody looks again, visits sold ahead, what
guidelines advise against, and what is contraindicated without exception.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from unknot.clinical.contraindications import judge
from unknot.clinical.courses import require_own_part
from unknot.clinical.errors import ManipulationOnly
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.techniques import Level
from unknot.clinical.treatments import Phase, Stage
from unknot.clinical.urgency import Tier


@dataclass(frozen=True, slots=True)
class Draft:
    """Component and technique ids, the visits in phases, and the visit at which somebody looks again."""

    stage_id: str
    components: tuple[str, ...]
    techniques: tuple[str, ...]
    phases: tuple[Phase, ...]
    reevaluate_visit: int | None = None
    paid_ahead: bool = False

    @property
    def visits(self) -> int:
        return sum(phase.visits for phase in self.phases)

    @property
    def weeks(self) -> int:
        return sum(phase.weeks for phase in self.phases)


def check_course(
    draft: Draft,
    knowledge: Knowledge,
    facts: Facts | None = None,
    *,
    region: str = "whole",
    tier: Tier | None = None,
) -> tuple[str, ...]:
    """What keeps a draft from being saved; empty when nothing does. Without facts nothing is judged of the
    person. Raises KeyError for a stage, component or technique that the knowledge does not name."""
    problems = [*_own_part(draft, knowledge), *_outside(draft, knowledge.treatments.stages[draft.stage_id])]
    if draft.reevaluate_visit is None or draft.reevaluate_visit > draft.visits:
        problems.append("A plan says at which of its visits somebody looks again.")
    if draft.paid_ahead:
        problems.append("Visits are not sold ahead (ST-07).")
    for name in draft.techniques:
        technique = knowledge.care.techniques[name]
        if not technique.offered:
            problems.append(f"{technique.name}: guidelines advise against it, so it is not offered.")
        if facts is not None:
            judged = judge(name, region, facts, knowledge, tier=tier)
            final = [one.caution for one in judged.reasons if one.level == Level.NEVER]
            problems += [
                f"{technique.name}: {caution.clinician}" for caution in final if caution.override == "none"
            ]
    return tuple(problems)


def _own_part(draft: Draft, knowledge: Knowledge) -> Iterator[str]:
    try:
        require_own_part(knowledge.treatments.components[name] for name in draft.components)
    except ManipulationOnly as refused:
        yield str(refused)


def _outside(draft: Draft, stage: Stage) -> Iterator[str]:
    """What is less or more than the sources allow at this stage."""
    limits = stage.limits
    found: list[tuple[str, float, tuple[float, float]]] = [
        ("visits", draft.visits, limits.visits),
        ("weeks", draft.weeks, limits.weeks),
    ]
    found += [("visits a week", phase.per_week, limits.per_week) for phase in draft.phases]
    for what, number, (least, most) in found:
        if not least <= number <= most:
            yield f"{number:g} {what}: {stage.name} allows {least:g} to {most:g}, then somebody looks again."
