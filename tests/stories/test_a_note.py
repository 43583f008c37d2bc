"""The note of a visit in a real browser, by keyboard: written, signed; what is signed refuses the page that
was still open elsewhere; an addendum. Counts what a hand does for a routine note."""

import re

from playwright.sync_api import Page, expect

from tests.stories.conftest import Clinic, OpenPage
from tests.stories.people import sign_in
from tests.stories.test_pages_for_everyone import violations

# Interactions of a routine note, from opening it to the seal.
MOST = 12
# Until a pause in typing is saved, on a busy machine, in ms.
SLOW = 30_000


class Hand:
    """A keyboard that counts: one for each field filled, each choice, each button."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def types(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).focus()
        self.page.keyboard.type(words)
        self.count += 1

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).focus()
        self.page.keyboard.press("Enter")
        self.count += 1

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).focus()
        self.page.keyboard.press("Space")
        self.count += 1


def open_a_note(page: Page) -> str:
    """The first visit under "Notes to sign"; returns its address."""
    page.goto("/desk/work?whose=all")
    notes = page.get_by_role("region", name=re.compile("^Notes to sign"))
    notes.get_by_role("link").first.click()
    expect(page.get_by_role("button", name="Begin the note", exact=True)).to_be_visible()
    return page.url


def write(page: Page) -> int:
    hand = Hand(page)
    hand.presses("Begin the note")
    expect(page.get_by_role("heading", name=re.compile("draft$"))).to_be_visible()
    assert violations(page) == []
    hand.types("How the person is today", "easier in the mornings")
    hand.types("Pain now, 0 to 10", "3")
    # A list takes the letters of its choice.
    hand.types("Technique, row 1", "Low")
    hand.types("Segment, row 1", "L4")
    hand.types("Advice given, exercises taught", "walk twice a day")
    hand.ticks("Go on as planned")
    hand.presses("Sign")
    expect(page.get_by_text(re.compile(r"^(Signed by|Not done\.)")).first).to_be_visible()
    if page.get_by_label("Why it was done all the same").count():
        assert violations(page) == []
        hand.types("Why it was done all the same", "examined today, nothing against it")
        hand.presses("Sign")
    expect(page.get_by_text(re.compile("^Signed by"))).to_be_visible()
    return hand.count


def test_a_note_is_written_signed_and_then_only_added_to(open_page: OpenPage, clinic: Clinic) -> None:
    desk = open_page(phone=False)
    sign_in(desk, clinic, "clinician")
    address = open_a_note(desk)

    count = write(desk)
    assert count <= MOST, f"a routine note took {count} interactions"
    assert violations(desk) == []

    # A page that was opened before the signing sends its form again.
    token = desk.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    sent: dict[str, str | float | bool] = {
        "csrfmiddlewaretoken": token,
        "do": "keep",
        "version": "1",
        "said": "all well",
    }
    answer = desk.request.post(address, form=sent, headers={"Referer": address})
    assert "signed and does not change" in answer.text()
    desk.goto(address)
    expect(desk.get_by_text("easier in the mornings")).to_be_visible()

    desk.get_by_label("Addendum").fill("The left knee as well.")
    desk.get_by_role("button", name="Sign the addendum").click()
    expect(desk.get_by_text("The left knee as well.")).to_be_visible()


def test_what_is_typed_survives_a_dropped_connection(open_page: OpenPage, clinic: Clinic) -> None:
    desk = open_page(phone=False)
    sign_in(desk, clinic, "clinician")
    address = open_a_note(desk)
    desk.get_by_role("button", name="Begin the note", exact=True).click()
    said = desk.get_by_label("How the person is today")
    said.fill("sleeps through again")
    expect(desk.get_by_text("Saved as a draft.")).to_be_visible(timeout=SLOW)
    desk.goto(address)
    expect(said).to_have_value("sleeps through again")

    desk.context.set_offline(True)
    said.fill("and walks to work")
    expect(desk.get_by_text("kept on this device", exact=False).last).to_be_visible(timeout=SLOW)
    desk.context.set_offline(False)
    expect(desk.get_by_text("Saved as a draft.")).to_be_visible(timeout=SLOW)
    desk.goto(address)
    expect(said).to_have_value("and walks to work")

    desk.context.set_offline(True)
    said.fill("typed and the page lost")
    expect(desk.get_by_text("kept on this device and saved", exact=False)).to_be_visible(timeout=SLOW)
    desk.context.set_offline(False)
    desk.evaluate("document.querySelector('form[data-note]').remove()")
    desk.goto(address)
    desk.get_by_role("button", name="Take it into the note").click()
    expect(said).to_have_value("typed and the page lost")
    expect(desk.get_by_text("Saved as a draft.")).to_be_visible(timeout=SLOW)
    assert desk.evaluate("Object.keys(localStorage).length") == 0
