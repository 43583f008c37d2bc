"""Between visits in a real browser: a check-in on the phone from one's own record, a spasm in three taps, the
picture; then a warning sign: its advice at once, and the desk called before the page is there."""

import re
import time

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import book, fill_simple_check, letter_to, sign_in
from tests.stories.test_pages_for_everyone import violations

NAME, ADDRESS = "Una Weekly (synthetic)", "una.weekly@example.org"


def own_record(phone: Page, clinic: Clinic) -> None:
    phone.goto("/me/sign-in")
    phone.get_by_label("Your e-mail address").fill(ADDRESS)
    phone.get_by_role("button", name="Send me a link").click()
    expect(phone.get_by_text("If we know this address")).to_be_visible()
    phone.goto(way_in(clinic))
    with phone.expect_navigation():
        phone.get_by_role("button", name="Open my record").click()


def way_in(clinic: Clinic) -> str:
    """The letters to this address come in any order: the one with the way in."""
    until = time.monotonic() + 30
    number = 1
    while time.monotonic() < until:
        body = letter_to(clinic, ADDRESS, number).get_body(("plain",))
        found = re.search(r"/me/in/[\w-]+", body.get_content()) if body else None
        if found:
            return found.group(0)
        number += 1
    raise AssertionError("no letter with a way in")


def tap(page: Page, group: str, choice: str) -> None:
    page.get_by_role("group", name=re.compile(re.escape(group))).get_by_label(choice, exact=True).check(
        force=True
    )


def check_in(phone: Page, pain: str) -> None:
    tap(phone, "How bad was the pain on average?", pain)
    tap(phone, "On how many days did a spasm come?", "2")
    tap(phone, "Compared with the beginning of this bout?", "A little better")


def test_a_week_is_told_and_a_sign_is_answered(open_page: OpenPage, clinic: Clinic) -> None:
    phone = open_page(phone=True)
    fill_simple_check(phone)
    book(phone, name=NAME, address=ADDRESS)
    own_record(phone, clinic)
    with phone.expect_navigation():
        phone.get_by_role("link", name="Tell us how it goes").click()
    address = phone.url
    assert violations(phone) == []
    check_in(phone, "6")
    phone.get_by_label("None of these is new or worse").check(force=True)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert violations(phone) == []

    phone.goto(f"{address}/spasm")
    assert violations(phone) == []
    tap(phone, "How bad?", "7")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Write it down").first.click()
    expect(phone.get_by_text("It is written down.")).to_be_visible()

    phone.goto(f"{address}/course")
    picture = phone.get_by_role("img", name="Pain was 6 of 10 in week 0. 1 spasm is written down.")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    assert violations(phone) == []

    phone.goto(address)
    check_in(phone, "6")
    phone.locator("input[name=signs][value=saddle_numbness]").check(force=True)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Send", exact=True).click()
    expect(phone.locator("main")).to_contain_text("emergency")
    desk = open_page(phone=False)
    sign_in(desk, clinic, "clinician")
    desk.goto("/desk/alerts")
    expect(desk.get_by_role("main")).to_contain_text("Una Weekly")
