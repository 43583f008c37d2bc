"""Answers to the questions that ship, chosen by what they mean and not by their names, so that the medicine
can change under them."""

from unknot.clinical.assess import assess
from unknot.clinical.questions import facts_from, plain, read_answers
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge


def tier(answers: dict[str, object]) -> Tier:
    known = knowledge()
    return assess(facts_from(read_answers(answers, known), known), known).tier


def named(tier_wanted: Tier, *, private: bool = False) -> str:
    """A yes-or-no question that makes this tier when it alone is answered with yes."""
    yes_no = [q for q in knowledge().questions.values() if q.type == "yes_no" and q.private is private]
    return next(q.id for q in yes_no if tier({**BENIGN, q.id: True}) == tier_wanted)


def private_sign() -> str:
    return named(Tier.EMERGENCY_NOW, private=True)


# Everything that silence means in a finished check: asked, and denied.
BENIGN: dict[str, object] = dict(plain(read_answers(knowledge().vocabulary.silence, knowledge())))
SOON = {**BENIGN, named(Tier.SEE_PHYSICIAN_SOON): True}
URGENT = {**BENIGN, named(Tier.URGENT_SAME_DAY): True}
EMERGENCY = {**BENIGN, named(Tier.EMERGENCY_NOW): True}
