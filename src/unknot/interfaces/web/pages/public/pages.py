"""Pages for everyone: what Unknot is and is not, the claims ledger, and every source that it rests on."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unknot.interfaces.web.strengths import STRENGTHS
from unknot.knowledge.load import knowledge


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    known = knowledge()
    context = {"version": known.version, "rules": len(known.rules), "sources": len(known.sources)}
    return render(request, "web/public/about.html", context)


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    groups = [(group, list(found)) for group, found in groupby(knowledge().claims, key=lambda one: one.group)]
    return render(request, "web/public/claims.html", {"groups": groups})


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    found = sorted(knowledge().sources.values(), key=lambda one: one.citation.casefold())
    seen = [words for key, words in STRENGTHS.items() if any(one.seen == key for one in found)]
    return render(request, "web/public/sources.html", {"sources": found, "strengths": seen})
