"""Facts to urgency: the worst rule wins, unknown counts against safety, and nothing ever lowers.

The tier is the worst of (a) the rules that hold; (b) the rules that could still hold, each at most as
`urgent_same_day`; (c) `urgent_same_day` for an emergency question without an answer, `see_physician_soon` for
any other critical question without one; (d) what the net under words finds in texts. With none of these it is
`clinic_visit_ok`, or `self_care` if that condition definitely holds.
"""

from dataclasses import dataclass

from unknot.clinical.facts import Facts
from unknot.clinical.knowledge import Knowledge, Rule
from unknot.clinical.urgency import Tier
from unknot.clinical.wording import Alarm, read

__all__ = ["Tier", "Triage", "triage"]


@dataclass(frozen=True, slots=True)
class Triage:
    """`flags` are the rules that hold; `open` those that could still hold and would be worse. Worst first.
    `heard` are the alarms in texts, with the questions that were answered by them."""

    tier: Tier
    flags: tuple[Rule, ...]
    open: tuple[Rule, ...]
    unanswered: tuple[str, ...]
    heard: tuple[tuple[str, Alarm], ...] = ()


def triage(facts: Facts, knowledge: Knowledge, *, short: bool = False) -> Triage:
    """`short` when only the critical questions were asked: then a rule that hangs on others alone does not
    hold the tier up, and self-care, which needs them, is out of reach."""
    rules = knowledge.urgent_first
    holding, unknown = knowledge.sift(facts)
    suits_self_care = bool(holding) and holding[-1] == len(rules)
    flags = tuple([rules[place] for place in (holding[:-1] if suits_self_care else holding)])
    worst = flags[0].tier if flags else Tier.SELF_CARE
    still_open = tuple(
        [rules[place] for place in unknown if place < len(rules) and rules[place].tier > worst]
    )
    if short:
        supposed = {**knowledge.beyond_short, **facts}
        still_open = tuple([rule for rule in still_open if rule.when.holds(supposed) is not False])
    unanswered = _unanswered(facts, knowledge)
    tier = max(worst, _floor(unanswered, knowledge))
    if still_open:
        tier = max(tier, min(still_open[0].tier, Tier.URGENT_SAME_DAY))
    heard = _heard(facts, knowledge)
    tier = max((tier, *(alarm.tier for _, alarm in heard)))
    if tier == Tier.SELF_CARE and (short or not suits_self_care):
        tier = Tier.CLINIC_VISIT_OK
    return Triage(tier, flags, still_open, unanswered, heard)


def _heard(facts: Facts, knowledge: Knowledge) -> tuple[tuple[str, Alarm], ...]:
    return tuple(
        [
            (question.id, alarm)
            for question in knowledge.texts
            if question.fact in facts
            for alarm in read(str(facts[question.fact]), knowledge.net)
        ]
    )


def _unanswered(facts: Facts, knowledge: Knowledge) -> tuple[str, ...]:
    """The critical questions that this person should have been asked and that have no answer."""
    if knowledge.critical_facts <= facts.keys():
        return ()
    return tuple(
        [
            question.id
            for question in knowledge.critical
            if question.fact not in facts
            and not (question.ask_when and question.ask_when.holds(facts) is False)
        ]
    )


def _floor(unanswered: tuple[str, ...], knowledge: Knowledge) -> Tier:
    if any(knowledge.questions[question_id].emergency for question_id in unanswered):
        return Tier.URGENT_SAME_DAY
    return Tier.SEE_PHYSICIAN_SOON if unanswered else Tier.SELF_CARE
