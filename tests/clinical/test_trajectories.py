"""The laws of trajectories over random courses: more pain never reads as better, order means nothing,
silence is not well-being, nothing is said too soon."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.clinical.courses import RULES, START, after, check_ins, months, pains, read, weekly
from unknot.clinical.checkins import CheckIn
from unknot.clinical.flares import rises_of
from unknot.clinical.following import Following, State
from unknot.clinical.trajectories import Trajectory, trajectory

GOOD = (State.RECOVERED, State.EPISODE_ENDED, State.CLEARLY_BETTER, State.IMPROVING, State.EARLY_CHANGE)
PATTERNS = (State.FLUCTUATING, State.PLATEAU, State.RELAPSING)


@given(check_ins(), st.integers(0, 120), st.randoms(use_true_random=False))
def test_order_and_repeats_of_check_ins_mean_nothing(said: list[CheckIn], day: int, luck: Random) -> None:
    mixed = [*said, *said]
    luck.shuffle(mixed)

    assert read(mixed, day) == read(said, day)


@given(check_ins(), st.integers(0, 120), st.integers(-4000, 4000))
def test_the_same_course_at_another_time_reads_the_same(said: list[CheckIn], day: int, days: int) -> None:
    later = timedelta(days=days)
    moved = [replace(one, on=one.on + later) for one in said]

    here, there = read(said, day), read(moved, day, START + later)

    assert there.state is here.state
    assert there.since == here.since + later
    assert there.by_week == here.by_week
    assert [(one.code, one.on - later) for one in there.alerts] == [(one.code, one.on) for one in here.alerts]


@given(check_ins(), st.integers(0, 120), check_ins())
def test_what_lies_outside_the_episode_or_in_the_future_is_left_out(
    said: list[CheckIn], day: int, others: list[CheckIn]
) -> None:
    before = [replace(one, on=one.on - timedelta(days=200)) for one in others]
    ahead = [replace(one, on=one.on + timedelta(days=200)) for one in others]

    assert read([*before, *said, *ahead], day) == read(said, day)


@given(check_ins(), st.integers(0, 60))
def test_a_check_in_without_any_figure_changes_only_that_somebody_was_heard(
    said: list[CheckIn], day: int
) -> None:
    """Empty weeks are no values: what the weeks say does not depend on who wrote nothing in them."""
    empty = [CheckIn(on=START + timedelta(days=at), key="empty") for at in range(0, day + 1, 3)]

    assert read([*said, *empty], day).by_week == read(said, day).by_week


@given(months, st.data())
def test_more_pain_in_the_last_week_never_reads_as_better(
    values: list[float | None], data: st.DataObject
) -> None:
    known = [week for week, pain in enumerate(values) if pain is not None]
    assume(len(known) > 1)
    last = known[-1]
    more = [*values]
    more[last] = data.draw(st.integers(int(4 * (values[last] or 0)), 40)) / 4

    assert read(weekly(more), after(values)).state >= read(weekly(values), after(values)).state


@given(months, st.lists(st.integers(0, 8), min_size=20, max_size=20))
def test_more_pain_that_grows_from_week_to_week_never_reads_as_better(
    values: list[float | None], steps: list[int]
) -> None:
    """After the baseline every week is raised, and none by less than the one before it. Raising one week of
    the past alone can make the weeks after it an improvement, and rightly; so patterns over several
    weeks are left out."""
    known = [week for week, pain in enumerate(values) if pain is not None]
    assume(known)
    added, more = 0.0, [*values]
    for week in known[1:]:
        added += steps[week] / 4
        more[week] = (values[week] or 0) + added
    assume(all(pain is None or pain <= 10 for pain in more))
    less_pain = read(weekly(values), after(values)).state

    assert less_pain in PATTERNS or read(weekly(more), after(values)).state >= less_pain


@given(check_ins(), st.data())
def test_worse_answers_of_the_last_day_never_read_as_better(said: list[CheckIn], data: st.DataObject) -> None:
    assume(said)
    last = max(one.on for one in said)
    day = (last - START).days + 1
    worse = [replace(one, **data.draw(worse_than(one))) if one.on == last else one for one in said]

    before, now = read(said, day), read(worse, day)

    assert now.state >= before.state or before.state in (State.BASELINE, State.TOO_LITTLE)
    assert {one.key for one in before.alerts if one.urgency == "same_day"} <= {one.key for one in now.alerts}


def worse_than(one: CheckIn) -> st.SearchStrategy[dict[str, Any]]:
    """Answers as bad or worse to the same questions, but for pain (which may be a first value, the
    baseline)."""
    up = {"limited_days": 7, "global_change": 7, "rmdq": 24}
    given = {name: getattr(one, name) for name in up if getattr(one, name) is not None}
    return st.fixed_dictionaries(
        {
            **{name: st.integers(value, up[name]) for name, value in given.items()},
            "red_flag": st.just(True) if one.red_flag else st.sampled_from([one.red_flag, True]),
            "new_leg_symptoms": st.just(True) if one.new_leg_symptoms else st.just(one.new_leg_symptoms),
        }
    )


@given(check_ins(longest=8), st.integers(60, 500))
def test_silence_is_never_read_as_getting_better(said: list[CheckIn], day: int) -> None:
    """More than two weeks after the last word only what had already ended reads as good."""
    last = max((one.on for one in said), default=START)
    assume((START + timedelta(days=day) - last).days > 14)
    found = read(said, day)
    as_heard = read(said, (last - START).days)

    assert found.state in (State.SILENCE, State.WORSENING) or (found.state in GOOD[:2] and found.missed == 0)
    assert found.state not in GOOD or found.state is as_heard.state


@given(check_ins(), st.integers(0, 100), st.integers(1, 60))
def test_waiting_alone_never_makes_anybody_better(said: list[CheckIn], day: int, longer: int) -> None:
    heard = [one for one in said if one.on <= START + timedelta(days=day)]

    assert read(heard, day + longer).state >= read(heard, day).state


@given(st.lists(pains, max_size=2), st.integers(0, 300))
def test_nothing_is_said_of_a_trend_with_fewer_than_three_weeks(values: list[float], day: int) -> None:
    found = read(weekly(values), day)

    assert found.state in (State.BASELINE, State.TOO_LITTLE, State.SILENCE)
    assert found.before_silence in (None, State.BASELINE, State.TOO_LITTLE)


@given(check_ins(), st.integers(0, 120))
def test_every_course_has_a_reason_without_holes(said: list[CheckIn], day: int) -> None:
    found = read(said, day)

    assert "{" not in found.reason
    assert START <= found.since <= START + timedelta(days=day)
    assert all(0 <= week.pain <= 10 for week in found.weeks if week.pain is not None)
    assert len({one.key for one in found.alerts}) <= len(found.alerts)


@given(check_ins(), st.integers(0, 120))
def test_a_yes_to_a_sign_is_always_an_alert_of_the_same_day(said: list[CheckIn], day: int) -> None:
    shown = {(one.code, one.on) for one in read(said, day).alerts if one.urgency == "same_day"}
    today = START + timedelta(days=day)

    for name in ("red_flag", "new_leg_symptoms", "self_harm"):
        said_yes = {(name, one.on) for one in said if getattr(one, name) and one.on <= today}
        assert said_yes <= shown


@given(check_ins(), st.integers(0, 120))
def test_what_is_worse_reaches_a_clinician_however_few_the_answers(said: list[CheckIn], day: int) -> None:
    found = read(said, day)

    assert (found.state is State.WORSENING) <= ("worsening" in {one.code for one in found.alerts})


def test_a_year_of_daily_check_ins_is_read() -> None:
    said = [
        CheckIn(on=START + timedelta(days=day), pains=(day % 7,), spasm_days=day % 8) for day in range(365)
    ]

    assert len(read(said, 365).weeks) == 53


def test_the_expected_line_goes_through_the_points_of_the_studies_and_ends_with_them() -> None:
    line = RULES.expected["acute"]

    assert [line.pain(5.6, week) for week in (0, 6, 52)] == pytest.approx([5.6, 2.576, 2.128])
    assert line.pain(5.6, 3) == pytest.approx((5.6 + 2.576) / 2)
    assert (line.pain(5.6, 53), line.pain(5.6, -1)) == (None, None)
    assert "vary" in RULES.expected_label


def test_a_trajectory_carries_what_is_expected_at_its_day() -> None:
    assert read(weekly([6, 5, 4]), 42, stage="persistent").expected == pytest.approx(6 * 0.86)
    assert read([], 5).expected is None


def test_a_reason_can_be_told_with_dates_of_another_tongue() -> None:
    found = trajectory(
        weekly([6, 5, 4]),
        start=START,
        stage="acute",
        today=START + timedelta(days=15),
        rules=RULES,
        say_day=date.isoformat,
    )

    assert (
        found.reason
        == "Pain 4 in week 2 (2027-03-15 to 2027-03-21), 6 at the start: 2 points, 33 in 100 less."
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"pain_average": 11},
        {"pains": (3, -1)},
        {"spasm_days": 8},
        {"global_change": 0},
        {"function": 10.5},
        {"rmdq": 25},
    ],
)
def test_a_figure_outside_its_scale_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} runs from"):
        CheckIn(on=START, **wrong)


def test_ratings_of_a_week_count_before_its_average_and_the_first_two_make_the_baseline() -> None:
    said = [
        CheckIn(on=START, pains=(8,)),
        CheckIn(on=START + timedelta(days=1), pains=(6,), pain_average=2),
        CheckIn(on=START + timedelta(days=6), pains=(4,)),
    ]
    found = read(said, 6)

    assert found.baseline is not None
    assert (found.baseline.pain, found.weeks[0].pain) == (Fraction(7), Fraction(6))


def test_very_bad_pain_twice_on_one_day_is_two_check_ins() -> None:
    said = [CheckIn(on=START, key=key, pains=(9,)) for key in ("morning", "evening")]

    assert [one.key for one in read(said, 0).alerts] == ["severe_pain:2027-03-01"]
    assert read(said[:1], 0).alerts == ()


def quiet_after_a_start(**last: Any) -> Trajectory:
    said = [*weekly([6, 3, 1, 0, 0, 0]), CheckIn(on=START + timedelta(days=36), **last)]
    return read(said, 36)


def test_recovered_needs_to_be_back_in_life_by_whatever_measure_there_is() -> None:
    assert quiet_after_a_start(rmdq=2, function=0).state is State.RECOVERED
    assert quiet_after_a_start(rmdq=3, function=10).state is State.EPISODE_ENDED
    assert quiet_after_a_start(function=9).state is State.RECOVERED
    assert quiet_after_a_start(function=8).state is State.EPISODE_ENDED
    assert quiet_after_a_start().state is State.EPISODE_ENDED


def test_each_look_has_its_own_milestone() -> None:
    states = {weeks: read(weekly([6] * (weeks + 1)), 7 * weeks).state for weeks in (2, 4, 6)}

    assert states == {
        2: State.NOT_IMPROVING_2,
        4: State.NOT_IMPROVING_4,
        6: State.NOT_IMPROVING_6,
    }


def test_before_the_first_look_nothing_is_missed() -> None:
    late = replace(RULES.thresholds["first_look"], value=Fraction(4))
    patient = replace(RULES, thresholds={**RULES.thresholds, "first_look": late})
    today = START + timedelta(days=14)
    found = trajectory(weekly([6, 6, 6]), start=START, stage="acute", today=today, rules=patient)

    assert found.state not in (State.NOT_IMPROVING_2, State.NOT_IMPROVING_4, State.NOT_IMPROVING_6)


def test_hardly_any_pain_after_an_end_is_no_new_episode_until_it_is_pain_again() -> None:
    weeks = [6, 1, 0, 1, 0]

    assert rises_of(dict(enumerate(map(Fraction, [*weeks, 1, 1]))), RULES) == ()
    assert rises_of(dict(enumerate(map(Fraction, [*weeks, 2, 0]))), RULES)[-1].is_new_episode
    assert rises_of(dict(enumerate(map(Fraction, [*weeks, 2, 2, 0]))), RULES)[-1].ended == 7


def test_a_state_is_named_by_its_code() -> None:
    assert [State.of(state.code) for state in State] == list(State)
    assert set(RULES.states) == {state.code for state in State}
    assert Following().expected == {}
