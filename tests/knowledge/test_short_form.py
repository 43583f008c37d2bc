"""The short form asks what it needs: no answer to it may leave the tier held up by what is never asked."""

from collections.abc import Iterator

import pytest

from unknot.clinical.asking import Question
from unknot.clinical.assess import assess
from unknot.clinical.questions import AnswerValue, facts_from, read_answer, screens
from unknot.clinical.urgency import Tier
from unknot.knowledge.load import knowledge


def short(answers: dict[str, AnswerValue]) -> list[Question]:
    return [one for _, questions in screens(answers, knowledge(), short=True) for one in questions]


def filled(answers: dict[str, AnswerValue]) -> dict[str, AnswerValue]:
    """What was said, and the benign answer to all else that the short form asks because of it."""
    silence = knowledge().vocabulary.silence
    while True:
        asked = [one for one in short(answers) if one.id not in answers and one.id in silence]
        if not asked:
            return answers
        answers = {**answers, **{one.id: read_answer(one, silence[one.id]) for one in asked}}


def said() -> Iterator[tuple[str, AnswerValue]]:
    """Every answer that can be chosen, and some ages."""
    for question in short({}):
        values: list[object] = [one.id for one in question.answers] or [one.value for one in question.presets]
        if question.type == "several":
            values = [[one.id] for one in question.answers]
        if question.type == "yes_no":
            values = [True]
        if question.id == "age":
            values = [16, 30, 55, 60, 75, 90]
        yield from ((question.id, read_answer(question, value)) for value in values)


@pytest.mark.parametrize(("question", "value"), list(said()))
def test_an_answer_is_never_held_up_by_what_was_not_asked(question: str, value: AnswerValue) -> None:
    facts = facts_from(filled({question: value}), knowledge())
    assessment = assess(facts, knowledge(), short=True)

    raised = max((flag.tier for flag in assessment.flags), default=Tier.CLINIC_VISIT_OK)

    assert assessment.tier <= max(raised, Tier.CLINIC_VISIT_OK)
