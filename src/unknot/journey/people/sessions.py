"""Where staff are signed in. The rows are allauth's; when they are touched and who may end one is ours. The
place is not guessed: an address says little and looks like knowledge."""

import re
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction

from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Membership, User
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal

# When this session was last seen, as a second of the epoch.
SEEN = "seen_at"
# How exactly "last seen" is kept: a write for each page would make every reader a writer.
EVERY = timedelta(minutes=5)
LONGEST_AGENT = 200
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
)


def seen(*, user: User, key: str, agent: str, address: str, now: datetime) -> None:
    """This browser was used. No event: it is told of itself, not of a record."""
    kept = {"user": user, "ip": address, "user_agent": agent[:LONGEST_AGENT], "last_seen_at": now}
    UserSession.objects.update_or_create(
        session_key=key, defaults=kept, create_defaults={**kept, "created_at": now}
    )


def sessions_of(user: User) -> list[UserSession]:
    """Those that still open something, the latest used first."""
    found = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda one: one.last_seen_at, reverse=True)


def device(agent: str) -> str:
    """ "Firefox on Windows", as far as the browser says so."""
    browser = _first(BROWSERS, agent) or "A browser"
    system = _first(SYSTEMS, agent)
    return f"{browser} on {system}" if system else browser


def end_session(*, user: User, session_id: int, by: Actor, now: datetime) -> None:
    """One of one's own. Raises Refusal when it is not among them."""
    clinic_id = own_clinic(by, "people.end_session")
    row = UserSession.objects.filter(user=user, id=session_id).first()
    if row is None or str(user.pk) != by.id:
        raise Refusal("not_found", "This session is not there any more.")
    with transaction.atomic():
        row.end()
        write(clinic_id=clinic_id, kind="people.session_ended", subject=user, by=by, now=now)


def end_sessions(*, membership: Membership, by: Actor, now: datetime, but: str = "") -> int:
    """All of a member of staff, but for the session of this key: their own, or by an owner. Returns the
    number."""
    require(by, "people.end_sessions", membership.clinic_id)
    if by.role != "owner" and str(membership.user_id) != by.id:
        raise Refusal("not_allowed", "Sessions are ended by whose they are, or by an owner.")
    with transaction.atomic():
        ended = end_all(membership.user, but=but)
        write(
            clinic_id=membership.clinic_id,
            kind="people.sessions_ended",
            subject=membership.user,
            by=by,
            now=now,
            data={"count": ended},
        )
    return ended


def end_all(user: User, *, but: str = "") -> int:
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but))
    for one in rows:
        one.end()
    return len(rows)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in known if re.search(rf"\b{sign}", agent)), "")
