"""Addresses to knock at: the middleware is tested, so the pages behind it say as little as they can. The real
ones stand after them, because the page that says "too often" links to some."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from unknot.server import urls


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.clinic.slug} {request.actor.kind} {request.actor.role}")  # type: ignore[attr-defined]  # set by WhoMiddleware


urlpatterns = [
    path("check/first", page, name="check-screen"),
    path("signin", page, name="signin"),
    path("who", who, name="who"),
    *urls.urlpatterns,
]
