"""Every page under axe, the accessibility checker, light and dark: no violation. And no page asks anybody
else for anything."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import answer, begin, fill_simple_check, go_on, say_no_to_all, sign_in
from tests.stories.test_red_flag_stops_everything import say_saddle_numbness

STANDARDS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


SIGN_IN = ("/desk/record", "/desk/sign-in", "/desk/sign-in/new")
AREAS = ("locations", "services", "hours", "leave", "closures", "staff")
SETTINGS = ("/desk/settings", "/desk/classes", *(f"/desk/settings/{area}" for area in AREAS))


def violations(page: Page) -> list[str]:
    # An error summary scrolls to itself: what has then half gone under the emergency strip at the top is not
    # too small a target, it is scrolled away. The browser focuses it some frames after the page has loaded.
    page.wait_for_function(
        "!document.querySelector('[autofocus]') || document.activeElement !== document.body"
    )
    page.evaluate(
        "new Promise(rest => requestAnimationFrame(() => requestAnimationFrame(() => rest(scrollTo(0, 0)))))"
    )
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [
        f"{page.url}: {one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        for node in one["nodes"]
    ]


def public(page: Page) -> list[str]:
    found = []
    everyone = (
        "/",
        "/check",
        "/book",
        "/about",
        "/claims",
        "/sources",
        "/what-helps/",
        "/exercises/",
        "/exercises/?stage=acute",
        "/exercises/walking",
        "/exercises/side-plank",
        "/sign-in",
        "/arrive",
        "/me/sign-in",
        "/no-such-page",
    )
    decides = ("", "rules/", "rules/CO-01", "causes/nonspecific", "questions/age", "urgency/safety_net")
    for address in (*everyone, *(f"/how-unknot-decides/{part}" for part in decides)):
        page.goto(address)
        found += violations(page)
    return found


def the_check(page: Page) -> list[str]:
    """Each screen, as it comes and with its errors, and the result."""
    found = []
    begin(page)
    while "/check/q/" in page.url:
        found += violations(page)
        empty = page.url
        go_on(page)
        if page.url != empty:
            continue  # this screen may be left empty
        found += violations(page)
        if page.locator("input[name=age]").count():
            page.locator("input[name=age]").fill("44")
            answer(page, "Female")
        if page.url.endswith("/where"):
            answer(page, "Low back")
        say_no_to_all(page)
        go_on(page)
    return found + violations(page)


def the_booking(page: Page) -> list[str]:
    fill_simple_check(page)
    found = []
    page.locator("main a[href*='/book/']").last.click()
    found += violations(page)
    page.locator("main a.card-link").first.click()
    found += violations(page)
    page.locator("main button.slot").last.click()
    found += violations(page)
    page.get_by_role("button", name="Book this visit").click()
    found += violations(page)
    page.get_by_label("Your name").fill("Ida Axe")
    page.get_by_label("Phone number").fill("707 555 0177")
    page.get_by_role("button", name="Book this visit").click()
    found += violations(page)
    for name in ("Move it", "Cancel it"):
        page.get_by_role("link", name=name).click()
        found += violations(page)
        page.go_back()
    return found


def the_emergency(page: Page) -> list[str]:
    say_saddle_numbness(page)
    return violations(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
@pytest.mark.parametrize("walk", [public, the_check, the_booking, the_emergency])
def test_axe_finds_nothing(
    walk: Callable[[Page], list[str]], phone: bool, dark: bool, open_page: OpenPage
) -> None:
    assert walk(open_page(phone=phone, dark=dark)) == []


def a_consent(page: Page) -> list[str]:
    """Asked at the desk, to be signed, signed; and the list of what was."""
    page.goto("/desk/people?q=Alder")
    page.locator("main .people a[href*='/desk/people/']").first.click()
    page.get_by_role("link", name="Consents").click()
    found, listing = violations(page), page.url
    page.get_by_label("What").select_option("thrust thrust")
    page.get_by_label("Where").select_option("lumbar")
    page.get_by_role("button", name="On this screen").click()
    found += violations(page)
    page.get_by_label("Your name").fill("Ida Axe")
    page.get_by_role("button", name="Yes, I agree").click()
    found += violations(page)
    page.goto(listing)
    page.locator(".list a").first.click()
    found += violations(page)
    page.goto("/desk/privacy")
    found += violations(page)
    page.goto("/desk/people?q=synthetic")
    both = page.locator("main .people a[href*='/desk/people/']")
    names = [both.nth(place).get_attribute("href") or "" for place in range(2)]
    page.goto(f"{names[0].partition('?')[0]}/merge/{names[1].rpartition('/')[2]}")
    return found + violations(page)


def a_person(page: Page) -> list[str]:
    """Their page as it comes, and with an error."""
    page.goto("/desk/people?q=Alder")
    page.locator("main .people a[href*='/desk/people/']").first.click()
    found = violations(page)
    page.get_by_label("Day of birth").fill("2012-05-01")
    page.get_by_label("Parent or guardian", exact=False).first.fill("")
    page.get_by_role("button", name="Save").click()
    return found + violations(page)


def asked_before(page: Page, visit: str) -> list[str]:
    page.goto(visit)
    page.get_by_role("link", name="Ask before the visit").click()
    found = violations(page)
    page.get_by_role("button", name="Send").click()
    return found + violations(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_at_the_desk(dark: bool, open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False, dark=dark)
    sign_in(page, clinic, "owner")
    found = violations(page)
    for address in (
        "/desk/work",
        "/desk/calendar",
        "/desk/calendar?view=week",
        "/desk/call",
        "/desk/people",
        "/desk/alerts",
        "/desk/outbox",
        *SETTINGS,
        "/desk/plans",
        "/desk/receipts",
        "/desk/prices",
        "/desk/import",
        "/desk/calendars",
        "/desk/away",
        *SIGN_IN,
    ):
        page.goto(address)
        found += violations(page)
    found += a_person(page)
    found += a_consent(page)
    page.goto("/desk/alerts")
    page.get_by_role("link", name="What they said").first.click()
    found += violations(page)
    page.get_by_role("link", name="How this was decided").click()
    found += violations(page)
    page.go_back()
    page.get_by_role("link", name="The story so far").click()
    found += violations(page)
    page.goto("/desk/")
    links = page.eval_on_selector_all("a[href*='/desk/bookings/']", "all => all.map(one => one.pathname)")
    for address in links[:1]:
        found += asked_before(page, address)
        for page_of_it in (address, f"{address}/move", f"{address}/cancel"):
            page.goto(page_of_it)
            found += violations(page)
    assert found == []


def test_pages_ask_nobody_else(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    fill_simple_check(page)
    assert {url for url in asked if not url.startswith(clinic.url)} == set()
    assert [words for words in said if "Content Security Policy" in words] == []
