"""What goes on beside the pages: seal the record, follow events, give back what is held no longer,
send what waits in the outbox, read the outside calendars that are due.

Any number of workers may run. Each message is claimed before it is sent and each event handled once per
follower, so two of them do nothing twice; one that dies lets its claims run out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction

from unknot.journey.book import holding, waitlist, waitlist_offers
from unknot.journey.follow import reading
from unknot.journey.privacy import actions as privacy
from unknot.journey.record import actions as record
from unknot.journey.record import queries as recorded
from unknot.server.chasing import chase_unsigned
from unknot.server.followers import FOLLOWERS, Follower
from unknot.server.inviting import invite_check_ins
from unknot.server.outside import read_one
from unknot.server.posting import Ways, send_due

PAUSE = 1.0
_BATCH = 20
_REST = timedelta(minutes=5)
# Events whose follower failed, and when to try again: a broken one neither fills the log nor blocks the rest.
_resting: dict[tuple[str, UUID], datetime] = {}


class Sweep(Protocol):
    def __call__(self, *, now: datetime) -> int: ...


# What comes with time: notes that nobody signed; and what is over: offers that nobody answered, wishes that
# can no longer be met, seats that nobody booked, links into records that are of yesterday.
SWEEPS: tuple[Sweep, ...] = (
    waitlist_offers.expire_over,
    waitlist.end_over,
    holding.clear_over,
    privacy.clear_over,
    chase_unsigned,
    invite_check_ins,
    reading.read_on_mondays,
)

log = logging.getLogger("unknot.worker")


@dataclass(frozen=True, slots=True)
class Turn:
    followed: int
    sent: int
    failed: int
    read: int
    sealed: int

    @property
    def is_idle(self) -> bool:
        return not (self.followed or self.sent or self.failed or self.read)


def turn(*, now: datetime | None = None) -> Turn:
    """One round of everything; trouble with one event or one letter never keeps the others waiting."""
    at = now or datetime.now(UTC)
    for sweep in SWEEPS:
        _swept(sweep, at)
    followed = sum(_follow(follower, at) for follower in FOLLOWERS)
    ways = Ways(settings.MAIL_TRANSPORT, settings.TEXT_TRANSPORT)
    sent, failed = send_due(ways, clock=(lambda: at) if now else _clock)
    read = read_one(now=at)
    return Turn(followed=followed, sent=sent, failed=failed, read=read, sealed=record.link(now=at))


def _swept(sweep: Sweep, now: datetime) -> None:
    try:
        sweep(now=now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("what is over could not be cleared, and will be tried again")


def _clock() -> datetime:
    return datetime.now(UTC)


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


def until(is_stopped: Callable[[], bool], wait: Callable[[float], object]) -> None:
    while not is_stopped():
        if steadily():
            wait(PAUSE)
