"""The spasm calendar: whole weeks, the worst of each day, and no day that claims to be good."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from unknot.interfaces.web.spasm_calendar import DAYS, WEEKS, calendar

START = date(2026, 9, 2)
EVERY_DAY = st.dictionaries(st.integers(0, 200).map(lambda n: START + timedelta(days=n)), st.integers(0, 10))


@given(worst=EVERY_DAY, after=st.integers(0, 200))
def test_every_spasm_of_the_last_weeks_stands_on_its_day(worst: dict[date, int], after: int) -> None:
    today = START + timedelta(days=after)
    weeks = calendar(worst, start=START, today=today)
    shown = {day.on: day for week in weeks for day in week}
    earliest = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    recent = {on: figure for on, figure in worst.items() if earliest <= on <= today}
    assert {on: shown[on].worst for on in recent} == recent
    assert len(weeks) <= WEEKS
    for week in weeks:
        assert [day.on.weekday() for day in week] == list(range(DAYS))
        assert all(day.is_within == (START <= day.on <= today) for day in week)
        assert all((day.level == 0) == (day.worst is None) for day in week)


def test_levels_and_an_empty_diary() -> None:
    monday = date(2026, 11, 23)
    worst = {monday: 3, monday + timedelta(days=1): 4, monday + timedelta(days=2): 7}
    (week,) = calendar(worst, start=monday, today=monday + timedelta(days=3))
    assert [day.level for day in week] == [1, 2, 3, 0, 0, 0, 0]
    assert calendar({}, start=monday, today=monday) == []
