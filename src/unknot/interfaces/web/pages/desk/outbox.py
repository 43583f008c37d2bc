"""The outbox: what the clinic has told people, and what became of each message."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.journey.outbox import actions, queries
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import Actor, may
from unknot.journey.privacy import opening
from unknot.journey.refusals import Refusal

KINDS = {
    "booked": "Visit booked",
    "course": "Visits of a plan",
    "plan_offered": "Plan to look at",
    "consent_asked": "Consent to read and sign",
    "check_in": "How is it going?",
    "moved": "Visit moved",
    "cancelled": "Visit cancelled",
    "reminder": "Reminder",
    "offer": "A time offered",
    "waiting": "On the waiting list",
    "call_back": "We will call back",
    "alert": "Someone waits",
    "notes_to_sign": "Notes to sign",
    "request_answered": "Answer about the record",
    "erased": "What was erased",
    "sign_in_link": "Link to one's own record",
    "sign_in_invite": "Invitation to sign in",
}

# Whoever holds the link of these is let in by it: it is for the one who was written to, and nobody else.
KEYS = frozenset({"sign_in_link", "sign_in_invite"})
# The link of these opens a part of somebody's record, of this kind of row.
OF_RECORDS = {"plan_offered": "plan.careplan", "consent_asked": "people.consentask"}


@desk
def outbox(request: DeskRequest) -> HttpResponse:
    only = request.GET.get("only", "")
    rows = [worded(one) for one in queries.recent(request.actor) if only in ("", one.status)]
    context = {"rows": rows, "only": only, "statuses": Status.choices}
    return show(request, "outbox", context, here="outbox")


@desk
def message(request: DeskRequest, message_id: UUID) -> HttpResponse:
    row = worded(found(queries.message(request.actor, message_id)))
    if row.kind in OF_RECORDS and row.subject_id:
        person = opening.person_of(request.clinic.id, OF_RECORDS[row.kind], UUID(row.subject_id))
        if person is not None:
            opening.refuse_restricted(patient_id=person, actor=request.actor, now=request.now)
    may_retry = may(request.actor, "outbox.retry", request.clinic.id)
    context = {"message": row, "may_retry": may_retry, "is_key": row.kind in KEYS}
    return show(request, "message", context, here="outbox")


@desk
def attachment(request: DeskRequest, message_id: UUID) -> HttpResponse:
    row = found(queries.message(request.actor, message_id))
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(row.attachment, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
@desk
def retry(request: DeskRequest, message_id: UUID) -> HttpResponse:
    row = found(queries.message(request.actor, message_id))
    try:
        actions.retry(message=row, by=request.actor, now=request.now)
        messages.success(request, "It is in the queue again and leaves within a minute.")
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise
        messages.error(request, refusal.words)
    return redirect("desk-message", message_id)


def worded(message: Message) -> Message:
    """The message with `kind_words`: what it is, as the desk says it."""
    message.kind_words = KINDS.get(message.kind, message.kind)  # type: ignore[attr-defined]  # for the template
    return message


def about(actor: Actor, row: Model) -> list[Message]:
    """What was written about one row, youngest first."""
    return [worded(one) for one in queries.about(actor, row)]
