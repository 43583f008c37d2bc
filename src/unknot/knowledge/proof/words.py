"""Counter-examples in plain words: which answers, which tier before and after, which rule."""

from collections.abc import Iterator

from unknot.clinical.asking import Question
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, asked
from unknot.clinical.triage import Triage
from unknot.clinical.urgency import Tier
from unknot.knowledge.proof.said import Reply
from unknot.knowledge.proof.solving import Answers, benign


def told(answers: Answers, known: Knowledge, leaving_out: str = "") -> Iterator[str]:
    """One line for each answer that is not what a person without complaints says."""
    owed = {question.id for question in asked(answers, known)}
    usual_too = 0
    for question in known.order:
        reply, usual = answers.get(question.id), benign(question.id, known)
        if question.id == leaving_out:
            continue
        if reply is None and (question.id not in owed or usual is None):
            continue
        if reply == usual:
            usual_too += 1
        else:
            yield f"{question.ask} {said(question, reply)}"
    yield f"(and {usual_too} other questions answered as by a person without complaints)"


def said(question: Question, reply: Reply) -> str:
    if reply is None:
        return "No answer."
    if reply is NOT_SURE:
        return "Not sure."
    if isinstance(reply, bool):
        return "Yes." if reply else "No."
    if isinstance(reply, (int, float)):
        return f"{reply:g} {question.unit}".rstrip() + "."
    picked = reply if isinstance(reply, frozenset) else {reply}
    labels = [answer.label for answer in question.answers if answer.id in picked]
    return ("; ".join(labels) or "None of these") + "."


def judged(result: Triage) -> str:
    """The tier with the rules, or the missing answers, that made it."""
    flags = [rule.id for rule in result.flags if rule.tier >= result.tier]
    if flags:
        return f"{result.tier.code} ({', '.join(flags)})"
    if result.tier <= Tier.CLINIC_VISIT_OK:
        return result.tier.code
    if result.open and min(result.open[0].tier, Tier.URGENT_SAME_DAY) == result.tier:
        return f"{result.tier.code} ({result.open[0].id} may still hold)"
    return f"{result.tier.code} (no answer: {', '.join(result.unanswered)})"
