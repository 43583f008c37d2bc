"""What helps: preventing a new episode, food facts, a plan for a flare, in words that promise no more than
is known."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from unknot.knowledge.load import knowledge

STANDINGS = (
    ("helps", "Shown to help"),
    ("may_help", "May help, or helps some people"),
    ("not_shown", "Not shown to help"),
)


@require_GET
def what_helps(request: HttpRequest) -> HttpResponse:
    known = knowledge()
    measures = known.staying_well.measures
    groups = [(title, [one for one in measures if one.standing == standing]) for standing, title in STANDINGS]
    meanwhile = [one for one in known.advice if any(tier.code == "self_care" for tier in one.tiers)]
    context = {
        "groups": groups,
        "meanwhile": meanwhile,
        "nutrients": known.staying_well.nutrients,
        "plan": known.staying_well.flare_plan,
        "facts": known.following.facts,
    }
    return render(request, "web/public/what_helps.html", context)
