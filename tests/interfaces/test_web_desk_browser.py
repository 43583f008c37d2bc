"""The desk in a real browser: nothing that axe objects to, calls by keyboard, and no need of JavaScript."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.answers import BENIGN, EMERGENCY, URGENT, named
from tests.factories import make_patient
from tests.interfaces.desk import Desk, desk_of
from tests.journey.checks import decided
from unknot.clinical.urgency import Tier
from unknot.journey.book.actions import book
from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Booking
from unknot.journey.book.queries import first_available
from unknot.journey.check.models import Alert, Check, Episode
from unknot.journey.outbox.actions import mark_failed, mark_sent
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and the tests make their rows in it.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def desk(client: Client, browser: Browser) -> Desk:
    return desk_of(client, Role.CLINICIAN, practitioners=2, rooms=2)


@pytest.fixture
def open_page(desk: Desk, browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """A page of somebody who is signed in at the desk."""
    contexts = []

    def opened(*, phone: bool = False, dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            base_url=live_server.url,
        )
        context.set_default_timeout(10_000)
        cookie = next(iter(desk.client.cookies.values()))
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def filled(desk: Desk) -> list[str]:
    """A desk with something on every page, and the addresses of those pages."""
    now = datetime.now(UTC)
    decided(EMERGENCY, desk.clinic, contact_name="Robin Vale", contact_phone="707 555 0142")
    urgent = decided(URGENT, desk.clinic)
    patient = make_patient(desk.clinic, name="Ada Finch", email="ada.finch.of.a.long.address@example.org")
    start = first_available(desk.diary.service, now=now, limit=1)[0]
    booking = book(
        clinic=desk.clinic, service=desk.diary.service, starts_at=start, patient=patient, by=SYSTEM, now=now
    )
    message = Message.objects.get()
    mark_sent(
        message=message, subject="Your appointment", body="Hello", attachment="BEGIN:VCALENDAR", now=now
    )
    mark_failed(message=message, error="550 no such box", permanent=True, now=now)
    on = start.astimezone(zone_of(desk.clinic)).date()
    return [reverse("desk-day", args=[(on + timedelta(days=shift)).isoformat()]) for shift in (-1, 0, 1)] + [
        reverse("desk") + "?by=room",
        reverse("desk-calendar") + f"?date={on.isoformat()}",
        reverse("desk-calendar") + f"?date={on.isoformat()}&view=week&by=room",
        reverse("desk-change", args=[booking.id]) + f"?start={on.isoformat()}T20:00Z",
        reverse("desk-call") + "?q=ada",
        reverse("desk-seat", args=[urgent.id]),
        reverse("desk-people") + "?q=ada",
        reverse("desk-booking", args=[booking.id]),
        reverse("desk-move", args=[booking.id]),
        reverse("desk-cancel", args=[booking.id]),
        reverse("desk-alerts"),
        reverse("desk-open-booking", args=[Episode.objects.first().id]),  # type: ignore[union-attr]  # just made
        reverse("desk-check", args=[urgent.id]),
        reverse("desk-outbox"),
        reverse("desk-message", args=[message.id]),
        reverse("desk-check", args=[booking.id]),  # not found
    ]


@pytest.mark.parametrize(("phone", "dark"), [(False, False), (False, True), (True, False), (True, True)])
def test_axe_finds_nothing_on_any_page(desk: Desk, open_page: OpenPage, phone: bool, dark: bool) -> None:
    page = open_page(phone=phone, dark=dark)
    found = {}
    for address in filled(desk):
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true }")
        violations = Axe().run(page).response["violations"]
        found[address] = [(one["id"], one["nodes"][0]["html"]) for one in violations]

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_axe_finds_nothing_at_the_sign_in(desk: Desk, open_page: OpenPage) -> None:
    page = open_page(phone=True)
    page.context.clear_cookies()
    page.goto(reverse("signin"))
    page.get_by_label("E-mail").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("do not open the desk")
    assert Axe().run(page).response["violations"] == []


# Letters and words as far apart as WCAG 1.4.12 asks a page to bear: also a stand-in for a wider font.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }");
    document.adoptedStyleSheets = [sheet];
}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(desk: Desk, open_page: OpenPage, width: int) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for address in filled(desk):
        page.goto(address)
        page.evaluate(SPACED)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)

    assert wide == []


def test_an_emergency_answer_shows_its_advice_before_anything_is_sent(
    desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(javascript=False)
    page.goto(reverse("desk-call"))
    advice = page.get_by_text("This may be an emergency")
    expect(advice).to_be_hidden()

    page.locator(f"#q-{named(Tier.EMERGENCY_NOW)}").get_by_label("Yes").check()
    expect(advice).to_be_visible()
    page.get_by_role("button", name="Raise the alert").click()

    expect(page.get_by_text("Read this out")).to_be_visible()
    assert Alert.objects.get().tier == Tier.EMERGENCY_NOW


def test_a_call_is_taken_and_booked_with_the_keyboard_alone(desk: Desk, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(reverse("desk-call"))
    keys = page.keyboard
    keys.type("Robin Vale")
    keys.press("Tab")
    keys.type("707 555 0142")
    keys.press("Tab")
    answered(page)
    keys.press("Enter")
    expect(page.get_by_text("because of what was said")).to_be_visible()
    answered(page)
    keys.press("Enter")

    expect(page.get_by_role("heading", name="First free times")).to_be_visible()
    keys.press("Space")
    page.get_by_role("button", name="Book this visit").focus()
    keys.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Booked: Robin Vale")
    assert Booking.objects.get().patient.name == "Robin Vale"
    assert Check.objects.get().channel == "phone"


def answered(page: Page) -> None:
    """Every question from the one in focus on, answered by key: nothing is wrong with this caller."""
    for _ in range(50):
        kind, name, is_done, is_owed = page.evaluate(
            """() => {
                const at = document.activeElement, place = at.closest("[data-keys]")
                return [at.type, at.name, at.dataset.done !== undefined, !!place && "owed" in place.dataset]
            }"""
        )
        if is_done:
            return
        if kind == "text":
            page.keyboard.type(str(BENIGN[name]))
            page.keyboard.press("Enter")
        elif kind == "select-one":
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("1" if is_owed else "0")
            if kind == "checkbox" and is_owed:
                page.keyboard.press("Enter")
    raise AssertionError("the keys lead nowhere")


def test_bookings_are_marked_with_one_key(desk: Desk, open_page: OpenPage) -> None:
    filled(desk)
    booking = Booking.objects.get()
    page = open_page()
    page.goto(
        reverse("desk-day", args=[booking.starts_at.astimezone(zone_of(desk.clinic)).date().isoformat()])
    )

    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.get_by_role("status")).to_contain_text("Ada Finch has arrived")


def test_an_alert_is_closed_without_javascript(desk: Desk, open_page: OpenPage) -> None:
    decided(URGENT, desk.clinic, contact_name="Robin Vale")
    page = open_page(phone=True, javascript=False)
    page.goto(reverse("desk"))
    page.get_by_role("link", name="See and close for Robin Vale").click()

    page.get_by_label("What was done for Robin Vale").fill("Spoke to her, she sees her doctor at four")
    page.get_by_role("button", name="Close the alert for Robin Vale").click()

    expect(page.get_by_role("status")).to_contain_text("The alert is closed")
    assert Alert.objects.get().closed_by == desk.membership.user
