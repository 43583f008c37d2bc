"""Text messages: one message each where words allow it, nothing about backs, and three ways out."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.interfaces.test_mail import CONTEXT, MEDICAL
from unknot.interfaces.mail.render import UnknownMessage, render_text
from unknot.interfaces.mail.short import fitted, gsm, is_one
from unknot.interfaces.mail.texts import FileTexts, GatewayTexts, Text, WebhookTexts
from unknot.interfaces.mail.transports import FileTransport, TransportError
from unknot.server.texts import texts_for

ORIGIN = "https://book.vinestreet.example"
LINK = "/r/AZuVlmgnd0G3_0123456789-abcdefghi"
REMINDER = {**CONTEXT, "short_link": LINK, "person_zone": "America/Los_Angeles"}
TEXT = Text("+17075550123", "See you", "0199a", "Vine Street", datetime(2026, 11, 23, 10, tzinfo=UTC))


def words(**changes: object) -> str:
    return render_text("reminder", {**REMINDER, **changes}, ORIGIN)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("may_change", [True, False])
def test_a_reminder_is_one_message_without_a_medical_word(language: str, may_change: bool) -> None:
    said = words(language=language, may_change=may_change, texts_name="Vine Street")
    assert is_one(said)
    assert said.startswith("Vine Street: ")
    assert "10:30 am" in said
    assert said.endswith(f" {ORIGIN}{LINK}")
    assert [word for word in (*MEDICAL, "robin") if word in said.lower()] == []


def test_a_reminder_in_english_word_for_word() -> None:
    assert words() == (
        f"Vine Street: appointment Tue 1 Dec, 10:30 am. Confirm, move or cancel: {ORIGIN}{LINK}"
    )
    assert "10:30 am (PST)" in words(person_zone="Europe/Madrid")


def test_the_name_gives_way_before_the_link_does() -> None:
    said = words(texts_name="The Vine Street Neighbourhood House for Everybody")
    assert is_one(said)
    assert said.startswith("The Vine Street Neighbourhood: ")
    assert said.endswith(LINK)
    long = words(texts_name="Donaudampfschifffahrtsgesellschaftskapitaenshaus-Nebengebaeude-Praxis")
    assert long.startswith("Donaudampfsc: ")


def test_accents_that_the_alphabet_lacks_are_left_out_and_other_scripts_stay() -> None:
    assert gsm("sábado, él irá — “sí”…") == 'sabado, él ira - "si"...'
    assert gsm("señor Müller, ¿qué tal?") == "señor Müller, ¿qué tal?"
    assert gsm("診療所") == "診療所"


@pytest.mark.parametrize(
    ("said", "one"),
    [
        ("a" * 160, True),
        ("a" * 161, False),
        ("€" * 80, True),
        ("€" * 81, False),
        ("診" * 70, True),
        ("診" * 71, False),
    ],
)
def test_what_fits_is_counted_as_telephones_count_it(said: str, one: bool) -> None:
    assert is_one(said) is one


def test_when_nothing_fits_the_shortest_is_sent_whole() -> None:
    assert fitted(lambda name: f"{name}:{'x' * 200}", "Vine Street") == f"Vine:{'x' * 200}"
    assert fitted(lambda name: f"{name}:", "") == ":"


def test_half_a_text_is_refused() -> None:
    with pytest.raises(UnknownMessage, match="needs short_link"):
        words(short_link="")
    with pytest.raises(UnknownMessage, match="no template"):
        render_text("booked", REMINDER)


def test_into_a_folder(tmp_path: Path) -> None:
    FileTexts(tmp_path).send(TEXT)
    FileTexts(tmp_path).send(TEXT)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [
        ("0199a.txt", "To: +17075550123\n\nSee you\n")
    ]


def test_by_a_gateway_that_takes_letters(tmp_path: Path) -> None:
    way = GatewayTexts("{number}@texts.example", FileTransport(tmp_path), "front@hill.example")
    way.send(TEXT)
    [file] = tmp_path.iterdir()
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["Subject"], letter.get_content_type()) == (
        "17075550123@texts.example",
        "",
        "text/plain",
    )
    assert letter.get_content().split() == ["See", "you"]


@dataclass
class Service:
    """A text service that answers as it is told and keeps what it was asked."""

    status: int = 202
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that the server looks for
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            service.asked.append((self.path, dict(self.headers), body))
            self.send_response(service.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Talk)
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


def test_by_one_request_that_names_itself(service: Service) -> None:
    WebhookTexts(f"http://127.0.0.1:{service.port}/send?from=unknot", "s3cret").send(TEXT)
    [(path, headers, body)] = service.asked
    assert path == "/send?from=unknot"
    assert body == {"id": "0199a", "to": "+17075550123", "text": "See you", "from": "Vine Street"}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer s3cret", "0199a")


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (400, True),
        (422, True),
        (404, True),
        (302, True),
        (401, False),
        (402, False),
        (429, False),
        (500, False),
    ],
)
def test_the_answer_says_whether_another_try_can_help(service: Service, status: int, permanent: bool) -> None:
    service.status = status
    with pytest.raises(TransportError, match=f"answered {status}") as refused:
        WebhookTexts(f"http://127.0.0.1:{service.port}").send(TEXT)
    assert refused.value.permanent is permanent
    assert len(service.asked) == 1, "redirects are not followed"


def test_a_service_that_does_not_answer_is_worth_another_try_and_its_address_stays_secret() -> None:
    with pytest.raises(TransportError) as refused:
        WebhookTexts("http://127.0.0.1:1/hook/s3cret", timeout=2).send(TEXT)
    assert refused.value.permanent is False
    assert "s3cret" not in str(refused.value)


def test_the_setting_names_the_way(tmp_path: Path) -> None:
    mail = FileTransport(tmp_path)

    def way(url: str) -> object:
        return texts_for(url, "token", tmp_path, mail, "front@hill.example")

    assert way("") == FileTexts(tmp_path)
    assert way("mailto:{number}@texts.example") == GatewayTexts(
        "{number}@texts.example", mail, "front@hill.example"
    )
    assert way("https://texts.example/send") == WebhookTexts("https://texts.example/send", "token")
    assert way("http://127.0.0.1:9/x") == WebhookTexts("http://127.0.0.1:9/x", "token")
    for wrong in (
        *("mailto:front@hill.example", "http://texts.example/", "ftp://x.example", "texts.example"),
        *("https://user:password@texts.example", "https://texts.example:port", "https://"),
    ):
        with pytest.raises(ImproperlyConfigured, match="UNKNOT_SMS_URL is not understood"):
            way(wrong)
