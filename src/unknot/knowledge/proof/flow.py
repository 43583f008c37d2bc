"""Theorem 6: no path of questions ends low without every critical one; nothing that counts is left out."""

from collections.abc import Iterator

from unknot.clinical.asking import Question
from unknot.clinical.questions import facts_from, next_screen
from unknot.clinical.rules import Condition
from unknot.clinical.urgency import Tier
from unknot.knowledge.promised import Promises
from unknot.knowledge.proof.laws import Court, Finding, Step, fall, stands
from unknot.knowledge.proof.said import Said
from unknot.knowledge.proof.solving import FORMS, Answers, result
from unknot.knowledge.proof.theory import Term, every, opposite, some


def claims(court: Court) -> Iterator[Finding]:
    for key in court.promises.owed:
        for short in FORMS:
            yield _asked(court, court.known.questions[key], short=short)
    for question in court.known.order:
        if question.ask_when is not None:
            yield _withheld(court, question, question.ask_when)


def exceptions(promises: Promises) -> Iterator[str]:
    for one in promises.not_asked:
        yield f"not put to those whom it cannot concern: {', '.join(one.questions)}: {one.reason}"


def walked_to_the_end(court: Court, *, short: bool = False) -> list[Term]:
    """Every screen is done, and no critical question that applies stands there without a reply."""
    everybody = court.solver.everybody
    return [
        some((opposite(everybody.applies(question)), opposite(everybody.said[question.id].silent)))
        for question in court.known.order
        if question.critical
    ]


def _asked(court: Court, question: Question, *, short: bool) -> Finding:
    everybody, known = court.solver.everybody, court.known
    said = everybody.said[question.id]
    done = [screen.id for screen in known.screens]

    def breaks(answers: Answers) -> bool:
        facts = facts_from(answers, known)
        applies = not question.ask_when or question.ask_when.holds(facts) is not False
        low = result(answers, known, short=short).tier <= Tier.CLINIC_VISIT_OK
        ended = next_screen(answers, done, known, short=short) is None
        return ended and low and applies and question.fact not in facts

    law = f"no path may end in a low tier without {question.id!r}{' (short form)' if short else ''}"
    wanted = [
        *walked_to_the_end(court, short=short),
        everybody.applies(question),
        opposite(said.given),
        opposite(everybody.tier_at_least(Tier.SEE_PHYSICIAN_SOON, short=short)),
    ]
    return stands(court, question.id, law, wanted, breaks)


def _withheld(court: Court, question: Question, asks: Condition) -> Finding:
    """Where a question is not asked, no answer to it would raise the tier: but for whom it cannot concern."""
    everybody = court.solver.everybody
    regions = [one.when for one in court.promises.not_asked if question.id in one.questions]
    free = everybody.said[question.id].answered()
    absent = Said.exactly(question, None)
    world = everybody.with_said(absent)
    excepted = some(world.rules.reader.read(region).sure for region in regions)
    shut = world.asked[question.id]

    def who(answers: Answers) -> bool:
        facts = facts_from({key: value for key, value in answers.items() if key != question.id}, court.known)
        return asks.holds(facts) is False and not any(region.holds(facts) for region in regions)

    given = every((shut.false if shut else False, opposite(excepted)))
    law = f"{question.id!r} is not asked, though an answer would raise the urgency"
    return fall(court, Step(question.id, free, absent, (given,), who=who), law)
