"""Two people at the desk look at the same day. One moves a visit, with the mouse and then with keys, and
sees what would change before it does; the other sees it without doing anything."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import sign_in
from tests.stories.test_pages_for_everyone import violations

SEEN_WITHIN = 10_000


def open_day(page: Page) -> str:
    """A day to come with a visit that can be moved; its address."""
    page.goto("/desk/calendar")
    for _ in range(8):
        page.get_by_role("link", name="Day after").click()
        if page.locator(".cal-thing[data-movable]").count():
            return page.url
    raise AssertionError("nobody is booked in the next days")


def listen(page: Page) -> list[str]:
    """What the browser complains of; what it does not know of our permissions policy is its own affair."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def complaints(said: list[str]) -> list[str]:
    return [words for words in said if "Permissions-Policy" not in words]


def carry(page: Page, visit: Locator) -> Locator:
    """Takes a visit with the mouse to a free quarter; returns the place where it hangs."""
    visit.scroll_into_view_if_needed()
    box = visit.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + 30, steps=4)
    expect(page.locator(".cal-free").first).to_be_attached()
    for free in page.locator(".cal-free").all():
        place = free.bounding_box()
        if place and 80 < place["y"] < 780 and abs(place["y"] - box["y"]) > 20:
            page.mouse.move(place["x"] + 40, place["y"] + 7, steps=6)
            break
    ghost = page.locator(".cal-ghost[data-free]")
    expect(ghost).to_be_visible()
    return ghost


def test_a_visit_is_dragged_after_its_change_was_shown_and_the_other_desk_sees_it(
    open_page: OpenPage, clinic: Clinic
) -> None:
    page, other = open_page(phone=False), open_page(phone=False)
    heard = listen(page), listen(other)
    for one in (page, other):
        sign_in(one, clinic, "front desk")
    day = open_day(page)
    other.goto(day)
    visit = page.locator(".cal-thing[data-movable]").first
    id_, name, start = (visit.get_attribute(key) or "" for key in ("id", "data-name", "data-start"))
    there = other.locator(f"#{id_}")
    other.locator(f"#{id_} .cal-who a").focus()

    carry(page, visit)
    page.mouse.up()
    expect(page.get_by_role("heading", name=f"Move {name}?")).to_be_visible()
    expect(visit).to_have_attribute("data-start", start)
    page.get_by_role("link", name="Leave it where it is").click()
    expect(page.locator("dialog")).to_be_hidden()
    expect(visit).to_have_attribute("data-start", start)

    carry(page, visit)
    page.mouse.up()
    page.get_by_role("button", name="Move the visit").click()
    expect(page.get_by_role("link", name="Move it back")).to_be_visible()
    expect(visit).not_to_have_attribute("data-start", start)

    expect(there).not_to_have_attribute("data-start", start, timeout=SEEN_WITHIN)
    expect(there).to_have_attribute("data-changed", "")
    expect(other.locator("[data-said]")).to_contain_text(f"{name} is now at")
    assert other.evaluate("document.activeElement.closest('.cal-thing').id") == id_

    page.get_by_role("link", name="Move it back").click()
    page.get_by_role("button", name="Move the visit").click()
    expect(visit).to_have_attribute("data-start", start)
    expect(there).to_have_attribute("data-start", start, timeout=SEEN_WITHIN)
    assert [complaints(said) for said in heard] == [[], []]


def test_a_visit_is_moved_with_keys_alone(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False)
    heard = listen(page)
    sign_in(page, clinic, "front desk")
    open_day(page)
    visit = page.locator(".cal-thing[data-movable]").last
    start, id_ = visit.get_attribute("data-start") or "", visit.get_attribute("id")
    said = page.locator("[data-said]")

    visit.locator(".cal-who a").focus()
    page.keyboard.press("m")
    expect(page.locator(".cal-ghost")).to_be_visible()
    page.keyboard.press("Escape")
    expect(said).to_contain_text("It stays where it is.")
    page.keyboard.press("m")
    expect(page.locator(".cal-free").first).to_be_attached()
    for key in ["ArrowDown"] * 12 + ["ArrowUp"] * 40:
        page.keyboard.press(key)
        if page.locator(".cal-ghost[data-free]").count() and ", free" in said.inner_text():
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move the visit")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Move it back")).to_be_visible()
    expect(page.locator(f"#{id_}")).not_to_have_attribute("data-start", start)
    assert complaints(heard) == []


def test_arrows_go_from_visit_to_visit_and_an_empty_place_begins_a_call(
    open_page: OpenPage, clinic: Clinic
) -> None:
    page = open_page(phone=False)
    sign_in(page, clinic, "front desk")
    open_day(page)
    page.locator(".cal-new").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.cal-new, .cal-who a')")
    x = y = 0.0
    for place in page.locator(".cal-new").all():
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        assert box is not None
        x, y = box["x"] + 30, box["y"] + box["height"] * 0.8
        page.mouse.move(x, y)
        if page.locator(".cal-new:hover .cal-plus").count():
            break
    expect(page.locator(".cal-new:hover .cal-plus")).to_contain_text(re.compile(r"\+ \d+:45"))
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(r"/desk/call\?at=.*45"))
    expect(page.locator("main")).to_contain_text("if the answers allow it")


def test_a_finger_that_stays_takes_the_visit_and_one_that_moves_scrolls(
    open_page: OpenPage, clinic: Clinic
) -> None:
    page = open_page(phone=True)
    page.set_viewport_size({"width": 1024, "height": 768})
    sign_in(page, clinic, "front desk")
    open_day(page)
    visit = page.locator(".cal-thing[data-movable]").first
    visit.scroll_into_view_if_needed()
    box = visit.bounding_box()
    assert box is not None
    finger = page.context.new_cdp_session(page)
    x, y = box["x"] + 60, box["y"] + 8

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": across, "y": down} for across, down in points]},
        )

    touch("touchStart", (x, y))
    for far in range(0, 40, 8):
        touch("touchMove", (x, y - far))
    assert page.locator(".cal-ghost").count() == 0
    touch("touchEnd")
    page.wait_for_timeout(300)

    box = visit.bounding_box()
    assert box is not None
    x, y = box["x"] + 60, box["y"] + 8
    touch("touchStart", (x, y))
    expect(page.locator(".cal-ghost")).to_be_visible()
    for far in range(0, 60, 10):
        touch("touchMove", (x, y + far))
    touch("touchEnd")
    expect(page.locator("dialog #change-title")).to_be_visible()


def test_a_day_is_one_sheet_of_paper(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False)
    sign_in(page, clinic, "front desk")
    day = open_day(page)
    for more in ("", "&hours=all", "&view=week"):
        page.goto(day + more)
        paper = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 1
        (size,) = set(re.findall(rb"/MediaBox\s*\[0 0 (\d+)[\d.]* (\d+)", paper))
        assert int(size[0]) > int(size[1])  # landscape


def test_without_javascript_it_is_a_table_with_links(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False, javascript=False)
    sign_in(page, clinic, "front desk")
    open_day(page)
    visit = page.locator(".cal-thing[data-movable] .cal-who a").first
    name = visit.inner_text()
    visit.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Move")).click()
    expect(page.get_by_role("heading", name="Move this visit")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_calendar(
    dark: bool, phone: bool, open_page: OpenPage, clinic: Clinic
) -> None:
    page = open_page(phone=phone, dark=dark)
    sign_in(page, clinic, "owner")
    day = open_day(page)
    found = violations(page)
    joint = "&" if "?" in day else "?"
    for more in ("by=room", "view=week", "hours=all", "cancelled=1"):
        page.goto(f"{day}{joint}{more}")
        found += violations(page)
    page.goto(day)
    start = page.locator(".cal-thing[data-movable]").first
    page.goto(
        f"/desk/bookings/{start.get_attribute('data-id')}/change?start={start.get_attribute('data-start')}"
    )
    found += violations(page)
    assert found == []


def test_axe_finds_nothing_while_a_visit_is_moved(open_page: OpenPage, clinic: Clinic) -> None:
    page = open_page(phone=False)
    sign_in(page, clinic, "owner")
    open_day(page)
    page.locator(".cal-thing[data-movable] .cal-who a").first.focus()
    page.keyboard.press("m")
    expect(page.locator(".cal-ghost")).to_be_visible()
    found = violations(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    assert found + violations(page) == []
