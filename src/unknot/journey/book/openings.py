"""Who and what is free, read from the rows as bits: five queries, however many people and bookings there
are.

Claims arrive as one text of ticks for each resource: model instances, or even one row for each tick, would
cost more than the whole search.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, TextField

from unknot.journey.book.facts import need_of, weekly, zone_of
from unknot.journey.book.models import Claim, Hours, Leave, Resource, Service
from unknot.journey.people.models import Practitioner
from unknot.scheduling.hours import open_bits, starts_on_the_clock
from unknot.scheduling.offers import Calendar, Need, free_starts
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Bits, Window, bits_of, instant_of

# Visits start at quarter hours of the clinic's clock: what people can remember and a wall clock shows.
GRID_MINUTES = 15


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
    """Everything that decides about free starts of one service in one window."""

    window: Window
    need: Need
    clock: Bits
    practitioners: tuple[Calendar, ...]
    rooms: tuple[Calendar, ...]
    # resource -> the practitioner's or the room's own id
    ids: dict[int, UUID]
    claimed: dict[int, Bits]

    def starts(self, *, not_before: int) -> Bits:
        """Free starts on the grid, none before the tick `not_before`."""
        skipped = min(max(not_before - self.window.first, 0), len(self.window))
        return (
            free_starts(self.need, self.practitioners, self.rooms, self.clock, self.window)
            >> skipped
            << skipped
        )


def openings(
    service: Service,
    window: Window,
    *,
    practitioner: Practitioner | None = None,
    releasing: UUID | None = None,
) -> Openings:
    """`releasing` names a booking that is being moved: what it holds itself does not stand in its way."""
    zone = zone_of(service.clinic)
    staff = dict(_staff(service, practitioner))
    rooms = dict(_rooms(service))
    claimed = claims(list(staff) + list(rooms), window, releasing=releasing)
    return Openings(
        window=window,
        need=need_of(service),
        clock=starts_on_the_clock(GRID_MINUTES, zone, window),
        practitioners=_open(staff, service, window, claimed),
        rooms=tuple(Calendar(room, window.all & ~claimed.get(room, 0)) for room in rooms),
        ids={**staff, **rooms},
        claimed=claimed,
    )


def claims(resources: Sequence[int], window: Window, *, releasing: UUID | None = None) -> dict[int, Bits]:
    """resource -> the ticks of the window that somebody holds."""
    held = Claim.objects.filter(resource_id__in=resources, tick__gte=window.first, tick__lt=window.end)
    if releasing is not None:
        held = held.exclude(booking_id=releasing)
    rows = held.order_by().values_list("resource_id").annotate(held=Ticks("tick"))
    return {resource: bits_of(map(int, ticks.split(",")), window) for resource, ticks in rows}


def _staff(service: Service, practitioner: Practitioner | None) -> Sequence[tuple[int, UUID]]:
    found = Resource.objects.filter(
        practitioner__clinic_id=service.clinic_id,
        practitioner__kind=service.practitioner_kind,
        practitioner__is_active=True,
    )
    if practitioner is not None:
        found = found.filter(practitioner_id=practitioner.id)
    return [
        (pk, owner)
        for pk, owner in found.order_by("practitioner__name", "id").values_list("id", "practitioner_id")
    ]


def _rooms(service: Service) -> Sequence[tuple[int, UUID]]:
    found = Resource.objects.filter(
        room__clinic_id=service.clinic_id, room__kind=service.room_kind, room__is_active=True
    )
    return [(pk, owner) for pk, owner in found.order_by("room__name", "id").values_list("id", "room_id")]


def _open(
    staff: dict[int, UUID], service: Service, window: Window, claimed: dict[int, Bits]
) -> tuple[Calendar, ...]:
    hours: dict[UUID, list[Any]] = {owner: [] for owner in staff.values()}
    away: dict[UUID, list[Span]] = {owner: [] for owner in staff.values()}
    columns = ("practitioner_id", "weekday", "opens", "closes", "valid_from", "valid_to")
    for owner, *row in Hours.objects.filter(practitioner_id__in=hours).order_by().values_list(*columns):
        hours[owner].append(tuple(row))
    leave = Leave.objects.filter(
        practitioner_id__in=away,
        starts_at__lt=instant_of(window.end),
        ends_at__gt=instant_of(window.first),
    )
    for owner, start, end in leave.order_by().values_list("practitioner_id", "starts_at", "ends_at"):
        away[owner].append(Span(start, end))
    zone = zone_of(service.clinic)
    patterns: dict[Any, Bits] = {}
    calendars = []
    for resource, owner in staff.items():
        # Many practitioners keep the same hours: each pattern is laid on the wall clock once.
        key = (frozenset(hours[owner]), tuple(away[owner]))
        if key not in patterns:
            patterns[key] = open_bits(weekly(hours[owner]), away[owner], zone, window)
        calendars.append(Calendar(resource, patterns[key] & ~claimed.get(resource, 0)))
    return tuple(calendars)
