"""A time zone as a VTIMEZONE for the years that a file speaks of: every clock change by its own date, because
rules that repeat are read differently by different calendars and change when governments do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard


@lru_cache(maxsize=256)
def timezone_of(key: str, first_year: int, last_year: int) -> Timezone:
    """The zone's rules from the year before `first_year` to the year after `last_year`; each clock change is
    dated in the wall time that it ends."""
    zone = ZoneInfo(key)
    first = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", key)
    component.add_component(_observance(zone, first, first - timedelta(days=1)))
    for change in _changes(zone, first, datetime(last_year + 2, 1, 1, tzinfo=UTC)):
        component.add_component(_observance(zone, change, change - timedelta(seconds=1)))
    return component


def _observance(zone: ZoneInfo, change: datetime, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    then = change.astimezone(zone)
    old = _offset(zone, before)
    part: TimezoneStandard | TimezoneDaylight = TimezoneDaylight() if then.dst() else TimezoneStandard()
    part.add("dtstart", (change + old).replace(tzinfo=None))
    part.add("tzoffsetfrom", old)
    part.add("tzoffsetto", _offset(zone, change))
    part.add("tzname", then.tzname() or zone.key)
    return part


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    day = timedelta(days=1)
    at = first
    while at < last:
        if _offset(zone, at) != _offset(zone, at + day):
            yield _change_between(zone, at, at + day)
        at += day


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
