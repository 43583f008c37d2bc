"""A person at the pages, for tests: fills in the screens as they are shown, keeps what the last one said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN
from unknot.clinical.questions import read_answers
from unknot.interfaces.web.forms.check import SHOWN, Sheet, filled_from
from unknot.knowledge.load import knowledge

MOST_SCREENS = 12

Said = Mapping[str, object]
NOTHING: Said = {}


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a check led: the last response, and the screens on the way."""

    response: Any
    screens: tuple[str, ...]

    @property
    def token(self) -> str:
        return str(self.response.context["check"].token)


def begin(client: Client, form: str = "full") -> Any:
    return client.post(reverse("check"), {"form": form}, follow=True)


def filled(sheet: Sheet, said: Said = NOTHING) -> dict[str, list[str]]:
    """The form of this screen, filled in by somebody who denies everything but what is `said`."""
    known = knowledge()
    answers = read_answers({**BENIGN, **said}, known)
    questions = [known.questions[one] for one in sheet.shown]
    data = {key: list(values) for key, values in filled_from(sheet.screen, questions, answers).items()}
    return {**data, SHOWN: list(sheet.shown)}


def go_on(client: Client, page: Any, said: Said = NOTHING) -> Any:
    sheet = page.context["sheet"]
    return client.post(page.request["PATH_INFO"], filled(sheet, said), follow=True)


def walk(client: Client, *, form: str = "full", said: Said = NOTHING) -> Walk:
    """A whole check, from the first screen to wherever it leads."""
    page, screens = begin(client, form), []
    while page.context and "sheet" in page.context:
        screens.append(page.context["sheet"].screen.id)
        assert len(screens) < MOST_SCREENS, f"the check does not end: {screens}"
        page = go_on(client, page, said)
    return Walk(page, tuple(screens))
