"""Moving a visit on the calendar: what is free while it is held in the hand, what dropping it would do, and
doing it. What would happen is shown first, always; only the form on that page changes anything."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from unknot.interfaces.web.pages.desk.calendar.asked import asked_for
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.interfaces.web.pages.desk.moving import moved_words
from unknot.interfaces.web.pages.desk.times import start_of, wished
from unknot.journey.book import actions, places, previewing, queries
from unknot.journey.book.models import Booking
from unknot.journey.people.models import Practitioner
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import TICK_MINUTES

NOT_ALLOWED = "not_allowed"


@require_safe
@desk
def starts(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    """Where this visit could go on the calendar that is looked at, in minutes since the epoch, by
    practitioner."""
    row = found(queries.booking(request.actor, booking_id))
    asked = asked_for(request.GET, request.clinic, places.locations(request.clinic), request.now)
    free = previewing.starts_for_move(booking=row, window=asked.window, by=request.actor, now=request.now)
    minutes = {str(who): [tick * TICK_MINUTES for tick in ticks] for who, ticks in free.items()}
    return JsonResponse({"starts": minutes, "with": str(row.practitioner_id)})


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def change(request: DeskRequest, booking_id: UUID) -> HttpResponse:
    row = found(queries.booking(request.actor, booking_id))
    starts_at = start_of(_sent(request, "start"))
    practitioner = wished(request, queries.practitioners_for(row.service))
    if request.method != "POST":
        return _shown(request, row, starts_at, practitioner)
    if _sent(request, "seen") != str(row.sequence):
        return _shown(request, row, starts_at, practitioner, is_stale=True)
    try:
        moved = actions.move(
            booking=row, starts_at=starts_at, practitioner=practitioner, by=request.actor, now=request.now
        )
    except Refusal as refusal:
        if refusal.code == NOT_ALLOWED:
            raise
        return _shown(request, row, starts_at, practitioner, status=HTTPStatus.CONFLICT)
    messages.success(request, _notice(request, row, moved))
    return redirect(f"{_back(request, moved)}#visit-{moved.pk}")


def _shown(
    request: DeskRequest,
    row: Booking,
    starts_at: datetime,
    practitioner: Practitioner | None,
    *,
    is_stale: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """What the move would do, and what stands in its way with the nearest starts instead."""
    would = previewing.preview_move(
        booking=row, starts_at=starts_at, practitioner=practitioner, by=request.actor, now=request.now
    )
    if would.refusal and would.refusal.code == NOT_ALLOWED:
        raise would.refusal
    back = _back(request, row)
    offered = would.refusal.details.get("nearest") if would.refusal else None
    nearest = offered if isinstance(offered, list) else []
    context = {
        "booking": row,
        "would": would,
        "starts_at": starts_at,
        "start": starts_at.isoformat(),
        "practitioner": practitioner,
        "nearest": [(at, _address(row, at, practitioner, back)) for at in nearest],
        "is_stale": is_stale,
        # It was free when it was shown: then it is somebody else's doing, and said so.
        "is_late": status == HTTPStatus.CONFLICT and not is_stale,
        "is_same": would.becomes is not None and _same(would.becomes, row),
        "back": back,
        "zone": row.zone,
    }
    is_part = _sent(request, "part") == "1"
    name = "calendar_change_part" if is_part else "calendar_change"
    return show(request, name, context, here="calendar", status=HTTPStatus.CONFLICT if is_stale else status)


def _notice(request: DeskRequest, was: Booking, moved: Booking) -> SafeString:
    """The words of a move that was made, with the way back."""
    undo = _address(moved, was.starts_at, was.practitioner, _back(request, moved))
    if was.starts_at < request.now:
        return format_html("{}", moved_words(request, moved))
    return format_html('{} <a href="{}">Move it back</a>', moved_words(request, moved), undo)


def _address(row: Booking, at: datetime, practitioner: Practitioner | None, back: str) -> str:
    query = {"start": at.isoformat(), "with": str(practitioner.pk) if practitioner else "", "back": back}
    return f"{reverse('desk-change', args=[row.pk])}?{urlencode(query)}"


def _same(one: Booking, other: Booking) -> bool:
    seats = [(row.start_tick, row.practitioner_id, row.room_id) for row in (one, other)]
    return seats[0] == seats[1]


def _back(request: DeskRequest, row: Booking) -> str:
    """The calendar that was looked at; or the day of the visit."""
    back = _sent(request, "back")
    if back and url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    ):
        return back
    day = row.starts_at.astimezone(ZoneInfo(row.zone)).date()
    return f"{reverse('desk-calendar')}?date={day:%Y-%m-%d}"


def _sent(request: DeskRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name) or ""
