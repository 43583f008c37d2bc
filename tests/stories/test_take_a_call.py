"""Somebody rings. The front desk asks the warning signs, sees how urgent it is, and books, by keyboard
alone."""

import re

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import sign_in


def deny_everything(page: Page) -> None:
    """The keys that the page teaches: 0 in each group says no to all that has no answer."""
    for box in page.locator("input[data-none]").all():
        box.focus()
        page.keyboard.press("Space")


def test_the_desk_books_for_a_caller_by_keyboard(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False)
    sign_in(page, clinic, "front desk")
    page.goto("/desk/call")

    page.get_by_label("Name", exact=False).first.focus()
    page.keyboard.type("Rosa Lind")
    page.get_by_label("Phone", exact=False).first.focus()
    page.keyboard.type("707 555 0142")
    deny_everything(page)
    page.locator("[name=age]").focus()
    page.keyboard.type("38")
    page.locator("[name=sex][value=female]").focus()
    page.keyboard.press("Space")
    finish_questions(page)

    expect(page.get_by_role("heading", name="First free times")).to_be_visible()
    if not page.locator("input[name=start]:checked").count():
        page.locator("input[name=start]").first.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Book this visit").focus()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("Rosa Lind")
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
        for ask in page.locator("fieldset.has-error, fieldset[data-added]").all():
            choices = ask.locator("input[type=radio], input[type=checkbox]")
            if choices.count() and not ask.locator("input:checked").count():
                choices.first.focus()
                page.keyboard.press("Space")
            options = ask.locator("select")
            if options.count():
                options.select_option(index=1)
    raise AssertionError("the questions do not end")
