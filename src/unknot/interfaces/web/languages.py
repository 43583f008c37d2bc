"""In which language a page is shown: the one chosen by link, then the one remembered, then the browser's.

Only the pages named here are said in every language. All others, the desk first of all, are English and say
so in their `lang`, whatever was chosen.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header

from unknot.knowledge.languages import ENGLISH
from unknot.knowledge.load import offered

ASKED = "lang"
SPOKEN = frozenset(
    {
        *("home", "about"),
        *("check", "check-resume", "check-again", "check-screen"),
        *("check-result", "check-letter", "check-call-back", "check-more"),
        *("book-start", "book", "book-times", "book-details"),
        *("booking", "booking-move", "booking-cancel", "booking-calendar"),
        *("booking-confirm", "booking-reminders", "booking-short"),
        *("booking-feed", "booking-feed-close"),
        *("book-wait", "booking-earlier", "wait-place", "wait-leave", "wait-offer", "arrive", "arrive-door"),
        *("how", "how-spasm", "how-course", "how-course-image"),
        *("plan", "plan-paper", "consent"),
        *(
            "me",
            "me-signin",
            "me-signout",
            "me-enter",
            "me-who",
            "me-receipt",
            "me-withdraw",
            "me-download",
            "me-ask",
        ),
    }
)
# A page that only takes a form is read again at another address.
READ_AT = {"check-call-back": "check-result"}


@dataclass(frozen=True, slots=True)
class Link:
    """The same page in another language."""

    code: str
    name: str
    href: str


def asked_for(request: HttpRequest) -> str | None:
    """The language that the address names, if pages may be read in it."""
    return _offered(request.GET.get(ASKED, ""))


def chosen(request: HttpRequest) -> str:
    """The language of whoever asks."""
    remembered = _offered(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    return asked_for(request) or remembered or _wished(request) or ENGLISH


def is_spoken(request: HttpRequest) -> bool:
    """Whether this page is said in every language. What went wrong is, so that everybody can read it."""
    match = request.resolver_match
    return match is None or match.url_name in SPOKEN


def others(request: HttpRequest, current: str) -> tuple[Link, ...]:
    """The same page in each other language; none for a page that is English only."""
    if not is_spoken(request):
        return ()
    return tuple(
        Link(one.code, one.name, _href(request, one.code)) for one in offered() if one.code != current
    )


def _href(request: HttpRequest, code: str) -> str:
    query = request.GET.copy()
    query[ASKED] = code
    match = request.resolver_match
    again = READ_AT.get(match.url_name or "") if match else None
    path = reverse(again, args=match.args, kwargs=match.kwargs) if match and again else request.path
    return f"{path}?{query.urlencode()}"


def _offered(code: str) -> str | None:
    return next((language.code for language in offered() if language.code == code), None)


def _wished(request: HttpRequest) -> str | None:
    for wish, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if found := _offered(wish.partition("-")[0]):
            return found
    return None
