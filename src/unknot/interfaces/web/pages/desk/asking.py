"""The warning signs as the desk reads them out: groups, each with "none of these" for all that is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.http import QueryDict

from unknot.clinical.asking import Question
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, emergency_so_far, from_form, read_answers, screens
from unknot.knowledge.load import knowledge

NONE_OF = "none-of-"
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
    return tuple(_groups(sent, errors))


def answers_from(sent: QueryDict) -> dict[str, object]:
    """What was typed; "none of these" says no to every question of its group that has no answer."""
    known = knowledge()
    raw = from_form({key: sent.getlist(key) for key in sent if key in known.questions}, known)
    for group in groups(sent, {}):
        if group.none_chosen:
            for item in group.items:
                if (value := nothing(item.question)) is not None:
                    raw.setdefault(item.question.id, value)
    return raw


def nothing(question: Question) -> object | None:
    """The answer that says "I have none of this"; None for questions that have no such answer."""
    if question.type == "yes_no":
        return False
    if question.type == "several":
        return []
    return next((one.id for one in question.answers if one.id in NO), None)


def _groups(sent: QueryDict, errors: Mapping[str, str]) -> Iterator[Group]:
    for screen, questions in screens({}, knowledge(), short=True):
        for number, (title, members) in enumerate(groupby(questions, key=lambda question: question.group)):
            name = f"{screen.id}-{number}"
            yield Group(
                name=name,
                title=title or screen.title,
                intro=screen.intro if number == 0 else "",
                items=tuple(_item(question, sent, errors) for question in members),
                none_chosen=f"{NONE_OF}{name}" in sent,
            )


def _item(question: Question, sent: QueryDict, errors: Mapping[str, str]) -> Item:
    chosen = sent.getlist(question.id)
    return Item(
        question=question,
        choices=tuple(
            Choice(value, label, key, value in chosen, (question.id, value) in _alarming())
            for value, label, key in _choices(question)
        ),
        typed=chosen[-1] if chosen and question.type == "number" else "",
        error=errors.get(question.id, ""),
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
    known = knowledge()
    return frozenset(
        (question.id, value)
        for question in known.order
        for value, _, _ in _choices(question)
        if _is_emergency(question, value, known)
    )


def _is_emergency(question: Question, value: str, known: Knowledge) -> bool:
    raw: object = [value] if question.type == "several" and value != NOT_SURE.value else value
    if question.type == "number":
        return False
    try:
        return emergency_so_far(read_answers({question.id: raw}, known), known)
    except InvalidAnswers:
        return False
