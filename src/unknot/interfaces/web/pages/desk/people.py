"""Finding somebody by name, phone or e-mail."""

from django.http import HttpResponse

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.journey.people import queries


@desk
def people(request: DeskRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    found = queries.find_patients(request.actor, words)
    return show(request, "people", {"q": words, "people": found}, here="people")
