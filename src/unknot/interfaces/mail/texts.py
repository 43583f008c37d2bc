"""How a text message leaves: into a folder (the demo), by e-mail to a gateway that turns letters into
texts, or by one HTTP request to whatever service the clinic has. No service's own library is needed: what
speaks JSON over https can be put behind the address, if need be by a few lines of the clinic's own.
"""

import http.client
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from unknot.interfaces.mail.transports import Letter, Transport, TransportError, write_whole

# Too early, too many, took too long: the same request may do later. Any other 4xx says that it never will.
_LATER = frozenset({408, 425, 429})
# Wrong token, unpaid bill: the service's trouble with us is not this message's fault.
_OURS = frozenset({401, 402, 403})


@dataclass(frozen=True, slots=True)
class Text:
    """`to` as +17075550123; one `message_id` for every try, so that a service may drop the second."""

    to: str
    words: str
    message_id: str
    sender_name: str
    at: datetime


class TextTransport(Protocol):
    def send(self, text: Text) -> None: ...


@dataclass(frozen=True, slots=True)
class FileTexts:
    """Writes each text as a file, whole or not at all; sending again replaces the same file."""

    folder: Path

    def send(self, text: Text) -> None:
        write_whole(self.folder, text.message_id, ".txt", f"To: {text.to}\n\n{text.words}\n".encode())


@dataclass(frozen=True, slots=True)
class GatewayTexts:
    """A letter to an address made of the number, such as {number}@texts.example; plain text, no subject."""

    address: str
    mail: Transport
    sender: str

    def send(self, text: Text) -> None:
        self.mail.send(
            Letter(
                to=self.address.replace("{number}", text.to.removeprefix("+")),
                subject="",
                text=text.words + "\n",
                html="",
                sender=self.sender,
                sender_name=text.sender_name,
                message_id=text.message_id,
                at=text.at,
            )
        )


@dataclass(frozen=True, slots=True)
class WebhookTexts:
    """One POST of JSON {"id", "to", "text", "from"} with `Idempotency-Key: id` and, where there is a token,
    `Authorization: Bearer`. 2xx is sent; 408, 425, 429, 401 to 403 and 5xx are tried again; other answers are
    final. Redirects are not followed: the words are for the service that was named and no other."""

    url: str
    token: str = ""
    timeout: float = 20

    def send(self, text: Text) -> None:
        body = {"id": text.message_id, "to": text.to, "text": text.words, "from": text.sender_name}
        headers = {"Content-Type": "application/json", "Idempotency-Key": text.message_id}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        where = urlsplit(self.url)
        server = self._server()
        try:
            path = f"{where.path or '/'}?{where.query}" if where.query else where.path or "/"
            server.request("POST", path, json.dumps(body).encode(), headers)
            answer = server.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            words = f"the text service {where.hostname} cannot be reached: {type(error).__name__}"
            raise TransportError(words, permanent=False) from error
        finally:
            server.close()
        if not 200 <= answer.status < 300:
            final = answer.status < 500 and answer.status not in _LATER | _OURS
            raise TransportError(f"the text service answered {answer.status}", permanent=final)

    def _server(self) -> http.client.HTTPConnection:
        where = urlsplit(self.url)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        return kind(where.hostname or "", where.port, timeout=self.timeout)
