"""How Unknot decides, to be read by anybody: an overview, the entries of each area, one page for each entry.

All of it comes from the knowledge in memory; a page costs no more of the database than any other.
"""

from collections import Counter
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from unknot.clinical.urgency import Tier
from unknot.interfaces.web.catalogue import Catalogue, catalogue
from unknot.interfaces.web.entries import Area, Entry, Link
from unknot.interfaces.web.strengths import STRENGTHS
from unknot.knowledge.load import knowledge

LONGEST = 100


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    known = knowledge()
    entries = catalogue(known).entries
    tiers = Counter(rule.tier for rule in known.rules)
    strengths = Counter(rule.strength for rule in known.rules)
    context = {
        "version": known.version,
        "areas": [(area, len(entries[area.id])) for area in catalogue(known).areas.values()],
        "sources": len(known.sources),
        "rules": len(known.rules),
        "critical": len(known.critical),
        "cases": len(entries["cases"]),
        "unverified": strengths["M"],
        "own": strengths["D"],
        "tiers": [(known.routes[tier.code], tiers[tier]) for tier in sorted(Tier, reverse=True)],
        "strengths": STRENGTHS.values(),
    }
    return render(request, "web/public/deciding.html", context)


@require_GET
def area(request: HttpRequest, area_id: str) -> HttpResponse:
    """The entries of an area, cut down by what was searched for, by urgency and by strength."""
    found, readable = catalogue(knowledge()), _area(area_id)
    if readable.page:
        return redirect(readable.page)
    asked = {key: request.GET.get(key, "").strip()[:LONGEST] for key in ("q", "tier", "strength")}
    every = list(found.entries[area_id].values())
    entries = [entry for entry in every if _matches(entry, area_id, asked, found)]
    context = {
        "area": readable,
        "groups": [(group, list(of_it)) for group, of_it in groupby(entries, key=lambda entry: entry.group)],
        "count": len(entries),
        "all": len(every),
        "asked": asked,
        "is_cut": any(asked.values()),
        "tiers": _tiers(every),
        "strengths": [STRENGTHS[key] for key in STRENGTHS if any(one.strength == key for one in every)],
    }
    return render(request, "web/public/area.html", context)


@require_GET
def entry(request: HttpRequest, area_id: str, entry_id: str) -> HttpResponse:
    found, readable = catalogue(knowledge()), _area(area_id)
    one = found.entry(area_id, entry_id)
    if one is None:
        raise Http404
    if readable.page:
        return redirect(found.address(Link(area_id, entry_id, one.title)))
    return render(request, "web/public/entry.html", {"area": readable, "entry": one})


def _area(area_id: str) -> Area:
    readable = catalogue(knowledge()).areas.get(area_id)
    if readable is None:
        raise Http404
    return readable


def _matches(one: Entry, area_id: str, asked: dict[str, str], found: Catalogue) -> bool:
    if asked["tier"] and (one.tier is None or one.tier.code != asked["tier"]):
        return False
    if asked["strength"] and one.strength != asked["strength"]:
        return False
    words = found.words[area_id, one.id]
    return all(word in words for word in asked["q"].casefold().split())


def _tiers(entries: list[Entry]) -> list[tuple[str, str]]:
    """The urgencies that occur, most urgent first, by code and name."""
    there = {entry.tier for entry in entries if entry.tier is not None}
    routes = knowledge().routes
    return [(tier.code, routes[tier.code].name) for tier in sorted(there, reverse=True)]
