"""How often one address may send a form. Reading is never limited, so emergency advice always loads.

The counts live in each server process, so the true limit is at most this times the number of processes. The
page that says "too often" repeats what to do in an emergency, which the form may have been about.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

# The longest matching beginning of the page's name counts. A waiting room shares one network address, so the
# check, which is one form a screen, gets room for dozens of people at once.
LIMITS = {
    "": "120/minute;1000/hour",
    "check": "300/minute;4000/hour",
    "arrive": "60/minute;400/hour",
    "arrive-door": "20/minute;120/hour",
    "book": "60/minute;400/hour",
    "signin": "10/minute;60/hour",
    "me-signin": "10/minute;60/hour",
}


class RatesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not settings.RATE_LIMITS or request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if getattr(getattr(request, "actor", None), "kind", "") == "staff":
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        group = max((known for known in LIMITS if name.startswith(known)), key=len)
        if all(limiter().hit(limit, group, who) for who in _who(request, group) for limit in _limits(group)):
            return None
        response = render(request, "server/too_often.html", status=429)
        response["Retry-After"] = "60"
        return response


def _who(request: HttpRequest, group: str) -> list[str]:
    """Sign-in counts by the name that is tried as well: many machines may guess at one password."""
    tried = request.POST.get("email", "").strip().lower() if group.endswith("signin") else ""
    return [address_of(request), *([tried] if tried else [])]


def address_of(request: HttpRequest) -> str:
    """What the outermost of our own proxies saw; whatever stands further left was said by the client."""
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(seen) >= settings.TRUSTED_PROXIES:
        return seen[-settings.TRUSTED_PROXIES]
    return str(request.META.get("REMOTE_ADDR", ""))


@cache
def limiter() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())


@cache
def _limits(group: str) -> list[RateLimitItem]:
    return parse_many(LIMITS[group])
