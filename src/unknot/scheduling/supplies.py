"""A supply of which something was taken or given back: the same sites with other free ticks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from unknot.scheduling.offers import Calendar, Site
from unknot.scheduling.plans import Placed, Supply
from unknot.scheduling.ticks import Bits, Window, span_bits


@dataclass(frozen=True, slots=True)
class Ticks:
    """Ticks of a resource; at one location only (where somebody was to be), or wherever it is."""

    resource: int
    bits: Bits
    place: int | None = None


def adjusted(supply: Supply, *, freed: Iterable[Ticks] = (), taken: Iterable[Ticks] = ()) -> Supply:
    """First what is given back, then what is taken."""
    back, gone = tuple(freed), tuple(taken)
    if not back and not gone:
        return supply
    sites = {
        service: {place: _site(place, site, back, gone) for place, site in places.items()}
        for service, places in supply.sites.items()
    }
    return replace(supply, sites=sites)


def held_by(placed: Placed, window: Window, *, giver: bool = True) -> list[Ticks]:
    """The ticks of everything that a seat holds, with or without who gives it."""
    bits = span_bits(placed.held.start, placed.held.stop, window)
    things = [Ticks(thing, bits, placed.place) for thing in placed.seat.things]
    return [Ticks(placed.seat.giver, bits, placed.place), *things] if giver else things


def taken_by(placed: Placed, window: Window) -> list[Ticks]:
    """The same as taken: nobody is in two places, so wherever it is."""
    return [replace(change, place=None) for change in held_by(placed, window)]


def _site(place: int, site: Site, freed: tuple[Ticks, ...], taken: tuple[Ticks, ...]) -> Site:
    back = _by_resource(one for one in freed if one.place in (None, place))
    gone = _by_resource(one for one in taken if one.place in (None, place))
    touched = back.keys() | gone.keys()

    def other(calendar: Calendar) -> Calendar:
        if calendar.resource not in touched:
            return calendar
        free = calendar.free | back.get(calendar.resource, 0)
        return Calendar(calendar.resource, free & ~gone.get(calendar.resource, 0))

    givers = tuple(replace(giver, calendar=other(giver.calendar)) for giver in site.givers)
    return replace(site, givers=givers, pools=tuple(tuple(map(other, pool)) for pool in site.pools))


def _by_resource(changes: Iterable[Ticks]) -> Mapping[int, Bits]:
    found: dict[int, Bits] = {}
    for one in changes:
        found[one.resource] = found.get(one.resource, 0) | one.bits
    return found
