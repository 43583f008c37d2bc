"""Classes at the desk: the sessions to come and how full they are; laying out a series, cancelling one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.forms.settings import Choices, ClassForm, Reason
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, sent, show
from unknot.interfaces.web.pages.desk.seating import explain
from unknot.journey.book import classes as actions
from unknot.journey.book import queries, sessions
from unknot.journey.people.access import may
from unknot.journey.refusals import Refusal


@require_http_methods(["GET", "POST"])
@desk
def classes(request: DeskRequest) -> HttpResponse:
    form = ClassForm(sent(request), choices=_choices(request), initial={"weeks": 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = _lay_out(request, form)
        except Refusal as refusal:
            if refusal.code == "not_allowed":
                raise
            explain(form, refusal)
        else:
            messages.success(request, f"{made} session{'' if made == 1 else 's'} laid out.")
            return redirect("desk-classes")
    context = {
        "form": form,
        "rows": sessions.coming(request.actor, now=request.now),
        "has_classes": any(one.is_class for one in queries.services_for(request.clinic, None)),
        "may_lay_out": may(request.actor, "book.lay_out", request.clinic.pk),
    }
    return show(request, "classes", context, here="classes", status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk
def cancel(request: DeskRequest, session_id: UUID) -> HttpResponse:
    row = found(sessions.session(request.actor, session_id))
    form = Reason(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.cancel_session(session=row, reason=reason, by=request.actor, now=request.now)
        messages.success(
            request, f"{row.service.name} is cancelled, and we write to everybody who booked it."
        )
        return redirect("desk-classes")
    context = {"row": row, "form": form}
    return show(request, "class_cancel", context, here="classes", status=422 if form.errors else 200)


def _lay_out(request: DeskRequest, form: ClassForm) -> int:
    given = form.cleaned_data
    services = {str(one.pk): one for one in queries.services_for(request.clinic, None)}
    staff = {str(one.pk): one for one in queries.practitioners(request.actor)}
    rooms = {str(one.pk): one for one in queries.rooms(request.actor)}
    things = {str(one.pk): one for one in queries.equipment(request.actor)}
    return len(
        actions.lay_out(
            service=services[given["service"]],
            practitioner=staff[given["practitioner"]],
            room=rooms[given["room"]],
            equipment=things[given["equipment"]] if given["equipment"] else None,
            first_day=given["first_day"],
            clock=given["clock"],
            weeks=given["weeks"],
            by=request.actor,
            now=request.now,
        )
    )


def _choices(request: DeskRequest) -> dict[str, Choices]:
    services = [one for one in queries.services_for(request.clinic, None) if one.is_class]
    kinds, givers = {one.room_kind for one in services}, {one.practitioner_kind for one in services}
    rooms = [one for one in queries.rooms(request.actor) if one.kind in kinds]
    staff = [one for one in queries.practitioners(request.actor) if one.kind in givers]
    several = len({one.location_id for one in rooms}) > 1
    return {
        "service": [(str(one.pk), f"{one.name}, {one.capacity} seats") for one in services],
        "practitioner": [(str(one.pk), one.name) for one in staff],
        "room": [(str(one.pk), f"{one.name}, {one.location}" if several else one.name) for one in rooms],
        "equipment": [(str(one.pk), one.name) for one in queries.equipment(request.actor)],
    }
