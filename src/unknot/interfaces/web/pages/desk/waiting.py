"""The people who wait for somebody: open alerts as the desk shows them, the most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from unknot.journey.check import queries
from unknot.journey.check.models import Alert
from unknot.journey.people.access import Actor

# What is due at once is not late in the minute it is raised.
AT_ONCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Waiting:
    id: UUID
    kind: str
    tier: int
    who: str
    phone: str
    reason: str
    role: str
    raised_at: datetime
    due_at: datetime
    late: bool
    check_id: UUID | None
    episode_id: UUID | None
    booking_closed: bool
    language: str


def waiting(actor: Actor, now: datetime) -> list[Waiting]:
    return [_waiting(alert, now) for alert in queries.open_alerts(actor)]


def _waiting(alert: Alert, now: datetime) -> Waiting:
    check, episode = alert.from_check, alert.episode
    patient = episode.patient if episode else None
    return Waiting(
        id=alert.id,
        kind=alert.get_kind_display(),
        tier=alert.tier,
        who=_who(alert),
        phone=(check.contact_phone if check else "") or (patient.phone if patient else ""),
        reason=alert.reason,
        role=alert.role.replace("_", " "),
        raised_at=alert.raised_at,
        due_at=alert.due_at,
        late=now - alert.due_at > AT_ONCE,
        check_id=check.id if check else None,
        episode_id=episode.id if episode else None,
        booking_closed=bool(episode and episode.booking_closed),
        language=check.language if check else "",
    )


@dataclass(frozen=True, slots=True)
class Closed:
    who: str
    reason: str
    closed_at: datetime
    closed_by: str
    closing_word: str


def closed(actor: Actor) -> list[Closed]:
    return [_closed(alert) for alert in queries.closed_alerts(actor)]


def _closed(alert: Alert) -> Closed:
    if alert.closed_at is None:
        raise ValueError("this alert is open")
    by = alert.closed_by
    return Closed(_who(alert), alert.reason, alert.closed_at, by.name if by else "", alert.closing_word)


def _who(alert: Alert) -> str:
    check, patient = alert.from_check, alert.episode.patient if alert.episode else None
    return (check.contact_name if check else "") or (patient.name if patient else "") or "No name given"
