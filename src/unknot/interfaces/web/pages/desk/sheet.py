"""The sheet of one check: findings, open questions, causes and answers, put into words for the template."""

from collections.abc import Iterator

from unknot.clinical.asking import Question
from unknot.clinical.evidence import Evidence
from unknot.clinical.findings import CauseResult, Finding
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, Answers, AnswerValue
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.pages.desk.said import because
from unknot.journey.check.facts import answers_of, assessment_of
from unknot.journey.check.queries import Reading, is_held
from unknot.journey.people.access import Actor, may
from unknot.knowledge.load import knowledge

NO = "No"


def sheet(actor: Actor, reading: Reading, country: str) -> dict[str, object]:
    check, known = reading.check, knowledge()
    private = may(actor, "check.read_private", check.clinic_id, check)
    assessment = assessment_of(check)
    if assessment is None:
        raise ValueError("a sheet is of a decided check")
    route = known.routes[assessment.tier.code]
    number = known.numbers_for(country).ambulance
    patient = check.episode.patient if check.episode else None
    return {
        "check": check,
        "who": (patient.name if patient else "") or check.contact_name or "A person without a name yet",
        "tier": assessment.tier,
        "headline": route.headline.replace("{emergency}", number),
        "staff": route.staff.replace("{emergency}", number),
        "booking_words": route.booking_words,
        "booking_closed": bool(check.episode and check.episode.booking_closed),
        "held": bool(check.episode and is_held(check.episode)),
        "channel": check.get_channel_display().lower(),
        "form_words": check.get_form_display().lower(),
        "findings": [_finding(one, known) for one in reading.flags],
        "open": [
            {"title": one.title, "missing": _asks(one.missing, known, private=private)}
            for one in reading.open
        ],
        "unanswered": _unanswered(assessment.unanswered, known, private=private),
        "causes": [_cause(one, known) for one in assessment.shown if assessment.tier < Tier.URGENT_SAME_DAY],
        "answers": list(_answers(answers_of(check, known), known, private=private)),
        "private": private,
    }


def _finding(one: Finding, known: Knowledge) -> dict[str, object]:
    return {
        "title": one.title,
        "tier": one.tier,
        "clinician": one.clinician,
        "because": because(one),
        "rule_id": one.rule_id,
        "sources": _cited(one.sources, known),
    }


def _cause(one: CauseResult, known: Knowledge) -> dict[str, object]:
    return {
        "name": one.name,
        "fit": one.fit,
        "speaks_for": _words(one.speaks_for),
        "speaks_against": _words(one.speaks_against),
        "sources": _cited(one.sources, known),
    }


def _words(evidence: tuple[Evidence, ...]) -> list[str]:
    return [one.words for one in evidence]


def _cited(keys: tuple[str, ...], known: Knowledge) -> list[str]:
    return [known.sources[key].citation if key in known.sources else key for key in keys]


def _asks(ids: tuple[str, ...], known: Knowledge, *, private: bool) -> str:
    return ", ".join(_unanswered(ids, known, private=private)) or "the private questions"


def _unanswered(ids: tuple[str, ...], known: Knowledge, *, private: bool) -> list[str]:
    questions = [known.questions[one] for one in ids if one in known.questions]
    return [question.clinician for question in questions if private or not question.private]


def _answers(answers: Answers, known: Knowledge, *, private: bool) -> Iterator[dict[str, object]]:
    for screen in known.screens:
        told = [
            (question.label or question.ask, said_words(question, answers[question.id]))
            for question in known.order
            if question.screen == screen.id and question.id in answers and (private or not question.private)
        ]
        if told:
            yield {
                "title": screen.title,
                "rows": [{"ask": ask, "answer": answer} for ask, answer in told if answer != NO],
                "denied": [ask.rstrip("?.") for ask, answer in told if answer == NO],
            }


def said_words(question: Question, value: AnswerValue) -> str:
    """The answer as it was given, by its label."""
    if value is NOT_SURE:
        return "Not sure"
    if isinstance(value, bool):
        return "Yes" if value else NO
    if isinstance(value, frozenset):
        return ", ".join(one.label for one in question.answers if one.id in value) or "None of these"
    if question.type == "choice" and (answer := question.answer(str(value))):
        return answer.label
    return f"{value:g} {question.unit}".strip() if isinstance(value, float | int) else str(value)
