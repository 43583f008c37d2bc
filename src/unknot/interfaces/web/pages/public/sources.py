"""Every citation that the medicine stands on, and how sure we are that it says so."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unknot.knowledge.load import knowledge

# How a source was seen when its facts were written down; see docs/knowledge.md.
SEEN = {
    "V": "read for this knowledge base",
    "V2": "read in another publication's account of it",
    "M": "not re-verified: cited from memory of the literature",
    "D": "our own decision, no study gives it",
}


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    known = knowledge()
    rows = [(source, SEEN[source.seen]) for source in sorted(known.sources.values(), key=lambda one: one.id)]
    return render(request, "web/public/sources.html", {"rows": rows, "known": known})
