"""When a location is shut as a whole: closures over days, and the public holidays of its country and its part
of it, less those on which it says that it works. Days are the location's own calendar days."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Closure, Location, OpenHoliday
from unknot.scheduling.hours import local_day, whole_days
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Window

_DAY = timedelta(days=1)


def closed_spans(locations: Iterable[Location], window: Window) -> dict[UUID, list[Span]]:
    """For each of these locations of one clinic, when it is shut within the window."""
    found: dict[UUID, list[Span]] = {}
    places = list(locations)
    days = {one.pk: _days(one, window) for one in places}
    if not places:
        return found
    first, last = min(low for low, _ in days.values()), max(high for _, high in days.values())
    closures = _closures(places, first, last)
    worked = _worked([one.pk for one in places if one.holidays_country], first, last)
    for one in places:
        zone = zone_of(one)
        spans = [whole_days(low, high, zone) for low, high in closures[one.pk]]
        low, high = days[one.pk]
        off = holidays_of(one, low, high)
        spans += [whole_days(day, day, zone) for day in off if (one.pk, day) not in worked]
        found[one.pk] = spans
    return found


def why_closed(location: Location, day: date) -> str:
    """The reason why a location is shut on one of its days, for a person; empty when it is not."""
    for closure in Closure.objects.filter(
        clinic_id=location.clinic_id, first_day__lte=day, last_day__gte=day
    ).order_by("first_day"):
        if closure.location_id in (None, location.pk):
            return closure.reason or "closed"
    name = holidays_of(location, day, day).get(day, "")
    is_worked = bool(name) and OpenHoliday.objects.filter(location=location, day=day).exists()
    return "" if is_worked else name


def holidays_of(location: Location, first: date, last: date) -> Mapping[date, str]:
    """The public holidays of its calendar on these days, both included, by their names; none without a
    calendar."""
    if not location.holidays_country:
        return {}
    key = location.holidays_country, location.holidays_subdivision
    years = [_year(*key, year) for year in range(first.year, last.year + 1)]
    found = {day: name for year in years for day, name in year.items() if first <= day <= last}
    return dict(sorted(found.items()))


def countries() -> dict[str, str]:
    """The calendars of public holidays that there are: the country's two letters and its name."""
    from holidays.registry import COUNTRIES

    names = {codes[1]: name.replace("_", " ").title() for name, codes in COUNTRIES.items()}
    return dict(sorted(names.items(), key=lambda one: one[1]))


def subdivisions(country: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own, by their codes."""
    import holidays

    return tuple(holidays.list_supported_countries(include_aliases=False).get(country, ()))


@lru_cache(maxsize=512)
def _year(country: str, subdivision: str, year: int) -> dict[date, str]:
    # Read when it is needed: most commands never ask, and reading it takes a while.
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    except NotImplementedError:  # the calendar was dropped in a later edition of the library
        return {}
    return dict(found.items())


def _days(location: Location, window: Window) -> tuple[date, date]:
    """The local days that the window touches, with the one before: its opening may run over midnight."""
    zone = zone_of(location)
    return local_day(window.first, zone) - _DAY, local_day(window.end, zone)


def _closures(places: list[Location], first: date, last: date) -> dict[UUID, list[tuple[date, date]]]:
    found: dict[UUID, list[tuple[date, date]]] = {one.pk: [] for one in places}
    rows = Closure.objects.filter(
        clinic_id=places[0].clinic_id, first_day__lte=last, last_day__gte=first
    ).order_by()
    for place, low, high in rows.values_list("location_id", "first_day", "last_day"):
        for key in found:
            if place in (None, key):
                found[key].append((low, high))
    return found


def _worked(places: list[UUID], first: date, last: date) -> set[tuple[UUID, date]]:
    if not places:
        return set()
    rows = OpenHoliday.objects.filter(location_id__in=places, day__gte=first, day__lte=last).order_by()
    return set(rows.values_list("location_id", "day"))
