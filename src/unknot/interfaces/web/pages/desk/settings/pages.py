"""Lists and forms of what an owner sets up: one page for each kind, one for each thing."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.interfaces.web.pages.desk.settings.areas import AREAS, BY_SLUG, Area, choices, chosen, initial
from unknot.journey.book import arranged, closing, dating, offering
from unknot.journey.people import actions, queries
from unknot.journey.people.models import Role
from unknot.journey.refusals import Refusal

AHEAD = timedelta(days=365)


@desk
def overview(request: DeskRequest) -> HttpResponse:
    counts = [
        (area, sum(1 for row in area.rows(request) if area.line(request, row).is_active)) for area in AREAS
    ]
    return show(request, "settings", {"areas": counts}, here="settings")


@require_http_methods(["GET", "POST"])
@desk
def area(request: DeskRequest, slug: str) -> HttpResponse:
    """The list, and the form that adds to it."""
    shown = _area(slug)
    rows = [shown.line(request, row) for row in shown.rows(request)]
    form = shown.form(sent(request), choices=choices(request), initial=shown.start)
    if request.method == "POST" and form.is_valid():
        try:
            shown.add(request, chosen(request, form.cleaned_data))
        except Refusal as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, "Added.")
            return redirect("desk-settings-area", slug)
    context = {
        "area": shown,
        "groups": [(name, list(lines)) for name, lines in groupby(rows, key=lambda line: line.group)],
        "form": form,
        "holidays": _holidays(request) if slug == "closures" else (),
    }
    return show(request, "settings_area", context, here="settings", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk
def thing(request: DeskRequest, slug: str, row_id: UUID) -> HttpResponse:
    """One thing, changed."""
    shown = _area(slug)
    row = found(shown.find(request, row_id))
    if shown.change is None:
        raise Http404
    form_of = shown.change_form or shown.form
    form = form_of(sent(request), choices=choices(request), is_change=True, initial=initial(shown, row))
    if request.method == "POST" and form.is_valid():
        try:
            shown.change(request, row, chosen(request, form.cleaned_data))
        except Refusal as refusal:
            _explain(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("desk-settings-area", slug)
    context = {"area": shown, "line": shown.line(request, row), "form": form, "row": row}
    if slug == "services":
        context["lengths"] = arranged.lengths(request.actor, row)
    return show(request, "settings_thing", context, here="settings", status=422 if form.errors else 200)


@require_POST
@desk
def remove(request: DeskRequest, slug: str, row_id: UUID) -> HttpResponse:
    shown = _area(slug)
    row = found(shown.find(request, row_id))
    if not shown.removes:
        raise Http404
    dating.remove(row=row, by=request.actor, now=request.now)
    messages.success(request, f"Taken back: {shown.line(request, row).title}.")
    return redirect("desk-settings-area", slug)


@require_POST
@desk
def lengths(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """How long each practitioner takes for a service: refused for one, none is changed."""
    service = found(BY_SLUG["services"].find(request, row_id))
    wanted = []
    for who, _ in arranged.lengths(request.actor, service):
        words = request.POST.get(f"minutes-{who.pk}", "").strip()
        if words and not words.isdecimal():
            messages.error(request, f"{who.name}: please give the minutes as a number, or leave them empty.")
            return redirect("desk-settings-thing", "services", row_id)
        is_offered = request.POST.get(f"gives-{who.pk}") == "on"
        wanted.append((who, int(words) if words else None, is_offered))
    try:
        offering.set_offerings(service=service, wanted=wanted, by=request.actor, now=request.now)
        messages.success(request, "Saved.")
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    return redirect("desk-settings-thing", "services", row_id)


@require_POST
@desk
def holiday(request: DeskRequest) -> HttpResponse:
    """A public holiday that a location works on, or keeps after all."""
    try:
        place = arranged.locations(request.actor).filter(pk=UUID(request.POST.get("location", ""))).first()
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as error:
        raise Http404 from error
    works = request.POST.get("works") == "yes"
    dating.work_on(location=found(place), day=day, works=works, by=request.actor, now=request.now)
    return redirect("desk-settings-area", "closures")


@require_http_methods(["GET", "POST"])
@desk
def staff(request: DeskRequest) -> HttpResponse:
    """Who may book against the calendar."""
    arranged.services(request.actor)  # owners only
    rows = queries.colleagues(request.actor)
    if request.method == "POST":
        member = found(next((one for one in rows if str(one.pk) == request.POST.get("member")), None))
        allowed = request.POST.get("allowed") == "yes"
        actions.allow_overbooking(membership=member, allowed=allowed, by=request.actor, now=request.now)
        messages.success(request, "Saved.")
        return redirect("desk-settings-staff")
    return show(request, "settings_staff", {"rows": rows, "owner": Role.OWNER.value}, here="settings")


@dataclass(frozen=True, slots=True)
class Holiday:
    location: Any
    day: date
    name: str
    is_worked: bool


def _holidays(request: DeskRequest) -> list[Holiday]:
    """The public holidays of the next year at each location that keeps some."""
    worked = arranged.worked_holidays(request.actor)
    rows = []
    for place in arranged.locations(request.actor).filter(is_active=True):
        today = dating.today_at(place, request.now)
        for day, name in closing.holidays_of(place, today, today + AHEAD).items():
            rows.append(Holiday(place, day, name, (place.pk, day.isoformat()) in worked))
    return rows


def _area(slug: str) -> Area:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _explain(form: Any, refusal: Refusal) -> None:
    if refusal.code == "not_allowed":
        raise refusal
    explain(form, refusal)
