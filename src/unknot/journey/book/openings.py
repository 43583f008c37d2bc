"""Who and what is free, read from the rows as bits: a fixed number of queries, however many people, places
and bookings there are.

Claims arrive as one text of ticks for each resource: model instances, or even one row for each tick, would
cost more than the whole search.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, F, FilteredRelation, Q, TextField

from unknot.journey.book.busy import busy
from unknot.journey.book.closing import closed_spans
from unknot.journey.book.facts import HoursRow, need_of, weekly, zone_of
from unknot.journey.book.models import Claim, Hold, Hours, Leave, Location, Opening, Resource, Service
from unknot.journey.people.models import Practitioner
from unknot.scheduling.hours import open_bits, starts_on_the_clock
from unknot.scheduling.offers import Calendar, Giver, Need, Site, free_starts
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Bits, Window, bits_of, instant_of, ticks_in

# Visits start at quarter hours of the location's clock: what people can remember and a wall clock shows.
GRID_MINUTES = 15
# How long a visit may be with its buffers, and so how far around a window a reading must look.
LONGEST_MINUTES = 8 * 60
REACH = ticks_in(LONGEST_MINUTES)


class Ticks(Aggregate):
    """All ticks of a group as one text, separated by commas."""

    output_field = TextField()
    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s)"

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        return self.as_sql(compiler, connection, template=template, **extra)


@dataclass(frozen=True, slots=True)
class Openings:
    """Everything that decides about free starts of one service in one window, location by location."""

    window: Window
    sites: tuple[tuple[Location, Site], ...]
    # resource -> the id of the practitioner, room or piece of equipment that it stands for
    ids: dict[int, UUID]
    claimed: dict[int, Bits]

    def starts(self, *, not_before: int) -> Bits:
        """Free starts on the clock of their location, none before the tick `not_before`."""
        skipped = min(max(not_before - self.window.first, 0), len(self.window))
        found = 0
        for _, site in self.sites:
            found |= free_starts(site, self.window)
        return found >> skipped << skipped

    def open_ticks(self, resource: int, location: Location) -> Bits:
        """The ticks at which a practitioner is there and not claimed."""
        for place, site in self.sites:
            if place.pk == location.pk:
                return next(
                    (one.calendar.free for one in site.givers if one.calendar.resource == resource), 0
                )
        return 0


def openings(
    service: Service,
    window: Window,
    *,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    now: datetime,
    releasing: Collection[UUID] = (),
) -> Openings:
    """`releasing` names a booking that is being moved, or a hold of whoever asks: what they hold themselves
    does not stand in their way."""
    staff = _staff(service, practitioner)
    rooms = _rooms(service, location)
    places = {place.pk: place for _, _, place in rooms}
    pools = [[(resource, place.pk) for resource, _, place in rooms]]
    ids = {**{resource: owner for resource, owner, _ in staff}, **{one: owner for one, owner, _ in rooms}}
    if service.equipment_kind:
        things = _equipment(service)
        pools.append([(resource, place) for resource, _, place in things])
        ids |= {resource: owner for resource, owner, _ in things}
    claimed = claims(list(ids), window, now=now, releasing=releasing)
    there = present([owner for _, owner, _ in staff], places.values(), window)
    sites = []
    for place in sorted(places.values(), key=lambda one: (one.position, one.name)):
        givers = tuple(
            Giver(Calendar(resource, bits & ~claimed.get(resource, 0)), need)
            for resource, owner, need in staff
            if (bits := there.get((owner, place.pk), 0))
        )
        free = (
            tuple(
                Calendar(one, window.all & ~claimed.get(one, 0)) for one, where in pool if where == place.pk
            )
            for pool in pools
        )
        clock = starts_on_the_clock(GRID_MINUTES, zone_of(place), window)
        sites.append((place, Site(givers, tuple(free), clock)))
    return Openings(window, tuple(sites), ids, claimed)


def claims(
    resources: Sequence[int], window: Window, *, now: datetime, releasing: Collection[UUID] = ()
) -> dict[int, Bits]:
    """resource -> the ticks of the window that somebody holds. A hold whose time is over holds nothing."""
    rows = Claim.objects.filter(resource_id__in=resources, tick__gte=window.first, tick__lt=window.end)
    rows = rows.order_by()
    held = rows
    if releasing:
        held = rows.exclude(Q(booking_id__in=releasing) | Q(hold_id__in=releasing))
    by_resource = held.values_list("resource_id").annotate(held=Ticks("tick"))
    found = {resource: bits_of(map(int, ticks.split(",")), window) for resource, ticks in by_resource}
    # A question of its own, asked of the holds: there are few, and the one above is answered from its index
    # alone. Joined to the claims it would look at each of them.
    near = {"start_tick__gte": window.first - REACH, "start_tick__lt": window.end + REACH}
    over = list(Hold.objects.filter(until__lte=now, **near).order_by().values_list("pk", flat=True))
    if over:
        for resource, tick in rows.filter(hold_id__in=over).values_list("resource_id", "tick"):
            found[resource] = found.get(resource, 0) & ~(1 << (tick - window.first))
    return found


def present(
    practitioners: Sequence[UUID], locations: Iterable[Location], window: Window
) -> dict[tuple[UUID, UUID], Bits]:
    """When each practitioner is at each location: hours and one-off openings, less leave, other calendars and
    what is shut.
    (practitioner, location) -> ticks of the window, claimed or not; a pair that never meets is not in it."""
    places = {one.pk: one for one in locations}
    hours: dict[tuple[UUID, UUID], list[Any]] = {}
    columns = ("weekday", "opens", "closes", "valid_from", "valid_to")
    rows = Hours.objects.filter(practitioner_id__in=practitioners, location_id__in=places).order_by()
    for owner, place, *row in rows.values_list("practitioner_id", "location_id", *columns):
        hours.setdefault((owner, place), []).append(tuple(row))
    extra: dict[tuple[UUID, UUID], list[Span]] = {}
    for owner, place, start, end in _spans(Opening, practitioners, window, "location_id"):
        if place in places:
            extra.setdefault((owner, place), []).append(Span(start, end))
    away: dict[UUID, list[Span]] = {}
    for owner, start, end in _spans(Leave, practitioners, window):
        away.setdefault(owner, []).append(Span(start, end))
    for owner, span in busy(practitioners, window):
        away.setdefault(owner, []).append(span)
    shut = closed_spans(places.values(), window)
    patterns: dict[Any, Bits] = {}
    found = {}
    for owner, place in hours.keys() | extra.keys():
        week, once = hours.get((owner, place), []), extra.get((owner, place), [])
        closed = [*away.get(owner, ()), *shut[place]]
        # Many practitioners keep the same hours: each pattern is laid on the wall clock once.
        key = (place, frozenset(week), tuple(once), tuple(closed))
        if key not in patterns:
            patterns[key] = open_bits(
                weekly(sorted(week, key=_by_clock)), closed, zone_of(places[place]), window, extra=once
            )
        found[owner, place] = patterns[key]
    return found


def _by_clock(row: HoursRow) -> tuple[int, time]:
    return row[0], row[1]


def _spans(
    model: type[Opening | Leave], practitioners: Sequence[UUID], window: Window, *more: str
) -> Iterable[Any]:
    rows = model.objects.filter(
        practitioner_id__in=practitioners,
        starts_at__lt=instant_of(window.end),
        ends_at__gt=instant_of(window.first),
    )
    return rows.order_by().values_list("practitioner_id", *more, "starts_at", "ends_at")


def _staff(service: Service, practitioner: Practitioner | None) -> list[tuple[int, UUID, Need]]:
    """Who gives the service, and what it holds when they do."""
    found = givers(service)
    if practitioner is not None:
        found = found.filter(practitioner_id=practitioner.id)
    rows = found.order_by("practitioner__name", "id").values_list("id", "practitioner_id", "own_minutes")
    return [(resource, owner, need_of(service, minutes)) for resource, owner, minutes in rows]


def givers(service: Service) -> Any:
    """The calendars of those who give the service, each with the minutes that are its own, if any."""
    return (
        Resource.objects.annotate(
            own=FilteredRelation(
                "practitioner__offerings", condition=Q(practitioner__offerings__service=service.pk)
            ),
            own_minutes=F("own__minutes"),
        )
        .filter(
            practitioner__clinic_id=service.clinic_id,
            practitioner__kind=service.practitioner_kind,
            practitioner__is_active=True,
        )
        .filter(Q(own__is_offered=True) | Q(own__is_offered=None))
    )


def _rooms(service: Service, location: Location | None) -> list[tuple[int, UUID, Location]]:
    found = Resource.objects.filter(
        room__clinic_id=service.clinic_id,
        room__kind=service.room_kind,
        room__is_active=True,
        room__location__is_active=True,
    )
    if location is not None:
        found = found.filter(room__location_id=location.pk)
    rows = found.select_related("room__location").order_by("room__name", "id")
    # Any room of a kind there is, one of many: its row is small, and the location comes with it.
    return [(one.pk, one.room.pk, one.room.location) for one in rows if one.room]


def _equipment(service: Service) -> list[tuple[int, UUID, UUID]]:
    found = Resource.objects.filter(
        equipment__clinic_id=service.clinic_id,
        equipment__kind=service.equipment_kind,
        equipment__is_active=True,
    )
    rows = found.order_by("equipment__name", "id")
    return list(rows.values_list("id", "equipment_id", "equipment__location_id"))
