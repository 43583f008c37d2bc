"""Opening hours on the wall clock, against a walk over every five minutes of real time, on clock-change
days above all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.hours import (
    WeeklyHours,
    day_window,
    instant,
    local_day,
    open_bits,
    opening,
    starts_on_the_clock,
    whole_days,
)
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Window, instant_of, tick_of, ticks_of

# Zone, a day on which its clocks change, minutes in that day.
CHANGES = [
    ("America/Los_Angeles", date(2026, 3, 8), 23 * 60),
    ("America/Los_Angeles", date(2026, 11, 1), 25 * 60),
    ("America/St_Johns", date(2026, 3, 8), 23 * 60),
    ("America/Havana", date(2026, 3, 8), 23 * 60),  # at midnight: the day begins at one
    ("America/Santiago", date(2026, 9, 6), 23 * 60),  # at midnight
    ("Europe/Berlin", date(2026, 3, 29), 23 * 60),
    ("Europe/Berlin", date(2026, 10, 25), 25 * 60),
    ("Europe/Dublin", date(2026, 10, 25), 25 * 60),
    ("Europe/London", date(2026, 3, 29), 23 * 60),
    ("Asia/Beirut", date(2026, 3, 29), 23 * 60),  # at midnight
    ("Africa/Cairo", date(2026, 10, 29), 25 * 60),  # back at midnight: the 25th hour is the day's last
    ("Australia/Lord_Howe", date(2026, 4, 5), 24 * 60 + 30),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4), 23 * 60 + 30),
    ("Australia/Sydney", date(2026, 10, 4), 23 * 60),
    ("Pacific/Auckland", date(2026, 4, 5), 25 * 60),
    ("Pacific/Chatham", date(2026, 9, 27), 23 * 60),
    ("Pacific/Apia", date(2011, 12, 31), 24 * 60),  # the day after one that did not exist
]
ZONES = sorted(
    {name for name, _, _ in CHANGES} | {"UTC", "Asia/Kathmandu", "Asia/Kolkata", "America/Sao_Paulo"}
)

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 50]))
hours_of_a_day = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1])
patterns = st.builds(lambda weekday, hours: WeeklyHours(weekday, *hours), st.integers(0, 6), hours_of_a_day)


def walked(patterns: list[WeeklyHours], zone: ZoneInfo, window: Window) -> set[int]:
    """Tick by tick: open when the wall clock, read at the tick, lies in an opening that began today or
    yesterday."""
    found = set()
    for tick in range(window.first, window.end):
        local = instant_of(tick).astimezone(zone)
        for pattern in patterns:
            over_midnight = pattern.closes <= pattern.opens
            clock, day = local.time(), local.date()
            if over_midnight:
                inside = (pattern.on(day) and clock >= pattern.opens) or (
                    pattern.on(day - timedelta(days=1)) and clock < pattern.closes
                )
            else:
                inside = pattern.on(day) and pattern.opens <= clock < pattern.closes
            if inside:
                found.add(tick)
    return found


@pytest.mark.parametrize("name", ZONES)
@given(data=st.data())
def test_on_ordinary_days_open_means_what_the_wall_clock_says(name: str, data: st.DataObject) -> None:
    zone = ZoneInfo(name)
    chosen = data.draw(st.lists(patterns, max_size=3))
    window = day_window(date(2026, 6, 15), zone, days=3)

    assert set(ticks_of(open_bits(chosen, (), zone, window), window)) == walked(chosen, zone, window)


@pytest.mark.parametrize(("name", "day", "minutes"), CHANGES)
def test_a_day_is_as_long_as_it_is(name: str, day: date, minutes: int) -> None:
    window = day_window(day, ZoneInfo(name))

    assert len(window) * 5 == minutes
    assert local_day(window.first, ZoneInfo(name)) == day
    assert local_day(window.end - 1, ZoneInfo(name)) in (day, day - timedelta(days=1))


@pytest.mark.parametrize(("name", "day", "minutes"), CHANGES)
def test_days_follow_each_other_without_gap_or_overlap(name: str, day: date, minutes: int) -> None:
    zone = ZoneInfo(name)
    days = [day + timedelta(days=ahead) for ahead in range(-3, 4)]
    windows = [day_window(one, zone) for one in days if one != date(2011, 12, 30)]

    assert [one.end for one in windows[:-1]] == [one.first for one in windows[1:]]


@pytest.mark.parametrize(("name", "day", "minutes"), CHANGES)
def test_hours_in_the_afternoon_are_the_same_on_the_day_of_the_change(
    name: str, day: date, minutes: int
) -> None:
    zone = ZoneInfo(name)
    window = day_window(day, zone)
    hours = [WeeklyHours(day.weekday(), time(13), time(17))]

    found = [
        instant_of(tick).astimezone(zone) for tick in ticks_of(open_bits(hours, (), zone, window), window)
    ]

    assert len(found) == 48
    assert (found[0].time(), found[-1].time()) == (time(13), time(16, 55))


@pytest.mark.parametrize(("name", "day", "minutes"), CHANGES)
def test_all_day_is_the_whole_real_day(name: str, day: date, minutes: int) -> None:
    zone = ZoneInfo(name)
    window = day_window(day, zone)
    hours = [WeeklyHours(day.weekday(), time(0), time(0))]

    assert open_bits(hours, (), zone, window) == window.all


def test_a_skipped_hour_cannot_be_booked_and_a_repeated_one_is_open_twice() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)

    assert opening(spring, time(1), time(4), zone)[1] - opening(spring, time(1), time(4), zone)[
        0
    ] == timedelta(hours=2)
    assert opening(autumn, time(0), time(4), zone)[1] - opening(autumn, time(0), time(4), zone)[
        0
    ] == timedelta(hours=5)
    # 2:30 does not exist that day: whoever opens then opens when the clock has jumped to 3:00.
    assert instant(spring, time(2, 30), zone, last=False) == datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert instant(spring, time(2, 30), zone, last=True) == datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert instant(autumn, time(1, 30), zone, last=False) == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert instant(autumn, time(1, 30), zone, last=True) == datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def test_an_opening_over_midnight_reaches_into_the_next_day() -> None:
    zone = ZoneInfo("Europe/Berlin")
    friday = WeeklyHours(4, time(22), time(2))
    saturday = day_window(date(2026, 6, 20), zone)

    found = [
        instant_of(t).astimezone(zone) for t in ticks_of(open_bits([friday], (), zone, saturday), saturday)
    ]

    assert (found[0].time(), found[-1].time()) == (time(0), time(1, 55))


def test_hours_hold_from_their_first_through_their_last_day() -> None:
    zone = ZoneInfo("Europe/Berlin")
    hours = WeeklyHours(0, time(9), time(10), date(2026, 6, 8), date(2026, 6, 15))
    window = day_window(date(2026, 6, 1), zone, days=28)

    days = {local_day(tick, zone) for tick in ticks_of(open_bits([hours], (), zone, window), window)}

    assert days == {date(2026, 6, 8), date(2026, 6, 15)}


def test_leave_takes_every_tick_that_it_touches() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    window = day_window(date(2026, 6, 15), zone)
    hours = [WeeklyHours(0, time(9), time(10))]
    start = datetime(2026, 6, 15, 9, 12, tzinfo=zone)

    free = open_bits(hours, [Span(start, start + timedelta(minutes=20))], zone, window)

    assert [instant_of(tick).astimezone(zone).minute for tick in ticks_of(free, window)] == [
        0, 5, 35, 40, 45, 50, 55,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ZONES)
def test_starts_stand_at_quarters_of_the_wall_clock(name: str) -> None:
    zone = ZoneInfo(name)
    window = day_window(date(2026, 6, 15), zone, days=2)

    found = [instant_of(t).astimezone(zone) for t in ticks_of(starts_on_the_clock(15, zone, window), window)]

    assert len(found) == 2 * 96
    assert {moment.minute for moment in found} == {0, 15, 30, 45}


def test_a_window_in_the_middle_of_a_day_keeps_the_quarters() -> None:
    zone = ZoneInfo("Asia/Kathmandu")
    whole = day_window(date(2026, 6, 15), zone)
    window = Window(whole.first + 7, whole.first + 20)

    found = [
        instant_of(t).astimezone(zone).minute for t in ticks_of(starts_on_the_clock(15, zone, window), window)
    ]

    assert found == [45, 0, 15, 30]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weekday": 7}, "weekday 7"),
        ({"opens": time(9, tzinfo=UTC)}, "without a zone"),
        ({"opens": time(9), "closes": time(9)}, "no length"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "before they begin"),
    ],
)
def test_hours_that_cannot_be_are_refused(wrong: dict[str, object], words: str) -> None:
    given_hours: dict[str, object] = {"weekday": 0, "opens": time(9), "closes": time(12), **wrong}
    with pytest.raises(BadTime, match=words):
        WeeklyHours(**given_hours)  # type: ignore[arg-type]  # the table above holds mixed values


def test_a_tick_belongs_to_the_local_day() -> None:
    assert local_day(tick_of(datetime(2026, 6, 15, 3, tzinfo=UTC)), ZoneInfo("America/Los_Angeles")) == date(
        2026, 6, 14
    )


def test_a_one_off_opening_adds_whole_ticks_and_closing_beats_it() -> None:
    zone = ZoneInfo("Europe/Berlin")
    window = day_window(date(2026, 11, 28), zone)  # a Saturday
    start = datetime(2026, 11, 28, 9, 2, tzinfo=zone)
    extra = [Span(start, start + timedelta(minutes=16))]
    midday = Span(start + timedelta(minutes=8), start + timedelta(hours=5))

    bits = open_bits((), (), zone, window, extra=extra)
    assert [instant_of(tick).astimezone(zone).minute for tick in ticks_of(bits, window)] == [5, 10]
    bits = open_bits((), [midday], zone, window, extra=extra)
    assert [instant_of(tick).astimezone(zone).minute for tick in ticks_of(bits, window)] == [5]


def test_whole_days_are_those_of_the_place_also_when_the_clocks_change() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    short = whole_days(date(2026, 3, 8), date(2026, 3, 8), zone)
    assert (short.start.hour, short.end - short.start) == (8, timedelta(hours=23))
    both = whole_days(date(2026, 10, 31), date(2026, 11, 1), zone)
    assert both.end - both.start == timedelta(hours=49)
    with pytest.raises(BadTime, match="before they begin"):
        whole_days(date(2026, 3, 9), date(2026, 3, 8), zone)
