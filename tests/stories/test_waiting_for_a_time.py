"""A time is kept while the form is filled, and what comes free goes to whoever waits: on a phone, without
JavaScript, from the free times to the visit; and nothing for axe to find on the way."""

import re
import time

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import book, choose_time, fill_simple_check, sign_in
from tests.stories.test_pages_for_everyone import violations

# The worker looks every second; a busy machine may take longer.
PATIENCE = 40


def test_a_chosen_time_is_kept_and_the_minutes_left_are_shown_quietly(open_page: OpenPage) -> None:
    page = open_page(phone=True)
    fill_simple_check(page)
    choose_time(page)
    kept = page.locator("[data-kept]")
    expect(kept).to_contain_text("We keep this time for you until")
    expect(kept.locator("[data-kept-left]")).to_have_text(re.compile(r"about (10|9) minutes left"))
    expect(kept.locator("[data-kept-left]")).to_have_attribute("aria-hidden", "true")
    expect(page.locator("[data-kept-said]")).to_have_text("")
    assert violations(page) == []


def test_what_comes_free_goes_to_whoever_waits(open_page: OpenPage, clinic: Clinic) -> None:
    first, waiting, looking = open_page(phone=True), open_page(phone=True, javascript=False), open_page()
    fill_simple_check(first)
    book(first, name="Gus Early", address="gus@example.org")

    place = join(waiting)
    assert violations(seen(looking, place)) == []
    expect(first.get_by_role("link", name="I would like an earlier time")).to_be_visible()
    first.get_by_role("link", name="Cancel it").click()
    first.get_by_role("button", name="Yes, cancel it").click()

    until = time.monotonic() + PATIENCE
    while not waiting.get_by_role("link", name="See it and answer").count() and time.monotonic() < until:
        waiting.wait_for_timeout(500)
        waiting.goto(place)
    waiting.get_by_role("link", name="See it and answer").click()
    expect(waiting.get_by_role("heading", name="A time has come free for you")).to_be_visible()
    expect(waiting.get_by_text("We keep it for you until")).to_be_visible()
    assert violations(seen(looking, waiting.url)) == []
    the_desk_sees_it(open_page(phone=False), clinic)

    waiting.get_by_role("button", name="Yes, I take this time").click()
    expect(waiting.get_by_role("heading", name="The time is yours")).to_be_visible()
    expect(waiting.get_by_text("Wanda Waits")).to_be_visible()
    waiting.goto(place)
    expect(waiting.get_by_role("heading", name="You have taken a time")).to_be_visible()


def join(page: Page) -> str:
    """Onto the waiting list from the free times; the address of the place."""
    fill_simple_check(page)
    page.locator("main a[href*='/book/']").last.click()
    page.locator("main a.card-link").first.click()
    page.get_by_role("link", name="Join the waiting list").click()
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", name="Please look at this again")).to_be_visible()
    page.get_by_label("Your name").fill("Wanda Waits")
    page.get_by_role("textbox", name="E-mail").fill("wanda@example.org")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", name="You are on the waiting list")).to_be_visible()
    return page.url


def seen(page: Page, address: str) -> Page:
    """The same page in a browser with JavaScript, which axe needs."""
    page.goto(address)
    return page


def the_desk_sees_it(page: Page, clinic: Clinic) -> None:
    sign_in(page, clinic, "front desk")
    page.goto("/desk/waiting-list")
    row = page.locator("article", has_text="Wanda Waits")
    expect(row).to_contain_text("Offered")
    expect(row.get_by_role("button", name="Take it back")).to_be_visible()
    assert violations(page) == []
