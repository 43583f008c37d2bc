"""Passkeys on a page: the question that its form carries for the script, and the answer that comes back with
it. Each question is kept in the session, asked anew with each page, and good for one answer."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from unknot.journey.people import passkeys, sessions
from unknot.journey.people.access import Actor
from unknot.journey.people.models import User
from unknot.journey.people.passkeys import Site
from unknot.journey.refusals import Refusal

NEW, KNOWN = "passkey_new", "passkey_known"
# Many times what a device says; a page of it would be somebody's experiment.
LONGEST = 20_000
NOT_HERE = "Passkeys need the address of the clinic, with a name and https."


def site(request: HttpRequest) -> Site | None:
    """The address as people type it: a proxy may pass on its name alone, without a port of its own."""
    name = request.clinic.name  # type: ignore[attr-defined]  # set by WhoMiddleware
    came, public = urlsplit(f"{request.scheme}://{request.get_host()}"), urlsplit(settings.PUBLIC_URL)
    typed = public if public.hostname == came.hostname else came
    return passkeys.site_of(f"{typed.scheme}://{typed.netloc}", name)


def new(request: HttpRequest, user: User) -> Mapping[str, str] | None:
    """What the form for a new passkey carries; None where there can be none."""
    here = site(request)
    if here is None:
        return None
    asked, request.session[NEW] = passkeys.ask_for_new(user, here)
    return {"asked": json.dumps(asked), "name": sessions.device(request.headers.get("User-Agent", ""))}


def known(request: HttpRequest, user: User) -> Mapping[str, str] | None:
    """What the form for a passkey that is there carries; None when none is good at this address."""
    here = site(request)
    if here is None or not passkeys.passkeys_of(user, here):
        return None
    asked, request.session[KNOWN] = passkeys.ask_for_known(user, here)
    return {"asked": json.dumps(asked)}


def add(request: HttpRequest, actor: Actor, user: User) -> list[str]:
    """Recovery codes, where there were none. Raises Refusal."""
    here = site(request)
    if here is None:
        raise Refusal("passkey", NOT_HERE, field="passkey")
    return passkeys.add_passkey(
        user=user,
        site=here,
        kept=request.session.pop(NEW, None),
        answer=_answer(request),
        name=request.POST.get("name", ""),
        by=actor,
        now=datetime.now(UTC),
    )


def is_shown(request: HttpRequest, actor: Actor, user: User) -> bool:
    here, kept = site(request), request.session.pop(KNOWN, None)
    return here is not None and passkeys.show_passkey(
        user=user, site=here, kept=kept, answer=_answer(request), by=actor, now=datetime.now(UTC)
    )


def _answer(request: HttpRequest) -> dict[str, Any]:
    words = request.POST.get("passkey", "")
    try:
        said = json.loads(words) if len(words) <= LONGEST else None
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}
