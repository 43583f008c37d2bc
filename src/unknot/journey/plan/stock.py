"""What a location has to place plans with: who gives each service and what they need, when all of it is free.
Read once for all services of a plan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Location, Resource, Service
from unknot.journey.book.openings import openings
from unknot.scheduling.offers import Calendar, Site
from unknot.scheduling.plans import Placed, Supply
from unknot.scheduling.supplies import need_of
from unknot.scheduling.ticks import Window, bits_of, span_bits, tick_at_or_after

# Nobody is sent for who would have to set out at once; what is this near is not moved either.
LEAD = timedelta(hours=1)

# Ticks by resource.
Taken = Mapping[int, Collection[int]]


@dataclass(frozen=True, slots=True)
class Stock:
    """`names` says who or what a resource is."""

    supply: Supply
    names: Mapping[int, str]
    services: Mapping[str, Service]

    def has(self, seat: Placed) -> bool:
        """Whether this seat is open, claimed by nobody else, and still ahead."""
        window = self.supply.window
        if seat.place not in self.supply.sites.get(seat.service, {}):
            return False
        held = need_of(seat, self.supply).seat_ticks(seat.start)
        if held.start < window.first or held.stop > window.end:
            return False
        wanted = span_bits(held.start, held.stop, window)
        site = self.supply.sites[seat.service][seat.place]
        calendars = [giver.calendar for giver in site.givers] + [one for pool in site.pools for one in pool]
        free = {one.resource: one.free for one in calendars}
        is_ahead = seat.start >= self.supply.earliest and bool(
            site.allowed >> (seat.start - window.first) & 1
        )
        return is_ahead and all(
            free.get(one, 0) & wanted == wanted for one in (seat.practitioner, *seat.resources)
        )

    def ticks(self, seats: Iterable[Placed]) -> dict[int, set[int]]:
        """What these seats would hold."""
        found: dict[int, set[int]] = {}
        for seat in seats:
            held = need_of(seat, self.supply).seat_ticks(seat.start)
            for resource in (seat.practitioner, *seat.resources):
                found.setdefault(resource, set()).update(held)
        return found


def stock(
    services: Iterable[Service],
    location: Location,
    window: Window,
    *,
    now: datetime,
    releasing: Collection[UUID] = (),
    taken: Taken | None = None,
) -> Stock:
    """`releasing` are bookings whose seats count as free; `taken` are further ticks that somebody
    else is about to get."""
    sites: dict[str, dict[int, Site]] = {}
    resources: dict[int, UUID] = {}
    known = {service.slug: service for service in services}
    for slug, service in known.items():
        seen = openings(service, window, now=now, location=location, releasing=releasing)
        site = next((site for place, site in seen.sites if place.pk == location.pk), Site((), (), 0))
        givers = tuple(replace(one, calendar=_less(one.calendar, taken, window)) for one in site.givers)
        pools = tuple(tuple(_less(one, taken, window) for one in pool) for pool in site.pools)
        # A plan is at one location: its number is always 0.
        sites[slug] = {0: Site(givers, pools, site.allowed)}
        calendars = (*(one.calendar for one in givers), *sum(pools, ()))
        resources |= {one.resource: seen.ids[one.resource] for one in calendars}
    supply = Supply(window, zone_of(location), sites, tick_at_or_after(now + LEAD))
    return Stock(supply, _names(resources), known)


def _less(calendar: Calendar, taken: Taken | None, window: Window) -> Calendar:
    gone = bits_of((taken or {}).get(calendar.resource, ()), window)
    return Calendar(calendar.resource, calendar.free & ~gone) if gone else calendar


def _names(resources: Iterable[int]) -> dict[int, str]:
    found = Resource.objects.filter(id__in=list(resources))
    rows = found.values_list("id", "practitioner__name", "room__name", "equipment__name")
    return {pk: next(name for name in names if name) for pk, *names in rows}
