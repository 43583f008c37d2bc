"""The claims ledger: what clinics like to say, what the evidence allows, and what our pages say instead."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unknot.knowledge.load import knowledge

# The words of a verdict and the tone in which it is shown; the words alone carry the meaning.
VERDICTS = {
    "supported": ("Supported", "ok"),
    "partly": ("Partly true", "info"),
    "contested": ("Contested", "warn"),
    "unsupported": ("Not supported", "warn"),
    "unsafe": ("Unsafe to say", "danger"),
}


@require_GET
def claims(request: HttpRequest) -> HttpResponse:
    groups = [
        (group, [(claim, *VERDICTS[claim.verdict]) for claim in found])
        for group, found in groupby(knowledge().claims, key=lambda claim: claim.group)
    ]
    return render(request, "web/public/claims.html", {"groups": groups})
