"""Finding somebody by name, phone or e-mail."""

from django.http import HttpResponse

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.journey.book import attendance
from unknot.journey.people import queries


@desk
def people(request: DeskRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    found = queries.find_patients(request.actor, words)
    counts = attendance.missed(request.actor, [one.pk for one in found], now=request.now)
    rows = [(one, counts.get(one.pk)) for one in found]
    return show(request, "people", {"q": words, "people": rows}, here="people")
