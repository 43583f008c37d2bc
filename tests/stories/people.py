"""What people do in stories: answer the check, book, read their letters. Selectors are what a person sees:
labels, headings, buttons."""

import email
import email.policy
import re
import time
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.stories.conftest import Clinic

PATIENCE = 20.0


def begin(page: Page) -> None:
    """To the first screen itself: what is looked for at once must not be looked for on the page before."""
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Check my back")).click()


def go_on(page: Page) -> None:
    """To the next screen, or the same one with its errors; a busy machine may show the old one a while."""
    with page.expect_navigation():
        page.get_by_role("button", name="Continue").click()


def say_no_to_all(page: Page) -> None:
    """None of these, no, and else the first choice, which is the harmless one; what is answered stays."""
    for group in page.locator("main fieldset").all():
        radios = group.locator("input[type=radio]")
        if radios.count() and not group.locator("input[type=radio]:checked").count():
            no = group.locator("input[type=radio][value=no], input[type=radio][value=none]")
            _check(no.first if no.count() else radios.first)


def answer(page: Page, *labels: str) -> None:
    for label in labels:
        _check(page.get_by_label(label, exact=True).first)


def fill_simple_check(page: Page) -> list[str]:
    """A man of 44 whose low back locked while lifting, two days ago. Returns the screens he saw."""
    begin(page)
    seen = []
    while "/check/q/" in page.url:
        seen.append(page.url.rpartition("/")[2])
        if page.locator("input[name=age]").count():
            page.locator("input[name=age]").fill("44")
            answer(page, "Male")
        if seen[-1] == "where":
            answer(page, "Low back", "In the middle", "6")
        if seen[-1] == "began":
            answer(page, "2 or 3 days", "All at once", "Getting better", "Lifting")
        if seen[-1] == "pattern":
            answer(page, "Yes, some movements make it clearly worse", "The muscles lock or knot")
        say_no_to_all(page)
        go_on(page)
        assert len(seen) < 12, f"the check does not end: {seen}"
    return seen


def choose_time(page: Page) -> None:
    """From the result to the form: the first service, and a time of next week, which can be moved online
    whatever the hour is and whatever other stories have taken."""
    with page.expect_navigation():
        page.locator("main a[href*='/book/']").last.click()
    with page.expect_navigation():
        page.locator("main a.card-link").first.click()
    with page.expect_navigation():
        page.locator("nav.pager a").last.click()
    with page.expect_navigation():
        page.locator("main .days button.slot").first.click()


def book(page: Page, *, name: str, address: str) -> None:
    choose_time(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_role("textbox", name="E-mail").fill(address)
    page.get_by_role("button", name="Book this visit").click()
    expect(page.get_by_role("heading", name="Your visit is booked")).to_be_visible()


def letter_to(clinic: Clinic, address: str, number: int) -> EmailMessage:
    """The `number`-th letter to this address, once the worker has sent it."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [letter for letter in map(_read, clinic.letters()) if address in str(letter["To"])]
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.2)
    raise AssertionError(f"letter {number} to {address} did not come within {PATIENCE:.0f} seconds")


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a calendar reads out of the file in a letter."""

    method: str
    uid: str
    sequence: int
    start: datetime
    status: str
    has_zone: bool


def appointment_in(letter: EmailMessage) -> Appointment:
    (part,) = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    return Appointment(
        method=str(calendar["METHOD"]),
        uid=str(event["UID"]),
        sequence=int(event.decoded("SEQUENCE")),
        start=event.decoded("DTSTART"),
        status=str(event["STATUS"]),
        has_zone=bool(calendar.walk("VTIMEZONE")),
    )


def sign_in(page: Page, clinic: Clinic, role: str) -> None:
    address, password = clinic.sign_ins[role]
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/"))


def _check(box: Locator) -> None:
    """Ticks through the box itself: the label over it is what a finger meets."""
    box.check(force=True)


def _read(path: object) -> EmailMessage:
    with open(str(path), "rb") as file:  # noqa: PTH123  # the parser wants an open file
        letter = email.message_from_binary_file(file, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    return letter
