"""Facts to urgency: the worst rule wins, unknown counts against safety, and nothing ever lowers.

The tier is the worst of (a) the rules that hold; (b) the rules that could still hold, each at most as
`urgent_same_day`; (c) `urgent_same_day` for an emergency question without an answer, `see_physician_soon` for
any other critical question without one. With none of these it is `clinic_visit_ok`, or `self_care` if that
condition definitely holds.
"""

from dataclasses import dataclass

from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.urgency import Tier

__all__ = ["Tier", "Triage", "triage"]


@dataclass(frozen=True, slots=True)
class Triage:
    """`flags` are the rules that hold; `open` those that could still hold and would then be the worst."""

    tier: Tier
    flags: tuple[Rule, ...]
    open: tuple[Rule, ...]
    unanswered: tuple[str, ...]


def triage(facts: Facts, knowledge: Knowledge) -> Triage:
    rules = knowledge.rules
    holding, unknown = knowledge.sift(facts)
    suits_self_care = bool(holding) and holding[-1] == len(rules)  # the sieve's last condition is self_care
    flags = [rules[place] for place in (holding[:-1] if suits_self_care else holding)]
    worst = max((rule.tier for rule in flags), default=Tier.SELF_CARE)
    still_open = [rules[place] for place in unknown if place < len(rules) and rules[place].tier > worst]
    unanswered = tuple(_unanswered(facts, knowledge))
    tier = max(
        worst,
        min(max((rule.tier for rule in still_open), default=Tier.SELF_CARE), Tier.URGENT_SAME_DAY),
        _floor(unanswered, knowledge),
    )
    if tier == Tier.SELF_CARE and not suits_self_care:
        tier = Tier.CLINIC_VISIT_OK
    return Triage(tier, _worst_first(flags), _worst_first(still_open), unanswered)


def _unanswered(facts: Facts, knowledge: Knowledge) -> list[str]:
    """The critical questions that this person should have been asked and that have no answer."""
    if knowledge.critical_facts <= facts.keys():
        return []
    return [
        question.id
        for question in knowledge.critical
        if question.fact not in facts and not (question.ask_when and question.ask_when.holds(facts) is False)
    ]


def _floor(unanswered: tuple[str, ...], knowledge: Knowledge) -> Tier:
    if any(knowledge.questions[question_id].emergency for question_id in unanswered):
        return Tier.URGENT_SAME_DAY
    return Tier.SEE_PHYSICIAN_SOON if unanswered else Tier.SELF_CARE


def _worst_first(rules: list[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: -rule.tier))
