"""All of a person's visits in their own calendar: a secret address, made and closed by whoever holds the link
of one of the visits."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from unknot.interfaces.web.pages.patient.booking import row_of
from unknot.interfaces.web.pages.patient.door import PersonRequest, person
from unknot.journey.book import feeds
from unknot.journey.language import spoken
from unknot.journey.people.access import holder
from unknot.journey.refusals import Refusal


@require_http_methods(["GET", "POST"])
@person
def calendar(request: PersonRequest, token: str) -> HttpResponse:
    """A GET shows what is open; a POST makes an address, which stands on that page and nowhere else."""
    row = row_of(request, token)
    context: dict[str, object] = {"booking": row, "token": token, "zone": row.zone}
    if request.method == "POST":
        by = holder(row, clinic_id=row.clinic_id)
        try:
            _, secret = feeds.make_feed(
                of=row.patient, booking=row, by=by, now=request.now, language=spoken()
            )
            context["address"] = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
        except Refusal as refusal:
            context["refusal"] = refusal
    context["open"] = feeds.open_feeds(row.patient)
    status = 409 if "refusal" in context else 200
    return render(request, "web/patient/calendar.html", context, status=status)


@require_POST
@person
def close(request: PersonRequest, token: str, feed_id: UUID) -> HttpResponse:
    row = row_of(request, token)
    feed = feeds.feed(feed_id, request.clinic)
    if feed is None or feed.patient_id != row.patient_id:
        raise Http404
    feeds.close_feed(feed=feed, booking=row, by=holder(row, clinic_id=row.clinic_id), now=request.now)
    return redirect("booking-feed", token)
