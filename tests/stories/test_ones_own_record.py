"""A person's side of the record in a real browser: a consent signed by finger, the way into one's own record
by the letter, the download, a wish to have something corrected; and the desk that answers it."""

import re
import zipfile

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import letter_to, sign_in
from tests.stories.test_pages_for_everyone import violations

ADDRESS = "ada.alder@example.org"


def sign(desk: Page, phone: Page) -> None:
    """Asked at the desk, signed on the person's own telephone."""
    desk.goto("/desk/people?q=Alder")
    desk.locator("main .people a[href*='/desk/people/']").first.click()
    desk.get_by_role("link", name="Consents").click()
    listing = desk.url
    desk.get_by_label("What").select_option("neck thrust")
    with desk.expect_navigation():
        desk.get_by_role("button", name="On this screen").click()
    phone.goto(desk.url)
    phone.get_by_label("Your name").fill("Ada Alder")
    phone.locator("canvas").scroll_into_view_if_needed()
    box = phone.locator("canvas").bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 20, box["y"] + 40)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
    phone.mouse.up()
    phone.get_by_role("button", name="Yes, I agree").click()
    expect(phone.get_by_text("Thank you. It is signed.")).to_be_visible()
    expect(phone.get_by_role("img", name="Signature")).to_be_visible()
    desk.goto(listing)
    expect(desk.get_by_role("link", name="The neck (quick thrust, neck)")).to_be_visible()


def way_in(clinic: Clinic) -> str:
    """The link in this person's letter, as soon as it is there: others have letters with a way in, and this
    person has letters without."""
    for number in range(1, 20):
        body = letter_to(clinic, ADDRESS, number).get_body(("plain",))
        if found := re.search(r"/me/in/[\w-]+", body.get_content() if body else ""):
            return found.group(0)
    raise AssertionError("no letter with a way in")


def test_a_person_signs_comes_in_takes_it_along_and_asks(open_page: OpenPage, clinic: Clinic) -> None:
    desk, phone = open_page(phone=False), open_page(phone=True)
    sign_in(desk, clinic, "clinician")
    sign(desk, phone)

    phone.get_by_role("link", name="Your record").click()
    phone.get_by_label("Your e-mail address").fill(ADDRESS)
    phone.get_by_role("button", name="Send me a link").click()
    expect(phone.get_by_text("If we know this address")).to_be_visible()
    phone.goto(way_in(clinic))
    assert violations(phone) == []
    phone.get_by_role("button", name="Open my record").click()
    expect(phone.get_by_role("heading", name="Visits to come")).to_be_visible()
    assert violations(phone) == []

    with phone.expect_download() as taken:
        phone.get_by_role("button", name="Download my record").click()
    with zipfile.ZipFile(taken.value.path()) as box:
        assert {"record.json", "record.pdf"} == set(box.namelist())

    phone.get_by_text("Something in it is wrong").click()
    phone.get_by_label("What is wrong, and what would be right?").fill("I was born a year later.")
    phone.get_by_role("button", name="Ask to correct it").click()
    expect(phone.get_by_text("we are at it")).to_be_visible()
    desk.goto("/desk/work")
    waiting = desk.get_by_role("region", name=re.compile("^About records"))
    waiting.get_by_role("link", name=re.compile("^Ada Alder")).click()
    desk.get_by_label("Answer").fill("It says so now.")
    desk.get_by_role("button", name="It is corrected").click()
    phone.reload()
    expect(phone.get_by_text("It says so now.")).to_be_visible()
