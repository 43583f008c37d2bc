"""Somebody rings. The front desk asks the warning signs, sees how urgent it is, and books, by keyboard
alone."""

import re

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import sign_in

# A back that locked two days ago while lifting; to all else the harmless answer stands first or is called no.
SAID = {"pain_severity": "5", "pain_trend": "improving", "trigger": "lifting", "movement_effect": "worse"}


def deny_everything(page: Page) -> None:
    """Says no to each group with one key, and answers what has no yes and no."""
    for box in page.locator("input[data-none]").all():
        if not box.is_checked():
            box.focus()
            page.keyboard.press("Space")
    for ask in page.locator("fieldset.ask").all():
        name = (ask.get_attribute("id") or "").removeprefix("q-")
        radios = ask.locator("input[type=radio]")
        if (
            radios.count()
            and not ask.locator("input:checked").count()
            and not ask.locator("[value=yes]").count()
        ):
            told = ask.locator(f"input[value='{SAID.get(name, 'none')}'], input[value=no]")
            (told if told.count() else radios).first.focus()
            page.keyboard.press("Space")
        choices = ask.locator("select")
        if choices.count() and not choices.input_value():
            choices.focus()
            page.keyboard.press("ArrowDown")
            if name in SAID:
                choices.select_option(SAID[name])


def test_the_desk_books_for_a_caller_by_keyboard(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False)
    sign_in(page, clinic, "front desk")
    page.goto("/desk/call")

    page.get_by_label("Name", exact=False).first.focus()
    page.keyboard.type("Leo Lind")
    page.get_by_label("Phone", exact=False).first.focus()
    page.keyboard.type("707 555 0142")
    deny_everything(page)
    page.locator("[name=age]").focus()
    page.keyboard.type("38")
    page.locator("[name=sex][value=male]").focus()
    page.keyboard.press("Space")
    finish_questions(page)

    expect(page.get_by_role("heading", name="First free times")).to_be_visible()
    if not page.locator("input[name=start]:checked").count():
        page.locator("input[name=start]").first.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Book this visit").focus()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("Leo Lind")
    assert re.search(r"/desk/(day|bookings|$)", page.url), page.url


def test_an_emergency_on_the_phone_shows_what_to_read_out(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False, javascript=False)
    sign_in(page, clinic, "front desk")
    page.goto("/desk/call")
    page.get_by_label("Name", exact=False).first.fill("Milo Grant")
    page.locator("[name=face_droop][value=yes]").check(force=True)
    page.locator("button[data-done]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("911")
    expect(page.locator("main")).to_contain_text("The alert is raised")
    assert page.get_by_role("button", name="Book this visit").count() == 0


def finish_questions(page: Page) -> None:
    """Sends what is answered; what the answers make it ask besides is denied too."""
    for _ in range(4):
        page.locator("button[data-done]").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if not page.locator("button[data-done]").count():
            return
        deny_everything(page)
    raise AssertionError("the questions do not end")
