"""Whom a freed seat is offered to, in which order, and until when they may answer: laws on made-up queues."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unknot.scheduling.errors import BadTime
from unknot.scheduling.reminders import QuietHours, is_quiet
from unknot.scheduling.spans import Span
from unknot.scheduling.waitlist import LEAST, Match, Seat, Waiting, Wish, answer_by, in_line, reasons, suits

PACIFIC = ZoneInfo("America/Los_Angeles")
NIGHT = QuietHours(time(21), time(8))
MONDAY = date(2026, 11, 30)
ADJUSTMENT, MASSAGE, ANA, BEN = (UUID(int=number) for number in range(1, 5))
FOREVER = {"first_day": date(2026, 1, 1), "last_day": date(2027, 12, 31)}
SPRING = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AGO = datetime(2026, 11, 1, 17, tzinfo=UTC)


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute), tzinfo=PACIFIC).astimezone(UTC)


def seat(starts: datetime, *, minutes: int = 30, service: UUID = ADJUSTMENT, who: UUID = ANA) -> Seat:
    return Seat(service, who, starts, starts + timedelta(minutes=minutes), PACIFIC)


def person(number: int = 9, **fields: Any) -> Waiting:
    given_: dict[str, Any] = {
        "id": UUID(int=number),
        "service": ADJUSTMENT,
        "since": LONG_AGO,
        **FOREVER,
        **fields,
    }
    return Waiting(**given_)


TEN = seat(at(10))


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"service": MASSAGE}, False),
        ({"practitioner": ANA}, True),
        ({"practitioner": BEN}, False),
        ({"first_day": MONDAY, "last_day": MONDAY}, True),
        ({"first_day": MONDAY + timedelta(days=1)}, False),
        ({"last_day": MONDAY - timedelta(days=1)}, False),
        ({"wishes": (Wish(0, time(10), time(10, 30)),)}, True),
        ({"wishes": (Wish(0, time(10), time(10, 25)),)}, False),
        ({"wishes": (Wish(0, time(10, 5), time(12)),)}, False),
        ({"wishes": (Wish(1, time(9), time(12)),)}, False),
        ({"wishes": (Wish(1, time(9), time(12)), Wish(0, time(9), time(0)))}, True),
        ({"visit": at(10, day=3)}, True),
        ({"visit": at(10)}, False),
        ({"visit": at(9)}, False),
        ({"busy": (Span(at(10, 30), at(11)),)}, True),
        ({"busy": (Span(at(9), at(10, 5)),)}, False),
    ],
)
def test_a_seat_is_offered_only_to_whom_it_suits(fields: dict[str, Any], may: bool) -> None:
    assert suits(person(**fields), TEN) is may


def test_wishes_are_read_on_the_clock_of_the_place() -> None:
    """Seven in the evening of Sunday in Santa Rosa is Monday already in UTC."""
    sunday = seat(at(19, day=-1))
    assert suits(person(wishes=(Wish(6, time(18), time(20)),)), sunday)
    assert not suits(person(wishes=(Wish(0, time(2), time(5)),)), sunday)


def test_a_visit_over_midnight_is_in_no_wish_that_ends_there() -> None:
    late = seat(at(23, 45))
    assert not suits(person(wishes=(Wish(0, time(20), time(0)),)), late)
    assert suits(person(wishes=(Wish(0, time(20), time(0)),)), seat(at(23, 30)))


@pytest.mark.parametrize(
    "wrong",
    [
        (7, time(9), time(10)),
        (0, time(10), time(10)),
        (0, time(10), time(9)),
        (0, time(9, tzinfo=UTC), time(10)),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wrong: tuple[int, time, time]) -> None:
    with pytest.raises(BadTime):
        Wish(*wrong)


def test_urgent_ones_first_then_those_without_a_visit_then_the_longest_wait() -> None:
    urgent = person(1, urgency=2, since=at(8))
    without = person(2, since=at(8))
    patient = person(3, since=LONG_AGO, visit=at(10, day=5))
    longest = person(4, since=LONG_AGO)
    found = in_line([patient, without, urgent, longest], [TEN], at(10))
    assert [match.waiting for match in found] == [urgent, longest, without, patient]


def test_of_several_starts_the_closest_to_what_came_free() -> None:
    seats = [seat(at(9, 30)), seat(at(10, 15)), seat(at(9, 45))]
    assert in_line([person()], seats, at(10))[0].seat == seats[2], "earlier, where two are as close"
    tuesdays = person(wishes=(Wish(0, time(10), time(12)),))
    assert in_line([tuesdays], seats, at(10))[0].seat == seats[1]


def test_reasons_are_words() -> None:
    asked = person(
        practitioner=ANA, visit=at(10, day=4), wishes=(Wish(0, time(9), time(12)),), since=at(9, day=-12)
    )
    assert reasons(Match(asked, TEN), now=at(9)) == (
        "asked for Monday 09:00 to 12:00",
        "with the practitioner they asked for",
        "4 days earlier than the visit they have",
        "waiting for 12 days",
    )
    assert reasons(Match(person(since=at(8), visit=at(12)), TEN), now=at(9)) == (
        "any time suits them",
        "earlier than their visit",
        "waiting for less than a day",
    )
    assert reasons(Match(person(since=at(8, day=-1)), TEN), now=at(9))[-1] == "waiting for 1 day"


hours = st.integers(6, 21)
wishes = st.builds(
    lambda day, first, more: Wish(day, time(first), time(first + more)),
    st.integers(0, 6),
    hours,
    st.integers(1, 2),
)
moments = st.builds(lambda hour, day: at(hour, day=day), hours, st.integers(0, 9))
people = st.builds(
    Waiting,
    id=st.uuids(version=4),
    service=st.sampled_from([ADJUSTMENT, MASSAGE]),
    since=st.integers(0, 500).map(lambda hour: LONG_AGO + timedelta(hours=hour)),
    first_day=st.integers(0, 4).map(lambda day: MONDAY + timedelta(days=day)),
    last_day=st.integers(4, 9).map(lambda day: MONDAY + timedelta(days=day)),
    wishes=st.lists(wishes, max_size=3).map(tuple),
    practitioner=st.sampled_from([None, None, ANA, BEN]),
    urgency=st.integers(0, 2),
    visit=st.none() | moments,
    busy=st.lists(moments.map(lambda start: Span(start, start + timedelta(hours=1))), max_size=1).map(tuple),
)
queues = st.lists(people, max_size=6, unique_by=lambda one: one.id)
seats = st.lists(
    st.builds(
        lambda starts, service, who: seat(starts, service=service, who=who),
        moments,
        st.sampled_from([ADJUSTMENT, MASSAGE]),
        st.sampled_from([ANA, BEN]),
    ),
    max_size=4,
)


@given(queues, seats, moments, st.randoms(use_true_random=False))
def test_exactly_those_whom_a_seat_suits_stand_in_line_whatever_the_order_of_rows(
    queue: list[Waiting], free: list[Seat], freed: datetime, random: object
) -> None:
    found = in_line(queue, free, freed)
    assert all(suits(match.waiting, match.seat) and match.seat in free for match in found)
    assert {match.waiting.id for match in found} == {
        one.id for one in queue if any(suits(one, each) for each in free)
    }
    random.shuffle(queue)  # type: ignore[attr-defined]  # a Random, made by Hypothesis
    random.shuffle(free)  # type: ignore[attr-defined]
    assert in_line(queue, free, freed) == found


@given(queues, seats, moments)
def test_nobody_stands_before_somebody_more_urgent_or_otherwise_equal_who_waited_longer(
    queue: list[Waiting], free: list[Seat], freed: datetime
) -> None:
    line = [match.waiting for match in in_line(queue, free, freed)]
    for first, second in pairwise(line):
        assert first.urgency >= second.urgency
        if first.urgency == second.urgency and (first.visit is None) == (second.visit is None):
            assert first.since <= second.since


@given(queues, seats, moments)
def test_becoming_more_urgent_never_moves_anybody_back(
    queue: list[Waiting], free: list[Seat], freed: datetime
) -> None:
    before = [match.waiting.id for match in in_line(queue, free, freed)]
    for number, one in enumerate(queue):
        changed = [*queue[:number], replace(one, urgency=one.urgency + 1), *queue[number + 1 :]]
        after = [match.waiting.id for match in in_line(changed, free, freed)]
        if one.id in before:
            assert after.index(one.id) <= before.index(one.id)


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (at(9), at(11)),
        (at(19), at(8, day=1)),  # the two hours would be over as the night begins
        (at(20), at(9, day=1)),
        (at(22), at(10, day=1)),
        (at(3, day=1), at(10, day=1)),
    ],
)
def test_an_offer_lasts_two_hours_in_which_the_person_is_awake(now: datetime, answer: datetime) -> None:
    assert answer_by(now, 120, NIGHT, PACIFIC, latest=at(12, day=5)) == answer


def test_an_offer_is_over_before_the_seat_can_no_longer_be_booked() -> None:
    assert answer_by(at(9), 120, NIGHT, PACIFIC, latest=at(9, 45)) == at(9, 45)
    assert answer_by(at(9), 120, NIGHT, PACIFIC, latest=at(9, 29)) is None
    assert answer_by(at(9), 10, NIGHT, PACIFIC, latest=at(9, 10)) == at(9, 10)
    assert answer_by(at(9), 10, NIGHT, PACIFIC, latest=at(9, 9)) is None
    assert answer_by(at(20, 40), 120, NIGHT, PACIFIC, latest=at(7, day=1)) is None, "they sleep till eight"


def test_without_quiet_hours_the_clock_just_runs() -> None:
    none = QuietHours(time(0), time(0))
    assert answer_by(at(23), 120, none, PACIFIC, latest=at(12, day=5)) == at(1, day=1)


@given(
    st.sampled_from(["America/Los_Angeles", "Europe/Madrid", "Australia/Lord_Howe", "Asia/Kolkata"]).map(
        ZoneInfo
    ),
    st.integers(0, 274 * 24 * 60).map(lambda minute: SPRING + timedelta(minutes=minute)),
    st.sampled_from([15, 60, 120, 300, 1500]),
    st.sampled_from([NIGHT, QuietHours(time(23), time(6, 30)), QuietHours(time(13), time(15))]),
    st.integers(0, 3000),
)
def test_no_offer_expires_while_the_person_sleeps_and_none_is_shorter_than_promised(
    zone: ZoneInfo, now: datetime, minutes: int, quiet: QuietHours, reach: int
) -> None:
    latest = now + timedelta(minutes=reach)
    until = answer_by(now, minutes, quiet, zone, latest=latest)
    if until is None:
        return
    assert not is_quiet(until, quiet, zone)
    assert now < until <= latest
    awake = sum(
        not is_quiet(now + timedelta(minutes=each), quiet, zone)
        for each in range(int((until - now) / timedelta(minutes=1)))
    )
    assert awake <= minutes
    assert awake >= min(LEAST / timedelta(minutes=1), minutes)
    if latest - until > timedelta(hours=13):
        assert awake == minutes, "only the seat itself cuts an offer short"
