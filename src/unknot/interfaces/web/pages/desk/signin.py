"""Sign-in and sign-out of staff.

Whether the address, the password or the membership was wrong is never said: that would tell a stranger
who works here.
"""

from urllib.parse import urlencode

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.forms.desk import SignIn
from unknot.interfaces.web.pages.desk.door import sent
from unknot.journey.people import factors
from unknot.journey.people.models import User

SHIFT = 12 * 60 * 60  # seconds; a desk computer left signed in over night is everybody's


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    onward = onward_of(request)
    form = SignIn(sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        login(request, form.user)  # also gives the session a new key
        request.session.set_expiry(SHIFT)
        return redirect(_second_step(request, form.user, onward))
    status = 422 if form.is_bound else 200
    return render(request, "web/desk/signin.html", {"form": form, "next": onward}, status=status)


def _second_step(request: HttpRequest, user: User, onward: str) -> str:
    """The published sign-ins of the demo clinic have no second factor; everybody else does."""
    if getattr(request, "clinic", None) is not None and request.clinic.is_demo:  # type: ignore[attr-defined]  # set by WhoMiddleware
        return onward
    step = "signin-code" if factors.has_factor(user) else "signin-enrol"
    return f"{reverse(step)}?{urlencode({'next': onward})}"


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("signin")


def onward_of(request: HttpRequest) -> str:
    """Where they wanted to go, if that is a page of ours; a sign-in must not send people to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return reverse("desk")
