"""How a letter leaves: into a folder (the demo) or to a mail server.

`TransportError.permanent` says whether trying again can help; the worker decides by that alone.
"""

import smtplib
import tempfile
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Literal, Protocol

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
        data = message_of(letter).as_bytes()
        name = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in letter.message_id)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
                file.write(data)
            Path(file.name).replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise TransportError(
                f"cannot write to {self.folder}: {error.strerror}", permanent=False
            ) from error


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """Hands a letter to a mail server, one connection a letter."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    security: Security = "starttls"
    timeout: float = 20

    def send(self, letter: Letter) -> None:
        message = message_of(letter)
        try:
            with self._connection() as server:
                if self.security == "starttls":
                    server.starttls()
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPException as error:
            raise _refused(error) from error
        except OSError as error:
            words = f"the mail server {self.host}:{self.port} cannot be reached: {error}"
            raise TransportError(words, permanent=False) from error

    def _connection(self) -> smtplib.SMTP:
        kind = smtplib.SMTP_SSL if self.security == "tls" else smtplib.SMTP
        return kind(self.host, self.port, timeout=self.timeout)


def message_of(letter: Letter) -> EmailMessage:
    """The letter as mail: plain text first, HTML beside it, the appointment both inline and as a file."""
    message = EmailMessage(policy=SMTP)
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
    message.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        words = letter.calendar.decode()
        message.add_alternative(words, subtype="calendar", params={"method": letter.method})
        message.add_attachment(
            letter.calendar, maintype="application", subtype="ics", filename="appointment.ics"
        )
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
