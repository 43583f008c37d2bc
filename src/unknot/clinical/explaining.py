"""Why a rule holds, or could still hold, in the person's own answers."""

from unknot.clinical.asking import quoted
from unknot.clinical.facts import Facts
from unknot.clinical.findings import Finding, Said
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.rules import Condition
from unknot.clinical.wording import Alarm

# What the ids of findings begin with that come from words and not from a rule.
NET = "NET-"


def finding(rule: Rule, facts: Facts, knowledge: Knowledge) -> Finding:
    """The rule as a finding; the same answers to the questions it looks at give the same value."""
    key = (rule.id, *map(facts.get, knowledge.looks_at[rule.id]))
    return knowledge.findings_seen.kept.get(key) or knowledge.findings_seen.keep(
        key, _made(rule, facts, knowledge)
    )


def heard(alarm: Alarm, question_id: str) -> Finding:
    """A sign that the net found in somebody's own words, as a finding like any other."""
    return Finding(
        rule_id=f"{NET}{alarm.sign}",
        tier=alarm.tier,
        title=alarm.title,
        target=alarm.title,
        question="",
        person=alarm.person,
        clinician=f"In their own words: {quoted(alarm.quote)}",
        action=alarm.action,
        because=(Said(question_id, alarm.quote, quoted(alarm.quote)),),
        missing=(),
        sources=alarm.sources,
    )


def why(condition: Condition, facts: Facts, knowledge: Knowledge) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    """A condition's reasons in the person's own answers, and the ids of the questions still missing."""
    reasons = condition.reasons(facts)
    said = []
    for used in reasons.used:
        question = knowledge.by_fact[used.fact]
        said.append(Said(question.id, used.value, question.words_for(used.value)))
    return tuple(said), tuple(knowledge.by_fact[fact].id for fact in reasons.missing)


def _made(rule: Rule, facts: Facts, knowledge: Knowledge) -> Finding:
    because, missing = why(rule.when, facts, knowledge)
    return Finding(
        rule_id=rule.id,
        tier=rule.tier,
        title=rule.title,
        target=rule.target,
        question=rule.question,
        person=rule.person,
        clinician=rule.clinician,
        action=rule.action,
        because=because,
        missing=missing,
        sources=rule.sources,
    )
