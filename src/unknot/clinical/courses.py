"""A cause, a stage and a person's facts to a course of care, with all that closes a part of it applied.

A course of passive care alone cannot exist: the value refuses to be born (ST-08). What cannot be treated
here has no course but a referral.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from unknot.clinical.contraindications import Judgement, judge
from unknot.clinical.errors import ManipulationOnly
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.techniques import Level
from unknot.clinical.treatments import OWN, CauseCourse, Component, Phase, Refusal, Risk, Stage
from unknot.clinical.urgency import Tier

Outlook = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Closed:
    """A technique that was taken out, and why; `by` are the ids of the cautions, or of the cause."""

    technique: str
    by: tuple[str, ...]
    person: tuple[str, ...]
    clinician: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A component with the techniques that are left for it; `level` is that of the most open of them."""

    component: Component
    techniques: tuple[Judgement, ...]
    closed: tuple[Closed, ...]

    @property
    def level(self) -> Level:
        return min((one.level for one in self.techniques), default=Level.ALLOWED)


@dataclass(frozen=True, slots=True)
class Removed:
    component: Component
    closed: tuple[Closed, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A proposal that a clinician looks at, not an order. Raises ManipulationOnly without a part of the
    person's own."""

    cause_id: str
    stage: Stage
    risk: Risk
    risk_known: bool
    components: tuple[Planned, ...]
    removed: tuple[Removed, ...]
    phases: tuple[Phase, ...]
    every_visit: tuple[str, ...]
    why: tuple[str, ...]
    expect: str
    asks: tuple[str, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        require_own_part(planned.component for planned in self.components)

    @property
    def visits(self) -> int:
        return sum(phase.visits for phase in self.phases)

    @property
    def weeks(self) -> int:
        return sum(phase.weeks for phase in self.phases)

    @property
    def reevaluate_at_visit(self) -> int:
        """The visit at which somebody looks again: never after the last."""
        return min(self.stage.reevaluate_visit, self.visits)


@dataclass(frozen=True, slots=True)
class Referral:
    """No course: why, and who should look instead."""

    cause_id: str
    person: str
    clinician: str
    sources: tuple[str, ...]


def require_own_part(components: Iterable[Component]) -> None:
    """Raises ManipulationOnly unless something in it is done, or known, by the person."""
    if not any(component.kind in OWN for component in components):
        raise ManipulationOnly


def stage(
    duration_days: float,
    *,
    recurrent: bool = False,
    exacerbation: Literal["", "mild", "moderate"] = "",
    tried: bool = False,
    ongoing: bool = False,
) -> str:
    """The id of the stage (brief 5.2): under 6 weeks, under 12, or longer, and what came before.

    `recurrent`: this bout is a recurrence or a flare. `tried`: an earlier course for this long-lasting pain.
    A long-lasting pain that was treated before and is worse counts as mildly so unless said otherwise.
    """
    if ongoing:
        return "ongoing"
    if duration_days < 42:
        return "recurrent" if recurrent else "acute"
    if duration_days < 84:
        return "subacute"
    if exacerbation == "moderate":
        return "chronic_moderate"
    return "chronic_mild" if tried or exacerbation == "mild" else "chronic_first"


def course_for(
    cause_id: str,
    stage_id: str,
    facts: Facts,
    knowledge: Knowledge,
    *,
    region: str = "whole",
    tier: Tier | None = None,
    risk: Outlook | None = None,
) -> Course | Referral:
    """The course for one cause at one stage, or a referral where the cause, the urgency or the stage has
    none. Without a known outlook it is that of a medium one. Raises KeyError for an unknown cause or stage.
    """
    cause, at = knowledge.treatments.causes[cause_id], knowledge.treatments.stages[stage_id]
    here = knowledge.care.localised(facts, region)
    refused = _refused(cause, at, here, knowledge, tier)
    if refused:
        return refused
    outlook = knowledge.treatments.risks[risk or "medium"]
    planned, removed = [], []
    for component in _components(cause, stage_id, outlook, knowledge):
        fitted = _fitted(component, cause, facts, knowledge, region, tier)
        if isinstance(fitted, Planned):
            planned.append(fitted)
        else:
            removed.append(fitted)
    asks = [fact for one in planned for judged in one.techniques for fact in judged.asks]
    asks += [fact for one in cause.refer for fact in one.when.reasons(here).missing]
    return Course(
        cause_id=cause_id,
        stage=at,
        risk=outlook,
        risk_known=risk is not None,
        components=tuple(planned),
        removed=tuple(removed),
        phases=(outlook.phases if stage_id != "ongoing" else ()) or at.phases,
        every_visit=cause.every_visit,
        why=(cause.person, at.person, outlook.person),
        expect=cause.expect,
        asks=tuple(dict.fromkeys(asks)),
        sources=tuple(dict.fromkeys((*cause.sources, *at.sources, *outlook.sources))),
    )


def _refused(
    cause: CauseCourse, at: Stage, here: Facts, knowledge: Knowledge, tier: Tier | None
) -> Referral | None:
    if cause.no_course:
        return Referral(cause.cause, cause.person, cause.clinician, cause.sources)
    if tier is not None and tier >= Tier.URGENT_SAME_DAY:
        route = knowledge.routes[tier.code]
        return Referral(cause.cause, route.headline, f"{route.name}: no course of care.", route.sources)
    for one in cause.refer:
        if one.when.holds(here):
            return _referral(cause.cause, one)
    if at.only and not at.only.when.holds(here):
        return _referral(cause.cause, at.only)
    return None


def _referral(cause_id: str, refused: Refusal) -> Referral:
    return Referral(cause_id, refused.person, refused.clinician, refused.sources)


def _components(
    cause: CauseCourse, stage_id: str, outlook: Risk, knowledge: Knowledge
) -> tuple[Component, ...]:
    """Those of the cause that have a place at this stage, with what the outlook adds and leaves out."""
    applying = [
        one for one in knowledge.treatments.applying(cause, stage_id) if one.id not in outlook.without
    ]
    named = {one.id for one in applying}
    added = [knowledge.treatments.components[name] for name in outlook.adds if name not in named]
    return (*applying, *(one for one in added if stage_id in one.stages))


def _fitted(
    component: Component,
    cause: CauseCourse,
    facts: Facts,
    knowledge: Knowledge,
    region: str,
    tier: Tier | None,
) -> Planned | Removed:
    """The component with the techniques that nothing forbids; removed when none of its techniques is left."""
    avoided = {one.technique: one for one in cause.avoid}
    left, closed = [], []
    for technique in component.techniques:
        judged = judge(technique, region, facts, knowledge, tier=tier)
        forbidding = [one.caution for one in judged.reasons if one.level == Level.NEVER]
        by = [caution.id for caution in forbidding]
        person, clinician = [one.person for one in forbidding], [one.clinician for one in forbidding]
        if technique in avoided:
            by.append(cause.cause)
            person.append(avoided[technique].person)
            clinician.append(avoided[technique].clinician)
        if by:
            closed.append(Closed(technique, tuple(by), tuple(person), tuple(clinician)))
        else:
            left.append(judged)
    if component.techniques and not left:
        return Removed(component, tuple(closed))
    return Planned(component, tuple(left), tuple(closed))
