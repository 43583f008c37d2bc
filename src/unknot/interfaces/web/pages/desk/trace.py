"""How one assessment came about, for clinicians and the owner: rule, facts, answers, sources, and what
today's knowledge would say."""

from uuid import UUID

from django.http import HttpResponse

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.interfaces.web.pages.desk.tracing import Tracer
from unknot.journey.check import queries
from unknot.journey.check.facts import answers_of
from unknot.journey.check.replaying import replay
from unknot.journey.people.access import may
from unknot.knowledge.load import knowledge


@desk
def trace(request: DeskRequest, check_id: UUID) -> HttpResponse:
    row = found(queries.check_to_trace(request.actor, check_id))
    again = found(replay(row))
    known = again.own.knowledge or knowledge()
    private = may(request.actor, "check.read_private", request.clinic.id, row)
    tracer = Tracer(known, answers_of(row, known), private)
    patient = row.episode.patient if row.episode else None
    otherwise = tracer.differences(again.differences, knowledge())
    context = {
        "check": row,
        "who": (patient.name if patient else "") or row.contact_name or "a person without a name yet",
        "again": again,
        "private": private,
        "flags": tracer.rules(again.stored.flags),
        "open": tracer.rules(again.stored.open),
        "unanswered": tracer.unanswered(again.stored.unanswered),
        "causes": tracer.causes(again.stored),
        "differences": otherwise,
        "hidden": len(again.differences) - len(otherwise),
        "then": known.routes[again.stored.tier.code].name,
        "today": knowledge().routes[again.today.tier.code].name,
    }
    return show(request, "trace", context)
