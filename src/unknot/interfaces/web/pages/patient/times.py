"""Free starts as a page shows them: first the earliest, then a week, a row for each day, with links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict

from unknot.interfaces.web.pages.patient.door import PersonRequest
from unknot.journey.book import queries, sessions
from unknot.journey.book.models import Location, Service
from unknot.journey.people.models import Practitioner

DAYS = 7
FIRST = 3


@dataclass(frozen=True, slots=True)
class Week:
    """What one page of times shows; `wanted` is who was asked for, None for anyone. `place` is where, None
    only where a service can be had nowhere."""

    service: Service
    practitioners: Sequence[Practitioner]
    wanted: Practitioner | None
    places: Sequence[Location]
    place: Location | None
    first: Sequence[datetime]
    days: Sequence[queries.DayOffer]
    last: date
    earlier: date | None
    later: date | None
    # Of a class: free seats and all seats, by start.
    seats: Mapping[datetime, tuple[int, int]]

    @property
    def kept(self) -> str:
        """Who and where were chosen, as another page of these times is asked for."""
        where = self.place if len(self.places) > 1 else None
        chosen = {"with": self.wanted.pk if self.wanted else None, "at": where.pk if where else None}
        return "".join(f"&{name}={value}" for name, value in chosen.items() if value)

    @property
    def zones_differ(self) -> bool:
        return len({one.zone for one in self.places}) > 1

    @property
    def is_empty(self) -> bool:
        return not any(day.starts for day in self.days)


def week(request: PersonRequest, service: Service, here: Location | None = None) -> Week:
    """`here` is where the visit is that is to be moved."""
    places = queries.places_for(service)
    where = place(places, request.GET) or here or (places[0] if places else None)
    today = request.now.astimezone(ZoneInfo(where.zone if where else request.clinic.zone)).date()
    horizon = today + timedelta(days=service.horizon_days)
    wanted = practitioner(service, request.GET)
    day = min(max(_day(request.GET.get("day", "")) or today, today), horizon)
    days = min(DAYS, (horizon - day).days + 1)
    found = queries.starts_by_day(
        service, day=day, days=days, now=request.now, practitioner=wanted, location=where
    )
    in_these = [at for one in found for at in one.starts]
    first = in_these[:FIRST] if day == today else []
    if len(first) < FIRST:  # otherwise the calendar has been read far enough already
        first = queries.first_available(
            service, now=request.now, practitioner=wanted, location=where, limit=FIRST
        )
    shown = [*first, *in_these]
    seats = (
        sessions.seats_left(service, shown, practitioner=wanted, location=where, now=request.now)
        if service.is_class
        else {}
    )
    return Week(
        service=service,
        practitioners=queries.practitioners_for(service, location=where),
        wanted=wanted,
        places=places,
        place=where,
        first=first,
        days=found,
        last=day + timedelta(days=days - 1),
        earlier=max(day - timedelta(days=DAYS), today) if day > today else None,
        later=day + timedelta(days=DAYS) if day + timedelta(days=DAYS) <= horizon else None,
        seats=seats,
    )


def practitioner(service: Service, sent: QueryDict) -> Practitioner | None:
    """Who was asked for, if they give this service; anyone otherwise."""
    try:
        wanted = UUID(sent.get("with", ""))
    except ValueError:
        return None
    return next((one for one in queries.practitioners_for(service) if one.pk == wanted), None)


def place(places: Sequence[Location], sent: QueryDict) -> Location | None:
    """The location that was asked for, if the service can be had there."""
    return next((one for one in places if str(one.pk) == sent.get("at", "")), None)


def start(sent: QueryDict) -> datetime | None:
    """The instant that was chosen, or None when the address was tampered with."""
    try:
        at = datetime.fromisoformat(sent.get("start", "").replace(" ", "+"))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
