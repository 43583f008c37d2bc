"""How somebody stands in one week against where they began: each definition of the brief as one small
question.

Every question that sounds an alarm stays answered yes when the pain of the last week is higher, and every
question that says "better" stays answered no. The order of the states then makes that true of the whole
reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from unknot.clinical.checkins import Week
from unknot.clinical.flares import quiet, rise_of, rises_of, twice
from unknot.clinical.following import Following, State


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where the person began. Pain that began low cannot fall much: then spasm days and activities are
    read."""

    week: int
    pain: Fraction
    is_low: bool
    values: int
    spasm_days: int | None
    function: Fraction | None


@dataclass(frozen=True, slots=True)
class Progress:
    """The weeks up to the one that is read (the last with a pain value), the baseline, the figures to go
    by."""

    weeks: tuple[Week, ...]
    baseline: Baseline
    rules: Following

    @property
    def pains(self) -> dict[int, Fraction]:
        return {week.number: week.pain for week in self.weeks if week.pain is not None}

    @property
    def at(self) -> int:
        return max(self.pains)

    @property
    def now(self) -> Fraction:
        return self.pains[self.at]

    def latest(self, name: str, within: int) -> int | Fraction | None:
        """The last figure of a kind that is at most so many weeks older than the week that is read."""
        recent = (week for week in reversed(self.weeks) if week.number > self.at - within)
        return next((figure for week in recent if (figure := getattr(week, name)) is not None), None)


def baseline_of(weeks: tuple[Week, ...], rules: Following) -> Baseline | None:
    """The first two ratings of the first week that has any, else its value; None when there is no pain
    value."""
    first = next((week for week in weeks if week.pain is not None), None)
    if first is None or first.pain is None:
        return None
    two = first.first_pains
    pain = sum(two, Fraction()) / len(two)
    early = [week for week in weeks if week.number <= first.number + 1]
    return Baseline(
        week=first.number,
        pain=pain,
        is_low=pain < rules.limit("floor"),
        values=len(two),
        spasm_days=next((week.spasm_days for week in early if week.spasm_days is not None), None),
        function=next((week.function for week in early if week.function is not None), None),
    )


def level(seen: Progress) -> State | None:
    """What has become of the baseline: a state from EARLY_CHANGE up to CLEARLY_BETTER, None for no change.

    With a low first pain the worse of spasm days and activities speaks; pain alone says nothing then.
    """
    change = _said(seen)
    if change in (1, 2):
        found = _by_figures(seen)
        return State.CLEARLY_BETTER if found is State.CLEARLY_BETTER else State.IMPROVING
    found = _by_figures(seen)
    if found is None and change == seen.rules.whole("slightly_improved"):
        return State.EARLY_CHANGE
    return found


def can_be_judged(seen: Progress) -> bool:
    """Whether there is something to measure against: pain that began high enough, or another measure."""
    return not seen.baseline.is_low or bool(_low_readings(seen))


def not_improving(seen: Progress) -> State | None:
    """The milestone that is missed, by whole weeks since the baseline."""
    since, found, rules = seen.at - seen.baseline.week, level(seen), seen.rules
    is_better = found is not None and found <= State.IMPROVING
    if since >= rules.whole("third_look"):
        return None if is_better or _fell(seen, "improving_share") else State.NOT_IMPROVING_6
    if since >= rules.whole("second_look"):
        return None if is_better or _fell(seen, "improving_share") else State.NOT_IMPROVING_4
    if since >= rules.whole("first_look"):
        return None if _has_begun_to_improve(seen) else State.NOT_IMPROVING_2
    return None


def worsening(weeks: tuple[Week, ...], rules: Following) -> tuple[str, ...]:
    """Why it is getting worse, as ids of notes; needs no baseline, and no three weeks of values."""
    pains = {week.number: week.pain for week in weeks if week.pain is not None}
    spasms = {week.number: Fraction(week.spasm_days) for week in weeks if week.spasm_days is not None}
    last = weeks[-1].number if weeks else 0
    reasons = {
        "rose_at_once": rise_of(pains, _last(pains), rules) >= rules.limit("sharp_rise"),
        "rose_twice": twice(pains, rules.limit("rise"), rules),
        "more_spasm_days": twice(spasms, rules.limit("spasm_rise"), rules),
        "says_worse": any(
            week.global_change is not None and week.global_change >= rules.whole("much_worse")
            for week in weeks
            if week.number > last - rules.whole("change_weeks")
        ),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def is_flare(seen: Progress) -> bool:
    """Up by a rise this week over the best of the weeks before; whether it comes back, nobody knows yet."""
    return rise_of(seen.pains, seen.at, seen.rules) >= seen.rules.limit("rise")


def is_plateau(seen: Progress) -> bool:
    """Three weeks in a row without a further fall, after a gain, with pain left that matters.

    The brief says within one point either way. For the last week only the fall counts, up to where a flare
    begins: otherwise a little more pain would turn a plateau into "improving".
    """
    pains, rules = seen.pains, seen.rules
    begins = seen.at - rules.whole("plateau_weeks") + 1
    first, band = pains.get(begins), rules.limit("plateau_band")
    if first is None or seen.now < max(rules.limit("plateau_pain"), first - band):
        return False
    between = [pains.get(week) for week in range(begins, seen.at)]
    is_level = all(pain is not None and abs(pain - first) <= band for pain in between)
    before = [pain for week, pain in pains.items() if week <= begins]
    return is_level and any(_is_improving(seen.baseline.pain, pain, rules) for pain in before)


def is_fluctuating(seen: Progress) -> bool:
    """Within four weeks pain rose by the range and came back. A range made by falling alone is a trend."""
    pains, rules = seen.pains, seen.rules
    weeks = sorted(week for week in pains if week > seen.at - rules.whole("fluctuating_weeks"))
    rises = [pains[later] - pains[week] for week in weeks for later in weeks if later > week]
    return bool(rises) and max(rises) >= rules.limit("fluctuating_range")


def is_relapsing(seen: Progress) -> bool:
    began = [rise.began for rise in rises_of(seen.pains, seen.rules)]
    rules = seen.rules
    return any(
        sum(week > seen.at - rules.whole(span) for week in began) >= rules.whole(count)
        for span, count in (("relapse_weeks", "relapses"), ("relapse_year", "relapses_in_a_year"))
    )


def has_ended(seen: Progress) -> bool:
    """Hardly any pain in each of the last weeks in a row; a week without a value breaks the row."""
    return quiet(seen.pains, seen.at, seen.rules)


def is_back_in_life(seen: Progress) -> bool:
    """Whether it is known that the person can do what they did. Unknown is not yes, so it is False.

    RMDQ of 2 or less; where a clinic has no RMDQ, the person's own activities, or no limited days in any of
    the quiet weeks.
    """
    rules, span = seen.rules, seen.rules.whole("quiet_weeks")
    rmdq, function = seen.latest("rmdq", span), seen.latest("function", span)
    if rmdq is not None:
        return rmdq <= rules.limit("recovered_rmdq")
    if function is not None:
        return function >= rules.limit("recovered_function")
    days = [week.limited_days for week in seen.weeks if week.number > seen.at - span]
    return len(days) == span and all(one == 0 for one in days)


def _said(seen: Progress) -> int | Fraction | None:
    return seen.latest("global_change", seen.rules.whole("change_weeks"))


def _by_figures(seen: Progress) -> State | None:
    if not seen.baseline.is_low:
        return _fallen(seen.baseline.pain, seen.now, seen.rules)
    readings = _low_readings(seen)
    return max(readings, key=lambda one: len(State) if one is None else one, default=None)


def _fallen(before: Fraction, now: Fraction, rules: Following) -> State | None:
    drop = before - now
    if drop >= before * rules.limit("clearly_better_share"):
        return State.CLEARLY_BETTER
    if _is_improving(before, now, rules):
        return State.IMPROVING
    if drop >= before * rules.limit("early_share") or drop >= rules.limit("early_points"):
        return State.EARLY_CHANGE
    return None


def _is_improving(before: Fraction, now: Fraction, rules: Following) -> bool:
    drop = before - now
    return drop >= rules.limit("improving_points") and drop >= before * rules.limit("improving_share")


def _low_readings(seen: Progress) -> list[State | None]:
    """Spasm days and activities against their beginning, each where both ends are known and can change."""
    readings: list[State | None] = []
    rules, recent = seen.rules, seen.rules.whole("measure_weeks")
    days, first_days = seen.latest("spasm_days", recent), seen.baseline.spasm_days
    if days is not None and first_days:
        readings.append(_fallen(Fraction(first_days), Fraction(days), rules))
    function, first = seen.latest("function", recent), seen.baseline.function
    if function is not None and first is not None and first <= 10 - rules.limit("function_points"):
        readings.append(_gained(function - first, Fraction(function), rules))
    return readings


def _gained(gain: Fraction, now: Fraction, rules: Following) -> State | None:
    if gain >= rules.limit("function_points"):
        return State.CLEARLY_BETTER if now >= rules.limit("recovered_function") else State.IMPROVING
    return State.EARLY_CHANGE if gain >= rules.limit("function_points") / 2 else None


def _has_begun_to_improve(seen: Progress) -> bool:
    """15% less pain, or the person says so; a point or two of ten alone is not enough."""
    change = _said(seen)
    if change is not None and change <= seen.rules.whole("slightly_improved"):
        return True
    return _by_figures(seen) is not None if seen.baseline.is_low else _fell(seen, "early_share")


def _fell(seen: Progress, share: str) -> bool:
    """Whether pain fell by this share of the baseline; a low baseline is judged by its other measures
    alone."""
    before = seen.baseline.pain
    return not seen.baseline.is_low and before - seen.now >= before * seen.rules.limit(share)


def _last(values: Mapping[int, Fraction]) -> int:
    return max(values, default=0)
