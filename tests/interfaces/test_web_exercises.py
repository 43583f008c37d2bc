"""The pages of the exercises, and the way to them from a result."""

from html import escape

import pytest
from django.test import Client

from tests.factories import make_clinic
from unknot.knowledge.load import knowledge

LIBRARY = knowledge().library
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_clinic() -> None:
    make_clinic()


def test_all_stand_on_one_page_each_with_its_figure_and_its_link(client: Client) -> None:
    page = client.get("/exercises/").content.decode()

    for exercise in LIBRARY.exercises.values():
        assert f"<title>{escape(exercise.name)}" in page
        assert f'href="/exercises/{exercise.slug}"' in page
    assert page.count("<svg") >= 24


@pytest.mark.parametrize("phase", list(LIBRARY.programmes))
def test_a_phase_shows_what_to_begin_with_and_how_much(client: Client, phase: str) -> None:
    page = client.get("/exercises/", {"stage": phase}).content.decode()

    assert LIBRARY.programmes[phase].person in page
    assert page.count('class="card exercise"') == len(LIBRARY.in_phase(phase))
    assert page.index(": to begin with") < page.index("Others that may suit you")


def test_an_unknown_phase_shows_all(client: Client) -> None:
    page = client.get("/exercises/", {"stage": "<b>"}).content.decode()

    assert page.count('class="card exercise"') == 24
    assert "<b>" not in page


def test_one_exercise_says_how_how_much_when_not_and_when_to_stop(client: Client) -> None:
    page = client.get("/exercises/modified-curl-up").content.decode()

    assert "Not with osteoporosis" in page
    assert "Neck pain: hold your head" in page
    assert "3 rounds of 6 to 8, hold for 5 to 8 seconds" in page
    assert "Stop if your neck hurts." in page
    assert "call" in page
    assert "{emergency}" not in page
    assert "Not re-verified" in page


def test_no_such_exercise(client: Client) -> None:
    assert client.get("/exercises/headstand").status_code == 404
