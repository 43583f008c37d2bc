"""The calendar file of a booking as a download: the same file that its letter carries."""

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from unknot.interfaces.ical.calendar import Method, calendar_for
from unknot.journey.book.facts import told
from unknot.journey.book.models import BookingStatus
from unknot.journey.book.queries import booking_for


@require_GET
def appointment(request: HttpRequest, token: str) -> HttpResponse:
    booking = booking_for(token)
    if booking is None or booking.clinic != getattr(request, "clinic", booking.clinic):
        raise Http404
    link = request.build_absolute_uri(reverse("booking", args=[token]))
    method: Method = "CANCEL" if booking.status == BookingStatus.CANCELLED else "REQUEST"
    file = calendar_for(told(booking, now=datetime.now(UTC), link=link), method)
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(file, content_type=f"text/calendar; charset=utf-8; method={method}", headers=headers)
