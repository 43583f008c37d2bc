"""Who uses what: links from an entry to the rules, questions and worked cases that belong to it."""

from collections.abc import Collection, Iterable

from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.rules import All, Any, AtLeast, Condition, Named, Not
from unknot.interfaces.web.entries import Link
from unknot.knowledge.worked import Case


def question_links(facts: Collection[str], knowledge: Knowledge) -> tuple[Link, ...]:
    """The questions that set these facts, in the order in which they are asked."""
    return tuple(
        Link("questions", question.id, question.label or question.ask)
        for question in knowledge.order
        if question.fact in facts
    )


def rules_links(rules: Iterable[Rule]) -> tuple[Link, ...]:
    """Most urgent first."""
    first = sorted(rules, key=lambda rule: -rule.tier)
    return tuple(Link("rules", rule.id, rule.title, rule.id, rule.tier) for rule in first)


def cases_links(cases: Iterable[Case]) -> tuple[Link, ...]:
    return tuple(Link("cases", case.id, case.title, tier=case.tier) for case in cases)


def uses_sign(condition: Condition, name: str) -> bool:
    """Whether a condition names this sign, at whatever depth."""
    match condition:
        case Named(own, inner):
            return own == name or uses_sign(inner, name)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            return any(uses_sign(part, name) for part in parts)
        case Not(part):
            return uses_sign(part, name)
        case _:
            return False
