"""A practitioner's calendars elsewhere: added, read again, taken away. The desk sees when, never what."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from unknot.interfaces.web.pages.desk.calendars import outside_form, page
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.journey.book import outside, queries
from unknot.journey.refusals import Refusal


@require_POST
@desk
def add(request: DeskRequest) -> HttpResponse:
    form = outside_form(request)
    if not form.is_valid():
        return page(request, form=form)
    typed = form.cleaned_data
    mine = {str(one.pk): one for one in queries.practitioners(request.actor)}
    try:
        calendar = outside.add_outside(
            practitioner=mine[typed["practitioner"]],
            name=typed["name"],
            url=typed["url"],
            data=typed["file"].read() if typed["file"] else b"",
            by=request.actor,
            now=request.now,
        )
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        explain(form, refusal)
        return page(request, form=form)
    words = "It is being read." if calendar.url else "It was read."
    messages.success(request, f"{calendar.name} blocks time of {calendar.practitioner.name} now. {words}")
    return redirect("desk-calendars")


@require_POST
@desk
def remove(request: DeskRequest, calendar_id: UUID) -> HttpResponse:
    calendar = found(outside.outside_calendar(request.actor, calendar_id))
    outside.remove_outside(calendar=calendar, by=request.actor, now=request.now)
    messages.success(request, f"{calendar.name} blocks no time any more.")
    return redirect("desk-calendars")


@require_POST
@desk
def read_again(request: DeskRequest, calendar_id: UUID) -> HttpResponse:
    calendar = found(outside.outside_calendar(request.actor, calendar_id))
    outside.read_again(calendar=calendar, by=request.actor, now=request.now)
    messages.success(request, f"{calendar.name} is read again within a minute.")
    return redirect("desk-calendars")
