"""The warning signs as the desk reads them out: groups, each with "none of these" for all that is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict

from unknot.clinical.asking import Question
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import NOT_SURE, from_form, screens

NONE_OF = "none-of-"


@dataclass(frozen=True, slots=True)
class Choice:
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


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    title: str
    intro: str
    items: tuple[Item, ...]
    none_chosen: bool

    @property
    def can_be_none(self) -> bool:
        return any(item.question.type in ("yes_no", "several") for item in self.items)


def groups(sent: QueryDict, knowledge: Knowledge, errors: Mapping[str, str]) -> tuple[Group, ...]:
    return tuple(_groups(sent, knowledge, errors))


def answers_from(sent: QueryDict, knowledge: Knowledge) -> dict[str, object]:
    """What was typed; "none of these" says no to every question of its group that has no answer."""
    raw = from_form({key: sent.getlist(key) for key in sent if key in knowledge.questions}, knowledge)
    for group in groups(sent, knowledge, {}):
        if group.none_chosen:
            for item in group.items:
                if item.question.type in ("yes_no", "several"):
                    raw.setdefault(item.question.id, False if item.question.type == "yes_no" else [])
    return raw


def _groups(sent: QueryDict, knowledge: Knowledge, errors: Mapping[str, str]) -> Iterator[Group]:
    for screen, questions in screens({}, knowledge, short=True):
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
            Choice(value, label, key, value in chosen, question.emergency and value == "yes")
            for value, label, key in _choices(question)
        ),
        typed=chosen[-1] if chosen and question.type == "number" else "",
        error=errors.get(question.id, ""),
    )


def _choices(question: Question) -> list[tuple[str, str, str]]:
    not_sure = (NOT_SURE.value, "Not sure", "u")
    if question.type == "yes_no":
        return [("no", "No", "n"), ("yes", "Yes", "y"), not_sure]
    return [(one.id, one.label, str(number)) for number, one in enumerate(question.answers, 1)] + [not_sure]
