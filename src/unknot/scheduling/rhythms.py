"""The gaps of a course from its phases: two a week for two weeks, then weekly."""

from collections.abc import Iterable
from dataclasses import dataclass

from unknot.scheduling.errors import BadTime
from unknot.scheduling.plans import Gap

WEEK = 7
# A visit that is planned for every working day still has weekends between.
WEEKEND = 3
SOON = Gap(0, 0, 7)


@dataclass(frozen=True, slots=True)
class Beat:
    """So many visits a week for so many weeks; less than one a week is a fraction."""

    per_week: float
    weeks: int

    def __post_init__(self) -> None:
        if not 0 < self.per_week <= WEEK or self.weeks < 1:
            raise BadTime(f"{self.per_week} visits a week for {self.weeks} weeks is no rhythm")

    @property
    def visits(self) -> int:
        return max(1, round(self.per_week * self.weeks))


def gaps_of(beats: Iterable[Beat], *, first: Gap = SOON) -> tuple[Gap, ...]:
    """One gap for each visit: `first` for the first of all. Later ones may be a third shorter or longer than
    even spacing, and aim at the day that keeps the course on its calendar: 4, 3, 4 for two a week."""
    gaps = [first]
    day, begins, even = 0, 0, float(WEEK)
    for number, beat in enumerate(beats):
        if number:
            gaps.append(_gap(begins - day, even))
            day = begins
        even = WEEK / beat.per_week
        for visit in range(1, beat.visits):
            to = begins + round(visit * even)
            gaps.append(_gap(to - day, even))
            day = to
        begins += WEEK * beat.weeks
    return tuple(gaps)


def _gap(days: int, even: float) -> Gap:
    least = max(1, round(even * 2 / 3))
    most = max(WEEKEND, round(even * 4 / 3))
    return Gap(least, min(max(days, least), most), most)
