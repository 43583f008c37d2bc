"""The second factor of staff: shown after the password, set up the first time, kept in order at the desk. The
pages work without a script; what is secret is shown once and never stored by a browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import cast

import qrcode
from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from qrcode.image.svg import SvgPathImage

from unknot.interfaces.web.pages.desk import passkey
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.interfaces.web.pages.desk.signin import onward_of
from unknot.journey.people import factors, passkeys, queries, sessions
from unknot.journey.people.access import Actor
from unknot.journey.people.models import User
from unknot.journey.refusals import Refusal

SECRET, CODES, FAILED = "factor_secret", "recovery_codes", "factor_failed"
# So many wrong codes, and the password is asked for again.
MOST_WRONG = 5

Page = Callable[[HttpRequest, Actor, User], HttpResponse]


def half_in(page: Page) -> Callable[[HttpRequest], HttpResponse]:
    """For whoever has given their password and nothing more."""

    @never_cache
    @sensitive_post_parameters("code")
    @require_http_methods(["GET", "POST"])
    @wraps(page)
    def guarded(request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "half_in", None)
        if actor is None:
            return redirect("desk" if getattr(request, "actor", None) and _is_staff(request) else "signin")
        return page(request, actor, cast(User, request.user))

    return guarded


@half_in
def code(request: HttpRequest, actor: Actor, user: User) -> HttpResponse:
    onward, wrong = onward_of(request), ""
    if not factors.has_factor(user):
        return redirect("signin-enrol")
    if request.method == "POST":
        kind = _shown(request, actor, user)
        if kind:
            _let_in(request, user)
            if kind == "recovery":
                left = factors.codes_left(user)
                messages.warning(request, f"That was a recovery code. {left} are left: make new ones soon.")
            return redirect(onward)
        wrong = passkeys.WRONG if "passkey" in request.POST else factors.WRONG
        request.session[FAILED] = request.session.get(FAILED, 0) + 1
        if request.session[FAILED] >= MOST_WRONG:
            logout(request)
            return redirect("signin")
    context = {
        "next": onward,
        "wrong": wrong,
        "known": passkey.known(request, user),
        "has_app": factors.has_app(user),
        "keys": passkeys.passkeys_of(user),
    }
    return render(request, "web/desk/signin_code.html", context, status=422 if wrong else 200)


def _shown(request: HttpRequest, actor: Actor, user: User) -> str:
    if "passkey" in request.POST:
        return "passkey" if passkey.is_shown(request, actor, user) else ""
    return factors.show_code(user=user, code=request.POST.get("code", ""), by=actor, now=datetime.now(UTC))


@half_in
def enrol(request: HttpRequest, actor: Actor, user: User) -> HttpResponse:
    """The first time only: whoever has an app or a passkey shows it instead."""
    onward = onward_of(request)
    if factors.has_factor(user):
        return redirect("signin-code")
    return _enrol(request, actor, user, onward, at_desk=False)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@desk
def renew(request: DeskRequest) -> HttpResponse:
    """A new telephone: the new app takes the place of the old."""
    return _enrol(request, request.actor, cast(User, request.user), "", at_desk=True)


@never_cache
@require_http_methods(["GET", "POST"])
@desk
def own(request: DeskRequest) -> HttpResponse:
    """One's own sign-in: recovery codes, shown once when they are made, passkeys, and a new app."""
    user, wrong = cast(User, request.user), ""
    if request.method == "POST" and "session" in request.POST:
        return _end_session(request, user)
    if request.method == "POST":
        try:
            _change(request, user)
        except Refusal as refusal:
            if refusal.field != "passkey":
                raise
            wrong = refusal.words
        else:
            return redirect("desk-sign-in")
    keys, has_app, has_factor = passkeys.passkeys_of(user), factors.has_app(user), factors.has_factor(user)
    context = {
        "wrong": wrong,
        "codes": request.session.pop(CODES, []),
        "left": factors.codes_left(user),
        "has_factor": has_factor,
        "has_app": has_app,
        "keys": keys,
        "may_remove": has_app or len(keys) > 1,
        "new": passkey.new(request, user) if has_factor else None,
        "is_demo": request.clinic.is_demo,
        "sessions": [
            (one, sessions.device(one.user_agent), one.session_key == request.session.session_key)
            for one in sessions.sessions_of(user)
        ],
    }
    return show(request, "own_signin", context, status=422 if wrong else 200)


def _change(request: DeskRequest, user: User) -> None:
    by, now = request.actor, request.now
    if "passkey" in request.POST:
        request.session[CODES] = passkey.add(request, by, user)
        messages.success(request, "The passkey is added. Use it at your next sign-in.")
    elif "remove" in request.POST:
        asked = request.POST["remove"]
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
        passkeys.remove_passkey(user=user, passkey_id=number, by=by, now=now)
        messages.success(request, "The passkey is removed: it opens nothing here any more.")
    else:
        request.session[CODES] = factors.new_codes(user=user, by=by, now=now)


def _end_session(request: DeskRequest, user: User) -> HttpResponse:
    asked, by, now = request.POST["session"], request.actor, request.now
    if asked == "others":
        place = found(queries.place(request.actor))
        ended = sessions.end_sessions(membership=place, by=by, now=now, but=request.session.session_key or "")
        messages.success(request, f"{ended} other session{'' if ended == 1 else 's'} ended.")
    else:
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
        sessions.end_session(user=user, session_id=number, by=by, now=now)
        messages.success(request, "Ended.")
    return redirect("desk-sign-in")


def _enrol(request: HttpRequest, actor: Actor, user: User, onward: str, *, at_desk: bool) -> HttpResponse:
    wrong = ""
    secret = request.session.get(SECRET) or factors.new_secret()
    request.session[SECRET] = secret
    if request.method == "POST":
        try:
            made = _enrolled(request, actor, user, secret)
        except Refusal as refusal:
            wrong = refusal.words
        else:
            request.session.pop(SECRET, None)
            _let_in(request, user)
            request.session[CODES] = made
            return redirect("desk-sign-in")
    address = get_adapter().build_totp_url(user, secret)
    context = {
        "next": onward,
        "wrong": wrong,
        "drawn": _drawn(address),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "at_desk": at_desk,
        "new": None if at_desk else passkey.new(request, user),
    }
    return render(request, "web/desk/signin_enrol.html", context, status=422 if wrong else 200)


def _enrolled(request: HttpRequest, actor: Actor, user: User, secret: str) -> list[str]:
    if "passkey" in request.POST:
        return passkey.add(request, actor, user)
    code = request.POST.get("code", "")
    return factors.enrol(user=user, secret=secret, code=code, by=actor, now=datetime.now(UTC))


def _let_in(request: HttpRequest, user: User) -> None:
    request.session.cycle_key()
    # It has another key now: the next page writes down where they are signed in.
    request.session.pop(sessions.SEEN, None)
    request.session.pop(FAILED, None)
    request.session[factors.SESSION] = str(user.pk)


def _is_staff(request: HttpRequest) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    return actor is not None and actor.kind == "staff"


def _drawn(address: str) -> SafeString:
    """The code for the camera, drawn by a library."""
    image = qrcode.make(address, image_factory=SvgPathImage, box_size=14, border=2)
    drawn: str = image.to_string(encoding="unicode")
    return mark_safe(drawn)  # noqa: S308  # nothing in it but squares
