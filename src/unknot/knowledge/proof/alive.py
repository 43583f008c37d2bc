"""Theorem 5: every rule can decide, at the end of a whole check; and every tier is reached by somebody."""

from collections.abc import Iterator

from unknot.clinical.knowledge import Rule
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import Promises
from unknot.knowledge.proof.laws import Court, Failure, Finding
from unknot.knowledge.proof.solving import Answers, Disagreement, result
from unknot.knowledge.proof.theory import Term, every, opposite, some


def claims(court: Court) -> Iterator[Finding]:
    checked = _checked(court)
    companions = {one.rule: one.tier for one in court.promises.companions}
    for rule in court.known.rules:
        if rule.id in companions:
            yield _companion(court, rule, companions[rule.id], checked)
        else:
            yield _decides(court, rule, checked)
    for tier in Tier:
        for short in (False, True):
            if not (short and tier == Tier.SELF_CARE):
                yield _reached(court, tier, checked, short=short)
    yield _out_of_reach(court)


def exceptions(promises: Promises) -> Iterator[str]:
    for one in promises.companions:
        yield f"{one.rule} never decides alone: {one.reason}"


def _checked(court: Court) -> Term:
    """A whole check: each critical question that applies has an answer, and none was answered in vain."""
    everybody = court.solver.everybody
    return every(
        some((opposite(everybody.applies(question)), said.given))
        if question.critical and not given_only
        else some((opposite(said.given), everybody.applies(question)))
        for question in court.known.order
        for said in (everybody.said[question.id],)
        for given_only in (False, True)
    )


def _decides(court: Court, rule: Rule, checked: Term) -> Finding:
    """Somebody has this rule and no other of its tier or worse: without it their reason is gone."""
    rules = court.solver.everybody.rules
    others = [other for other in court.known.rules if other.tier >= rule.tier and other.id != rule.id]
    apart = [opposite(rules.of(other).possible) for other in others]
    answers = court.solver.person(court.solver.everybody, rules.of(rule).sure, *apart, checked)
    if answers is None:
        return _silent(court, rule, checked)
    found = result(answers, court.known)
    if found.tier != rule.tier or [one.id for one in found.flags if one.tier >= rule.tier] != [rule.id]:
        raise Disagreement(f"{rule.id} decides alone", answers)
    return None


def _companion(court: Court, rule: Rule, tier: Tier, checked: Term) -> Finding:
    if rule.tier != tier:
        return Failure(rule.id, (f"{rule.id} must be {tier.code}, as it promises, and is {rule.tier.code}",))
    rules = court.solver.everybody.rules
    if court.solver.model(rules.of(rule).sure, checked) is None:
        return _silent(court, rule, checked)
    if isinstance(_decides(court, rule, checked), Failure):
        return None
    return Failure(rule.id, (f"{rule.id} stands among the companions, but it decides alone for somebody",))


def _silent(court: Court, rule: Rule, checked: Term) -> Failure:
    rules, model = court.solver.everybody.rules, court.solver.model
    mine = rules.of(rule).sure
    if model(mine) is None:
        return Failure(rule.id, (f"{rule.id} ({rule.title}) never holds, whatever anybody answers",))
    if model(mine, checked) is None:
        return Failure(rule.id, (f"{rule.id} ({rule.title}) never holds at the end of a whole check",))
    louder = [
        other.id
        for other in court.known.rules
        if other.tier >= rule.tier
        and other.id != rule.id
        and model(mine, checked, opposite(rules.of(other).possible)) is None
    ]
    with_it = f"{', '.join(louder)} always" if louder else "one or another of its tier or worse always"
    return Failure(rule.id, (f"{rule.id} ({rule.title}) never decides: {with_it} stands beside it",))


def _reached(court: Court, tier: Tier, checked: Term, *, short: bool) -> Finding:
    everybody = court.solver.everybody
    above = False if tier == Tier.EMERGENCY_NOW else everybody.tier_at_least(Tier(tier + 1), short=short)
    answers: Answers | None = court.solver.person(
        everybody, everybody.tier_at_least(tier, short=short), opposite(above), checked
    )
    if answers is None:
        return Failure(tier.code, (f"nobody reaches {tier.code}{' in the short form' if short else ''}",))
    if result(answers, court.known, short=short).tier != tier:
        raise Disagreement(f"somebody reaches {tier.code}", answers)
    return None


def _out_of_reach(court: Court) -> Finding:
    everybody = court.solver.everybody
    low = opposite(everybody.tier_at_least(Tier.CLINIC_VISIT_OK, short=True))
    if court.solver.model(low) is None:
        return None
    return Failure("self_care", ("the short form reaches self_care, without what self-care must know",))
