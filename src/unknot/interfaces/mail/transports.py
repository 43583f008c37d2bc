"""How a letter leaves: into a folder (the demo) or to a mail server.

`TransportError.permanent` says whether trying again can help; the worker decides by that alone.
"""

import smtplib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Literal, Protocol

from unknot.interfaces.mail.headers import POLICY, bound

Security = Literal["none", "starttls", "tls"]


class TransportError(Exception):
    """The letter did not leave. Permanent: this letter never will, whatever the hour."""

    def __init__(self, words: str, *, permanent: bool) -> None:
        super().__init__(words)
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Letter:
    """All a transport needs; one `message_id` for every try, so a letter that arrives twice shows once."""

    to: str
    subject: str
    text: str
    html: str
    sender: str
    sender_name: str
    message_id: str
    at: datetime
    calendar: bytes | None = None
    method: str = "REQUEST"


class Transport(Protocol):
    def send(self, letter: Letter) -> None: ...


@dataclass(frozen=True, slots=True)
class FileTransport:
    """Writes each letter as an .eml file, whole or not at all; sending again replaces the same file."""

    folder: Path

    def send(self, letter: Letter) -> None:
        write_whole(self.folder, letter.message_id, ".eml", message_of(letter).as_bytes())


def write_whole(folder: Path, message_id: str, suffix: str, data: bytes) -> None:
    name = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in message_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            file.write(data)
        Path(file.name).replace(folder / f"{name}{suffix}")
    except OSError as error:
        raise TransportError(f"cannot write to {folder}: {error.strerror}", permanent=False) from error


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Hands letters to a mail server: one alone, or a batch over one connection inside `session`."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    security: Security = "starttls"
    timeout: float = 20

    def send(self, letter: Letter) -> None:
        with self.session() as post:
            post.send(letter)

    @contextmanager
    def session(self) -> Iterator["SmtpSession"]:
        session = SmtpSession(self)
        try:
            yield session
        finally:
            session.close()

    def connect(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.security == "tls" else smtplib.SMTP
        server = kind(self.host, self.port, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


class SmtpSession:
    """One connection for many letters, made with the first and made anew after trouble or `MOST` letters. A
    server that cannot be reached is asked once in a session: a batch must not wait for each letter's own
    time-out."""

    MOST = 100  # mail servers hang up after some number of letters; most after more than this

    def __init__(self, transport: SmtpTransport) -> None:
        self.transport = transport
        self.server: smtplib.SMTP | None = None
        self.sent = 0
        self.away: TransportError | None = None

    def send(self, letter: Letter) -> None:
        message = message_of(letter)
        server = self._connected()
        try:
            server.send_message(message)
            self.sent += 1
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(error) from error  # the connection is as good as before
        except smtplib.SMTPException as error:
            self.close()
            raise _refused(error) from error
        except OSError as error:
            self.close()
            words = f"the mail server {self.transport.host} stopped answering: {error}"
            raise TransportError(words, permanent=False) from error

    def close(self) -> None:
        """Says goodbye if somebody still listens."""
        if self.server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.server.quit()
            self.server.close()
        self.server, self.sent = None, 0

    def _connected(self) -> smtplib.SMTP:
        if self.away is not None:
            raise self.away
        if self.sent >= self.MOST or (self.server is not None and self.server.sock is None):
            self.close()
        if self.server is None:
            try:
                self.server = self.transport.connect()
            except smtplib.SMTPException as error:
                self.away = _refused(error)
                raise self.away from error
            except OSError as error:
                host, port = self.transport.host, self.transport.port
                words = f"the mail server {host}:{port} cannot be reached: {error}"
                self.away = TransportError(words, permanent=False)
                raise self.away from error
        return self.server


def message_of(letter: Letter) -> EmailMessage:
    """The letter as mail: plain text first, HTML beside it, the appointment both inline and as a file."""
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = Address(letter.sender_name, addr_spec=letter.sender)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = letter.subject
        message["Message-ID"] = f"<{letter.message_id}@{letter.sender.rpartition('@')[2]}>"
    except ValueError as error:
        raise TransportError(
            f"this letter has no usable address or subject: {error}", permanent=True
        ) from error
    message["Date"] = format_datetime(letter.at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        words = letter.calendar.decode()
        message.add_alternative(words, subtype="calendar", params={"method": letter.method})
        message.add_attachment(
            letter.calendar, maintype="application", subtype="ics", filename="appointment.ics"
        )
    bound(message, letter.text, letter.html, (letter.calendar or b"").decode())
    return message


def _refused(error: smtplib.SMTPException) -> TransportError:
    """A 5xx for this letter is final; trouble with the server or our sign-in is not the letter's fault."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return TransportError(f"address refused ({code}): {_said(words)}", permanent=code >= 500)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return TransportError(f"the mail server refused our sign-in ({error.smtp_code})", permanent=False)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return TransportError(f"the mail server lacks something we need: {error}", permanent=False)
    if isinstance(error, smtplib.SMTPSenderRefused):
        return TransportError(f"our own address was refused ({error.smtp_code})", permanent=False)
    if isinstance(error, smtplib.SMTPDataError):
        reply = f"letter refused ({error.smtp_code}): {_said(error.smtp_error)}"
        return TransportError(reply, permanent=error.smtp_code >= 500)
    return TransportError(f"the mail server did not take the letter: {error}", permanent=False)


def _said(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
