"""What a result says, put together from the stored assessment and the knowledge, for the page and the letter.

First what to do, then why, then what it may be, then what helps, then what would change the advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.translation import gettext

from unknot.clinical.advising import about_you
from unknot.clinical.exercises import phase_at
from unknot.clinical.explaining import why
from unknot.clinical.facts import Facts
from unknot.clinical.findings import Assessment, CauseResult, Finding
from unknot.clinical.knowledge import (
    Action,
    Advice,
    EmergencyNumbers,
    Knowledge,
    Route,
    SafetyItem,
    Statement,
)
from unknot.clinical.retelling import Retold, retold
from unknot.clinical.urgency import Tier
from unknot.clinical.weighing import Cause
from unknot.journey.check.facts import assessment_of, facts_of
from unknot.journey.check.models import Check
from unknot.knowledge.languages import ENGLISH
from unknot.knowledge.load import knowledge


@dataclass(frozen=True, slots=True)
class Way:
    """How to act: the steps of a special action (stroke, crisis line, ...) or those of the tier."""

    headline: str
    steps: tuple[str, ...]
    say: tuple[str, ...]
    do_not: tuple[str, ...]
    number: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that it may be, with what speaks for and against it."""

    result: CauseResult
    cause: Cause | None


@dataclass(frozen=True, slots=True)
class Result:
    check: Check
    assessment: Assessment
    is_whole: bool
    tier: Tier
    route: Route
    first: Way
    others: tuple[Way, ...]
    is_private: bool
    because: tuple[str, ...]
    flags: tuple[Finding, ...]
    lesser_flags: tuple[Finding, ...]
    self_care_words: Statement
    held_up: str
    held_up_sources: tuple[str, ...]
    open_questions: tuple[str, ...]
    factors: tuple[Factor, ...]
    advice: tuple[Advice, ...]
    exercise_phase: str
    safety_net: tuple[str, ...]
    call_emergency: tuple[SafetyItem, ...]
    call_same_day: tuple[SafetyItem, ...]
    check_again: datetime
    numbers: EmergencyNumbers

    @property
    def is_emergency(self) -> bool:
        return self.tier is Tier.EMERGENCY_NOW

    @property
    def shows_crisis_lines(self) -> bool:
        return any(way.number == "crisis" for way in (self.first, *self.others))


def result_of(check: Check, language: str) -> Result:
    """The result of a decided check, worded for the clinic's country in a language that is offered."""
    known = knowledge(language)
    stored = assessment_of(check)
    if stored is None or check.decided_at is None:
        raise ValueError("a draft has no result yet")
    told = Retold(stored, True) if language == ENGLISH else retold(stored, knowledge(), known)
    assessment = told.assessment
    tier, route = assessment.tier, known.routes[assessment.tier.code]
    numbers = known.numbers_for(check.clinic.country)
    acts, is_private = ways(assessment, route, known, numbers)
    top = tuple(flag for flag in assessment.flags if flag.tier is tier)
    is_held_up = not top and bool(assessment.open or assessment.unanswered)
    facts = facts_of(check, known)
    return Result(
        check=check,
        assessment=assessment,
        is_whole=told.whole,
        tier=tier,
        route=route,
        first=acts[0],
        others=tuple(acts[1:]),
        is_private=is_private,
        because=_because(facts, known) if tier <= Tier.CLINIC_VISIT_OK else (),
        flags=top,
        lesser_flags=tuple(flag for flag in assessment.flags if flag.tier is not tier),
        self_care_words=known.self_care_words,
        held_up=fill(known.held_up.words, numbers) if is_held_up else "",
        held_up_sources=known.held_up.sources,
        open_questions=_open_questions(assessment, known) if is_held_up else (),
        factors=_factors(assessment, known),
        advice=_helping(tier, facts, known),
        exercise_phase=_exercise_phase(tier, facts),
        safety_net=_filled(route.safety_net, numbers),
        call_emergency=tuple(item for item in known.safety_net.items if item.call == "emergency"),
        call_same_day=tuple(item for item in known.safety_net.items if item.call == "same_day"),
        check_again=check.decided_at + timedelta(days=route.check_again),
        numbers=numbers,
    )


def fill(words: str, numbers: EmergencyNumbers, **more: str) -> str:
    """The words with the numbers of the country in them."""
    line = numbers.advice_line
    given = {
        "emergency": numbers.ambulance,
        "advice_line": f"{line.name} ({line.number})" if line else gettext("your doctor's out-of-hours line"),
        **more,
    }
    for name, value in given.items():
        words = words.replace(f"{{{name}}}", value)
    return words


def _filled(lines: Iterable[str], numbers: EmergencyNumbers) -> tuple[str, ...]:
    return tuple(fill(line, numbers) for line in lines)


def ways(
    assessment: Assessment, route: Route, known: Knowledge, numbers: EmergencyNumbers
) -> tuple[list[Way], bool]:
    """Special actions first, worst flag first; then the way of the tier, unless all that fired is private."""
    named = dict.fromkeys(flag.action for flag in assessment.flags if flag.action)
    actions = [known.actions[name] for name in named if name in known.actions]
    worst = [flag for flag in assessment.flags if flag.tier is assessment.tier]
    is_private = bool(worst) and all(_is_private(flag, known.actions) for flag in worst)
    special = [_way(action, numbers) for action in actions]
    of_tier = _way(route, numbers)
    leads = bool(worst) and bool(worst[0].action)
    if is_private and leads:
        return special, True
    return ([*special, of_tier] if leads else [of_tier, *special]), is_private


def _is_private(flag: Finding, actions: Mapping[str, Action]) -> bool:
    return flag.action in actions and actions[flag.action].private


def _way(one: Action | Route, numbers: EmergencyNumbers) -> Way:
    if isinstance(one, Action):
        number: str = one.number
    else:
        number = "emergency" if one.tier is Tier.EMERGENCY_NOW else ""
    return Way(
        headline=fill(one.headline, numbers),
        steps=_filled(one.steps, numbers),
        say=_filled(one.say, numbers),
        do_not=_filled(one.do_not, numbers),
        number=number,
        sources=one.sources,
    )


def _helping(tier: Tier, facts: Facts, known: Knowledge) -> tuple[Advice, ...]:
    """What suits this person, with the lines that are about them in the first place."""
    suits = (one for one in known.advice if tier in one.tiers and (not one.when or one.when.holds(facts)))
    return tuple(replace(one, points=(*about_you(one.about_you, facts), *one.points)) for one in suits)


def _factors(assessment: Assessment, known: Knowledge) -> tuple[Factor, ...]:
    if assessment.tier is Tier.EMERGENCY_NOW:
        return ()
    causes = {cause.id: cause for cause in known.causes}
    return tuple(Factor(result, causes.get(result.cause_id)) for result in assessment.shown)


def _open_questions(assessment: Assessment, known: Knowledge) -> tuple[str, ...]:
    missing = dict.fromkeys(
        [*assessment.unanswered, *(question for rule in assessment.open for question in rule.missing)]
    )
    return tuple(known.questions[one].ask for one in missing if one in known.questions)


def _exercise_phase(tier: Tier, facts: Facts) -> str:
    """Which exercises may be looked at meanwhile; empty for whoever a doctor should see first."""
    if tier > Tier.CLINIC_VISIT_OK:
        return ""
    days = facts.get("duration_days")
    return phase_at(days if isinstance(days, int | float) else None)


def _because(facts: Facts, known: Knowledge) -> tuple[str, ...]:
    """What the person said that speaks for self-care, or for a visit rather than self-care alone."""
    said, _ = why(known.self_care, facts, known)
    told = []
    for one in said:
        question = known.questions[one.question_id]
        answer = question.answer(str(one.value)) if question.type == "choice" else None
        if question.type == "number" or one.value is True or (answer and answer.because):
            told.append(one.words)
    return tuple(told)
