"""The door to one's own record. Who has come in is kept in the session: the address that the link was sent
to, whose record of those at this address, and until when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.journey.people.access import Actor, holder
from unknot.journey.people.models import Patient
from unknot.journey.privacy import queries

P = ParamSpec("P")
OWN = "own_record"
# A telephone that is passed on, a computer in a library: not for a day.
STAYS = timedelta(hours=2)


class OwnRequest(PersonRequest):
    """Somebody at their own record."""

    who: Patient


def own(
    page: Callable[Concatenate[OwnRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Lets in whoever has come by a link, as one person; sends everyone else to where links are asked for."""

    @wraps(page)
    def guarded(request: PersonRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if address(request) is None:
            return redirect("me-signin")
        who = chosen(request)
        if who is None:
            return redirect("me-who")
        mine = cast(OwnRequest, request)
        mine.who, mine.actor = who, as_owner(request, who)
        answer = page(mine, *args, **kwargs)
        # Whoever goes back after signing out must not find it in the browser.
        add_never_cache_headers(answer)
        return answer

    return person(guarded)


def come_in(request: PersonRequest, email: str) -> None:
    """From now on this browser is whoever has this address; with a new key, so that nobody comes along."""
    leave(request)
    request.session.cycle_key()
    request.session[OWN] = {
        "email": email,
        "clinic": str(request.clinic.pk),
        "until": (request.now + STAYS).isoformat(),
    }


def choose(request: PersonRequest, who: Patient) -> None:
    request.session[OWN] = {**request.session[OWN], "who": str(who.pk)}


def as_owner(request: PersonRequest, who: Patient) -> Actor:
    return holder(who, clinic_id=request.clinic.pk, name=who.name)


def leave(request: HttpRequest) -> None:
    request.session.pop(OWN, None)


def address(request: PersonRequest) -> str | None:
    """The address that this browser has shown to be theirs, while that holds."""
    kept = request.session.get(OWN)
    if not kept or kept["clinic"] != str(request.clinic.pk):
        return None
    return str(kept["email"]) if request.now <= datetime.fromisoformat(kept["until"]) else None


def chosen(request: PersonRequest) -> Patient | None:
    kept = request.session.get(OWN) or {}
    return queries.still_at(request.clinic, kept["who"], kept["email"]) if "who" in kept else None
