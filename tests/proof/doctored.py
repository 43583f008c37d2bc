"""A small sound medicine for the proof: the miniature with promises that it keeps, and one slip at a time."""

from dataclasses import replace
from typing import Any

from tests.clinical.small import SMALL
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.rules import Any as AnyOf
from unknot.clinical.rules import Compare, Condition, Is
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import NotAsked, Numbers, Order, Promises, Stretch, Suffices
from unknot.knowledge.proof.laws import Court
from unknot.knowledge.proof.solving import Solver
from unknot.knowledge.proof.theorems import THEOREMS

EMERGENCY, URGENT = Tier.EMERGENCY_NOW, Tier.URGENT_SAME_DAY
NOT_PREGNANT = AnyOf((Is("sex", "male"), Compare("age", "below", 12), Compare("age", "at_least", 56)))
KEPT = Promises(
    suffices=(
        Suffices("numb", {"yes": EMERGENCY}),
        Suffices("leak", {"yes": URGENT}, "one leak is seen the same day"),
        Suffices("bleeding", {"no": Tier.SELF_CARE}, "counts only in pregnancy"),
    ),
    critical=("leak", "bleeding", "fever", "age", "pregnant", "cancer"),
    orders=(
        Order("sex", reason="no rule looks at it alone"),
        Order("cancer", ((("none",), ("past",), ("active",)),)),
        Order("legs", ((("none",), ("both",)),), reason="one leg is a pattern of its own"),
    ),
    numbers=(
        Numbers("age", (Stretch("more", 56, 120),), "pregnancy ends with age"),
        Numbers("days", reason="only self-care looks at it"),
        Numbers("severity", (Stretch("more", 0, 10),)),
    ),
    markers=("pregnant",),
    markers_reason="a pregnancy alone is no illness",
    not_asked=(
        NotAsked(("pregnant",), NOT_PREGNANT, "they cannot be"),
        NotAsked(("bleeding",), Is("pregnant", False), "asked in pregnancy"),
    ),
)


def failures(number: int, known: Knowledge = SMALL, promises: Promises = KEPT) -> dict[str, str]:
    """The failures of one theorem: what each is about, and all its words."""
    told: dict[str, str] = {}
    for one in THEOREMS[number - 1].claims(Court(known, promises, Solver(known))):
        if one is not None:
            told[one.about] = "\n".join([*filter(None, [told.get(one.about)]), *one.words])
    return told


def with_rule(rule_id: str, when: Condition, tier: Tier = EMERGENCY) -> Knowledge:
    """One more rule, in the words of the first."""
    added = replace(SMALL.rules[0], id=rule_id, title=rule_id, when=when, tier=tier)
    return replace(SMALL, rules=(*SMALL.rules, added))


def with_when(rule_id: str, when: Condition) -> Knowledge:
    rules = tuple(replace(one, when=when) if one.id == rule_id else one for one in SMALL.rules)
    return replace(SMALL, rules=rules)


def with_question(key: str, **changes: Any) -> Knowledge:
    questions = {**SMALL.questions, key: replace(SMALL.questions[key], **changes)}
    return replace(SMALL, questions=questions)
