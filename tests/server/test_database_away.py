"""A database that cannot be written, or not be asked: a page that says so and whom to call, and nothing is
half done."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from tests.factories import make_clinic
from unknot.journey.check.models import Check

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Client:
    """As a browser: errors are answers."""
    make_clinic()
    return Client(raise_request_exception=False)


@pytest.fixture
def read_only(client: Client) -> Iterator[None]:
    """From when the clinic is there."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        yield
        cursor.execute("PRAGMA query_only = OFF")


@pytest.mark.usefixtures("read_only")
@pytest.mark.parametrize(
    ("language", "words"), [("en", "We cannot save anything"), ("es", "Ahora no podemos guardar nada")]
)
def test_a_database_that_may_only_be_read_is_said_and_nothing_is_half_done(
    client: Client, language: str, words: str
) -> None:
    assert client.get(reverse("check")).status_code == 200, "reading goes on"

    page = client.post(f"{reverse('check')}?lang={language}")

    assert (page.status_code, page["Retry-After"]) == (503, "30")
    shown = page.content.decode()
    assert words in shown
    assert 'href="tel:' in shown
    assert "Traceback" not in shown
    assert Check.objects.count() == 0


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, InternalError])
def test_a_database_that_is_away_is_said_too(
    client: Client, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        raise error("server closed the connection unexpectedly")

    monkeypatch.setattr("unknot.server.middleware.queries.only_clinic", gone)

    page = client.get("/")

    assert page.status_code == 503
    assert "server closed" not in page.content.decode()


def test_what_broke_otherwise_is_no_matter_of_the_database(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("unknot.server.middleware.queries.only_clinic", breaks)

    page = client.get("/")

    assert page.status_code == 500
    assert "Something broke on our side" in page.content.decode()


def test_a_folder_that_may_only_be_read_is_the_databases_trouble(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: Any, **kwargs: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("unknot.server.sqlite.base.os.open", refused)

    assert client.post(reverse("check")).status_code == 503
    monkeypatch.undo()
    assert client.post(reverse("check")).status_code == 302
