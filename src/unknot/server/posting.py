"""Sending what waits in the outbox: each message is asked about once more right before it leaves.

What is promised: at least once, never on purpose twice. A message is claimed, then sent, then marked; a
worker that dies between the last two sends it again when its claim has run out, under the same Message-ID
(for texts: the same Idempotency-Key), so that a receiver who looks at it shows it once. A message about a
booking is sent only if the booking stands as told at that instant; what the mail server has taken cannot be
called back.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction

from unknot.interfaces.ical.calendar import Method, UnusableBooking, calendar_of
from unknot.interfaces.mail.render import Rendered, UnknownMessage, render, render_text
from unknot.interfaces.mail.texts import Text, TextTransport
from unknot.interfaces.mail.transports import Letter, SmtpTransport, Transport, TransportError
from unknot.journey.book import reminding, waitlist_letters
from unknot.journey.outbox import actions as outbox
from unknot.journey.outbox.models import Channel, Message

BATCH = 100

log = logging.getLogger("unknot.worker")


class Guard(Protocol):
    def __call__(self, *, message: Message, now: datetime) -> bool: ...


# Who is asked last, by kind: does the message still tell what is so?
GUARDS: Mapping[str, Guard] = {
    reminding.KIND: reminding.may_leave,
    waitlist_letters.OFFER: waitlist_letters.may_leave,
}


@dataclass(frozen=True, slots=True)
class Ways:
    mail: Transport
    texts: TextTransport


def send_due(ways: Ways, *, clock: Callable[[], datetime]) -> tuple[int, int]:
    """Sends what is due, a batch of it; returns how many messages left and how many did not. `clock` is read
    for each message: a batch may take minutes."""
    sent = failed = 0
    taken = outbox.take_due(now=clock(), limit=BATCH)
    with _opened(ways) as open_ways:
        for message in taken:
            try:
                sent += _send(message, open_ways, clock)
            except TransportError as error:
                failed += 1
                outbox.mark_failed(message=message, error=str(error), now=clock(), permanent=error.permanent)
            except (UnknownMessage, UnusableBooking) as error:
                failed += 1
                log.exception("message %s cannot be written", message.id)
                outbox.mark_failed(message=message, error=str(error), now=clock(), permanent=True)
    return sent, failed


@contextmanager
def _opened(ways: Ways) -> Iterator[Ways]:
    """One connection for the whole batch, where the transport knows such a thing."""
    if not isinstance(ways.mail, SmtpTransport):
        yield ways
        return
    with ways.mail.session() as session:
        yield Ways(session, ways.texts)


def _send(message: Message, ways: Ways, clock: Callable[[], datetime]) -> bool:
    """False when the message may not leave after all."""
    if message.channel == Channel.SMS:
        words = render_text(message.kind, message.context, settings.PUBLIC_URL)
        if not _may_leave(message, clock()):
            return False
        ways.texts.send(_text(message, words, clock()))
        outbox.mark_sent(message=message, subject="", body=words, now=clock())
        return True
    rendered = render(message.kind, message.context, settings.PUBLIC_URL)
    calendar = _calendar(message)
    letter = _letter(message, rendered, calendar, clock())
    if not _may_leave(message, clock()):
        return False
    ways.mail.send(letter)
    outbox.mark_sent(
        message=message,
        subject=rendered.subject,
        body=rendered.text,
        attachment=calendar.decode() if calendar else "",
        now=clock(),
    )
    return True


def _may_leave(message: Message, now: datetime) -> bool:
    guard = GUARDS.get(message.kind, outbox.is_still_to_send)
    with transaction.atomic():
        return guard(message=message, now=now)


def _text(message: Message, words: str, now: datetime) -> Text:
    return Text(
        to=message.to,
        words=words,
        message_id=str(message.id),
        sender_name=message.clinic.texts_name or message.clinic.name,
        at=now,
    )


def _letter(message: Message, rendered: Rendered, calendar: bytes | None, now: datetime) -> Letter:
    return Letter(
        to=message.to,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        sender=settings.MAIL_SENDER,
        sender_name=message.clinic.name,
        message_id=str(message.id),
        at=now,
        calendar=calendar,
        method=_method(message),
    )


def _calendar(message: Message) -> bytes | None:
    """The appointment, or several, as a file; a message with no appointment's UID in it has none."""
    if "uid" not in message.context:
        return None
    several = message.context.get("visits") or [message.context]
    return calendar_of([_facts(message, one) for one in several], _method(message))


def _facts(message: Message, appointment: Mapping[str, object]) -> dict[str, object]:
    link = str(appointment.get("link") or "")
    return {
        "changed_at": message.queued_at,
        "clinic_name": message.clinic.name,
        "clinic_phone": message.clinic.phone,
        "clinic_email": message.clinic.email,
        "clinic_address": message.clinic.address,
        "zone": message.clinic.zone,
        "person_email": message.to,
        **appointment,
        "link": urljoin(settings.PUBLIC_URL, link) if link else "",
    }


def _method(message: Message) -> Method:
    if message.kind == "cancelled":
        return "CANCEL"
    return "PUBLISH" if "visits" in message.context else "REQUEST"
