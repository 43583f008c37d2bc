"""The door for people without an account: the clinic they are at, the instant, and the one check they hold.

The check that somebody is answering is remembered on their device by its token, in the session: closing the
page loses nothing, and nobody else sees it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from unknot.journey.check import queries
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor
from unknot.journey.people.models import Clinic

P = ParamSpec("P")
T = TypeVar("T")

DRAFT, DECIDED = "check", "decided_check"


class PersonRequest(HttpRequest):
    """A request at one instant, in one clinic, from somebody who may be anybody."""

    actor: Actor
    clinic: Clinic
    now: datetime
    # Of the network, as the outermost of our own proxies saw it.
    address: str


def person(
    page: Callable[Concatenate[PersonRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(page)
    def timed(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.now = datetime.now(UTC)  # type: ignore[attr-defined]  # what makes it a PersonRequest
        return page(request, *args, **kwargs)  # type: ignore[arg-type]  # it has its instant now

    return timed  # type: ignore[return-value]  # wraps() keeps the name of the first parameter, as it should


def draft(request: PersonRequest) -> Check | None:
    """The check that this device has begun and not finished."""
    token = request.session.get(DRAFT)
    check = queries.draft(token, now=request.now) if token else None
    return check if check and check.clinic_id == request.clinic.pk else None


def remember(request: PersonRequest, check: Check) -> None:
    request.session[DRAFT] = check.token


def forget(request: PersonRequest) -> None:
    request.session.pop(DRAFT, None)


def finish(request: PersonRequest, check: Check) -> None:
    """The check is decided: from now on this device knows it as the one that opens booking."""
    forget(request)
    request.session[DECIDED] = check.token


def last_decided(request: PersonRequest) -> Check | None:
    token = request.session.get(DECIDED)
    check = queries.decided(token) if token else None
    return check if check and check.clinic_id == request.clinic.pk else None


def decided(request: PersonRequest, token: str) -> Check:
    """The finished check of this token in this clinic; whoever holds the token may read it."""
    check = queries.decided(token)
    if check is None or check.clinic_id != request.clinic.pk:
        raise Http404
    return check
