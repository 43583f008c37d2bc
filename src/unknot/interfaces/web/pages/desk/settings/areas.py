"""What there is to set up: for each kind of thing how its rows read, how one is added, changed and taken
back. One page serves them all; a new kind is one more entry here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from unknot.interfaces.web.forms import settings as forms
from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.interfaces.web.pages.desk.settings import reading
from unknot.interfaces.web.pages.desk.settings.reading import Line
from unknot.journey.book import arranged, arranging, dating, furnishing, offering, prices
from unknot.journey.refusals import Refusal
from unknot.scheduling.hours import whole_days

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Area:
    """One kind of thing. Without `change` a row is taken back and made anew; without `removes` it is taken
    out of use."""

    slug: str
    title: str
    one: str
    about: str
    form: type[forms.Settings]
    rows: Callable[[DeskRequest], Iterable[Any]]
    line: Callable[[DeskRequest, Any], Line]
    add: Callable[[DeskRequest, Values], Any]
    start: Values
    change: Callable[[DeskRequest, Any, Values], Any] | None = None
    change_form: type[forms.Settings] | None = None
    removes: bool = False

    @property
    def changes(self) -> bool:
        return self.change is not None

    def find(self, request: DeskRequest, row_id: UUID) -> Any:
        return next((one for one in self.rows(request) if one.pk == row_id), None)


def choices(request: DeskRequest) -> dict[str, forms.Choices]:
    """The rows of this clinic that forms choose among."""
    actor = request.actor
    places = [(str(one.pk), one.name) for one in arranged.locations(actor) if one.is_active]
    staff = [(str(one.pk), one.name) for one in arranged.practitioners(actor)]
    kinds = [(one, one) for one in arranged.kinds_of_equipment(actor)]
    return {"location": places, "practitioner": staff, "equipment_kind": kinds}


def chosen(request: DeskRequest, values: Values) -> Values:
    """What was sent, with rows in place of their ids."""
    given = dict(values)
    if "location" in given:
        found = arranged.locations(request.actor)
        given["location"] = found.filter(pk=given["location"]).first() if given["location"] else None
    if "practitioner" in given:
        given["practitioner"] = arranged.practitioners(request.actor).get(pk=given["practitioner"])
    return given


def _by(request: DeskRequest) -> Any:
    return {"by": request.actor, "now": request.now}


def _add_hours(request: DeskRequest, values: Values) -> Any:
    days = [int(day) for day in values.pop("weekdays")]
    return dating.add_hours(weekdays=days, **values, **_by(request))


def _add_leave(request: DeskRequest, values: Values) -> Any:
    """Whole days unless clocks are given; on the clinic's own clock, for somebody may work in two places."""
    first, last = values["first_day"], values["last_day"]
    if last < first:
        raise Refusal("leave", "The last day must not come before the first.", field="last_day")
    zone = ZoneInfo(request.clinic.zone)
    whole = whole_days(first, last, zone)
    opens, closes = values["opens"], values["closes"]
    return arranging.add_leave(
        practitioner=values["practitioner"],
        starts_at=_clocked(first, opens, zone) if opens else whole.start,
        ends_at=_clocked(last, closes, zone) if closes else whole.end,
        reason=values["reason"],
        **_by(request),
    )


def _clocked(day: Any, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def _service_start(service: Any) -> Values:
    """A service as its form shows it: the price with its point."""
    values = {name: getattr(service, name) for name in offering.FIELDS}
    if service.price is not None:
        values["price"] = prices.amount(service.price, service.currency)
    return values


def initial(area: Area, row: Any) -> Values:
    form = area.change_form or area.form
    if area.slug == "services":
        return _service_start(row)
    names = [*form.base_fields, "is_active"]
    values = {name: getattr(row, name) for name in names if hasattr(row, name)}
    if "location" in values:
        values["location"] = str(row.location_id)
    return values


AREAS = (
    Area(
        "locations", "Locations", "a location",
        "Where you work. Each has its own clock and its own holidays.",
        forms.LocationForm,
        lambda request: arranged.locations(request.actor),
        reading.location,
        lambda request, values: furnishing.add_location(clinic=request.clinic, **values, **_by(request)),
        {"position": 1},
        lambda request, row, values: furnishing.change_location(location=row, **values, **_by(request)),
    ),
    Area(
        "rooms", "Rooms", "a room", "One visit at a time, or one class.",
        forms.RoomForm,
        lambda request: arranged.rooms(request.actor),
        reading.room,
        lambda request, values: arranging.add_room(clinic=request.clinic, **values, **_by(request)),
        {},
        lambda request, row, values: furnishing.change_room(room=row, **values, **_by(request)),
    ),
    Area(
        "equipment", "Equipment", "a piece of equipment",
        "What a visit can need besides a room, and one visit at a time can use.",
        forms.EquipmentForm,
        lambda request: arranged.equipment(request.actor),
        reading.thing,
        lambda request, values: furnishing.add_equipment(clinic=request.clinic, **values, **_by(request)),
        {},
        lambda request, row, values: furnishing.change_equipment(thing=row, **values, **_by(request)),
    ),
    Area(
        "services", "Services", "a service", "What can be booked, by whom, and what it needs.",
        forms.ServiceForm,
        lambda request: arranged.services(request.actor),
        reading.service,
        lambda request, values: arranging.add_service(clinic=request.clinic, **values, **_by(request)),
        {"minutes": 30, "buffer_before": 0, "buffer_after": 5, "capacity": 1, "lead_minutes": 120,
         "horizon_days": 60, "hands_on": True, "position": 0},
        lambda request, row, values: offering.change_service(service=row, **values, **_by(request)),
    ),
    Area(
        "hours", "Weekly hours", "hours", "When each practitioner works, and where.",
        forms.HoursForm,
        lambda request: arranged.hours(request.actor),
        reading.hours,
        _add_hours,
        {},
        lambda request, row, values: dating.change_hours(row=row, **values, **_by(request)),
        forms.HourForm,
        removes=True,
    ),
    Area(
        "openings", "One-off openings", "a one-off opening",
        "A time outside the weekly hours: a Saturday morning.",
        forms.OpeningForm,
        lambda request: arranged.openings(request.actor, now=request.now),
        reading.opening,
        lambda request, values: dating.add_opening(**values, **_by(request)),
        {},
        removes=True,
    ),
    Area(
        "leave", "Leave", "leave", "When somebody is away. What is booked stays until the desk moves it.",
        forms.LeaveForm,
        lambda request: arranged.leave(request.actor, now=request.now),
        reading.leave,
        _add_leave,
        {},
        removes=True,
    ),
    Area(
        "closures", "Closures and holidays", "a closure",
        "Days on which a location is shut. What is booked stays until the desk moves it.",
        forms.ClosureForm,
        lambda request: arranged.closures(request.actor, now=request.now),
        reading.closure,
        lambda request, values: dating.add_closure(clinic=request.clinic, **values, **_by(request)),
        {},
        removes=True,
    ),
)  # fmt: skip
BY_SLUG = {area.slug: area for area in AREAS}
