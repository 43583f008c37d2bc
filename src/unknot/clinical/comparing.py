"""Two assessments of the same answers beside each other: what came out otherwise, and why.

For the replay of a stored check under today's knowledge, and for the worked cases of two editions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unknot.clinical.findings import Assessment, Finding
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.urgency import Tier
from unknot.clinical.weighing import Cause


@dataclass(frozen=True, slots=True)
class Difference:
    """`about` is the id of the rule, question or cause, empty for the tier; `why` is empty when nobody can
    tell, because the earlier knowledge was not kept."""

    words: str
    why: str = ""
    about: str = ""


def differences(
    before: Assessment, after: Assessment, was: Knowledge | None, known: Knowledge
) -> tuple[Difference, ...]:
    """What is otherwise in `after`, the tier first; `was` is the knowledge that made `before`."""
    return (
        *_tier(before, after, known),
        *_flags(before, after, was, known),
        *_open(before, after, was, known),
        *_unanswered(before, after, was, known),
        *_causes(before, after, was, known),
    )


def where_not_the_same(stored: Any, again: Any, place: str = "") -> Iterator[str]:
    """The places in which a value made again differs from what was stored. A key that the stored value never
    had is not compared: later software may say more about the same decision."""
    if isinstance(stored, Mapping) and isinstance(again, Mapping):
        for key, value in stored.items():
            yield from where_not_the_same(value, again.get(key), f"{place}.{key}" if place else str(key))
    elif isinstance(stored, list) and isinstance(again, list) and len(stored) == len(again):
        for number, (one, other) in enumerate(zip(stored, again, strict=True)):
            yield from where_not_the_same(one, other, f"{place}[{number}]")
    elif stored != again:
        yield place


def _tier(before: Assessment, after: Assessment, known: Knowledge) -> Iterator[Difference]:
    if before.tier is not after.tier:
        way = "more" if after.tier > before.tier else "less"
        yield Difference(f"{way} urgent: {_name(before.tier, known)}, now {_name(after.tier, known)}")


def _flags(
    before: Assessment, after: Assessment, was: Knowledge | None, known: Knowledge
) -> Iterator[Difference]:
    then, now = _by_id(before.flags), _by_id(after.flags)
    for rule_id, flag in now.items():
        if rule_id not in then:
            yield Difference(f"{_called(flag)} is up now", _rule_changed(rule_id, was, known), rule_id)
        elif flag.tier is not then[rule_id].tier:
            tiers = f"{_name(then[rule_id].tier, known)}, now {_name(flag.tier, known)}"
            yield Difference(
                f"{_called(flag)} counts otherwise: {tiers}", _rule_changed(rule_id, was, known), rule_id
            )
    for rule_id, flag in then.items():
        if rule_id not in now:
            yield Difference(f"{_called(flag)} is no longer up", _rule_changed(rule_id, was, known), rule_id)


def _open(
    before: Assessment, after: Assessment, was: Knowledge | None, known: Knowledge
) -> Iterator[Difference]:
    """Rules that could still be up, on one side only; those that are up say more about themselves above."""
    then, now = _by_id(before.open), _by_id(after.open)
    up = {flag.rule_id for flag in (*before.flags, *after.flags)}
    for rule_id in (*now, *then):
        if (rule_id in now) != (rule_id in then) and rule_id not in up:
            words = "could still be up now" if rule_id in now else "can no longer be up"
            flag = now.get(rule_id) or then[rule_id]
            yield Difference(f"{_called(flag)} {words}", _rule_changed(rule_id, was, known), rule_id)


def _unanswered(
    before: Assessment, after: Assessment, was: Knowledge | None, known: Knowledge
) -> Iterator[Difference]:
    for question_id in after.unanswered:
        if question_id not in before.unanswered:
            why = "" if was is None else "its place among the warning questions, or when it is asked, changed"
            if was is not None and question_id not in was.questions:
                why = "the question is new"
            asked = known.questions[question_id].ask
            yield Difference(f"a warning question has no answer now: {asked}", why, question_id)


def _causes(
    before: Assessment, after: Assessment, was: Knowledge | None, known: Knowledge
) -> Iterator[Difference]:
    then = {cause.cause_id: cause for cause in before.shown}
    now = {cause.cause_id: cause for cause in after.shown}
    for cause_id, cause in now.items():
        why = _cause_changed(cause_id, was, known)
        if cause_id not in then:
            yield Difference(f"{cause.name} is shown now ({cause.fit})", why, cause_id)
        elif then[cause_id].fit != cause.fit:
            yield Difference(f"{cause.name}: {then[cause_id].fit}, now {cause.fit}", why, cause_id)
    for cause_id, cause in then.items():
        if cause_id not in now:
            why = _cause_changed(cause_id, was, known)
            yield Difference(f"{cause.name} is no longer shown", why, cause_id)
    first, was_first = next(iter(now), ""), next(iter(then), "")
    if first and first != was_first and first in then:
        why = _cause_changed(first, was, known)
        yield Difference(f"{now[first].name} comes first now", why, first)


def _rule_changed(rule_id: str, was: Knowledge | None, known: Knowledge) -> str:
    if was is None:
        return ""
    old, new = _rule(rule_id, was), _rule(rule_id, known)
    if old is None or new is None:
        return "the rule is new" if new else "the rule is gone"
    reasons = []
    if old.tier is not new.tier:
        reasons.append(f"its urgency changed from {_name(old.tier, known)} to {_name(new.tier, known)}")
    if old.when != new.when:
        reasons.append("its condition changed")
    return " and ".join(reasons) or "the rule is the same, what it looks at was read otherwise"


def _cause_changed(cause_id: str, was: Knowledge | None, known: Knowledge) -> str:
    if was is None:
        return ""
    old, new = _cause(cause_id, was), _cause(cause_id, known)
    if old is None or new is None:
        return "the cause is new" if new else "the cause is gone"
    reasons = []
    if old.prior != new.prior:
        reasons.append("how common it is was judged anew")
    if old.findings != new.findings:
        reasons.append("what speaks for or against it changed")
    if was.fit != known.fit:
        reasons.append("how evidence is added up changed")
    return " and ".join(reasons) or "the cause is the same, others or the warning signs changed"


def _by_id(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    return {one.rule_id: one for one in findings}


def _rule(rule_id: str, knowledge: Knowledge) -> Rule | None:
    return next((rule for rule in knowledge.rules if rule.id == rule_id), None)


def _cause(cause_id: str, knowledge: Knowledge) -> Cause | None:
    return next((cause for cause in knowledge.causes if cause.id == cause_id), None)


def _called(flag: Finding) -> str:
    return f"{flag.title} ({flag.rule_id})"


def _name(tier: Tier, knowledge: Knowledge) -> str:
    route = knowledge.routes.get(tier.code)
    return route.name if route else tier.code
