"""A person's check-ins to a trajectory: how they are getting on, since when, why, and whom that must reach.

Pure and total: any list of check-ins has a trajectory. The state that most needs a person comes first,
silence is never read as well-being, and nothing is said about a trend before there are three weeks of
values.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from unknot.clinical import progress, watching
from unknot.clinical.checkins import DAYS, CheckIn, Week, first_day, heard, weeks_of
from unknot.clinical.course_words import figures_of, long_day
from unknot.clinical.flares import Rise, rises_of
from unknot.clinical.following import Alert, Following, Stage, State
from unknot.clinical.progress import Baseline, Progress

OVER = (State.RECOVERED, State.EPISODE_ENDED)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """How an episode goes.

    `also` holds what is true beside the state. `by_week` holds the state as it would have been read at the
    end of each week with a pain value, so that a caller may ask for two in a row before it acts.
    `before_silence` is what was last known when nothing is now. `expected` is the mean pain in studies at
    this time, for the chart.
    """

    state: State
    since: date
    reason: str
    also: tuple[State, ...]
    notes: tuple[str, ...]
    alerts: tuple[Alert, ...]
    baseline: Baseline | None
    weeks: tuple[Week, ...]
    by_week: tuple[tuple[int, State], ...]
    rises: tuple[Rise, ...]
    missed: int
    last_heard: date | None
    before_silence: State | None
    expected: float | None
    figures: Mapping[str, str]


def trajectory(
    check_ins: Iterable[CheckIn],
    *,
    start: date,
    stage: Stage,
    today: date,
    rules: Following,
    say_day: Callable[[date], str] = long_day,
) -> Trajectory:
    """The trajectory of one episode as of `today`: brief 7.2, with the figures of `rules.thresholds`.

    `start` is the day of the first check, `stage` how old the pain was then; check-ins before it or after
    `today` are left out. `say_day` puts a date into words for `reason`.
    """
    said = heard(check_ins, start, today)
    weeks = weeks_of(said, start)
    last = said[-1].on if said else None
    holding = _holding(weeks, rules)
    reading = _reading(holding, (today - start).days, rules)
    gone = 0 if reading in OVER else watching.missed(last, start, today, rules)
    is_silent = _is_silent(reading, gone, last, today, rules)
    state = State.SILENCE if is_silent else reading
    by_week = _by_week(weeks, rules)
    known_since = _since(reading, by_week, weeks, start)
    since = (last or start) if is_silent else known_since
    baseline = progress.baseline_of(weeks, rules)
    line = rules.expected.get(stage)
    why = progress.worsening(weeks, rules)
    told = {"since": say_day(since), "why": " ".join(rules.notes[one] for one in why)}
    figures = {**figures_of(weeks, baseline, start, last, gone, say_day), **told}
    alerts = [*watching.said_alerts(said, rules), *_state_alerts(reading, known_since, weeks, start, rules)]
    return Trajectory(
        state=state,
        since=since,
        reason=rules.states[state.code].reason.format(**figures),
        also=tuple(sorted(set(holding) - {reading, State.TOO_LITTLE}, reverse=True)),
        notes=(*_notes(weeks, baseline, reading, rules), *why),
        alerts=(*alerts, *watching.silence_alerts(gone, last or start, rules)),
        baseline=baseline,
        weeks=weeks,
        by_week=by_week,
        rises=rises_of({week.number: week.pain for week in weeks if week.pain is not None}, rules),
        missed=gone,
        last_heard=last,
        before_silence=reading if is_silent else None,
        expected=line.pain(float(baseline.pain), (today - start).days / DAYS) if line and baseline else None,
        figures=figures,
    )


def _reading(holding: list[State], day: int, rules: Following) -> State:
    found = max(holding, default=State.TOO_LITTLE)
    is_new = found is State.TOO_LITTLE and day < rules.whole("baseline_days")
    return State.BASELINE if is_new else found


def _state_alerts(
    reading: State, since: date, weeks: tuple[Week, ...], start: date, rules: Following
) -> Iterator[Alert]:
    """What is getting worse reaches somebody even when there is too little for a trend."""
    if progress.worsening(weeks, rules):
        is_told = reading is State.WORSENING
        yield watching.alert("worsening", since if is_told else _last_week(weeks, start), rules)
    if reading in watching.LOOKED_AT:
        yield watching.alert(reading.code, since, rules)


def _holding(weeks: tuple[Week, ...], rules: Following) -> list[State]:
    """Every state that holds at the end of these weeks; the last in the order of concern is the one to
    tell."""
    baseline = progress.baseline_of(weeks, rules)
    if baseline is None or sum(week.pain is not None for week in weeks) < rules.whole("least_points"):
        return [State.TOO_LITTLE]
    seen = Progress(weeks, baseline, rules)
    found = [State.WORSENING] if progress.worsening(weeks, rules) else []
    if progress.has_ended(seen):
        return [*found, State.RECOVERED if progress.is_back_in_life(seen) else State.EPISODE_ENDED]
    patterns = {
        State.FLARE: progress.is_flare,
        State.RELAPSING: progress.is_relapsing,
        State.PLATEAU: progress.is_plateau,
        State.FLUCTUATING: progress.is_fluctuating,
    }
    found += [state for state, holds in patterns.items() if holds(seen)]
    if not progress.can_be_judged(seen):
        return [*found, State.TOO_LITTLE]
    milestone, level = progress.not_improving(seen), progress.level(seen)
    return [*found, *(state for state in (milestone, level) if state is not None)]


def _by_week(weeks: tuple[Week, ...], rules: Following) -> tuple[tuple[int, State], ...]:
    return tuple(
        (week.number, max(_holding(weeks[: place + 1], rules), default=State.TOO_LITTLE))
        for place, week in enumerate(weeks)
        if week.pain is not None
    )


def _since(
    reading: State, by_week: tuple[tuple[int, State], ...], weeks: tuple[Week, ...], start: date
) -> date:
    """The first day of the first week of the unbroken run that ends with this state."""
    if reading in (State.BASELINE, State.TOO_LITTLE):
        return start
    run = [week for week, _ in takewhile(lambda one: one[1] is reading, reversed(by_week))]
    return first_day(run[-1], start) if run else _last_week(weeks, start)


def _last_week(weeks: tuple[Week, ...], start: date) -> date:
    return first_day(weeks[-1].number, start) if weeks else start


def _is_silent(reading: State, gone: int, last: date | None, today: date, rules: Following) -> bool:
    """Whether what was last known no longer says how the person is. A finished episode stays finished, and
    what was getting worse is still taken to be worse."""
    if reading in (*OVER, State.WORSENING):
        return False
    is_old = last is not None and (today - last).days > rules.whole("stale_days")
    return bool(gone) or is_old


def _notes(
    weeks: tuple[Week, ...], baseline: Baseline | None, reading: State, rules: Following
) -> tuple[str, ...]:
    """How far the reading can be trusted, as ids of `rules.notes`."""
    valued = [week.number for week in weeks if week.pain is not None]
    said = weeks[-1].global_change if weeks else None
    is_good = State.RECOVERED < reading <= State.IMPROVING
    holds = {
        "few_points": len(valued) <= rules.whole("least_points"),
        "one_first_value": baseline is not None and baseline.values == 1,
        "late_baseline": baseline is not None and baseline.week > 0,
        "low_baseline": baseline is not None and baseline.is_low,
        "gaps": bool(valued) and len(valued) < valued[-1] - valued[0] + 1,
        "disagree": said is not None and is_good and said >= rules.whole("says_not_better"),
    }
    return tuple(note for note, is_so in holds.items() if is_so)
