"""A supply of which something was taken or given back: the same sites with other free ticks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from unknot.scheduling.offers import Calendar, Need, Site
from unknot.scheduling.plans import Placed, Supply
from unknot.scheduling.ticks import TICK_MINUTES, Bits, span_bits


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


def need_of(placed: Placed, supply: Supply) -> Need:
    """What a visit holds: as it is said, or as long as its practitioner takes, or the longest that it can."""
    if placed.need is not None:
        return placed.need
    site = supply.sites[placed.service].get(placed.place, Site((), (), 0))
    own = [giver.need for giver in site.givers if giver.calendar.resource == placed.practitioner]
    all_of = own or [giver.need for giver in site.givers]
    return max(all_of, key=lambda need: need.held, default=Need(TICK_MINUTES))


def held_by(placed: Placed, supply: Supply, *, giver: bool = True) -> list[Ticks]:
    """The ticks of everything that a seat holds, with or without who gives it."""
    held = need_of(placed, supply).seat_ticks(placed.start)
    bits = span_bits(held.start, held.stop, supply.window)
    things = [Ticks(thing, bits, placed.place) for thing in placed.resources]
    return [Ticks(placed.practitioner, bits, placed.place), *things] if giver else things


def taken_by(placed: Placed, supply: Supply) -> list[Ticks]:
    """The same as taken: nobody is in two places, so wherever it is."""
    return [replace(ticks, place=None) for ticks in held_by(placed, supply)]


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
