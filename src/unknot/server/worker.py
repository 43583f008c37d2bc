"""What goes on beside the pages: seal the record, follow events, send what waits in the outbox.

Any number of workers may run. Each message is claimed before it is sent and each event handled once per
follower, so two of them do nothing twice; one that dies lets its claims run out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction

from unknot.interfaces.ical.calendar import UnusableBooking, calendar_for
from unknot.interfaces.mail.render import Rendered, UnknownMessage, render
from unknot.interfaces.mail.transports import Letter, Transport, TransportError
from unknot.journey.outbox import actions as outbox
from unknot.journey.outbox.models import Message
from unknot.journey.record import actions as record
from unknot.journey.record import queries as recorded
from unknot.server.followers import FOLLOWERS, Follower

PAUSE = 1.0
_BATCH = 20
_REST = timedelta(minutes=5)
# Events whose follower failed, and when to try again: a broken one neither fills the log nor blocks the rest.
_resting: dict[tuple[str, UUID], datetime] = {}

log = logging.getLogger("unknot.worker")


@dataclass(frozen=True, slots=True)
class Turn:
    followed: int
    sent: int
    failed: int
    sealed: int

    @property
    def is_idle(self) -> bool:
        return not (self.followed or self.sent or self.failed)


def turn(*, now: datetime | None = None) -> Turn:
    """One round of everything; trouble with one event or one letter never keeps the others waiting."""
    at = now or datetime.now(UTC)
    followed = sum(_follow(follower, at) for follower in FOLLOWERS)
    sent, failed = send_due(settings.MAIL_TRANSPORT, now=at)
    return Turn(followed=followed, sent=sent, failed=failed, sealed=record.link(now=at))


def steadily() -> bool:
    """A turn that survives a database that is away for a while; True when there was nothing to do."""
    close_old_connections()
    try:
        return turn().is_idle
    except DatabaseError:
        log.exception("the database did not answer; trying again")
        return True


def _follow(follower: Follower, now: datetime) -> int:
    done = 0
    waiting = recorded.unfollowed(follower=follower.name, kinds=follower.kinds, limit=_BATCH + len(_resting))
    for event in waiting:
        if _resting.get((follower.name, event.id), now) > now:
            continue
        try:
            with transaction.atomic():
                follower.act(event, now)
                record.mark_handled(event=event, follower=follower.name, now=now)
            done += 1
        except Exception:
            _resting[follower.name, event.id] = now + _REST
            log.exception("%s failed on event %s and will be tried again", follower.name, event.id)
    return done


def send_due(transport: Transport, *, now: datetime) -> tuple[int, int]:
    """Sends what is due; returns how many letters left and how many did not."""
    sent = failed = 0
    for message in outbox.take_due(now=now, limit=_BATCH):
        try:
            _send(message, transport, now)
            sent += 1
        except TransportError as error:
            failed += 1
            outbox.mark_failed(message=message, error=str(error), now=now, permanent=error.permanent)
        except (UnknownMessage, UnusableBooking) as error:
            failed += 1
            log.exception("message %s cannot be written", message.id)
            outbox.mark_failed(message=message, error=str(error), now=now, permanent=True)
    return sent, failed


def _send(message: Message, transport: Transport, now: datetime) -> None:
    rendered = render(message.kind, message.context, settings.PUBLIC_URL)
    calendar = _calendar(message)
    transport.send(_letter(message, rendered, calendar, now))
    outbox.mark_sent(
        message=message,
        subject=rendered.subject,
        body=rendered.text,
        attachment=calendar.decode() if calendar else "",
        now=now,
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
    """The appointment as a file; a message with no appointment's UID in it has none."""
    if "uid" not in message.context:
        return None
    link = str(message.context.get("link") or "")
    facts = {
        "changed_at": message.queued_at,
        "clinic_name": message.clinic.name,
        "clinic_phone": message.clinic.phone,
        "clinic_email": message.clinic.email,
        "clinic_address": message.clinic.address,
        "zone": message.clinic.zone,
        "person_email": message.to,
        **message.context,
        "link": urljoin(settings.PUBLIC_URL, link) if link else "",
    }
    return calendar_for(facts, "CANCEL" if _method(message) == "CANCEL" else "REQUEST")


def _method(message: Message) -> str:
    return "CANCEL" if message.kind == "cancelled" else "REQUEST"


def until(is_stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    while not is_stopped():
        if steadily():
            wait(PAUSE)
