"""Every zone whose clocks still change, on each day of change of two years: each start from 00:00 to 23:45,
against a model that knows nothing but to read the wall clock every five minutes of real time.

The rule: a time that the clock skips begins when it has jumped; a time that comes twice begins with the
first and ends with the second.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from unknot.scheduling.hours import WeeklyHours, day_window, instant, open_bits, opening, starts_on_the_clock
from unknot.scheduling.ticks import erode, instant_of, ticks_of

YEARS = (2026, 2027)
QUARTERS = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
STEP = timedelta(minutes=5)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@cache
def changes() -> dict[str, list[date]]:
    """Zone -> the local days of these years on which its offset changes; zones that keep it are not in it."""
    noons = [
        datetime(YEARS[0], 1, 1, 12, tzinfo=UTC) + number * DAY for number in range(365 * len(YEARS) + 1)
    ]
    found = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        offsets = [noon.astimezone(zone).utcoffset() for noon in noons[::7]]
        if len(set(offsets)) > 1:
            found[name] = [*_days(zone, noons)]
    return found


def _days(zone: ZoneInfo, noons: list[datetime]) -> Iterator[date]:
    for one, following in pairwise(noons):
        if one.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            first = one.astimezone(zone).utcoffset()
            at = one
            while at.astimezone(zone).utcoffset() == first:
                at += STEP
            # The last instant before the change: at midnight it is still the day that ends.
            yield (at - STEP).astimezone(zone).date()
            if (at - STEP).astimezone(zone).date() != at.astimezone(zone).date():
                yield at.astimezone(zone).date()


def kinds() -> dict[str, list[date]]:
    """One zone for each way to change: of the same days and offsets, one is as good as twelve."""
    found: dict[object, str] = {}
    for name, days in changes().items():
        zone = ZoneInfo(name)
        offsets = [
            datetime.combine(day + n * DAY, time(12), zone).utcoffset() for day in days for n in (-1, 1)
        ]
        found.setdefault((*days, *offsets), name)
    return {name: changes()[name] for name in found.values()}


@cache
def clock(zone: ZoneInfo, day: date) -> list[tuple[datetime, datetime]]:
    """The model: (wall clock, instant) every five minutes, from the evening before until the next morning."""
    start = datetime.combine(day, time(), UTC) - DAY
    instants = [start + number * STEP for number in range(3 * 288)]
    read = [(at.astimezone(zone).replace(tzinfo=None), at) for at in instants]
    low, high = datetime.combine(day, time()) - 4 * HOUR, datetime.combine(day, time()) + 28 * HOUR
    return [pair for pair in read if low <= pair[0] < high]


class Reading:
    """A model of one day, with the first and the last instant at which the clock shows a time."""

    def __init__(self, zone: ZoneInfo, day: date) -> None:
        self.day = day
        self.first: dict[datetime, datetime] = {}
        self.last: dict[datetime, datetime] = {}
        self.walk = clock(zone, day)
        for shown, at in self.walk:
            self.first.setdefault(shown, at)
            self.last[shown] = at

    def of(self, wanted: datetime, seen: dict[datetime, datetime]) -> datetime:
        """The instant of a wall clock time; one that is never shown is when the clock has jumped past it."""
        return seen[wanted] if wanted in seen else next(at for shown, at in self.walk if shown > wanted)

    def comes(self, wanted: time) -> int:
        shown = datetime.combine(self.day, wanted)
        return sum(one == shown for one, _ in self.walk)


def test_two_hundred_zones_still_change_and_each_does_so_in_spring_and_in_autumn() -> None:
    # A change at midnight concerns two days.
    assert len(changes()) > 150
    assert {"America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe"} <= changes().keys()
    assert all(4 <= len(days) <= 6 for days in changes().values())
    assert len(kinds()) > 20


def test_each_start_of_each_day_of_change_in_every_zone() -> None:
    skipped = doubled = 0
    for name, days in changes().items():
        zone = ZoneInfo(name)
        for day in days:
            read = Reading(zone, day)
            for start in QUARTERS:
                wanted = datetime.combine(day, start)
                assert instant(day, start, zone, last=False) == read.of(wanted, read.first), (name, wanted)
                skipped += wanted not in read.first
                doubled += read.first.get(wanted) != read.last.get(wanted)
    # An hour of four quarters in most zones, half of one at Lord Howe, two of them at Troll.
    assert skipped >= 4 * 150 - 4
    assert doubled >= 4 * 150 - 4


def test_the_quarters_that_are_offered_are_those_that_the_clock_shows() -> None:
    for name, days in changes().items():
        zone = ZoneInfo(name)
        for day in days:
            window = day_window(day, zone)
            offered = [instant_of(tick) for tick in ticks_of(starts_on_the_clock(15, zone, window), window)]
            shown = [at for shown, at in clock(zone, day) if shown.date() == day and not shown.minute % 15]
            assert offered == shown, (name, day)
            assert len(offered) * 15 == len(window) * 5, (name, day)


def test_an_hour_open_at_each_quarter_is_as_long_as_it_is_and_holds_the_visits_that_fit() -> None:
    for name, days in kinds().items():
        zone = ZoneInfo(name)
        for day in days:
            read = Reading(zone, day)
            window = day_window(day, zone, days=2)
            for start in QUARTERS:
                wanted = datetime.combine(day, start)
                closes = (wanted + HOUR).time()
                begins, ends = read.of(wanted, read.first), read.of(wanted + HOUR, read.last)
                assert opening(day, start, closes, zone) == (begins, max(begins, ends)), (name, wanted)

                bits = open_bits([WeeklyHours(day.weekday(), start, closes)], (), zone, window)
                visits = erode(bits, 12)
                fit = [at for _, at in read.walk if begins <= at and at + HOUR <= ends]
                assert [instant_of(tick) for tick in ticks_of(visits, window)] == fit, (name, wanted)


def test_a_weekly_series_keeps_its_time_of_day_across_every_change() -> None:
    for name, days in kinds().items():
        zone = ZoneInfo(name)
        for day in days:
            read = Reading(zone, day)
            weeks = [day + week * 7 * DAY for week in (-2, -1, 0, 1, 2)]
            for start in QUARTERS:
                at = [instant(one, start, zone, last=False) for one in weeks]
                local = [one.astimezone(zone).replace(tzinfo=None) for one in at]
                if not read.comes(start):
                    # Only on the day itself, and only by as much as the clock jumps.
                    assert timedelta() < local[2] - datetime.combine(day, start) <= 2 * HOUR, (
                        name,
                        day,
                        start,
                    )
                    local[2] = datetime.combine(day, start)
                assert local == [datetime.combine(one, start) for one in weeks], (name, day, start)
