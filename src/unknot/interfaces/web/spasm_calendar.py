"""The spasm diary as a calendar: a row for each week, Monday first, and in each day its worst spasm."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

WEEKS, DAYS = 12, 7
# From these figures on a spasm is middling, and bad (0-10).
MIDDLING, BAD = 4, 7


class Day(NamedTuple):
    """`worst` is None where nothing is written down, which is not the same as a day without a spasm; `level`
    is 1 to 3, 0 with no spasm. `is_within` is false before the first day and after today."""

    on: date
    worst: int | None
    level: int
    is_within: bool


def calendar(worst: Mapping[date, int], *, start: date, today: date) -> list[list[Day]]:
    """The weeks from the one of `start` to the one of `today`, at most the last twelve. Empty without any
    spasm in them."""
    last = today - timedelta(days=today.weekday())
    first = max(start - timedelta(days=start.weekday()), last - timedelta(weeks=WEEKS - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + DAYS)]
    if not any(on in worst for on in days):
        return []
    filled = [Day(on, worst.get(on), _level(worst.get(on)), start <= on <= today) for on in days]
    return [filled[n : n + DAYS] for n in range(0, len(filled), DAYS)]


def _level(worst: int | None) -> int:
    return 0 if worst is None else 1 + (worst >= MIDDLING) + (worst >= BAD)
