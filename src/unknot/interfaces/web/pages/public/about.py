"""What Unknot is, what it is not, and what it keeps: said in one page, before anybody has to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unknot.knowledge.load import knowledge


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    known = knowledge()
    figures = {"rules": len(known.rules), "causes": len(known.causes), "sources": len(known.sources)}
    return render(request, "web/public/about.html", {"known": known, "figures": figures})
