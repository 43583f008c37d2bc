"""The record as a page: what was done, when, by whom and why, for the owner and an auditor. Nothing can be
changed from here."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.journey.people import queries
from unknot.journey.record.queries import Asked

AT_ONCE = 100


@require_GET
@desk
def record(request: DeskRequest) -> HttpResponse:
    asked = _asked(request)
    events = queries.recorded(request.actor, asked, limit=AT_ONCE + 1)
    shown = events[:AT_ONCE]
    kept = request.GET.copy()
    kept["before"] = str(shown[-1].pk) if len(events) > AT_ONCE else ""
    context = {
        "events": shown,
        "rooms": queries.rooms_recorded(request.actor),
        "asked": asked,
        "day": request.GET.get("day", ""),
        "older": kept.urlencode() if kept["before"] else "",
    }
    return show(request, "record", context, here="record")


def _asked(request: DeskRequest) -> Asked:
    """What cannot be read in the address asks for nothing."""
    sent = request.GET
    zone = ZoneInfo(request.clinic.zone)
    day = _day(sent.get("day", ""))
    since = datetime(day.year, day.month, day.day, tzinfo=zone) if day else None
    after = day + timedelta(days=1) if day else None
    until = datetime(after.year, after.month, after.day, tzinfo=zone) if after else None
    return Asked(
        room=sent.get("room", "")[:30],
        who=sent.get("who", "").strip()[:100],
        about=sent.get("about", "").strip()[:60],
        since=since,
        until=until,
        before=_id(sent.get("before", "")),
    )


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _id(words: str) -> UUID | None:
    try:
        return UUID(words)
    except ValueError:
        return None
