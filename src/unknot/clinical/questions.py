"""The flow of a check: reading answers, what they mean as facts, what is asked next.

Answers are keyed by question id. What was never answered is absent, "not sure" is NOT_SURE, and both are
unknown. An answer that was given always counts and is always shown again, so that nobody's *yes* is lost by
going back and changing an earlier answer; `otherwise` stands in only where a question does not apply and was
not answered.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from math import isfinite
from typing import Final, Literal

from unknot.clinical.asking import TEXT_LENGTH, Question, Screen
from unknot.clinical.errors import InvalidAnswers, nearest
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.triage import triage
from unknot.clinical.urgency import Tier


class NotSure(Enum):
    NOT_SURE = "not_sure"


NOT_SURE: Final = NotSure.NOT_SURE

AnswerValue = Value | Literal[NotSure.NOT_SURE]
Answers = Mapping[str, AnswerValue]

REMEMBERED = frozenset({bool, int, float, str})


def read_answers(raw: Mapping[str, object], knowledge: Knowledge) -> dict[str, AnswerValue]:
    """JSON values by question id, checked one by one; raises InvalidAnswers naming all that is wrong."""
    answers: dict[str, AnswerValue] = {}
    errors: list[tuple[str, str]] = []
    seen = knowledge.answers_seen.kept
    for key, value in raw.items():
        # With its class, because 1 equals True but is no answer to the same question.
        place = (key, value.__class__, value) if value.__class__ in REMEMBERED else None
        if place in seen:
            answers[key] = seen[place]
            continue
        question = knowledge.questions.get(key)
        if question is None:
            errors.append((key, f"no such question{nearest(key, knowledge.questions)}"))
            continue
        try:
            answers[key] = read_answer(question, value)
        except ValueError as wrong:
            errors.append((key, str(wrong)))
        else:
            # What somebody wrote in their own words is kept nowhere but with their check.
            if place and question.type != "text":
                knowledge.answers_seen.keep(place, answers[key])
    if errors:
        raise InvalidAnswers(errors)
    return answers


def read_answer(question: Question, value: object) -> AnswerValue:
    """One answer to one question; a ValueError says what would be right."""
    if value == NOT_SURE.value or value is NOT_SURE:
        return NOT_SURE
    match question.type:
        case "yes_no":
            return _yes_no(value)
        case "choice":
            return _choice(question, value)
        case "several":
            return _several(question, value)
        case "text":
            return _text(value)
        case _:
            return _number(question, value)


def plain(answers: Answers) -> dict[str, bool | float | int | str | list[str]]:
    """Answers as JSON values, to be stored; `read_answers` reads them back."""
    return {key: _plain(value) for key, value in answers.items()}


def facts_from(answers: Answers, knowledge: Knowledge) -> dict[str, Value]:
    """What the answers say, with `otherwise` where a question does not apply; the unknown stays absent."""
    fact_of = knowledge.fact_of
    facts = {fact_of[key]: value for key, value in answers.items() if value is not NOT_SURE}
    # In the order of the questions: whether one applies can hang on what an earlier one is taken to mean.
    for key, fact, applies, otherwise in knowledge.presumed:
        if key not in answers and applies(facts) is False:
            facts[fact] = otherwise
    return facts


def asked(answers: Answers, knowledge: Knowledge) -> tuple[Question, ...]:
    """The questions that matter for this person, in order: they apply, may apply, or have been answered."""
    facts = facts_from(answers, knowledge)
    return tuple(
        question
        for question in knowledge.order
        if question.id in answers or not question.ask_when or question.ask_when.holds(facts) is not False
    )


def screens(
    answers: Answers, knowledge: Knowledge, *, short: bool = False
) -> tuple[tuple[Screen, tuple[Question, ...]], ...]:
    """The screens this person sees, each with its questions; `short` keeps to the critical ones."""
    shown = [question for question in asked(answers, knowledge) if question.critical or not short]
    pairs = ((screen, tuple(q for q in shown if q.screen == screen.id)) for screen in knowledge.screens)
    return tuple((screen, questions) for screen, questions in pairs if questions)


def next_screen(
    answers: Answers, done: Collection[str], knowledge: Knowledge, *, short: bool = False
) -> Screen | None:
    """The first screen that is not done, or that holds an unanswered critical question; None at the end."""
    for screen, questions in screens(answers, knowledge, short=short):
        if screen.id not in done or any(q.critical and q.id not in answers for q in questions):
            return screen
    return None


def short_form(knowledge: Knowledge) -> tuple[tuple[Screen, tuple[Question, ...]], ...]:
    """The screens cut down for a booking without a check, a call, or asking again before a visit."""
    return screens({}, knowledge, short=True)


def emergency_so_far(answers: Answers, knowledge: Knowledge) -> bool:
    """Whether the answers given so far already make an emergency, whatever else will be said."""
    found = triage(facts_from(answers, knowledge), knowledge)
    worst = [flag.tier for flag in found.flags[:1]] + [alarm.tier for _, alarm in found.heard]
    return Tier.EMERGENCY_NOW in worst


def from_form(raw: Mapping[str, Sequence[str]], knowledge: Knowledge) -> dict[str, object]:
    """What a web form sent, as values for `read_answers`: numbers become numbers, several stay lists."""
    values: dict[str, object] = {}
    for key, sent in raw.items():
        question = knowledge.questions.get(key)
        texts = [text.strip() for text in sent if text.strip()]
        if question and question.type == "several":
            values[key] = (
                NOT_SURE.value if NOT_SURE.value in texts else [text for text in texts if text != "none"]
            )
        elif texts:
            values[key] = _number_or_text(texts[-1]) if question and question.type == "number" else texts[-1]
    return values


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("yes", "no"):
        return value == "yes"
    raise ValueError(f"{_shown(value)} is not an answer; right would be: yes, no, not_sure (or true, false)")


def _choice(question: Question, value: object) -> str:
    if isinstance(value, str) and question.answer(value):
        return value
    raise ValueError(f"{_shown(value)} is not an answer; right would be one of: {_ids(question)}, not_sure")


def _several(question: Question, value: object) -> frozenset[str]:
    if isinstance(value, frozenset):
        value = sorted(value)
    if not isinstance(value, list):
        raise ValueError(
            f"{_shown(value)} is not a list; right would be a list of: {_ids(question)}; [] for none"
        )
    wrong = [one for one in value if not (isinstance(one, str) and question.answer(one))]
    if wrong:
        raise ValueError(f"{', '.join(map(_shown, wrong))} not among the answers: {_ids(question)}")
    return frozenset(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{_shown(value)} is not a text; right would be some words, or no answer at all")
    if len(value) > TEXT_LENGTH:
        raise ValueError(f"{len(value)} characters are too many; right would be at most {TEXT_LENGTH}")
    return value.strip()


def _number(question: Question, value: object) -> float:
    right = f"a number from {question.minimum:g} to {question.maximum:g}"
    if question.whole:
        right = right.replace("a number", "a whole number")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{_shown(value)} is not a number; right would be {right}")
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} is not a number anybody can have; right would be {right}")
    if not question.minimum <= value <= question.maximum or (question.whole and value != int(value)):
        raise ValueError(f"{_shown(value)} is out of range; right would be {right}")
    return int(value) if value == int(value) else value


def _number_or_text(text: str) -> float | str:
    """A plain decimal number as a number; anything else stays text, for `read_answer` to refuse by name."""
    whole, _, part = text.replace(",", ".").partition(".")
    digits = whole + part
    return (
        float(f"{whole}.{part or 0}") if digits.isascii() and digits.isdigit() and len(digits) < 10 else text
    )


def _ids(question: Question) -> str:
    return ", ".join(answer.id for answer in question.answers)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _plain(value: AnswerValue) -> bool | float | int | str | list[str]:
    if value is NOT_SURE:
        return NOT_SURE.value
    return sorted(value) if isinstance(value, frozenset) else value
