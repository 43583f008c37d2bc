"""A calendar feed by its secret address. A closed one answers 410, so that programmes stop asking; what was
never given out answers 404."""

from datetime import UTC, datetime
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from unknot.interfaces.ical.feed import feed_file
from unknot.journey.book.feeds import feed_behind, occurrences
from unknot.journey.people.models import Clinic

GONE = "This calendar address was closed.\n"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    clinic: Clinic = request.clinic  # type: ignore[attr-defined]  # set for every page by WhoMiddleware
    row = feed_behind(secret, clinic)
    if row is None:
        raise Http404
    if not row.is_open:
        return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8")
    rows = occurrences(row, now=datetime.now(UTC))
    body = feed_file(row, rows)
    changed = int(max([row.made_at, *(one.changed_at for one in rows)]).timestamp())
    etag = quote_etag(sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    # A programme may keep it, and must ask each time whether it still holds.
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    return answer if isinstance(answer, HttpResponse) else response
