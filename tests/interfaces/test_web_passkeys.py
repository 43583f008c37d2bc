"""Passkeys on the pages of staff: set up at the first sign-in, shown at the next, kept in order at the desk;
with a device in software, and once with a virtual one in a real browser."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.factories import make_clinic
from tests.interfaces.desk import PASSWORD, sign_in, staff, words
from tests.journey.checks import events
from tests.journey.device import Device
from unknot.journey.people import factors, passkeys
from unknot.journey.people.models import Membership

ORIGIN = "http://localhost"
ENROL, CODE, OWN = reverse("signin-enrol"), reverse("signin-code"), reverse("desk-sign-in")


@pytest.fixture
def safe() -> Client:
    """A browser that came in a way on which passkeys are known."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def member() -> Membership:
    return staff(make_clinic(), "clinician")


def password(client: Client) -> Any:
    return client.post(reverse("signin"), {"email": "mara@example.org", "password": PASSWORD})


def asked(page: Any, name: str) -> Any:
    return json.loads(page.context[name]["asked"])


def enrolled(client: Client, device: Device) -> Any:
    password(client)
    answer = device.made(asked(client.get(ENROL), "new"), ORIGIN)
    return client.post(ENROL, {"passkey": json.dumps(answer), "name": "Key ring"}, follow=True)


def signed(client: Client, device: Device) -> dict[str, str]:
    password(client)
    return {"passkey": json.dumps(device.signed(asked(client.get(CODE), "known"), ORIGIN))}


@pytest.mark.django_db
def test_the_first_sign_in_sets_one_up_and_the_next_asks_for_it(safe: Client, member: Membership) -> None:
    page = words(enrolled(safe, Device()))
    assert "shown this once" in page
    assert "Key ring" in page
    assert "only second step" in page
    safe.post(reverse("signout"))
    answer = signed(safe, Device())
    assert safe.get(reverse("desk")).status_code == HTTPStatus.FOUND, "the password alone opens nothing"
    answer = signed(safe, Device())
    assert safe.post(CODE, {**answer, "next": reverse("desk-people")})["Location"] == reverse("desk-people")
    assert safe.get(reverse("desk")).status_code == HTTPStatus.OK
    assert events()[-2:] == ["people.passkey_added", "people.second_factor_shown"]
    safe.post(reverse("signout"))
    password(safe)
    again = safe.post(CODE, answer)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "an answer is good once"
    assert passkeys.WRONG in words(again)


@pytest.mark.django_db
def test_a_password_alone_adds_no_passkey_to_a_second_step(safe: Client, member: Membership) -> None:
    enrolled(safe, Device(1))
    safe.post(reverse("signout"))
    password(safe)
    assert safe.get(ENROL)["Location"] == CODE
    assert safe.post(ENROL, {"passkey": "{}"})["Location"] == CODE
    assert safe.post(OWN, {"passkey": "{}"})["Location"].startswith(CODE)
    assert len(passkeys.passkeys_of(member.user)) == 1


@pytest.mark.django_db
def test_wrong_answers_count_with_wrong_codes(safe: Client, member: Membership) -> None:
    enrolled(safe, Device(1))
    safe.post(reverse("signout"))
    password(safe)
    sent = ["no json", "[]", "[" * 30_000, json.dumps({"id": 1})]
    for one in sent:
        assert safe.post(CODE, {"passkey": one}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert safe.post(CODE, {"code": "1"})["Location"] == reverse("signin")


@pytest.mark.django_db
def test_they_are_kept_in_order_at_the_desk(
    safe: Client, member: Membership, django_assert_num_queries: Any
) -> None:
    enrolled(safe, Device(1))
    first, device = passkeys.passkeys_of(member.user)[0], Device(2)
    wrong = safe.post(OWN, {"passkey": "{}"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert passkeys.NOT_ADDED in words(wrong)
    assert safe.post(OWN, {"remove": str(first.id)}).status_code == HTTPStatus.CONFLICT
    answer = device.made(asked(safe.get(OWN), "new"), ORIGIN)
    page = words(safe.post(OWN, {"passkey": json.dumps(answer), "name": "Desk"}, follow=True))
    assert "The passkey is added" in page
    assert "shown this once" not in page
    assert "Set up an app for codes" in page
    for one in ("x", "99999", str(first.id)):
        safe.post(OWN, {"remove": one})
    assert [one.name for one in passkeys.passkeys_of(member.user)] == ["Desk"]
    with django_assert_num_queries(18):
        safe.get(OWN)
    for number in range(3, 6):
        answer = Device(number).made(asked(safe.get(OWN), "new"), ORIGIN)
        safe.post(OWN, {"passkey": json.dumps(answer)})
    with django_assert_num_queries(18):
        safe.get(OWN)


@pytest.mark.django_db
def test_where_browsers_know_none_the_pages_say_so(client: Client, safe: Client, member: Membership) -> None:
    enrolled(safe, Device(1))
    password(client)
    page = client.get(CODE)
    assert page.context["known"] is None
    refused = client.post(CODE, {"passkey": "{}"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sign_in(client, member.user)
    page = client.get(OWN)
    assert "cannot hold them" in words(page)
    assert "https" in words(client.post(OWN, {"passkey": "{}"}))


@pytest.mark.django_db
def test_the_address_is_the_one_that_people_type(safe: Client, member: Membership, settings: Any) -> None:
    """Behind a proxy that passes on the name of the host and not its port."""
    settings.PUBLIC_URL = "http://localhost:8443"
    password(safe)
    for origin, there in ((ORIGIN, 0), ("http://localhost:8443", 1)):
        answer = Device().made(asked(safe.get(ENROL), "new"), origin)
        safe.post(ENROL, {"passkey": json.dumps(answer)})
        assert len(passkeys.passkeys_of(member.user)) == there


@pytest.mark.django_db
def test_at_another_address_a_recovery_code_opens(safe: Client, member: Membership, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".localhost"]
    enrolled(safe, Device(1))
    sign_in(safe, member.user)
    code = safe.post(OWN, follow=True).context["codes"][0]
    safe.post(reverse("signout"))
    elsewhere = {"host": "desk.localhost"}
    safe.post(reverse("signin"), {"email": "mara@example.org", "password": PASSWORD}, headers=elsewhere)
    page = words(safe.get(CODE, headers=elsewhere))
    assert "for another address: localhost" in page
    assert safe.post(CODE, {"code": code}, headers=elsewhere)["Location"] == reverse("desk")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and the tests make their rows in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


def with_a_device(browser: Browser, server: LiveServer) -> tuple[Page, list[str]]:
    """A page whose machine has a fingerprint reader, and what its browser complains of."""
    page, said = browser.new_context(base_url=server.url).new_page(), list[str]()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: said.append(message.text))
    machine = page.context.new_cdp_session(page)
    machine.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    more = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})
    return page, said


def let_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def objections(page: Page) -> list[str]:
    return [one["id"] for one in Axe().run(page).response["violations"]]


@pytest.mark.django_db(transaction=True)
def test_a_real_browser_with_a_device(live_server: LiveServer, browser: Browser) -> None:
    member = staff(make_clinic(), "owner")
    page, said = with_a_device(browser, live_server)
    let_in(page)
    expect(page.get_by_role("heading", name="A passkey")).to_be_visible()
    found = objections(page)
    with page.expect_navigation(url="**/desk/sign-in"):
        page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    found += objections(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("holds a passkey of yours")).to_be_focused()
    page.goto("/desk/settings/team")
    page.get_by_text("Second step lost").click()
    expect(page.get_by_label("Why, and how you know")).to_be_visible()
    found += objections(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out", exact=True).click()
    let_in(page)
    found += objections(page)
    with page.expect_navigation(url="**/desk/"):
        page.get_by_role("button", name="Use your passkey").click()
    page.context.close()
    assert found == []
    assert said == []
    assert factors.has_factor(member.user)
    assert events()[-1] == "people.second_factor_shown"
