"""Who is asking, and of which clinic: `request.clinic`, `request.actor` and `request.address`, set once for
every page.

The clinic is the one whose slug is the first word of the host name, or the only one there is.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from unknot.journey.people import factors, queries, sessions
from unknot.journey.people.access import Actor, visitor
from unknot.journey.people.models import Clinic, User
from unknot.server.rates import address_of

NO_CLINIC = "There is no clinic at this address yet.\n"


class WhoMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/health":
            return self.get_response(request)
        clinic = queries.only_clinic() or queries.clinic(first_word(request.get_host()))
        if clinic is None:
            return HttpResponse(NO_CLINIC, status=404, content_type="text/plain; charset=utf-8")
        request.clinic = clinic  # type: ignore[attr-defined]  # HttpRequest has no typed place for it
        request.actor = _actor(request, clinic)  # type: ignore[attr-defined]  # as above
        request.address = address_of(request)  # type: ignore[attr-defined]  # as above
        return self.get_response(request)


def first_word(host: str) -> str:
    return host.partition(":")[0].partition(".")[0].lower()


def _actor(request: HttpRequest, clinic: Clinic) -> Actor:
    """A member of this clinic's staff, or a visitor; being staff elsewhere counts for nothing here."""
    user = request.user
    known = queries.staff(user, clinic.pk) if isinstance(user, User) else None
    if known and not (clinic.is_demo or request.session.get(factors.SESSION) == known.id):
        # The password alone makes nobody staff. Only the pages of the second factor look at this.
        request.half_in = known  # type: ignore[attr-defined]  # as above
        return visitor(clinic)
    if known and isinstance(user, User):
        _seen(request, user)
    return known or visitor(clinic)


def _seen(request: HttpRequest, user: User) -> None:
    """Once in some minutes, so that reading a page is not always writing a row."""
    now = datetime.now(UTC)
    last = datetime.fromtimestamp(request.session.get(sessions.SEEN, 0), UTC)
    if now - last < sessions.EVERY or request.session.session_key is None:
        return
    request.session[sessions.SEEN] = int(now.timestamp())
    sessions.seen(
        user=user,
        key=request.session.session_key,
        agent=request.headers.get("User-Agent", ""),
        address=address_of(request),
        now=now,
    )
