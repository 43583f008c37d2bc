"""A plan as a clinician writes it for one person, and what stands against it, line by line.

Some things keep a plan from being saved at all: passive care alone, more than the sources allow before
somebody looks again, what is forbidden for this person. Others keep it from being offered: no goal yet,
something that must be asked first. What may be done with care speaks at the line that it concerns.
"""

from collections.abc import Iterator
from typing import Literal

from unknot.clinical.contraindications import Judgement, Open, judge
from unknot.clinical.courses import Course, Referral, course_for, require_own_part
from unknot.clinical.errors import ManipulationOnly
from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.techniques import REGIONS, Level
from unknot.clinical.treatments import Component, Stage
from unknot.clinical.urgency import Tier
from unknot.clinical.written import LONGEST_GOAL, MOST_GOALS, Fault, Judged, Line, Remark, WrittenPlan

LEAST_REASON = 10
# What the person settles by agreeing to this very plan: it cannot be known before.
AGREED = frozenset({"consent_missing"})


def proposal(course: Course, region: str) -> WrittenPlan:
    """A plan to begin with: what the course proposes, of each component the technique that is most open."""
    return WrittenPlan(
        cause=course.cause_id,
        stage=course.stage.id,
        region=region,
        goals=(),
        lines=tuple(
            Line(
                planned.component.id,
                _first(planned.techniques),
                planned.component.dose,
                planned.component.contacts[0] if planned.component.contacts else None,
            )
            for planned in course.components
        ),
        phases=course.phases,
        reevaluate_visit=course.reevaluate_at_visit,
        reevaluate_weeks=course.stage.reevaluate_weeks,
        risk=_known(course),
    )


def judged(plan: WrittenPlan, facts: Facts, knowledge: Knowledge, *, tier: Tier | None = None) -> Judged:
    """What stands against this plan for a person of whom these facts are known. `tier` is the urgency of
    their latest assessment; nobody's urgency is unknown and well at the same time."""
    unknown = tuple(_unknown(plan, knowledge))
    if unknown:
        return Judged(unknown, (), frozenset(), ())
    faults = [*_referred(plan, facts, knowledge, tier), *_goals(plan), *_amounts(plan, knowledge)]
    faults += _own_part(plan, knowledge)
    remarks: list[Remark] = []
    overrides, asks = set(), []
    for number, line in enumerate(plan.lines):
        place = f"lines.{number}"
        faults += _line(line, place, plan, knowledge)
        for technique in line.techniques:
            seen = judge(technique, plan.region, facts, knowledge, tier=tier)
            faults += _forbidden(seen, line, place, knowledge)
            remarks += _remarks(seen, place)
            open_still = _to_ask(seen)
            if open_still:
                faults.append(_ask_first(open_still, technique, place, knowledge))
                asks += [fact for one in open_still for fact in one.missing if fact not in AGREED]
            if seen.may_override:
                overrides.add(number)
    return Judged(tuple(faults), tuple(remarks), frozenset(overrides), tuple(dict.fromkeys(asks)))


def _first(techniques: tuple[Judgement, ...]) -> tuple[str, ...]:
    """The one for which least is to be asked or minded, but for the person's yes."""
    best = min(techniques, key=_closed, default=None)
    return (best.technique,) if best else ()


def _closed(seen: Judgement) -> Level:
    levels = [one.level for one in seen.reasons] + [one.level for one in _to_ask(seen)]
    return max(levels, default=Level.ALLOWED)


def _to_ask(seen: Judgement) -> list[Open]:
    return [one for one in seen.unknown if not set(one.missing) <= AGREED]


def _known(course: Course) -> Literal["", "low", "medium", "high"]:
    for risk in ("low", "medium", "high"):
        if course.risk_known and course.risk.id == risk:
            return risk
    return ""


def _unknown(plan: WrittenPlan, knowledge: Knowledge) -> Iterator[Fault]:
    """Ids that the knowledge does not name: nothing can be said of such a plan."""
    treatments = knowledge.treatments
    named: list[tuple[str, str, str, object]] = [
        ("cause", "cause", plan.cause, treatments.causes),
        ("stage", "stage", plan.stage, treatments.stages),
        ("region", "region", plan.region, REGIONS),
    ]
    for number, line in enumerate(plan.lines):
        named.append((f"lines.{number}", "component", line.component, treatments.components))
        named += [(f"lines.{number}", "technique", one, knowledge.care.techniques) for one in line.techniques]
    for place, what, name, known in named:
        if name not in known:  # type: ignore[operator]  # mappings and tuples alike
            yield Fault(place, "saving", f"There is no {what} {name!r}.")


def _referred(plan: WrittenPlan, facts: Facts, knowledge: Knowledge, tier: Tier | None) -> Iterator[Fault]:
    try:
        course = course_for(
            plan.cause, plan.stage, facts, knowledge, region=plan.region, tier=tier, risk=plan.risk or None
        )
    except ManipulationOnly:
        return
    if isinstance(course, Referral):
        yield Fault("cause", "saving", f"No course of care, but a referral: {course.clinician}")


def _goals(plan: WrittenPlan) -> Iterator[Fault]:
    if not plan.goals:
        yield Fault("goals", "offering", "A plan names at least one thing that the person wants to do again.")
    if len(plan.goals) > MOST_GOALS:
        yield Fault("goals", "saving", f"At most {MOST_GOALS} goals; more cannot be kept in mind.")
    for number, goal in enumerate(plan.goals):
        place = f"goals.{number}"
        if not goal.activity.strip() or len(goal.activity) > LONGEST_GOAL:
            yield Fault(
                place, "saving", f"Right would be 1 to {LONGEST_GOAL} characters in the person's words."
            )
        if goal.now is not None and not 0 <= goal.now <= 10:
            yield Fault(place, "saving", "How well it goes now is a number from 0 to 10.")


def _amounts(plan: WrittenPlan, knowledge: Knowledge) -> Iterator[Fault]:
    """Less or more than the sources allow at this stage before somebody looks again."""
    stage = knowledge.treatments.stages[plan.stage]
    if not plan.phases:
        yield Fault("phases", "saving", "A plan says how often and for how long.")
        return
    found: list[tuple[str, float, tuple[float, float]]] = [
        ("visits", plan.visits, stage.limits.visits),
        ("weeks", plan.weeks, stage.limits.weeks),
    ]
    found += [("visits a week", phase.per_week, stage.limits.per_week) for phase in plan.phases]
    for what, number, (least, most) in found:
        if not least <= number <= most:
            allowed = f"{stage.name} allows {least:g} to {most:g}, then somebody looks again"
            yield Fault("phases", "saving", f"{number:g} {what}: {allowed}.")
    yield from _looked_at(plan, stage)


def _looked_at(plan: WrittenPlan, stage: Stage) -> Iterator[Fault]:
    latest = min(stage.reevaluate_visit, plan.visits)
    if not 1 <= plan.reevaluate_visit <= latest:
        words = f"Somebody looks again at one of the visits 1 to {latest}, not at {plan.reevaluate_visit}."
        yield Fault("reevaluate_visit", "saving", words)
    if not 1 <= plan.reevaluate_weeks <= stage.reevaluate_weeks:
        words = (
            f"Somebody looks again after 1 to {stage.reevaluate_weeks} weeks, not {plan.reevaluate_weeks}."
        )
        yield Fault("reevaluate_weeks", "saving", words)


def _own_part(plan: WrittenPlan, knowledge: Knowledge) -> Iterator[Fault]:
    try:
        require_own_part(knowledge.treatments.components[line.component] for line in plan.lines)
    except ManipulationOnly as refused:
        yield Fault("lines", "saving", str(refused))


def _line(line: Line, place: str, plan: WrittenPlan, knowledge: Knowledge) -> Iterator[Fault]:
    component = knowledge.treatments.components[line.component]
    if [one.component for one in plan.lines].count(line.component) > 1:
        yield Fault(place, "saving", f"{component.name} is in the plan twice.")
    yield from _techniques(line, component, place, knowledge)
    if component.contacts is not None and line.contacts is not None:
        least, most = component.contacts
        if not least <= line.contacts <= most:
            yield Fault(place, "saving", f"{component.name}: {least} to {most} visits, not {line.contacts}.")
    avoided = {one.technique: one for one in knowledge.treatments.causes[plan.cause].avoid}
    for technique in line.techniques:
        if technique in avoided:
            name = knowledge.care.techniques[technique].name
            yield Fault(place, "saving", f"{name}: {avoided[technique].clinician}")


def _techniques(line: Line, component: Component, place: str, knowledge: Knowledge) -> Iterator[Fault]:
    if component.techniques and not line.techniques:
        yield Fault(place, "saving", f"{component.name}: choose at least one technique.")
    for technique in line.techniques:
        name = knowledge.care.techniques[technique].name
        if technique not in component.techniques:
            yield Fault(place, "saving", f"{name} is not part of {component.name}.")
        if not knowledge.care.techniques[technique].offered:
            yield Fault(place, "saving", f"{name}: guidelines advise against it, so it is not offered.")


def _forbidden(seen: Judgement, line: Line, place: str, knowledge: Knowledge) -> Iterator[Fault]:
    name = knowledge.care.techniques[seen.technique].name
    for reason in seen.reasons:
        if reason.level < Level.NEVER:
            continue
        words = f"{name}: {reason.caution.clinician}"
        if reason.caution.override == "none":
            yield Fault(place, "saving", words)
        elif not seen.may_override or len(line.override.strip()) < LEAST_REASON:
            yield Fault(place, "saving", f"{words} A clinician may go on with a reason in words.")


def _remarks(seen: Judgement, place: str) -> Iterator[Remark]:
    for reason in seen.reasons:
        yield Remark(place, seen.technique, reason.level, reason.caution)


def _ask_first(unknown: list[Open], technique: str, place: str, knowledge: Knowledge) -> Fault:
    missing = dict.fromkeys(fact for one in unknown for fact in one.missing if fact not in AGREED)
    asked = "; ".join(knowledge.question_for(fact).clinician for fact in missing)
    name = knowledge.care.techniques[technique].name
    return Fault(place, "offering", f"{name}: ask or examine first: {asked}.")
