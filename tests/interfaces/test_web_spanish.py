"""The patient side in Spanish: every page says it whole, the desk stays English, the choice is remembered."""

import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.template import Engine, Template
from django.template.base import Node, TextNode
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN, EMERGENCY, SOON, URGENT, private_sign
from tests.factories import make_clinic
from tests.interfaces.desk import a_moment, words
from tests.interfaces.patient import begin, go_on, walk
from tests.interfaces.spoken import heard, left_in_english
from unknot.interfaces.web.languages import SPOKEN
from unknot.interfaces.web.urls import person
from unknot.journey.check.models import Check
from unknot.knowledge.load import knowledge

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

SPANISH = knowledge("es")
WEB = Path(__file__).resolve().parents[2] / "src/unknot/interfaces/web/templates/web"
SAID = [*(WEB / "patient").glob("*.html"), *(WEB / "components").glob("*.html"), WEB / "base.html"]
SAID += [WEB / "public" / f"{name}.html" for name in ("about", "error", 400, 403, "403_csrf", 404, 500, 503)]
FOR_MACHINES = ("width=device-width, initial-scale=1", "light dark", "same-origin", "noindex")


@pytest.fixture
def hispanic(client: Client) -> Client:
    make_clinic()
    client.get("/?lang=es")
    return client


def assert_spanish(response: Any) -> str:
    page = words(response)
    assert '<html lang="es">' in page
    assert left_in_english(page) == []
    return page


@pytest.mark.parametrize("name", ["home", "check", "book-start", "about"])
def test_pages_before_the_check_are_spanish(hispanic: Client, name: str) -> None:
    assert_spanish(hispanic.get(reverse(name)))


@pytest.mark.parametrize("form", ["full", "short"])
def test_every_screen_of_the_check_is_spanish(hispanic: Client, form: str) -> None:
    page, seen = begin(hispanic, form), 0
    while page.context and "sheet" in page.context:
        assert_spanish(page)
        assert_spanish(hispanic.post(page.request["PATH_INFO"], {"shown": page.context["sheet"].shown}))
        page, seen = go_on(hispanic, page, {"sex": "female", "pregnant": True, "pain_severity": 9}), seen + 1

    assert seen > 1
    assert_spanish(page)


@pytest.mark.parametrize("said", [BENIGN, SOON, URGENT, EMERGENCY], ids=["visit", "soon", "today", "now"])
def test_every_result_is_spanish(hispanic: Client, said: dict[str, object]) -> None:
    walked = walk(hispanic, said=said)

    page = assert_spanish(walked.response)
    tier = walked.response.context["result"].tier
    assert SPANISH.routes[tier.code].headline.replace("{emergency}", "911") in heard(page)


def test_saddle_numbness_leads_to_the_emergency_page_in_spanish(hispanic: Client) -> None:
    walked = walk(hispanic, said={"saddle_numbness": "new"})

    page = heard(assert_spanish(walked.response))
    assert "Llame al 911 ahora mismo" in page
    assert "los nervios de la vejiga y del intestino están apretados" in page
    assert "tiene un adormecimiento nuevo o una sensación rara entre las piernas" in page


def test_a_private_sign_names_the_line_that_answers_in_spanish(hispanic: Client) -> None:
    walked = walk(hispanic, said={private_sign(): True})

    page = heard(assert_spanish(walked.response))
    assert "oprima el 2 para español" in page


def test_what_is_stored_stays_in_the_clinics_words(hispanic: Client) -> None:
    walk(hispanic, said={"saddle_numbness": "new"})

    check = Check.objects.get()
    assert check.language == "es"
    assert check.assessment is not None
    assert check.assessment["flags"][0]["person"] == knowledge().rule("RF-CES-01").person


def test_a_stored_assessment_that_knows_more_says_what_stays_english(hispanic: Client) -> None:
    walked = walk(hispanic, said=URGENT)
    check = Check.objects.get()
    stored: Any = check.assessment
    stored["flags"][0]["rule_id"] = "OLD-RULE"
    Check.objects.all()._update([(Check._meta.get_field("assessment"), None, stored)])  # type: ignore[attr-defined]  # as an older version would have left it

    page = heard(words(hispanic.get(reverse("check-result", args=[walked.token]))))

    assert "Una parte de este resultado es de una versión anterior" in page


def test_the_doctors_letter_stays_english_and_says_so(hispanic: Client) -> None:
    walked = walk(hispanic, said=URGENT)

    page = assert_spanish(hispanic.get(reverse("check-letter", args=[walked.token])))

    assert "Esta carta es para el médico" in heard(page)
    assert '<article class="letter stack" lang="en">' in page
    assert "Dear colleague" in page


@pytest.mark.parametrize("name", ["claims", "sources"])
def test_a_page_that_is_english_only_says_so(hispanic: Client, name: str) -> None:
    home = words(hispanic.get("/"))
    assert f'href="{reverse(name)}" hreflang="en"' in home

    response = hispanic.get(reverse(name))

    assert '<html lang="en">' in words(response)
    assert response.headers["Content-Language"] == "en"
    assert "lang=es" not in words(response)


def test_what_went_wrong_is_said_in_spanish(hispanic: Client) -> None:
    response = hispanic.get("/there-is-nothing-here")

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert "Aquí no hay ninguna página" in heard(assert_spanish(response))


def test_the_choice_is_remembered_and_can_be_taken_back(client: Client) -> None:
    make_clinic()

    assert '<html lang="en">' in words(client.get("/"))
    first = client.get("/about?lang=es")
    cookie = first.cookies["unknot-language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("es", True, "Lax")
    assert first.headers["Content-Language"] == "es"
    assert {"Accept-Language", "Cookie"} <= set(re.split(r",\s*", first.headers["Vary"]))
    page = words(client.get("/"))
    assert '<a href="/?lang=en" lang="en" hreflang="en">English</a>' in page
    assert '<link rel="alternate" hreflang="en" href="/?lang=en">' in page
    client.get("/?lang=en")
    assert '<html lang="en">' in words(client.get("/"))


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("en,es;q=0.5", "en"),
        ("fr,es;q=0.3", "es"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_the_browsers_wish_is_the_first_guess(client: Client, wish: str, shown: str) -> None:
    make_clinic()

    assert f'<html lang="{shown}">' in words(client.get("/", headers={"accept-language": wish}))


def test_a_language_that_is_not_offered_is_never_shown(client: Client) -> None:
    make_clinic()

    response = client.get("/?lang=xx")

    assert '<html lang="en">' in words(response)
    assert "unknot-language" not in response.cookies


def test_the_link_keeps_the_address_and_leads_a_form_back_to_its_page(hispanic: Client) -> None:
    walked = walk(hispanic, said=SOON)
    again = hispanic.post(reverse("check-call-back", args=[walked.token]), {"name": "", "phone": ""})

    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'href="{reverse("check-result", args=[walked.token])}?lang=en"' in assert_spanish(again)
    assert 'href="/about?day=1&lang=en"' in words(hispanic.get("/about?day=1"))


def test_every_page_for_the_person_is_said_in_every_language() -> None:
    assert {pattern.name for pattern in person} <= SPOKEN


@pytest.mark.parametrize("template", sorted(SAID), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_template_of_these_pages_holds_words_of_its_own(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    text = re.sub(r'<article class="letter stack" lang="en">.*?</article>', "", text, flags=re.DOTALL)
    text = re.sub(r"{% block body_class %}.*?{% endblock %}", "", text)
    bare = re.sub(r"<[^>]*>", " ", " ".join(_bare(Template(text, engine=Engine.get_default()).nodelist)))
    spoken = re.findall(r'(?:aria-label|alt|title|content)="([^"{]*[A-Za-z]{3}[^"{]*)"', text)

    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"&\w+;", " ", bare)) == []
    assert [one for one in spoken if one not in FOR_MACHINES] == []


def _bare(nodes: object) -> list[str]:
    """The text between the tags, as it stands in the file."""
    found: list[str] = []
    for node in nodes:  # type: ignore[attr-defined]  # a NodeList
        if isinstance(node, TextNode):
            found.append(node.s)
        elif isinstance(node, Node):
            for name in node.child_nodelists:
                found += _bare(getattr(node, name, None) or ())
            for _, branch in getattr(node, "conditions_nodelists", ()):
                found += _bare(branch)
    return found
