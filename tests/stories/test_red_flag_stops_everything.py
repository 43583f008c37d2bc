"""New numbness between the legs: the very next screen is the emergency advice, and no door leads to a
booking."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import answer, begin, fill_simple_check, go_on, say_no_to_all, sign_in


def say_saddle_numbness(page: Page) -> None:
    begin(page)
    say_no_to_all(page)
    go_on(page)
    numb = page.locator("fieldset", has_text="between your legs")
    numb.get_by_label("Yes, this is new").check(force=True)
    go_on(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_the_next_screen_is_the_emergency_advice(javascript: bool, open_page: OpenPage) -> None:
    page = open_page(javascript=javascript)

    say_saddle_numbness(page)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Call 911 now")
    expect(page.locator("main a[href='tel:911']").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("numbness")
    assert page.locator("main a[href*='/book'], nav a[href*='/book']").count() == 0, "no booking on this page"


def test_booking_stays_closed_whichever_way_one_tries(open_page: OpenPage) -> None:
    page = open_page()
    say_saddle_numbness(page)
    result = page.url
    token = result.rstrip("/").rpartition("/")[2]

    for address in (f"/book/{token}/", f"/book/{token}/first-visit/"):
        answer_ = page.goto(address)
        assert answer_ is not None
        assert answer_.status in (404, 409), address
        assert page.locator("main button.slot").count() == 0
    page.goto("/book")
    assert page.locator("main button.slot").count() == 0
    # The page itself stays where it is, for whoever comes to help.
    page.goto(result)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Call 911 now")


@pytest.mark.parametrize(
    "sign", ["One side of my face droops", "A sudden tearing or ripping pain in my back or chest"]
)
def test_one_tick_on_the_first_screen_is_enough(sign: str, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    begin(page)
    answer(page, sign)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Call 911 now")


def test_none_of_these_does_not_undo_a_tick(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    begin(page)
    answer(page, "I passed out, or nearly", "None of these")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Call 911 now")


def test_not_sure_is_never_no(open_page: OpenPage) -> None:
    """A man who is not sure about the first screen, and denies everything else, is to be seen today."""
    page = open_page(javascript=False)
    begin(page)
    answer(page, "I am not sure about some of these")
    go_on(page)
    while "/check/q/" in page.url:
        if page.locator("input[name=age]").count():
            page.locator("input[name=age]").fill("44")
            answer(page, "Male")
        if page.url.endswith("/where"):
            answer(page, "Low back")
        say_no_to_all(page)
        go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("today")
    assert page.locator("main a[href*='/book']").count() == 0


def test_an_empty_screen_says_what_is_missing_and_can_be_skipped(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    begin(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert "/check/q/emergency" in page.url
    page.get_by_role("button", name=re.compile("cannot answer")).click()
    assert "/check/q/emergency" not in page.url


def test_back_keeps_every_answer(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    begin(page)
    say_no_to_all(page)
    go_on(page)
    page.get_by_role("link", name="Back", exact=True).click()
    expect(page.get_by_label("None of these")).to_be_checked()


def test_a_draft_waits_on_its_device_and_on_no_other(open_page: OpenPage) -> None:
    mine, other = open_page(), open_page()
    begin(mine)
    say_no_to_all(mine)
    go_on(mine)
    here = mine.url

    mine.goto("/")
    mine.get_by_role("link", name=re.compile("[Cc]ontinue|[Gg]o on")).first.click()
    assert mine.url == here
    other.goto("/")
    assert other.get_by_role("link", name=re.compile("[Cc]ontinue where|[Gg]o on")).count() == 0


def test_the_desk_sees_the_caller_on_top_until_somebody_closes_it_with_a_word(
    open_page: OpenPage, clinic: Clinic
) -> None:
    person, desk = open_page(), open_page(phone=False)
    say_saddle_numbness(person)

    sign_in(desk, clinic, "front desk")

    waiting = desk.locator("[data-tier=emergency_now]").first
    expect(waiting).to_be_visible()
    desk.goto("/desk/alerts")
    before = desk.locator("form[action*='/close']").count()
    assert before >= 1
    form = desk.locator("form[action*='/close']").first
    form.get_by_role("textbox").fill("Called, ambulance is on its way")
    form.get_by_role("button").first.click()
    desk.goto("/desk/alerts")
    assert desk.locator("form[action*='/close']").count() == before - 1
    expect(desk.locator("main")).to_contain_text("ambulance is on its way")


def test_a_simple_case_is_not_alarmed(open_page: OpenPage) -> None:
    page = open_page()
    fill_simple_check(page)
    heading = page.get_by_role("heading", level=1).inner_text()
    assert "911" not in heading
    assert "today" not in heading
    text = page.locator("main").inner_text().lower()
    assert "you are safe" not in text
    assert "nothing serious" not in text
