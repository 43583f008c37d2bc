"""From a check to a plan: composed at the desk by keyboard, read and signed on a phone, eight mixed visits
booked at once, one of them kept with its note sealed and added to, and all of it in the story of the episode;
looked at again, discharged, the letter signed."""

import re
from typing import Literal

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import book, fill_simple_check, sign_in
from tests.stories.test_pages_for_everyone import violations

NAME = "Ivo Planner (synthetic)"


def compose(page: Page) -> str:
    """Without a mouse: every field by its label, every button by Enter. Returns the link for the person."""
    page.goto(f"/desk/people?q={NAME.split()[0]}")
    page.get_by_role("link", name=re.compile("^Story")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Write a plan").focus()
    page.keyboard.press("Enter")
    page.get_by_label("How long it has lasted").select_option(label="Three months or more, first course")
    page.get_by_role("button", name="Propose a plan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("plan, version 1, draft"))).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Goal 1").focus()
    page.keyboard.type("carry the shopping")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.get_by_role("button", name="Save and offer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It waits for")).to_be_visible()
    assert violations(page) == []
    link = page.get_by_role("link", name=re.compile("^Open it for")).get_attribute("href")
    assert link is not None
    return link


def agree(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_text("carry the shopping")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Your name").fill(NAME)
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="Yes, I agree to this plan").click()
    expect(page.get_by_text("Thank you. You have agreed to this plan.")).to_be_visible()


def test_from_check_to_eight_visits(open_page: OpenPage, clinic: Clinic) -> None:
    phone = open_page(phone=True)
    fill_simple_check(phone)
    book(phone, name=NAME, address="ivo.planner@example.org")

    desk = open_page(phone=False)
    sign_in(desk, clinic, "clinician")
    link = compose(desk)
    agree(phone, link)

    desk.reload()
    desk.get_by_role("link", name="Find times for the visits").click()
    expect(desk.get_by_text(re.compile("^From the plan that Ivo Planner"))).to_be_visible()
    desk.get_by_label(re.compile("^Chiropractic visit")).first.check()
    desk.get_by_label("Massage, 30 minutes: which visits").fill("2, 4")
    desk.get_by_label(re.compile("^Massage, 30 minutes")).first.check()
    desk.get_by_role("button", name="Find times for all visits").click()
    desk.get_by_role("button", name=re.compile(r"^Book \d+ visits$")).click()
    expect(desk.get_by_text("in the calendar for")).to_be_visible()

    phone.goto(link)
    expect(phone.get_by_role("heading", name="Your visits")).to_be_visible()
    assert phone.locator("main .list > li").count() >= 8
    desk.get_by_role("link", name="The story so far").click()
    expect(desk.get_by_text(f"{NAME} agreed", exact=False)).to_be_visible()
    assert violations(desk) == []
    story = desk.url
    come_and_be_treated(desk, story)
    desk.goto(story)
    expect(desk.get_by_text("Addendum by")).to_be_visible()
    look_again_and_discharge(desk)


def come_and_be_treated(page: Page, story: str) -> None:
    """One of the visits: marked as come, its note written and signed, refused when sent again, added to."""
    page.goto(f"{story}?kind=visit")
    page.get_by_role("link", name=re.compile("^Massage, 30 minutes")).first.click()
    press(page, "button", f"Arrived for {NAME}")
    press(page, "link", "The note")
    press(page, "button", "Begin the note")
    address, token = page.url, page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    page.get_by_label("Pain now, 0 to 10").fill("3")
    page.get_by_label("Advice given, exercises taught").fill("walk twice a day")
    page.get_by_label("Go on as planned").check(force=True)
    press(page, "button", "Sign")
    expect(page.get_by_text(re.compile("^Signed by"))).to_be_visible()
    again: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token or "", "do": "keep", "version": "1"}
    answer = page.request.post(address, form={**again, "said": "all well"}, headers={"Referer": address})
    assert "signed and does not change" in answer.text()
    page.goto(address)
    page.get_by_label("Addendum").fill("The left knee as well.")
    press(page, "button", "Sign the addendum")
    expect(page.get_by_text("The left knee as well.")).to_be_visible()


def look_again_and_discharge(page: Page) -> None:
    """By keyboard: what is missing is said, the decision signed, the letter read, signed and printed."""
    press(page, "link", "Look again")
    page.get_by_label(re.compile("^Pain, average")).focus()
    page.keyboard.type("1")
    press(page, "button", "Show what the rules say")
    expect(page.get_by_text("cannot be settled yet")).to_be_visible()
    assert violations(page) == []
    for question in ("New warning signs", "New trouble in a leg", "Any trouble in a leg"):
        page.get_by_label(question, exact=True).select_option("no")
    page.get_by_label("Discharge", exact=True).focus()
    page.keyboard.press("Space")
    press(page, "button", "Sign")
    expect(page.get_by_text("Say in a few words why.")).to_be_visible()
    page.get_by_label("Why", exact=True).fill("Back to carrying the shopping.")
    press(page, "button", "Sign")
    expect(page.get_by_text("The plan and this bout are over.", exact=False)).to_be_visible()
    press(page, "button", "Write a discharge summary")
    expect(page.get_by_label("Why care ends")).to_have_value("Back to carrying the shopping.")
    assert violations(page) == []
    press(page, "button", "Sign")
    expect(page.get_by_text(re.compile("^Signed by"))).to_be_visible()
    paper = page.request.get(str(page.get_by_role("link", name="PDF").get_attribute("href")))
    assert paper.body()[:5] == b"%PDF-"


def press(page: Page, role: Literal["button", "link"], name: str) -> None:
    page.get_by_role(role, name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_without_javascript_a_typed_name_is_enough(open_page: OpenPage, clinic: Clinic) -> None:
    phone = open_page(phone=True)
    fill_simple_check(phone)
    book(phone, name="Ilse Planner (synthetic)", address="ilse.planner@example.org")
    desk = open_page(phone=False)
    sign_in(desk, clinic, "clinician")
    desk.goto("/desk/people?q=Ilse")
    desk.get_by_role("link", name=re.compile("^Story")).click()
    desk.get_by_role("link", name="Write a plan").click()
    desk.get_by_role("button", name="Propose a plan").click()
    desk.get_by_label("Goal 1").fill("sleep through")
    desk.get_by_role("button", name="Save and offer").click()
    link = desk.get_by_role("link", name=re.compile("^Open it for")).get_attribute("href")
    plain = open_page(phone=True, javascript=False, dark=True)
    plain.goto(str(link))
    plain.get_by_label("Your name").fill("Ilse Planner")
    plain.get_by_role("button", name="Yes, I agree to this plan").click()
    expect(plain.get_by_text("Thank you. You have agreed to this plan.")).to_be_visible()
