"""Letters: their words, what a locked screen shows of them, and the two ways out.

The mail server here is small enough to read and real enough to speak SMTP with smtplib.
"""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from unknot.interfaces.mail.render import NEEDED, UnknownMessage, render
from unknot.interfaces.mail.transports import FileTransport, Letter, SmtpTransport, TransportError

CONTEXT: dict[str, object] = {
    "starts_at": "2026-12-01T18:30:00+00:00",
    "ends_at": "2026-12-01T19:15:00+00:00",
    "was_starts_at": "2026-11-30T18:30:00+00:00",
    "due_at": "2026-12-01T18:30:00+00:00",
    "zone": "America/Los_Angeles",
    "service": "First visit for a back spasm",
    "practitioner": "Alex Kim",
    "person_name": "Robin <Example>",
    "person_phone": "+1 707 555 0199",
    "clinic_name": "Vine Street Back and Spine Care",
    "clinic_phone": "+1 707 555 0100",
    "clinic_address": "12 Vine Street\nSanta Rosa",
    "emergency_number": "911",
    "link": "/b/token",
    "confirm_link": "/b/token/confirm",
    "move_link": "/b/token/move",
    "cancel_link": "/b/token/cancel",
    "short_link": "/r/short",
    "may_change": True,
    "texts_name": "Vine Street",
    "role": "front desk",
    "count": 3,
    "reason": "Alex is ill",
    "answer_by": "2026-11-30T18:30:00+00:00",
}
CONTEXT["visits"] = [
    dict(CONTEXT),
    {**CONTEXT, "starts_at": "2026-12-04T17:00:00+00:00", "ends_at": "2026-12-04T17:45:00+00:00"},
]
MEDICAL = ("spasm", "spine", "pain", "chiro", "massage", "clinic", "urgent", "emergency", "alex", "robin")


@dataclass
class Post:
    """What the server should answer, and what it took."""

    to_recipient: str = "250 ok"
    to_data: str = "250 taken"
    taken: list[bytes] = field(default_factory=list)
    port: int = 0


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post = self.server.post  # type: ignore[attr-defined]  # set by `serve`
        self._say("220 ready")
        while line := self.rfile.readline().strip().decode():
            verb = line.split(" ")[0].upper()
            if verb == "EHLO":
                self._say("250 test")
            elif verb == "RCPT":
                self._say(post.to_recipient)
            elif verb == "DATA":
                self._take(post)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, post: Post) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        if post.to_data.startswith("250"):
            post.taken.append(b"".join(lines))
        self._say(post.to_data)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def serve(post: Post) -> _Server:
    server = _Server(("127.0.0.1", 0), _Talk)
    server.post = post  # type: ignore[attr-defined]  # the handler reads it
    post.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    server = serve(post)
    yield post
    server.shutdown()
    server.server_close()


def letter(**changes: object) -> Letter:
    values: dict[str, object] = {
        "to": "robin@example.org",
        "subject": "Your appointment: Tue 1 Dec, 10:30 am",
        "text": "Hello Zoë,\n.\nthat was a lone dot\n",
        "html": "<p>Hello</p>",
        "sender": "desk@vinestreet.example",
        "sender_name": "Vine Street",
        "message_id": "0199a",
        "at": datetime(2026, 11, 23, 10, tzinfo=UTC),
        "calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    }
    return Letter(**{**values, **changes})  # type: ignore[arg-type]  # a test may send anything


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize("kind", sorted(NEEDED))
def test_every_kind_has_words_in_both_forms_and_a_discreet_subject(kind: str) -> None:
    rendered = render(kind, CONTEXT, origin="https://clinic.example")

    assert rendered.subject
    assert "\n" not in rendered.subject
    assert [word for word in MEDICAL if word in rendered.subject.lower()] == []
    assert "{" not in rendered.text + rendered.subject
    assert "Vine Street Back and Spine Care" in rendered.text
    assert "Vine Street Back and Spine Care" in rendered.html


def test_booked_says_when_in_the_zone_of_the_clinic_what_and_how_to_change_it() -> None:
    rendered = render("booked", CONTEXT, origin="https://clinic.example/")

    assert rendered.subject == "Your appointment: Tue 1 Dec, 10:30 am"
    assert "Tuesday 1 December 2026, 10:30 am to 11:15 am (PST)" in rendered.text
    assert "First visit for a back spasm" in rendered.text
    assert "https://clinic.example/b/token" in rendered.text
    assert 'href="https://clinic.example/b/token"' in rendered.html
    assert "In an emergency call 911" in rendered.text


def test_moved_says_the_old_time_is_gone() -> None:
    assert "It was Monday 30 November 2026, 10:30 am" in render("moved", CONTEXT).text


def test_a_course_lists_every_visit_with_its_own_way_out() -> None:
    rendered = render("course", {**CONTEXT, "moved": False}, "https://clinic.example")

    for words in ("Tuesday 1 December 2026, 10:30 am", "Friday 4 December 2026, 9:00 am"):
        assert words in rendered.text
        assert words in rendered.html
    assert rendered.text.count("https://clinic.example/b/token") == 2
    assert "no longer yours" in render("course", {**CONTEXT, "moved": True}).text


def test_cancelled_gives_the_reason_in_the_body_only() -> None:
    rendered = render("cancelled", CONTEXT)

    assert "Alex is ill" in rendered.text
    assert "Alex is ill" not in rendered.subject


def test_names_are_escaped_in_html_and_left_alone_in_text() -> None:
    rendered = render("booked", CONTEXT)

    assert "Robin &lt;Example&gt;" in rendered.html
    assert "Hello Robin <Example>," in rendered.text


@pytest.mark.parametrize(
    ("kind", "context", "words"),
    [("greeting", CONTEXT, "no template"), ("booked", {**CONTEXT, "service": ""}, "needs service")],
)
def test_half_a_letter_is_refused(kind: str, context: dict[str, object], words: str) -> None:
    with pytest.raises(UnknownMessage, match=words):
        render(kind, context)


def test_file_transport_writes_one_whole_file_however_often_it_is_sent(tmp_path: Path) -> None:
    transport = FileTransport(tmp_path / "mail")

    transport.send(letter())
    transport.send(letter())

    (file,) = (tmp_path / "mail").iterdir()
    message = read(file.read_bytes())
    assert file.name == "0199a.eml"
    assert message["Subject"] == "Your appointment: Tue 1 Dec, 10:30 am"
    assert message["Message-ID"] == "<0199a@vinestreet.example>"
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_the_calendar_is_both_inline_with_its_method_and_a_file(tmp_path: Path) -> None:
    FileTransport(tmp_path).send(letter(method="CANCEL"))

    message = read((tmp_path / "0199a.eml").read_bytes())
    (inline,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    (file,) = message.iter_attachments()
    assert inline.get_param("method") == "CANCEL"
    assert file.get_filename() == "appointment.ics"
    assert file.get_content() == b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def test_a_message_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    FileTransport(tmp_path / "mail").send(letter(message_id="../../etc/x"))

    assert [file.name for file in (tmp_path / "mail").iterdir()] == ["..-..-etc-x.eml"]


def test_a_folder_that_cannot_be_written_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(TransportError) as refused:
        FileTransport(tmp_path / "mail").send(letter())

    assert refused.value.permanent is False


def test_smtp_delivers_the_letter_to_a_real_server(post: Post) -> None:
    SmtpTransport("127.0.0.1", post.port, security="none").send(letter())

    (data,) = post.taken
    message = read(data)
    body = message.get_body(("plain",))
    assert message["To"] == "robin@example.org"
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Hello Zoë,\n.\nthat was a lone dot\n"


@pytest.mark.parametrize(
    ("recipient", "data", "permanent"),
    [
        ("550 no such person", "250 ok", True),
        ("450 greylisted", "250 ok", False),
        ("250 ok", "554 looks like spam", True),
        ("250 ok", "451 try later", False),
    ],
)
def test_smtp_refusals_say_whether_another_try_can_help(
    post: Post, recipient: str, data: str, permanent: bool
) -> None:
    post.to_recipient = recipient
    post.to_data = data

    with pytest.raises(TransportError) as refused:
        SmtpTransport("127.0.0.1", post.port, security="none").send(letter())

    assert refused.value.permanent is permanent
    assert post.taken == []


def test_smtp_without_a_server_or_without_encryption_is_worth_another_try(post: Post) -> None:
    for transport in (
        SmtpTransport("127.0.0.1", 1, security="none", timeout=2),
        SmtpTransport("127.0.0.1", post.port, security="starttls", timeout=2),
    ):
        with pytest.raises(TransportError) as refused:
            transport.send(letter())
        assert refused.value.permanent is False


@pytest.mark.parametrize(
    "change",
    [{"to": "no address"}, {"to": "a@b.example\nBcc: x@y.example"}, {"subject": "a\nBcc: b"}],
)
def test_a_letter_with_a_broken_address_or_subject_never_leaves(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(TransportError) as refused:
        FileTransport(tmp_path).send(letter(**change))

    assert refused.value.permanent is True
    assert list(tmp_path.iterdir()) == []
