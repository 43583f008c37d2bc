"""A time that somebody pointed at on the calendar, carried in the address through the call until there is a
visit: it says what to offer first and decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.interfaces.web.pages.desk.times import start_of
from unknot.journey.book import places, queries
from unknot.journey.book.models import Location, Service
from unknot.journey.people.models import Practitioner
from unknot.journey.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Wish:
    at: datetime
    practitioner: Practitioner | None
    place: Location | None = None

    @property
    def query(self) -> str:
        """As it stands in addresses."""
        return urlencode(dict(self.fields))

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        whom = str(self.practitioner.pk) if self.practitioner else ""
        where = (("place", str(self.place.pk)),) if self.place else ()
        return (("at", f"{self.at:%Y-%m-%dT%H:%M%z}"), ("with", whom), *where)

    def first_of(self, services: list[Service]) -> Service | None:
        """The first service that whoever is wished for gives."""
        if self.practitioner is None:
            return None
        kind = self.practitioner.kind
        return next((one for one in services if one.practitioner_kind == kind), None)


def wish(request: DeskRequest) -> Wish | None:
    """None without a time, or with one that cannot be read or has passed."""
    sent = request.GET.get("at", "")
    try:
        at = start_of(sent) if sent else None
    except Refusal:
        return None
    if at is None or at < request.now:
        return None
    wanted = request.GET.get("with", "")
    staff = queries.practitioners(request.actor) if wanted else []
    where = request.GET.get("place", "")
    known = places.locations(request.clinic) if where else []
    return Wish(
        at,
        next((one for one in staff if str(one.pk) == wanted), None),
        next((one for one in known if str(one.pk) == where), None),
    )
