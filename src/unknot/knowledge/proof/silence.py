"""Theorems 2 to 4: what suffices alone, that unknown is never safer, and that critical silence counts."""

from collections.abc import Iterator

from unknot.clinical.asking import Question
from unknot.clinical.questions import NOT_SURE, facts_from
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import Promises
from unknot.knowledge.proof.laws import Court, Failure, Finding, Step, fall, stands
from unknot.knowledge.proof.said import Said
from unknot.knowledge.proof.solving import FORMS, Answers, result
from unknot.knowledge.proof.theory import opposite

WORDS = {"yes": True, "no": False}


def alone(court: Court) -> Iterator[Finding]:
    """2: each answer makes the tier it must make, whatever else is said or left unsaid."""
    promised = {one.question: one for one in court.promises.suffices}
    for question in court.known.order:
        if question.emergency and question.id not in promised:
            yield Failure(question.id, (f"the emergency question {question.id!r} promises no tier",))
    for key in court.promises.emergencies:
        words = f"an answer to {key!r} makes an emergency alone, so it must be an emergency question"
        yield None if court.known.questions[key].emergency else Failure(key, (words,))
    for one in court.promises.suffices:
        question = court.known.questions[one.question]
        if question.emergency and not one.reason and min(one.answers.values()) < Tier.EMERGENCY_NOW:
            yield Failure(
                question.id, (f"{question.id!r} promises less than emergency_now and says not why",)
            )
        for answer, tier in one.answers.items():
            yield _alone(court, question, answer, tier)


def less_than_emergency(promises: Promises) -> Iterator[str]:
    for one in promises.suffices:
        if one.reason:
            tiers = ", ".join(f"{answer} {tier.code}" for answer, tier in one.answers.items())
            yield f"{one.question}: {tiers}: {one.reason}"


def unknown(court: Court) -> Iterator[Finding]:
    """3: silence, or not sure, is never safer than any answer, up to urgent_same_day."""
    for question in court.known.order:
        free = court.solver.everybody.said[question.id].answered()
        law = f"silence on {question.id!r} must not be safer than an answer to it"
        forms = FORMS if question.critical else (False,)
        for short in forms:
            unsure = Said.exactly(question, NOT_SURE)
            yield fall(court, Step(question.id, free, unsure, short=short, up_to=Tier.URGENT_SAME_DAY), law)


def accepted_silence(_promises: Promises) -> Iterator[str]:
    yield "an unknown counts at most as urgent_same_day: silence alone calls no ambulance"
    yield "the short form counts what it never asks as denied: there it is proved of the critical questions"


def critical(court: Court) -> Iterator[Finding]:
    """4: without an answer to a critical question that applies, the two lowest tiers are out of reach."""
    for question in court.known.critical:
        if question.id not in court.promises.owed:
            yield Failure(
                question.id, (f"the critical question {question.id!r} stands not among the promises",)
            )
    for key in court.promises.owed:
        question = court.known.questions[key]
        emergency = key in court.promises.emergencies
        floor = Tier.URGENT_SAME_DAY if emergency else Tier.SEE_PHYSICIAN_SOON
        for short in FORMS:
            yield _silent(court, question, floor, short=short)


def _alone(court: Court, question: Question, answer: str, tier: Tier) -> Finding:
    everybody = court.solver.everybody
    said = everybody.said[question.id]
    if question.type == "several":
        world = everybody.with_said(said.answered(**{answer: True}))
    else:
        world = everybody.saying(question.id, WORDS.get(answer, answer))

    def breaks(answers: Answers) -> bool:
        given = answers.get(question.id)
        there = answer in given if isinstance(given, frozenset) else given == WORDS.get(answer, answer)
        return there and result(answers, court.known).tier < tier

    law = f"{answer!r} to {question.id!r} alone must make {tier.code}"
    return stands(court, question.id, law, [opposite(world.tier_at_least(tier))], breaks, world)


def _silent(court: Court, question: Question, floor: Tier, *, short: bool) -> Finding:
    world = court.solver.everybody.saying(question.id, NOT_SURE)

    def breaks(answers: Answers) -> bool:
        facts = facts_from(answers, court.known)
        applies = not question.ask_when or question.ask_when.holds(facts) is not False
        return (
            applies and question.fact not in facts and result(answers, court.known, short=short).tier < floor
        )

    law = f"without an answer to {question.id!r} the urgency must be at least {floor.code}"
    wanted = [world.applies(question), opposite(world.tier_at_least(floor, short=short))]
    return stands(court, question.id, law, wanted, breaks, world)
