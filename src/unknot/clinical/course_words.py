"""The figures and dates that a trajectory's reason may name, as words ready for a template of the
knowledge."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from unknot.clinical.checkins import DAYS, Week, first_day
from unknot.clinical.progress import Baseline

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# What a `reason` in knowledge/trajectories.yaml may name; the loader refuses any other place.
PLACES = (
    *("baseline", "baseline_week", "now", "week", "from", "to", "drop", "percent", "best", "low", "high"),
    *("missed", "last_heard", "points", "since", "why"),
)
UNKNOWN = "not known"
SHORT = 4  # weeks that `low` and `high` look back over


def long_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def number(figure: Fraction) -> str:
    """At most one decimal, none where it is zero: 7, 5.5."""
    return f"{float(round(figure, 1)):g}"


def figures_of(
    weeks: tuple[Week, ...],
    baseline: Baseline | None,
    start: date,
    last: date | None,
    missed: int,
    say_day: Callable[[date], str],
) -> Mapping[str, str]:
    figures = dict.fromkeys(PLACES, UNKNOWN)
    valued = [week for week in weeks if week.pain is not None]
    figures |= {"missed": str(missed), "points": str(len(valued))}
    if last is not None:
        figures["last_heard"] = say_day(last)
    if baseline is None:
        return figures
    now = next(week for week in reversed(valued))
    pain = now.pain or Fraction()
    best = min(week.pain for week in valued if week.pain is not None)
    recent = [week.pain for week in valued if week.pain is not None and week.number > now.number - SHORT]
    drop = baseline.pain - pain
    began = first_day(now.number, start)
    return {
        **figures,
        "baseline": number(baseline.pain),
        "baseline_week": str(baseline.week),
        "now": number(pain),
        "week": str(now.number),
        "from": say_day(began),
        "to": say_day(began + timedelta(days=DAYS - 1)),
        "drop": number(drop),
        "percent": str(int(100 * drop / baseline.pain)) if baseline.pain else "0",
        "best": number(best),
        "low": number(min(recent)),
        "high": number(max(recent)),
    }
