"""Finding somebody by name, phone or e-mail."""

from django.http import HttpResponse

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.journey.book import attendance
from unknot.journey.check import queries as checks
from unknot.journey.people import queries


@desk
def people(request: DeskRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:200]
    found = queries.find_patients(request.actor, words)
    counted = [one.pk for one in found]
    counts = attendance.missed(request.actor, counted, now=request.now)
    bouts = {one.patient_id: one for one in reversed(checks.episodes_of(request.actor, counted))}
    rows = [(one, counts.get(one.pk), bouts.get(one.pk)) for one in found]
    return show(request, "people", {"q": words, "people": rows}, here="people")
