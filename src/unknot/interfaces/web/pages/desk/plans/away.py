"""Somebody who treats is away today: whom it concerns, a new time for each of them, moved in one go."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.forms.desk import _input
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.plans.signed import Shown, read, sign
from unknot.interfaces.web.pages.desk.plans.telling import called, sentences
from unknot.interfaces.web.templatetags.desk import day, moment
from unknot.journey.book.arranging import add_leave
from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Leave
from unknot.journey.people import queries as people
from unknot.journey.plan import queries
from unknot.journey.plan.away import Change, changes, concerned, leave, move_away
from unknot.journey.plan.placing import take
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import instant_of


class Away(forms.Form):
    who = forms.ChoiceField(label="Who is away")
    first = forms.DateField(label="From", widget=_input(forms.DateInput, type="date"))
    last = forms.DateField(label="to and including", widget=_input(forms.DateInput, type="date"))
    reason = forms.CharField(label="Why", max_length=200, required=False, widget=_input())

    def __init__(self, data: object, *, staff: list[tuple[str, str]], initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.fields["who"] = forms.ChoiceField(
            label="Who is away", choices=staff, widget=forms.Select(attrs={"class": "input"})
        )


@require_http_methods(["GET", "POST"])
@desk
def away(request: DeskRequest) -> HttpResponse:
    staff = {str(one.pk): one for one in people.practitioners(request.clinic.pk)}
    zone = zone_of(request.clinic)
    today = request.now.astimezone(zone).date()
    names = [(key, one.name) for key, one in staff.items()]
    form = Away(sent(request), staff=names, initial={"first": today, "last": today})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            row = add_leave(
                practitioner=staff[typed["who"]],
                starts_at=datetime.combine(typed["first"], time(0), tzinfo=zone),
                ends_at=datetime.combine(typed["last"] + timedelta(days=1), time(0), tzinfo=zone),
                reason=typed["reason"],
                by=request.actor,
                now=request.now,
            )
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            form.add_error("last", "The last day must not be before the first.")
        else:
            return redirect("desk-away-list", row.pk)
    return show(request, "away", {"form": form}, here="today", status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@desk
def concerned_by(request: DeskRequest, leave_id: UUID) -> HttpResponse:
    """Everyone concerned in one screen. What is sent back is what was shown; each person is moved or told
    apart, so that one seat that went meanwhile stops nobody else."""
    row = found(leave(request.actor, leave_id))
    status = 200
    if request.method == "POST":
        moved, refused = _apply(request, row)
        if moved:
            people_moved = "1 person" if moved == 1 else f"{moved} people"
            messages.success(request, f"{people_moved} moved, and written to where we have an address.")
        for words in refused:
            messages.error(request, words)
        if not refused:
            return redirect("desk-away-list", row.pk)
        status = 409
    found_changes = changes(request.actor, row, now=request.now)
    context = {
        "leave": row,
        "when": _when(row, request),
        "rows": [_row(one) for one in found_changes],
        "movable": sum(bool(one.seats) for one in found_changes),
    }
    return show(request, "away_list", context, here="today", status=status)


def _apply(request: DeskRequest, row: Leave) -> tuple[int, list[str]]:
    standing = {str(one.pk): one for one in concerned(request.actor, row, now=request.now)}
    moved, refused = 0, []
    for words in request.POST.getlist("move"):
        name = ""
        try:
            shown = read(words)
            if booking := standing.get(shown.key):
                name = booking.patient.name
                (seat,) = shown.seats.values()
                move_away(booking=booking, seat=seat, by=request.actor, now=request.now)
            else:
                plan = found(queries.plan(request.actor, UUID(shown.key)))
                name = plan.patient.name
                take(
                    plan=plan,
                    seats=shown.seats,
                    version=shown.version,
                    by=request.actor,
                    now=request.now,
                )
            moved += 1
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            refused.append(f"{name}: {refusal.words}" if name else refusal.words)
    return moved, refused


def _when(row: Leave, request: DeskRequest) -> str:
    """Whole days as days, anything else to the minute."""
    zone = zone_of(request.clinic)
    begins, ends = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    if begins.time() == ends.time() == time(0):
        first, last = day(begins, zone.key), day(ends - timedelta(days=1), zone.key)
        return first if first == last else f"{first} to {last}"
    return f"{moment(begins, zone.key)} to {moment(ends, zone.key)}"


def _row(change: Change) -> dict[str, object]:
    version = change.plan.version if change.plan else 0
    lines = []
    for key, booking in change.before.items():
        seat = change.seats.get(key)
        who, where = called(seat, change.stock) if seat else ("", "")
        lines.append(
            {
                "booking": booking,
                "at": instant_of(seat.start) if seat else None,
                "who": who,
                "where": where,
                "why": sentences(change.missing.get(key, ()), change.stock),
            }
        )
    return {
        "key": change.key,
        "patient": change.patient,
        "plan": change.plan,
        "lines": lines,
        "signed": sign(Shown(change.key, version, change.seats)) if change.seats else "",
        "zone": next(iter(change.before.values())).location.zone if change.before else "UTC",
    }
