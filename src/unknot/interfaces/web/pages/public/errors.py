"""What a person sees when something went wrong. Each page names the number to call, whatever is broken."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/public/400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/public/403.html", status=403)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "web/public/403_csrf.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/public/404.html", status=404)


# What databases say when they are away, stopping, full, or may only be read.
AWAY = (OperationalError, InterfaceError, InternalError)


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """Called while the error is being handled: a database that is away is said as what it is."""
    if isinstance(sys.exc_info()[1], AWAY):
        return away(request)
    return render(request, "web/public/500.html", status=500)


def away(request: HttpRequest) -> HttpResponse:
    """Each change is one transaction, so nothing is half done. Whether the last one was saved nobody knows
    here: the connection may have broken right after it."""
    page = render(request, "web/public/503.html", status=503)
    page["Retry-After"] = "30"
    return page
