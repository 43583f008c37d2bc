"""A man lifts a box, his back locks. He answers the check on his phone, books, moves, cancels; the letters
and their calendar files follow him. With JavaScript and without, on a phone and on a desktop."""

import re

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import appointment_in, book, fill_simple_check, letter_to


@pytest.mark.parametrize(
    ("phone", "javascript"),
    [(True, True), (True, False), (False, True)],
    ids=["phone", "no script", "desktop"],
)
def test_from_a_locked_back_to_a_seat_and_back(
    phone: bool, javascript: bool, open_page: OpenPage, clinic: Clinic
) -> None:
    page = open_page(phone=phone, javascript=javascript)
    address = f"tom-{phone}-{javascript}@example.org".lower()

    seen = fill_simple_check(page)
    assert len(seen) <= 7, seen
    assert len(seen) == len(set(seen)), "no screen came twice"
    expect(page.get_by_role("heading", name="What it may be")).to_be_visible()
    assert not re.search(r"\d ?%", page.locator("main").inner_text()), "no percentages"

    book(page, name="Tom Reyes", address=address)
    manage = page.url

    first = appointment_in(letter_to(clinic, address, 1))
    assert (first.method, first.sequence, first.has_zone) == ("REQUEST", 0, True)

    with page.expect_navigation():
        page.get_by_role("link", name="Move it").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Later", exact=True).click()
    page.locator("main button.slot").last.click()
    expect(page.get_by_role("heading", name="Your visit has a new time")).to_be_visible()
    moved = appointment_in(letter_to(clinic, address, 2))
    assert (moved.method, moved.uid, moved.sequence) == ("REQUEST", first.uid, 1)
    assert moved.start > first.start

    page.goto(manage)
    page.get_by_role("link", name="Cancel it").click()
    page.get_by_role("button", name="Yes, cancel it").click()
    expect(page.get_by_role("heading", name="This visit is cancelled")).to_be_visible()
    cancelled = appointment_in(letter_to(clinic, address, 3))
    assert (cancelled.method, cancelled.uid, cancelled.sequence) == ("CANCEL", first.uid, 2)
    assert cancelled.status == "CANCELLED"


def test_letters_name_no_symptom_where_others_may_look(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page()
    fill_simple_check(page)
    book(page, name="Una Diaz", address="una@example.org")

    letter = letter_to(clinic, "una@example.org", 1)

    subject = str(letter["Subject"]).replace("Redwood Back Clinic", "")
    assert not re.search(r"back|spasm|pain|spine|chiro|massage", subject, re.IGNORECASE)


def test_two_people_want_the_same_start(open_page: OpenPage) -> None:
    """Whoever chooses it first has it kept while they type; the second is offered the nearest free ones."""
    first, second = pages = [open_page(), open_page()]
    for page in pages:
        fill_simple_check(page)
        page.locator("main a[href*='/book/']").last.click()
        page.locator("main a.card-link").first.click()
        # The same practitioner and the same start for both.
        page.locator("nav[aria-label='With whom'] a").nth(1).click()
    for page in pages:
        page.locator("main button.slot").nth(2).click()

    expect(first.get_by_text("We keep this time for you until")).to_be_visible()
    expect(second.get_by_role("heading", name="Somebody has just taken this time")).to_be_visible()
    second.get_by_role("alert").locator("button.slot").first.click()
    for page, name in ((second, "Second Person"), (first, "First Person")):
        page.get_by_label("Your name").fill(name)
        page.get_by_role("textbox", name="E-mail").fill(f"{name.split()[0].lower()}@example.org")
        page.get_by_role("button", name="Book this visit").click()
        expect(page.get_by_role("heading", name="Your visit is booked")).to_be_visible()
