"""A clinician lays out a course, looks at the proposal, books it, and mends it when a colleague is ill."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import sign_in
from tests.stories.test_pages_for_everyone import violations


def lay_out(page: Page) -> None:
    page.goto("/desk/people?q=synthetic")
    page.get_by_role("link", name=re.compile("^Plan visits")).nth(3).click()
    page.get_by_role("link", name="Six to twelve weeks").click()
    page.get_by_label(re.compile("^Chiropractic visit")).first.check()
    page.get_by_label("Massage, 30 minutes: which visits").fill("2, 4")
    page.get_by_label(re.compile("^Massage, 30 minutes")).first.check()
    if page.get_by_label(re.compile("^Why without")).count():
        page.get_by_label(re.compile("^Why without")).fill("Examined today")


def test_a_course_is_laid_out_proposed_and_booked(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=True, dark=True)
    sign_in(page, clinic, "clinician")
    lay_out(page)
    assert violations(page) == []
    page.get_by_role("button", name="Find times for all visits").click()

    expect(page.get_by_role("heading", name="Why these times")).to_be_visible()
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.get_by_role("button", name=re.compile(r"^Book \d+ visits$")).click()
    expect(page.get_by_text("in the calendar for")).to_be_visible()
    expect(page.get_by_text("Every visit stands.")).to_be_visible()
    assert violations(page) == []


def test_without_javascript_somebody_away_is_told_for_in_one_screen(
    open_page: OpenPage, clinic: Clinic
) -> None:
    """Days that no other story looks at."""
    page = open_page(phone=False, javascript=False)
    sign_in(page, clinic, "front desk")
    page.goto("/desk/plans")
    page.get_by_role("link", name="Somebody is away").click()
    page.get_by_label("Who is away").select_option(label="Hana Sato")
    first = date.fromisoformat(page.get_by_label("From").input_value()) + timedelta(days=21)
    page.get_by_label("From").fill(first.isoformat())
    page.get_by_label("to and including").fill((first + timedelta(days=6)).isoformat())
    page.get_by_label("Why").fill("ill")
    page.get_by_role("button", name="Close the calendar").click()

    expect(page.get_by_role("heading", name="Hana Sato is away")).to_be_visible()
    page.get_by_role("button", name="Move those that are ticked").click()
    expect(page.get_by_text(re.compile(r"\d+ (person|people) moved"))).to_be_visible()
