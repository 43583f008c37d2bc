"""When a page cannot be shown: said plainly, with the emergency number, which must never be lost in an error."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 400, "We could not read what your browser sent", "Please go back and try once more."
    )


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    words = "You may not see this page. If you filled in a form, go back, load the page again and send it once more."
    return _page(request, 403, "This page is not open to you", words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = "The link may be old or cut off. If it came in a message from us, try to copy it whole."
    return _page(request, 404, "There is nothing at this address", words)


def broken(request: HttpRequest) -> HttpResponse:
    words = "Something broke on our side. What you had already sent is kept. Please try again in a minute, or call us."
    return _page(request, 500, "Sorry, this did not work", words)


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "web/public/trouble.html", {"title": title, "words": words}, status=status)
