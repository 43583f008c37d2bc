"""A reminder comes before the visit and never in the person's night, in every zone and on every day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.reminders import (
    AHEAD,
    QuietHours,
    after_quiet,
    before_quiet,
    is_quiet,
    send_times,
)

NIGHT = QuietHours(time(21), time(8))
PACIFIC = ZoneInfo("America/Los_Angeles")
MADRID = ZoneInfo("Europe/Madrid")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def here(day: date, hour: int, minute: int = 0, zone: ZoneInfo = PACIFIC, fold: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, fold=fold), tzinfo=zone).astimezone(UTC)


TUESDAY = date(2026, 12, 1)
MONDAY = TUESDAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (here(TUESDAY, 10), here(TUESDAY, 10)),
        (here(TUESDAY, 8), here(TUESDAY, 8)),
        (here(TUESDAY, 20, 59), here(TUESDAY, 20, 59)),
        (here(TUESDAY, 21), here(TUESDAY, 20, 45)),
        (here(TUESDAY, 23, 30), here(TUESDAY, 20, 45)),
        (here(TUESDAY, 5), here(MONDAY, 20, 45)),
        (here(TUESDAY, 7, 59), here(MONDAY, 20, 45)),
    ],
)
def test_what_falls_into_the_night_is_sent_before_it(wanted: datetime, sent: datetime) -> None:
    assert before_quiet(wanted, NIGHT, PACIFIC) == sent


def test_the_night_is_the_persons_own() -> None:
    """Noon in Santa Rosa is nine in the evening in Madrid."""
    noon = here(TUESDAY, 12)
    assert before_quiet(noon, NIGHT, PACIFIC) == noon
    assert before_quiet(noon, NIGHT, MADRID) == here(TUESDAY, 20, 45, zone=MADRID)


def test_quiet_hours_may_lie_within_a_day_and_may_be_none() -> None:
    siesta = QuietHours(time(14), time(16))
    assert before_quiet(here(TUESDAY, 15), siesta, PACIFIC) == here(TUESDAY, 13, 45)
    assert before_quiet(here(TUESDAY, 16), siesta, PACIFIC) == here(TUESDAY, 16)
    assert before_quiet(here(TUESDAY, 3), QuietHours(time(0), time(0)), PACIFIC) == here(TUESDAY, 3)


def test_what_could_not_leave_in_time_waits_for_the_morning() -> None:
    assert after_quiet(here(MONDAY, 22), NIGHT, PACIFIC) == here(TUESDAY, 8)
    assert after_quiet(here(TUESDAY, 2), NIGHT, PACIFIC) == here(TUESDAY, 8)
    assert after_quiet(here(TUESDAY, 8), NIGHT, PACIFIC) == here(TUESDAY, 8)


def test_hours_before_are_hours_also_when_the_clocks_change() -> None:
    """24 hours before ten o'clock on the day of the change it is nine, or eleven, on the clock."""
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    for day, clock in ((spring, 9), (autumn, 11)):
        found = send_times(here(day, 10), [1440], NIGHT, PACIFIC, now=LONG_AGO)
        assert found == {1440: here(day - timedelta(days=1), clock)}


def test_quiet_hours_that_begin_in_a_skipped_or_a_doubled_hour() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    early = QuietHours(time(2, 30), time(9))
    assert before_quiet(here(spring, 4), early, PACIFIC) == here(spring, 1, 45)
    early = QuietHours(time(1, 30), time(9))
    assert before_quiet(here(autumn, 1, 40, fold=1), early, PACIFIC) == here(autumn, 1, 15)
    late = QuietHours(time(21), time(1, 30))
    assert after_quiet(here(autumn, 0, 30), late, PACIFIC) == here(autumn, 1, 30, fold=1)
    skipped = QuietHours(time(21), time(2, 30))
    assert after_quiet(here(spring, 1, 30), skipped, PACIFIC) == here(spring, 3)


def test_several_times_before_come_earliest_first_and_those_that_fall_together_once() -> None:
    visit = here(TUESDAY, 10)
    found = send_times(visit, [120, 2880, 120, 480, 600], NIGHT, PACIFIC, now=LONG_AGO)
    assert list(found.items()) == [
        (2880, visit - timedelta(hours=48)),
        (600, here(MONDAY, 20, 45)),
        (120, here(TUESDAY, 8)),
    ]


def test_none_for_a_moment_that_has_passed() -> None:
    visit = here(TUESDAY, 10)
    day_before = visit - timedelta(days=1)
    assert send_times(visit, [1440], NIGHT, PACIFIC, now=day_before) == {}
    assert send_times(visit, [1440], NIGHT, PACIFIC, now=day_before - timedelta(seconds=1)) == {
        1440: day_before
    }
    # Wanted at four in the morning, so due the evening before: booked in the night, it is not sent.
    assert send_times(visit, [360], NIGHT, PACIFIC, now=here(MONDAY, 22)) == {}


@pytest.mark.parametrize("minutes", [0, -60])
def test_a_reminder_after_the_start_is_refused(minutes: int) -> None:
    with pytest.raises(BadTime, match="after its start"):
        send_times(here(TUESDAY, 10), [minutes], NIGHT, PACIFIC, now=LONG_AGO)


@pytest.mark.parametrize(
    ("begins", "ends"), [(time(8), time(7)), (time(0), time(20, 1)), (time(21, tzinfo=UTC), time(8))]
)
def test_quiet_hours_leave_some_of_the_day(begins: time, ends: time) -> None:
    with pytest.raises(BadTime):
        QuietHours(begins, ends)


QUARTERS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def quiet_hours(draw: st.DrawFn) -> QuietHours:
    begins = draw(QUARTERS)
    length = draw(st.integers(0, 80)) * 15
    ends = (datetime.combine(TUESDAY, begins) + timedelta(minutes=length)).time()
    return QuietHours(begins, ends)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    quiet=quiet_hours(),
    at=st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: SOME_DAY + timedelta(minutes=minute)),
)
def test_in_every_zone_a_reminder_is_early_and_awake(zone: ZoneInfo, quiet: QuietHours, at: datetime) -> None:
    early, late = before_quiet(at, quiet, zone), after_quiet(at, quiet, zone)
    assert early <= at <= late
    assert not is_quiet(early, quiet, zone)
    assert not is_quiet(late, quiet, zone)
    # A night of 20 hours, a change of the clocks and the quarter of an hour ahead.
    assert at - early <= timedelta(hours=24) + AHEAD
    assert late - at <= timedelta(hours=24)


@pytest.mark.parametrize(
    "key", ["America/Los_Angeles", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kolkata"]
)
def test_every_quarter_of_an_hour_of_the_days_when_clocks_change(key: str) -> None:
    zone = ZoneInfo(key)
    for day in (date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 11, 1)):
        midnight = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
        for quarter in range(-8, 112):
            at = midnight + quarter * timedelta(minutes=15)
            sent = before_quiet(at, NIGHT, zone)
            clock = sent.astimezone(zone).time()
            assert sent <= at
            assert sent == at or clock == time(20, 45)
            assert time(8) <= clock < time(21)
