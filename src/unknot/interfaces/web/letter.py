"""What the letter for a doctor says: the signs, what was said and what was denied, in a clinician's words.

The person carries it through other people's hands: what they told us about harm, by themselves or by somebody
else, is left out of it.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from unknot.clinical.asking import Question
from unknot.clinical.findings import Finding
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, AnswerValue
from unknot.interfaces.web.advice import Result, fill
from unknot.journey.check.facts import answers_of
from unknot.knowledge.load import knowledge

NO: tuple[AnswerValue, ...] = (False, "no", "none", frozenset())


@dataclass(frozen=True, slots=True)
class Letter:
    paragraphs: tuple[str, ...]
    flags: tuple[Finding, ...]
    told: tuple[tuple[str, str], ...]
    denied: tuple[str, ...]


def letter_of(result: Result) -> Letter | None:
    """None where no doctor is needed, or where all that was found is nobody else's business."""
    if not result.route.letter or result.is_private or result.check.decided_at is None:
        return None
    known, check = knowledge(), result.check
    date = f"{result.check.decided_at.astimezone(ZoneInfo(check.clinic.zone)):%Y-%m-%d}"
    answers, withheld = answers_of(check, known), _withheld(known)
    given = [(one, answers[one.id]) for one in known.order if one.id in answers and one.id not in withheld]
    return Letter(
        paragraphs=tuple(
            fill(line, result.numbers, clinic=check.clinic.name, date=date) for line in result.route.letter
        ),
        flags=tuple(flag for flag in result.assessment.flags if flag.rule_id not in _private_rules(known)),
        told=tuple((one.clinician, _words(one, value)) for one, value in given if value not in NO),
        denied=tuple(one.clinician for one, value in given if value in NO),
    )


def _private_rules(known: Knowledge) -> set[str]:
    private = {action.id for action in known.actions.values() if action.private}
    return {rule.id for rule in known.rules if rule.action in private}


def _withheld(known: Knowledge) -> set[str]:
    """The private questions that rules with private instructions look at."""
    private = _private_rules(known)
    facts = {fact for rule in known.rules if rule.id in private for fact in rule.when.facts()}
    return {question.id for question in known.order if question.private and question.fact in facts}


def _words(question: Question, value: AnswerValue) -> str:
    if value is NOT_SURE:
        return "not sure"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(answer.label for answer in question.answers if answer.id in value)
    if isinstance(value, str):
        answer = question.answer(value)
        return answer.label if answer else value
    return f"{value:g} {question.unit}".strip()
