"""What somebody wished for on the waiting list, in words: a line for each group of days with equal times."""

from collections.abc import Iterable
from datetime import time

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from unknot.scheduling.waitlist import Wish


def wished(wishes: Iterable[Wish]) -> list[str]:
    """Empty where any time suits."""
    by_day: dict[int, list[Wish]] = {}
    for wish in wishes:
        by_day.setdefault(wish.weekday, []).append(wish)
    by_times: dict[str, list[int]] = {}
    for day, found in sorted(by_day.items()):
        by_times.setdefault(", ".join(_times(one) for one in found), []).append(day)
    return [f"{_days(days)}: {times}" for times, days in by_times.items()]


def _days(days: list[int]) -> str:
    if days == list(range(7)):
        return str(_("Every day"))
    if days == list(range(5)):
        return str(_("Monday to Friday"))
    return ", ".join(str(WEEKDAYS[day]).capitalize() for day in days)


def _times(wish: Wish) -> str:
    if (wish.begins, wish.ends) == (time(0), time(0)):
        return str(_("all day"))
    if wish.begins == time(0):
        return str(_("until %(clock)s") % {"clock": _clock(wish.ends)})
    if wish.ends == time(0):
        return str(_("from %(clock)s") % {"clock": _clock(wish.begins)})
    clocks = {"first": _clock(wish.begins), "last": _clock(wish.ends)}
    return str(_("%(first)s to %(last)s") % clocks)


def _clock(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
