"""What stands in front of every page: whose clinic, who asks, how often, and what the browser may do."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.factories import make_clinic, make_membership
from tests.interfaces.desk import sign_in
from unknot.journey.people.models import Clinic
from unknot.server import rates

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.server.pages")]


@pytest.fixture
def limits(settings: Settings) -> None:
    settings.RATE_LIMITS = True
    rates.limiter.cache_clear()


def test_the_only_clinic_answers_under_every_name(client: Client) -> None:
    make_clinic(slug="hill")

    assert client.get("/who").content == b"hill person "


def test_among_several_clinics_the_host_name_decides(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [".example.org"]
    make_clinic(slug="hill")
    make_clinic(slug="dale")

    assert client.get("/who", headers={"host": "dale.example.org"}).content == b"dale person "
    assert client.get("/who", headers={"host": "mill.example.org"}).status_code == HTTPStatus.NOT_FOUND


def test_without_a_clinic_there_is_no_page_but_health(client: Client) -> None:
    assert client.get("/who").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/health").content == b"ok\n"


def test_staff_of_one_clinic_are_strangers_in_another(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = [".example.org"]
    hill = make_clinic(slug="hill")
    make_clinic(slug="dale")
    sign_in(client, make_membership(hill, "owner").user)

    assert client.get("/who", headers={"host": "hill.example.org"}).content == b"hill staff owner"
    assert client.get("/who", headers={"host": "dale.example.org"}).content == b"dale person "


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


def test_pages_are_strict_with_the_browser(client: Client, clinic: Clinic) -> None:
    headers = client.get("/who").headers

    policy = {words.split()[0]: words.split()[1:] for words in headers["Content-Security-Policy"].split(";")}
    assert policy == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_form_without_its_token_is_refused(clinic: Clinic) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/signin").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.usefixtures("limits")
def test_too_many_sign_ins_are_answered_429_with_what_to_do(client: Client, clinic: Clinic) -> None:
    answers = [client.post("/signin") for _ in range(12)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 10 + [
        HTTPStatus.TOO_MANY_REQUESTS
    ] * 2
    page = answers[-1].content.decode()
    assert "If this is an emergency" in page
    assert clinic.phone in page
    assert answers[-1].headers["Retry-After"] == "60"


@pytest.mark.usefixtures("limits")
def test_the_check_has_room_for_a_full_waiting_room(client: Client, clinic: Clinic) -> None:
    statuses = {client.post("/check/first").status_code for _ in range(200)}

    assert statuses == {HTTPStatus.OK}


@pytest.mark.usefixtures("limits")
def test_reading_is_never_limited(client: Client, clinic: Clinic) -> None:
    for _ in range(12):
        client.post("/signin")

    assert {client.get("/signin").status_code for _ in range(50)} == {HTTPStatus.OK}


@pytest.mark.usefixtures("limits")
def test_each_address_has_limits_of_its_own(client: Client, clinic: Clinic) -> None:
    for _ in range(12):
        client.post("/signin", REMOTE_ADDR="192.0.2.1")

    assert client.post("/signin", REMOTE_ADDR="192.0.2.2").status_code == HTTPStatus.OK


@pytest.mark.usefixtures("limits")
def test_behind_a_proxy_the_address_that_the_proxy_saw_counts(
    client: Client, clinic: Clinic, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    for made_up in range(12):
        client.post("/signin", headers={"x-forwarded-for": f"203.0.113.{made_up}, 192.0.2.1"})

    limited = client.post("/signin", headers={"x-forwarded-for": "192.0.2.1"})
    other = client.post("/signin", headers={"x-forwarded-for": "192.0.2.2"})

    assert (limited.status_code, other.status_code) == (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.OK)


@pytest.mark.usefixtures("limits")
def test_without_a_proxy_nobody_can_make_up_an_address(client: Client, clinic: Clinic) -> None:
    for made_up in range(12):
        client.post("/signin", headers={"x-forwarded-for": f"203.0.113.{made_up}"})

    limited = client.post("/signin", headers={"x-forwarded-for": "203.0.113.99"})

    assert limited.status_code == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.usefixtures("limits")
def test_many_addresses_cannot_guess_at_one_password(client: Client, clinic: Clinic) -> None:
    statuses = [
        client.post("/signin", {"email": "Owner@hill.example"}, REMOTE_ADDR=f"192.0.2.{one}").status_code
        for one in range(12)
    ]

    assert statuses[9:] == [HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_MANY_REQUESTS]


@pytest.mark.usefixtures("limits")
def test_staff_at_work_are_not_limited(client: Client, clinic: Clinic) -> None:
    sign_in(client, make_membership(clinic, "front_desk").user)

    assert {client.post("/signin").status_code for _ in range(30)} == {HTTPStatus.OK}
