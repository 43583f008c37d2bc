"""A man who reads Spanish, on his phone and without JavaScript: his back locks, he books, his letter comes in
Spanish. A woman with a numb patch between her legs is told in Spanish to call now. All can use the pages."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.interfaces.spoken import left_in_english
from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import answer, choose_time, letter_to, say_no_to_all


def assert_usable(page: Page) -> None:
    """In Spanish throughout, nothing wider than the phone, and nothing that axe finds."""
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert left_in_english(page.content()) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide"


def begin_in_spanish(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Español").first.click()
    expect(page.get_by_role("heading", name="¿Le duele o se le traba la espalda?")).to_be_visible()
    assert_usable(page)
    page.get_by_role("button", name=re.compile("Revisar mi espalda")).click()


def fill_in_spanish(page: Page, *numb: str) -> None:
    for _ in range(12):
        if "/check/q/" not in page.url:
            return
        assert_usable(page)
        screen = page.url.rpartition("/")[2]
        if page.locator("input[name=age]").count():
            page.locator("input[name=age]").fill("44")
            answer(page, "Masculino")
            for value in numb:
                page.locator(f"input[name=saddle_numbness][value={value}]").check(force=True)
        if screen == "where":
            answer(page, "Parte baja de la espalda", "En el centro", "6")
        if screen == "began":
            answer(page, "2 o 3 días", "De golpe", "Está mejorando", "Levantar algo")
        if screen == "pattern":
            answer(page, "Los músculos se me traban o se me hacen nudo")
        say_no_to_all(page)
        page.get_by_role("button", name="Continuar").click()
    raise AssertionError("the check does not end")


def test_from_a_locked_back_to_a_letter_in_spanish(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=True, javascript=False)
    begin_in_spanish(page)
    fill_in_spanish(page)
    expect(page.get_by_role("heading", name="Lo que puede ser")).to_be_visible()
    assert_usable(page)

    choose_time(page)
    assert_usable(page)
    page.get_by_label("Su nombre").fill("Tomás Reyes")
    page.get_by_role("textbox", name="Correo electrónico").fill("tomas@example.org")
    page.get_by_role("button", name="Reservar esta cita").click()
    expect(page.get_by_role("heading", name="Su cita está reservada")).to_be_visible()
    assert_usable(page)

    letter = letter_to(clinic, "tomas@example.org", 1)
    assert str(letter["Subject"]).startswith("Su cita:")
    text = letter.get_body(("plain",))
    assert text is not None
    assert left_in_english(text.get_content()) == []


def test_a_numb_patch_leads_to_the_emergency_page_in_spanish(open_page: OpenPage) -> None:
    page = open_page(phone=True, javascript=False)
    begin_in_spanish(page)
    fill_in_spanish(page, "new")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Llame al 911 ahora mismo")
    expect(page.locator("main a.call").first).to_have_attribute("href", "tel:911")
    assert_usable(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_use_the_spanish_pages(open_page: OpenPage, dark: bool) -> None:
    page = open_page(phone=True, dark=dark)
    found: list[str] = []
    page.goto("/?lang=es")
    for address in ("/", "/about", "/check", "/book", "/there-is-nothing-here"):
        page.goto(address)
        found += _violations(page)
    page.goto("/")
    page.get_by_role("button", name=re.compile("Revisar mi espalda")).click()
    found += _violations(page)
    answer(page, "Se me cae un lado de la cara")
    page.get_by_role("button", name="Continuar").click()
    found += _violations(page)

    assert found == []


def _violations(page: Page) -> list[str]:
    results = Axe().run(page).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['target']}" for one in results]
