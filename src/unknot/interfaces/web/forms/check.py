"""One screen of the check as a form: what it shows, what was sent, and what that means as answers.

Boxes: what is ticked is a yes. "None of these" makes every other box a no, "not sure" makes it unknown, and
ticks beside "none" count, because a sign must never get lost. Boxes that nobody spoke of stay unanswered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext, pgettext

from unknot.clinical.asking import TEXT_LENGTH, Question, Screen
from unknot.clinical.facts import Value
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import (
    NOT_SURE,
    Answers,
    AnswerValue,
    asked,
    facts_from,
    from_form,
    read_answer,
)

Filled = Mapping[str, Sequence[str]]

SIGNS, ENDING, SHOWN = "signs", "ending", "shown"
NONE, UNSURE = "none", NOT_SURE.value
SHORT = 17


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its answers to choose from, or a line to type a number into."""

    question: Question
    kind: str
    choices: tuple[Choice, ...]
    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class Boxes:
    """Questions that are ticked under one heading."""

    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A screen ready to be shown."""

    screen: Screen
    blocks: tuple[Item | Boxes, ...]
    shown: tuple[str, ...]
    errors: tuple[tuple[str, str], ...]
    has_boxes: bool
    ending: str
    ending_error: str

    @property
    def is_checklist(self) -> bool:
        return self.screen.style == "checklist"


def is_box(question: Question, screen: Screen) -> bool:
    return question.type == "yes_no" and (screen.style == "checklist" or bool(question.group))


def visible(questions: Sequence[Question], answers: Answers, knowledge: Knowledge) -> tuple[Question, ...]:
    """The questions to show now: those that hang on an answer of this same screen wait until it is given."""
    quiet = {q.id: value for q in questions if q.id not in answers and (value := _silent(q)) is not None}
    assumed = facts_from({**quiet, **answers}, knowledge)
    return tuple(
        q for q in questions if q.id in answers or not q.ask_when or q.ask_when.holds(assumed) is not False
    )


def given(
    sent: Filled, screen: Screen, questions: Sequence[Question], knowledge: Knowledge
) -> dict[str, object]:
    """What was said on this screen, as values for `check.actions.answer`; what was left open is not in it."""
    said = from_form({q.id: sent[q.id] for q in questions if q.id in sent}, knowledge)
    for question in questions:
        if question.type == "several" and question.id in sent and UNSURE in sent[question.id]:
            said[question.id] = [one for one in sent[question.id] if question.answer(one)] or UNSURE
    ticked = set(sent.get(SIGNS, ()))
    ending = "".join(sent.get(ENDING, ()))
    for group in _box_groups(screen, questions):
        rest = UNSURE if ending == UNSURE else "no"
        if ending or ticked & {q.id for q in group}:
            said.update({q.id: "yes" if q.id in ticked else rest for q in group})
    return said


def unreadable(said: Mapping[str, object], knowledge: Knowledge) -> dict[str, str]:
    """Question id to what would be right, for values that no question takes."""
    wrong = {}
    for key, value in said.items():
        question = knowledge.questions[key]
        try:
            read_answer(question, value)
        except ValueError:
            wrong[key] = _right(question)
    return wrong


def missing(
    screen: Screen, questions: Sequence[Question], answers: Answers, knowledge: Knowledge
) -> tuple[Question, ...]:
    """What the page asks for once more: critical questions that apply and have no answer, and boxes where
    nothing was ticked and nothing said about it."""
    applies = {question.id for question in asked(answers, knowledge)}
    untouched = all(q.id not in answers for q in questions if is_box(q, screen))
    return tuple(
        q
        for q in questions
        if q.id in applies and q.id not in answers and (q.critical or (untouched and is_box(q, screen)))
    )


def by_screen(stored: Mapping[str, object], knowledge: Knowledge) -> dict[str, dict[str, object]]:
    """Stored answers by the screen that asks for them, without those that were "not sure"."""
    found: dict[str, dict[str, object]] = {}
    for question in knowledge.order:
        if stored.get(question.id, UNSURE) != UNSURE:
            found.setdefault(question.screen, {})[question.id] = stored[question.id]
    return found


def filled_from(screen: Screen, questions: Sequence[Question], answers: Answers) -> Filled:
    """What was said before, as the form would send it again: nobody answers twice by going back."""
    filled: dict[str, list[str]] = {}
    boxes = [q for q in questions if is_box(q, screen)]
    for question in questions:
        if question not in boxes and question.id in answers:
            filled[question.id] = _texts(answers[question.id])
    filled[SIGNS] = [q.id for q in boxes if answers.get(q.id) is True]
    if any(answers.get(q.id) is NOT_SURE for q in boxes):
        filled[ENDING] = [UNSURE]
    elif boxes and all(answers.get(q.id) is False for q in boxes if q.id not in filled[SIGNS]):
        filled[ENDING] = [NONE]
    return filled


def sheet(
    screen: Screen, questions: Sequence[Question], filled: Filled, errors: Mapping[str, str] | None = None
) -> Sheet:
    """The screen as it is shown, with what is filled in and what is wrong or missing."""
    wrong = errors or {}
    open_boxes = [q for q in questions if q.id in wrong and is_box(q, screen)]
    ending_error = _ending_words(screen) if open_boxes else ""
    listed = [(f"q-{q.id}", wrong[q.id]) for q in questions if q.id in wrong and q not in open_boxes]
    return Sheet(
        screen=screen,
        blocks=tuple(_blocks(screen, questions, filled, wrong)),
        shown=tuple(q.id for q in questions),
        errors=tuple([*listed, ("ending", ending_error)] if ending_error else listed),
        has_boxes=any(is_box(q, screen) for q in questions),
        ending="".join(filled.get(ENDING, ())),
        ending_error=ending_error,
    )


def _blocks(
    screen: Screen, questions: Sequence[Question], filled: Filled, wrong: Mapping[str, str]
) -> Iterator[Item | Boxes]:
    for (is_boxes, title), members in groupby(questions, key=lambda q: (is_box(q, screen), q.group)):
        if is_boxes:
            ticked = filled.get(SIGNS, ())
            choices = tuple(Choice(f"b-{q.id}", q.id, q.label or q.ask, q.id in ticked) for q in members)
            yield Boxes(title, choices)
        else:
            for question in members:
                yield _item(question, filled.get(question.id, ()), wrong.get(question.id, ""))


def _item(question: Question, chosen: Sequence[str], error: str) -> Item:
    choices = tuple(
        Choice(f"{question.id}-{number}", value, label, value in chosen)
        for number, (value, label) in enumerate(_choices(question))
    )
    typed = "" if choices or not chosen else chosen[-1]
    return Item(question, _kind(question), choices, typed, error)


def _kind(question: Question) -> str:
    if question.type == "several":
        return "map" if question.answer("low_back") else "several"
    if question.type == "number" and not question.presets:
        return "scale" if _is_scale(question) else "typed"
    if question.type == "yes_no":
        return "pills"
    if question.type == "text":
        return "words"
    return "short" if all(len(label) <= SHORT for _, label in _choices(question)) else "radios"


def _is_scale(question: Question) -> bool:
    return question.minimum == 0 and question.maximum == 10


def _choices(question: Question) -> list[tuple[str, str]]:
    not_sure = (UNSURE, gettext("I am not sure"))
    if question.type == "yes_no":
        return [("yes", gettext("Yes")), ("no", pgettext("answer", "No")), (UNSURE, gettext("Not sure"))]
    if question.type == "number":
        if question.presets:
            return [*((f"{one.value:g}", one.label) for one in question.presets), not_sure]
        if _is_scale(question):
            return [(str(step), str(step)) for step in range(11)]
        return []
    if question.type == "text":
        return []
    named = [(answer.id, answer.label) for answer in question.answers]
    if question.type == "several":
        return named if question.answer("low_back") else [*named, (NONE, gettext("None of these")), not_sure]
    return named if question.answer("unclear") else [*named, not_sure]


def _box_groups(screen: Screen, questions: Sequence[Question]) -> Iterator[list[Question]]:
    """Boxes that are answered together: a whole checklist, or one heading of a screen of questions."""
    boxes = [q for q in questions if is_box(q, screen)]
    for _, members in groupby(boxes, key=lambda q: "" if screen.style == "checklist" else q.group):
        yield list(members)


def _silent(question: Question) -> Value | None:
    """What somebody means who has not come to this question yet: not this."""
    if question.type == "yes_no":
        return False
    if question.type == "several":
        return frozenset()
    return next((answer.id for answer in question.answers if answer.id in ("no", "none")), None)


def _texts(value: AnswerValue) -> list[str]:
    if value is NOT_SURE:
        return [UNSURE]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, frozenset):
        return sorted(value) or [NONE]
    return [value if isinstance(value, str) else f"{value:g}"]


def _ending_words(screen: Screen) -> str:
    if screen.style == "checklist":
        return gettext("Tick what is true for you, or choose “None of these”.")
    return gettext("Say whether the boxes that you left empty are a no.")


def _right(question: Question) -> str:
    if question.type == "number":
        return gettext("Please give a number from %(least)s to %(most)s.") % {
            "least": f"{question.minimum:g}",
            "most": f"{question.maximum:g}",
        }
    if question.type == "text":
        return gettext("Please keep this under %(n)s characters.") % {"n": TEXT_LENGTH}
    return gettext("Please choose one of the answers.")
