"""Calendars that go out and come in: secret addresses at which a telephone reads a calendar of the clinic."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from unknot.interfaces.web.forms.desk import Outside
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.journey.book import feeds, outside, queries
from unknot.journey.book.feed_models import Feed
from unknot.journey.book.models import Room
from unknot.journey.people.models import Practitioner

Place = Practitioner | Room


@dataclass(frozen=True, slots=True)
class Row:
    """One calendar of the clinic, its open addresses, and whether this member of staff may change them."""

    kind: str
    place: Place
    open: Sequence[Feed]
    may_change: bool


@desk
def calendars(request: DeskRequest) -> HttpResponse:
    return page(request)


@require_POST
@desk
def make_feed(request: DeskRequest, kind: str, place_id: UUID) -> HttpResponse:
    """The secret stands on the page that answers this form and nowhere else, so no redirect follows."""
    place = next((one for one in _places(request, kind) if one.pk == place_id), None)
    if place is None:
        raise Http404
    feed, secret = feeds.make_feed(of=place, by=request.actor, now=request.now)
    address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    return page(request, made=feed, address=address)


@require_POST
@desk
def close_feed(request: DeskRequest, feed_id: UUID) -> HttpResponse:
    feeds.close_feed(feed=found(feeds.feed(feed_id, request.clinic)), by=request.actor, now=request.now)
    return redirect("desk-calendars")


def page(
    request: DeskRequest, made: Feed | None = None, address: str = "", form: Outside | None = None
) -> HttpResponse:
    rows = [_row(request, kind, one) for kind in ("practitioner", "room") for one in _places(request, kind)]
    context = {
        "rows": rows,
        "made": made,
        "address": address,
        "form": form or outside_form(request),
        "may_add": any(row.may_change for row in rows if row.kind == "practitioner"),
        "outside": [
            (one, feeds.may_make(request.actor, one.practitioner), urlsplit(one.url).hostname)
            for one in outside.outside_calendars(request.actor)
        ],
        "colliding": outside.colliding(request.actor, now=request.now),
    }
    return show(request, "calendars", context, here="calendars", status=422 if form else 200)


def outside_form(request: DeskRequest) -> Outside:
    mine = [one for one in queries.practitioners(request.actor) if feeds.may_make(request.actor, one)]
    choices = [(str(one.pk), one.name) for one in mine]
    is_sent = request.resolver_match is not None and request.resolver_match.url_name == "desk-outside-add"
    return Outside(sent(request) if is_sent else None, request.FILES, practitioners=choices)


def _row(request: DeskRequest, kind: str, place: Place) -> Row:
    return Row(kind, place, feeds.open_feeds(place), feeds.may_make(request.actor, place))


def _places(request: DeskRequest, kind: str) -> Sequence[Place]:
    return queries.rooms(request.actor) if kind == "room" else queries.practitioners(request.actor)
