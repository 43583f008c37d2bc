"""What holds for every page: the body map is whole, nothing is written inline, errors name whom to call."""

import re
from collections import Counter
from http import HTTPStatus
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories import make_clinic
from tests.interfaces.desk import words
from unknot.interfaces.web.bodymap import figures
from unknot.interfaces.web.pages.public import errors
from unknot.knowledge.load import knowledge

WEB = Path(__file__).resolve().parents[2] / "src/unknot/interfaces/web"
CSS = (WEB / "static/web/unknot.css").read_text()
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def test_every_place_that_can_hurt_is_on_the_body_map_and_lights_up() -> None:
    answers = {answer.id for answer in knowledge().questions["pain_sites"].answers}
    drawn = {part.answer for figure in figures(answers) for part in figure.parts}

    assert drawn == answers - {"widespread"}
    for answer in drawn:
        assert f'[value="{answer}"]:checked) .at-{answer}' in CSS
        assert f'[value="{answer}"]:focus-visible) .at-{answer}' in CSS


def test_every_part_of_the_body_map_can_be_touched() -> None:
    front, back = figures({answer.id for answer in knowledge().questions["pain_sites"].answers})
    names = [f"hit-{figure.view}-{part.name} " for figure in (front, back) for part in figure.parts]

    assert [name for name in names if f".{name}{{" not in CSS] == []


def test_the_front_is_mirrored_and_the_back_is_not() -> None:
    sided = figures({"hip_left", "hip_right", "low_back"})
    left = {
        figure.view: float(re.findall(r"[\d.]+", part.path)[0])
        for figure in sided
        for part in figure.parts
        if part.answer == "hip_left"
    }

    assert left["front"] > 100 > left["back"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_nothing_is_styled_or_scripted_inline(template: Path) -> None:
    text = template.read_text()

    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", text)


@pytest.mark.django_db
def test_headings_and_landmarks_are_whole_on_public_pages(client: Client) -> None:
    make_clinic()

    for name in ("home", "check", "book-start", "about", "claims", "sources", "what-helps"):
        found = Counter(re.findall(r"<(h1|main|nav|footer)\b", words(client.get(reverse(name)))))
        assert (found["h1"], found["main"], found["footer"]) == (1, 1, 1)


@pytest.mark.django_db
def test_the_ledger_and_the_sources_are_shown_whole(client: Client) -> None:
    make_clinic()
    claims, sources = words(client.get(reverse("claims"))), words(client.get(reverse("sources")))

    assert [claim.id for claim in knowledge().claims if claim.say not in claims] == []
    assert [one.id for one in knowledge().sources.values() if one.citation not in sources] == []


@pytest.mark.django_db
def test_an_address_that_does_not_exist_says_so_and_whom_to_call(client: Client) -> None:
    make_clinic()

    page = client.get("/nothing-here")

    assert page.status_code == HTTPStatus.NOT_FOUND
    assert 'href="tel:911"' in words(page)


def _shown(answer: HttpResponse) -> tuple[int, bool]:
    return answer.status_code, 'href="tel:' in answer.content.decode()


def test_errors_name_whom_to_call_even_when_no_clinic_was_found(rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/")

    assert _shown(errors.bad_request(request)) == (400, True)
    assert _shown(errors.forbidden(request)) == (403, True)
    assert _shown(errors.csrf_failed(request)) == (403, True)
    assert _shown(errors.not_found(request)) == (404, True)
    assert _shown(errors.broken(request)) == (500, True)


@pytest.mark.django_db
def test_a_form_that_was_open_too_long_is_refused_kindly() -> None:
    make_clinic()

    page = Client(enforce_csrf_checks=True).post(reverse("check"))

    assert page.status_code == HTTPStatus.FORBIDDEN
    assert "Answers that you sent before are kept." in words(page)


@pytest.mark.django_db
def test_what_helps_says_each_measure_with_its_words(client: Client) -> None:
    make_clinic()

    shown = words(client.get(reverse("what-helps")))
    well = knowledge().staying_well

    assert [one.id for one in well.measures if one.say not in shown] == []
    assert [one.id for one in well.nutrients if one.target not in shown] == []
