"""Moving a booking: the nearest free times, or those of a day, with the same practitioner or with anyone."""

from zoneinfo import ZoneInfo

from django.urls import reverse

from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.interfaces.web.pages.desk.times import day_in, start_of, starts, wished
from unknot.interfaces.web.templatetags.desk import moment
from unknot.journey.book import actions, queries
from unknot.journey.book.models import Booking

NEAREST = 12


def move(request: DeskRequest, booking: Booking, value: str) -> Booking:
    practitioner = wished(request, queries.practitioners_for(booking.service))
    return actions.move(
        booking=booking,
        starts_at=start_of(value),
        practitioner=practitioner,
        by=request.actor,
        now=request.now,
    )


def moved_words(request: DeskRequest, booking: Booking) -> str:
    told = " We write to them." if booking.patient.email else " Tell them: we have no e-mail address."
    return f"{booking.patient.name} now comes {moment(booking.starts_at, booking.zone)}.{told}"


def choices(request: DeskRequest, booking: Booking) -> dict[str, object]:
    staff = queries.practitioners_for(booking.service)
    practitioner = wished(request, staff)
    day = day_in(request.GET.get("day", ""))
    if day is not None:
        offers = queries.starts_by_day(
            booking.service,
            day=day,
            days=1,
            now=request.now,
            practitioner=practitioner,
            location=booking.location,
            for_staff=True,
        )
        found = [at for offer in offers for at in offer.starts]
    else:
        found = queries.nearest_to(
            booking.service,
            wanted=max(booking.starts_at, request.now),
            now=request.now,
            practitioner=practitioner,
            location=booking.location,
            limit=NEAREST,
            for_staff=True,
        )
    return {
        "practitioners": staff,
        "practitioner": practitioner,
        "wanted": day,
        "zone": booking.zone,
        "starts": starts(found, booking.zone, request.now),
        "chosen": request.POST.get("start", ""),
        "is_move": True,
    }


def day_of(request: DeskRequest, booking: Booking) -> str:
    """The day page on which the booking stands."""
    local = booking.starts_at.astimezone(ZoneInfo(request.clinic.zone))
    return reverse("desk-day", args=[f"{local:%Y-%m-%d}"])
