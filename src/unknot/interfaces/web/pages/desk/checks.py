"""A check as staff read it: how urgent and why, what is still open, every answer, each with its sources."""

from uuid import UUID

from django.http import HttpResponse

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.interfaces.web.pages.desk.sheet import sheet
from unknot.journey.check import queries
from unknot.journey.people.access import may


@desk
def check(request: DeskRequest, check_id: UUID) -> HttpResponse:
    row = found(queries.check(request.actor, check_id))
    reading = found(queries.reading(request.actor, row))
    context = {
        **sheet(request.actor, reading, request.clinic.country),
        "may_open": may(request.actor, "check.open_booking", request.clinic.id),
        "may_trace": may(request.actor, "check.trace", request.clinic.id),
    }
    return show(request, "check", context)
