"""The day: who comes, by practitioner or by room, how urgent their check was, and where in the day we are."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse

from unknot.interfaces.web.pages.desk.columns import arrange, summary
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.journey.book import outside, queries
from unknot.journey.privacy import opening


@desk
def today(request: DeskRequest, on: str = "") -> HttpResponse:
    this_day = request.now.astimezone(ZoneInfo(request.clinic.zone)).date()
    wanted = _date(on or request.GET.get("date", ""), this_day)
    by = "room" if request.GET.get("by") == "room" else "practitioner"
    bookings = queries.day(request.actor, wanted, request.clinic)
    places = queries.rooms(request.actor) if by == "room" else queries.practitioners(request.actor)
    closed = opening.closed_to(request.actor, {one.patient_id for one in bookings}, now=request.now)
    now = request.now if wanted == this_day else None
    context = {
        "title": f"{'Today, ' if now else ''}{wanted:%A} {wanted.day} {wanted:%B}",
        "date": wanted,
        "is_today": wanted == this_day,
        "by": by,
        "columns": arrange(request.actor, places, bookings, by, now, closed),
        "summary": summary(bookings),
        "colliding": len(outside.colliding(request.actor, now=request.now)),
        "before": wanted - timedelta(days=1),
        "after": wanted + timedelta(days=1),
    }
    return show(request, "today", context, here="today")


def _date(words: str, otherwise: date) -> date:
    if not words:
        return otherwise
    try:
        return datetime.strptime(words, "%Y-%m-%d").date()  # noqa: DTZ007  # a day of the clinic, not an instant
    except ValueError as error:
        raise Http404 from error
