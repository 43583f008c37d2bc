"""The calendar's page, and the same table alone for whoever has it open and asks every few seconds whether
it is still true."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from unknot.interfaces.web.pages.desk.calendar.asked import Asked, asked_for
from unknot.interfaces.web.pages.desk.calendar.columns import Choice, Seen, choose
from unknot.interfaces.web.pages.desk.calendar.table import table
from unknot.interfaces.web.pages.desk.calendar.things import Tones, Wording
from unknot.interfaces.web.pages.desk.columns import summary
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.journey.book import agenda, places, queries
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.people.models import Practitioner
from unknot.scheduling.hours import day_window
from unknot.scheduling.ticks import TICK


@require_safe
@desk
def calendar(request: DeskRequest) -> HttpResponse:
    asked = asked_for(request.GET, request.clinic, places.locations(request.clinic), request.now)
    # Before the rows are read: what changes in between is told by the next question.
    version = f'"{agenda.version(request.actor, asked.window, now=request.now)}"'
    is_part = request.GET.get("part") == "table"
    if is_part and request.headers.get("If-None-Match") == version:
        return HttpResponseNotModified(headers={"ETag": version})
    context = {**_context(request, asked), "version": version}
    response = show(request, "calendar_table" if is_part else "calendar", context, here="calendar")
    response["ETag"] = version
    return response


def _context(request: DeskRequest, asked: Asked) -> dict[str, object]:
    services = queries.services_for(request.clinic, None)
    words = Wording(asked.zone, Tones.of(services), asked.by, request.now)
    rows = agenda.agenda(request.actor, request.clinic, asked.looked_at, asked.window, now=request.now)
    chosen = choose(Seen.of(asked, rows, words), _own(request, rows.practitioners))
    used = {one.service_id for one in rows.bookings} | {one.service_id for one in rows.sessions}
    return {
        "asked": asked,
        "table": table(chosen.columns, asked.window, words, whole_day=asked.whole_day),
        "chosen": chosen,
        "legend": [(one.name, *words.tones.look(one.pk)) for one in services if one.pk in used],
        "summary": summary(_looked_at(rows.bookings, chosen)),
        "cancelled": sum(one.status == BookingStatus.CANCELLED for one in rows.bookings),
        "clock_changes": list(_clock_changes(asked)),
        **_ways(asked, str(chosen.place.pk) if chosen.place else asked.who),
    }


def _ways(asked: Asked, who: str) -> dict[str, object]:
    """Where one can go from here."""
    fixed = {"view": "", "by": "", "cancelled": "", "hours": ""}
    address = urlsplit(asked.address()).query
    return {
        "before": asked.shifted(-1),
        "after": asked.shifted(1),
        "to_today": asked.address(date=""),
        "as_day": asked.address(view="", who=""),
        "as_week": asked.address(view="week", who=who),
        "by_practitioner": asked.address(by="", who=""),
        "by_room": asked.address(by="room", who=""),
        "with_cancelled": asked.address(cancelled="1"),
        "without_cancelled": asked.address(cancelled=""),
        "all_hours": asked.address(hours="all"),
        "usual_hours": asked.address(hours=""),
        "kept": [(name, value) for name, value in parse_qsl(address) if name in fixed],
        "part": asked.address(part="table", date=asked.day.isoformat()),
    }


def _looked_at(bookings: Sequence[Booking], chosen: Choice) -> list[Booking]:
    """Of a week only those of the one whose week it is."""
    place = chosen.place
    return [one for one in bookings if place is None or place.pk in (one.practitioner_id, one.room_id)]


def _own(request: DeskRequest, practitioners: Sequence[Practitioner]) -> UUID | None:
    """The calendar of whoever looks, if they have one."""
    return next((one.pk for one in practitioners if str(one.user_id) == request.actor.id), None)


def _clock_changes(asked: Asked) -> Iterator[str]:
    usual = timedelta(days=1)
    for day in asked.days:
        length = len(day_window(day, asked.zone)) * TICK
        if length != usual:
            way = "forward" if length < usual else "back"
            hours = length / timedelta(hours=1)
            yield f"{day:%A} {day.day} {day:%B} has {hours:g} hours: the clocks go {way}."
