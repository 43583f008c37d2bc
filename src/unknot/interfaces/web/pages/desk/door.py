"""The door of the desk: who may come in, what every page behind it shows, and how a refusal looks.

Open alerts are part of every page, so that nobody at the desk can overlook a person who waits.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from unknot.interfaces.web.pages.desk.records import RECORDS
from unknot.interfaces.web.pages.desk.waiting import waiting
from unknot.journey.outbox import queries as outbox
from unknot.journey.people.access import AUDITOR, Actor, may
from unknot.journey.people.models import Clinic, Role
from unknot.journey.privacy import opening
from unknot.journey.refusals import Refusal

# For how long a message that never arrived is counted on every page; its row stays.
UNREACHED = timedelta(days=7)

BAD_REQUEST = HTTPStatus.BAD_REQUEST
READING = ("GET", "HEAD", "OPTIONS")

P = ParamSpec("P")
T = TypeVar("T")


class DeskRequest(HttpRequest):
    """A request that has passed the door: somebody of this clinic's staff, at one instant."""

    actor: Actor
    clinic: Clinic
    now: datetime


def desk(
    page: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lets staff in, sends everyone else to the sign-in, and turns "you may not" into a page that says so."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or actor.kind != "staff":
            half_in = getattr(request, "half_in", None) is not None
            return redirect_to_login(request.get_full_path(), "signin-code" if half_in else "signin")
        request.now = datetime.now(UTC)  # type: ignore[attr-defined]  # what makes it a DeskRequest
        if actor.role == AUDITOR and request.method not in READING and not _is_own(request):
            words = "An auditor reads and changes nothing."
            return show(request, "refused", {"words": words, "is_role": True}, status=403)  # type: ignore[arg-type]
        try:
            person = record_of(request, kwargs)
            answer = page(request, *args, **kwargs)  # type: ignore[arg-type]  # it has passed the door
            if person is not None and answer.status_code < BAD_REQUEST:
                seen = request.resolver_match.view_name if request.resolver_match else ""
                opening.open_record(patient_id=person, page=seen, by=actor, now=request.now)  # type: ignore[attr-defined]  # as above
            return answer
        except opening.Restricted as closed:
            may_break = may(actor, "privacy.break_glass", actor.clinic_id)
            context = {"patient_id": closed.patient_id, "may_break": may_break}
            return show(request, "restricted", context, status=403)  # type: ignore[arg-type]
        except Refusal as refusal:
            if refusal.code == "not_found":
                return show(request, "missing", {}, status=404)  # type: ignore[arg-type]
            status = 403 if refusal.code == "not_allowed" else 409
            context = {"words": refusal.words, "is_role": status == 403}
            return show(request, "refused", context, status=status)  # type: ignore[arg-type]
        except Http404:
            return show(request, "missing", {}, status=404)  # type: ignore[arg-type]

    return guarded  # type: ignore[return-value]  # wraps() keeps the name of the first parameter, as it should


def record_of(request: HttpRequest, named: Mapping[str, object]) -> UUID | None:
    """The person whose record this address opens. Raises Restricted where it is not open to the actor."""
    match = request.resolver_match
    name = RECORDS.get(match.view_name) if match else None
    if name is None:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoMiddleware
    assert actor.clinic_id is not None  # noqa: S101  # staff have a clinic
    person = opening.whose(actor.clinic_id, name, UUID(str(named[name])))
    if person is not None:
        opening.refuse_restricted(patient_id=person, actor=actor, now=request.now)  # type: ignore[attr-defined]  # as above
    return person


def _is_own(request: HttpRequest) -> bool:
    """One's own second factor is everybody's to keep."""
    return bool(request.resolver_match and request.resolver_match.view_name.startswith("desk-sign-in"))


def show(
    request: DeskRequest, name: str, context: Mapping[str, object], *, here: str = "", status: int = 200
) -> HttpResponse:
    """One page of the desk, with the people who wait on top of it."""
    frame = {
        "here": here,
        "now": request.now,
        "zone": request.clinic.zone,
        "actor": request.actor,
        "role_words": Role(request.actor.role).label.lower(),
        "open_alerts": waiting(request.actor, request.now),
        "given_up": outbox.given_up(request.actor, since=request.now - UNREACHED),
    }
    return render(request, f"web/desk/{name}.html", {**frame, **context}, status=status)


def found(row: T | None) -> T:
    if row is None:
        raise Http404
    return row


def version(request: HttpRequest) -> int:
    """Which version of a draft was on the page that was sent; 0, which no draft has, when it says none."""
    words = request.POST.get("version", "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form takes as its data: an empty form that was sent is wrong, one that was not is new."""
    return request.POST if request.method == "POST" else None
