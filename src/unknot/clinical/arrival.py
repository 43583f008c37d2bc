"""Asked again before each visit: has a warning sign come since the check? One list, made of the critical
questions that can change from one visit to the next, as they apply to this person.

Ticking a sign only ever raises: it opens the short check with the sign already said. "None" is about what is
new; what was true in the check goes on counting. No answer at all is never "none".
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from unknot.clinical.asking import Question, Screen
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, Answers, plain, screens
from unknot.clinical.urgency import Tier

# Not asked again, and carried into the check that a tick opens: who the person is and what stays with them.
PERSON = frozenset(
    (
        *("age", "sex", "pregnant", "cancer_history", "osteoporosis", "weak_immunity", "known_aneurysm"),
        *("steroid_use", "anticoagulant", "iv_drug_use"),
    )
)
# Not on the list, and asked anew in that check: how this bout began, how bad and where the pain is. What
# newly comes of it (a fall, a fever, both legs) has a sign of its own.
BOUT = frozenset(
    (
        *("duration_days", "pain_trend", "trigger", "older_injury", "movement_effect", "exertional_pain"),
        *("pain_severity", "leg_pain", "leg_numbness", "pain_constant_at_rest", "child_refuses_to_walk"),
    )
)
NEW = "new"
State = Literal["clear", "stopped", "open"]
# How the person was after the visit before, in the words of the page.
REACTIONS = ("none", "mild", "strong", "first")


@dataclass(frozen=True, slots=True)
class Sign:
    """One line to tick; `id` is the question, or the question and one of its answers after a colon."""

    id: str
    words: str
    private: bool


def signs(before: Answers, knowledge: Knowledge) -> tuple[tuple[Screen, tuple[Sign, ...]], ...]:
    """The list for somebody whose last check said `before`, in the order and under the titles of the check.
    A question that only follows up on another is left to the check that a tick opens."""
    pairs = (
        (screen, tuple(sign for question in questions for sign in _signs(question)))
        for screen, questions in screens(_lasting(before), knowledge, short=True)
    )
    return tuple((screen, found) for screen, found in pairs if found)


def said(ticked: Collection[str], before: Answers, knowledge: Knowledge) -> dict[str, object]:
    """What a short check begins with: what stays true of the person, and every tick that needs no further
    question; a side is still to be asked. KeyError for a sign that is not on the list."""
    listed = {sign.id for _, found in signs(before, knowledge) for sign in found}
    given: dict[str, object] = dict(plain(_lasting(before)))
    for sign_id in ticked:
        if sign_id not in listed:
            raise KeyError(sign_id)
        key, _, answer = sign_id.partition(":")
        question = knowledge.questions[key]
        if question.type == "several":
            chosen = given.get(key, [])
            given[key] = [*(chosen if isinstance(chosen, list) else []), answer]
        elif question.type == "yes_no":
            given[key] = True
        elif question.answer(NEW):
            given[key] = NEW
    return given


def state(ticked: Collection[str], tier: Tier | None, *, none: bool) -> State:
    """`tier` is that of the check that the ticks opened, None while it is not decided."""
    if ticked:
        return "clear" if tier is not None and tier <= Tier.CLINIC_VISIT_OK else "stopped"
    return "clear" if none else "open"


def _lasting(before: Answers) -> Answers:
    """What was not sure is asked anew."""
    return {key: value for key, value in before.items() if key in PERSON and value is not NOT_SURE}


def _signs(question: Question) -> tuple[Sign, ...]:
    if question.id in PERSON | BOUT or _follows(question):
        return ()
    if question.type == "several":
        return tuple(
            Sign(f"{question.id}:{one.id}", _capital(one.because), question.private)
            for one in question.answers
        )
    return (Sign(question.id, _words(question), question.private),)


def _follows(question: Question) -> bool:
    """Whether it asks on about another sign: a course has no "new" of its own."""
    return question.type == "choice" and not question.answer(NEW) and question.answer("none") is None


def _words(question: Question) -> str:
    new = question.answer(NEW)
    return _capital(new.because) if new and new.because else question.label or question.ask


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
