"""Rises of pain over the weeks before: flares, new episodes, and how often they came.

A rise is counted when it begins, so that one which does not come back counts as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from unknot.clinical.following import Following


@dataclass(frozen=True, slots=True)
class Rise:
    """A rise of pain over the level before it: a flare while it lasts, a new episode after one had ended."""

    began: int
    level: Fraction
    top: Fraction
    ended: int | None
    is_new_episode: bool


def rises_of(pains: Mapping[int, Fraction], rules: Following) -> tuple[Rise, ...]:
    """Every flare and every new episode, in order. One that never came back stands with `ended` None."""
    found: list[Rise] = []
    for week in sorted(pains):
        pain = pains[week]
        current = found[-1] if found and found[-1].ended is None else None
        if current is not None:
            found[-1] = _going_on(current, week, pain, rules)
            continue
        up, over = rise_of(pains, week, rules), ended_by(pains, week - 1, rules)
        if up >= rules.limit("rise") or (over and pain >= rules.limit("new_episode_pain")):
            found.append(Rise(week, pain - max(up, Fraction()), pain, None, over))
    return tuple(found)


def ended_by(pains: Mapping[int, Fraction], week: int, rules: Following) -> bool:
    """Whether, up to this week, an episode had ended and no pain of a new one had come since."""
    for number in sorted((one for one in pains if one <= week), reverse=True):
        if quiet(pains, number, rules):
            return True
        if pains[number] >= rules.limit("new_episode_pain"):
            return False
    return False


def quiet(pains: Mapping[int, Fraction], week: int, rules: Following) -> bool:
    last = [pains.get(week - back) for back in range(rules.whole("quiet_weeks"))]
    return all(pain is not None and pain <= rules.limit("quiet_pain") for pain in last)


def _going_on(rise: Rise, week: int, pain: Fraction, rules: Following) -> Rise:
    """The rise with one more week: over once the pain is back near its level, or has stayed up too long for
    a flare."""
    is_back = pain <= rise.level + rules.limit("flare_back")
    if rise.is_new_episode:
        is_back = pain <= rules.limit("quiet_pain")
    is_over = is_back or week - rise.began >= rules.whole("flare_weeks")
    return Rise(rise.began, rise.level, max(rise.top, pain), week if is_over else None, rise.is_new_episode)


def rise_of(values: Mapping[int, Fraction], week: int, rules: Following) -> Fraction:
    """How far the value of a week stands over the best of the weeks before it (of the last value when these
    are silent); a first value has risen over nothing."""
    before = {one: value for one, value in values.items() if one < week}
    if not before:
        return Fraction(-1)
    recent = [value for one, value in before.items() if one >= week - rules.whole("best_of_weeks")]
    return values[week] - min(recent or [before[max(before)]])


def twice(values: Mapping[int, Fraction], rise: Fraction, rules: Following) -> bool:
    """Up by a rise in the last two values, which are at most two weeks apart."""
    two = sorted(values)[-2:]
    if len(two) < 2 or two[1] - two[0] > rules.whole("twice_weeks"):
        return False
    return all(rise_of(values, week, rules) >= rise for week in two)
