"""The warning signs as the desk reads them out: groups, each with "none of these" for all that is left.

Questions that matter only after certain answers (pregnancy, how a weakness is going) are asked in a second
round, and "none of these" never speaks for a question that was not on the page when it was pressed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from django.http import QueryDict
from django.utils.text import slugify

from unknot.clinical.asking import Question
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questions import (
    NOT_SURE,
    AnswerValue,
    emergency_so_far,
    facts_from,
    from_form,
    read_answer,
    read_answers,
    screens,
)
from unknot.knowledge.load import knowledge

NONE_OF, SHOWN = "none-of-", "shown"
MANY = 7
NO = ("no", "none")  # how a question says that the sign is not there


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; alarming when it is an emergency by itself, whatever else is said."""

    value: str
    label: str
    key: str
    chosen: bool
    alarming: bool


@dataclass(frozen=True, slots=True)
class Item:
    question: Question
    choices: tuple[Choice, ...]
    typed: str
    error: str
    is_added: bool

    @property
    def is_owed(self) -> bool:
        """Asked of everybody, and "none of these" does not answer it."""
        return nothing(self.question) is None and not self.question.ask_when

    @property
    def kind(self) -> str:
        """How it is asked: as pills, a list to choose from (where pills would be many), or typed."""
        if not self.choices:
            return "typed"
        return "list" if len(self.choices) > MANY and self.question.type != "several" else "pills"


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    intro: str
    items: tuple[Item, ...]
    none_chosen: bool

    @property
    def can_be_none(self) -> bool:
        return any(nothing(item.question) is not None for item in self.items)


def groups(sent: QueryDict, errors: Mapping[str, str]) -> tuple[Group, ...]:
    """The questions of the short form that apply, given what was sent."""
    return tuple(_groups(sent, errors))


def answers_from(sent: QueryDict) -> dict[str, object]:
    """What was typed; "none of these" says no to every question of its group that has no answer."""
    known = knowledge()
    raw = from_form({key: sent.getlist(key) for key in sent if key in known.questions}, known)
    for question in known.order:
        if question.id in sent.getlist(SHOWN) and NONE_OF + _group_name(question) in sent:
            value = nothing(question)
            if value is not None:
                raw.setdefault(question.id, value)
    return raw


def added(sent: QueryDict) -> tuple[str, ...]:
    """What must be asked as well because of what was said, and was not on the page that was sent."""
    said = _readable(sent)
    if len(said) < len(answers_from(sent)) or emergency_so_far(said, knowledge()):
        return ()
    asked = [question for _, questions in screens(said, knowledge(), short=True) for question in questions]
    return tuple(one.id for one in asked if one.id not in said and _is_added(one, sent))


def nothing(question: Question) -> object | None:
    """The answer that says "I have none of this"; None for questions that have no such answer."""
    if question.type == "yes_no":
        return False
    if question.type == "several":
        # "Where does it hurt?" has no such answer; what silence means in a finished check tells them apart.
        return None if knowledge().vocabulary.silence.get(question.id) else []
    return next((one.id for one in question.answers if one.id in NO), None)


def _groups(sent: QueryDict, errors: Mapping[str, str]) -> Iterator[Group]:
    titles = {screen.id: screen for screen in knowledge().screens}
    seen: set[str] = set()
    for name, questions in _grouped(sent):
        screen = titles[questions[0].screen]
        is_none, is_mixed = NONE_OF + name in sent, any(_is_added(one, sent) for one in questions)
        yield Group(
            name=name,
            title=questions[0].group or screen.title,
            intro="" if screen.id in seen else screen.intro,
            items=tuple(_item(one, sent, errors, said_no=is_none and is_mixed) for one in questions),
            none_chosen=is_none and not is_mixed,
        )
        seen.add(screen.id)


def _grouped(sent: QueryDict) -> list[tuple[str, Sequence[Question]]]:
    """The questions under their headings; a group keeps its name when questions are added to it."""
    found: dict[str, list[Question]] = {}
    said = _readable(sent)
    facts = facts_from(said, knowledge())
    for _, questions in screens(said, knowledge(), short=True):
        for question in questions:
            if SHOWN not in sent and question.ask_when and not question.ask_when.holds(facts):
                continue  # asked in the second round, if it applies
            found.setdefault(_group_name(question), []).append(question)
    return list(found.items())


def _group_name(question: Question) -> str:
    return f"{question.screen}-{slugify(question.group)}"


def _readable(sent: QueryDict) -> dict[str, AnswerValue]:
    """What was sent as answers, without those that cannot be read: the page says so beside them."""
    answers: dict[str, AnswerValue] = {}
    for key, value in answers_from(sent).items():
        with suppress(ValueError):
            answers[key] = read_answer(knowledge().questions[key], value)
    return answers


def _is_added(question: Question, sent: QueryDict) -> bool:
    return SHOWN in sent and question.id not in sent.getlist(SHOWN)


def _item(question: Question, sent: QueryDict, errors: Mapping[str, str], *, said_no: bool) -> Item:
    chosen = sent.getlist(question.id)
    if said_no and not chosen and not _is_added(question, sent):
        chosen = ["no" if question.type == "yes_no" else str(nothing(question))]
    return Item(
        question=question,
        choices=tuple(
            Choice(value, label, key, value in chosen, (question.id, value) in _alarming())
            for value, label, key in _choices(question)
        ),
        typed=chosen[-1] if chosen and question.type == "number" else "",
        error=errors.get(question.id, ""),
        is_added=_is_added(question, sent),
    )


def _choices(question: Question) -> list[tuple[str, str, str]]:
    not_sure = (NOT_SURE.value, "Not sure", "u")
    if question.type == "yes_no":
        return [("no", "No", "n"), ("yes", "Yes", "y"), not_sure]
    rest = iter("123456789")
    named = [(one.id, one.label, "n" if one.id in NO else next(rest, "")) for one in question.answers]
    ready = [(f"{one.value:g}", one.label, next(rest, "")) for one in question.presets]
    return [*named, *ready, not_sure] if named or ready else []


@cache
def _alarming() -> frozenset[tuple[str, str]]:
    """Every answer that makes an emergency by itself."""
    return frozenset(
        (question.id, value)
        for question in knowledge().order
        for value, _, _ in _choices(question)
        if question.type != "number" and _is_emergency(question, value)
    )


def _is_emergency(question: Question, value: str) -> bool:
    raw: object = [value] if question.type == "several" and value != NOT_SURE.value else value
    try:
        return emergency_so_far(read_answers({question.id: raw}, knowledge()), knowledge())
    except InvalidAnswers:
        return False
