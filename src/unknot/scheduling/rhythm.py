"""A course in words of visits a week, turned into the trips of a plan with their gaps.

Each phase begins a whole number of weeks after the first trip, and its visits are spread evenly over its
weeks: two a week are 4 and 3 days apart in turn. How far a gap may stretch either way grows with it, so that
a weekly visit may move by two days and one of twice a week by one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from unknot.scheduling.errors import BadTime
from unknot.scheduling.plans import Gap, Trip, Visit

WEEK = 7


@dataclass(frozen=True, slots=True)
class Beat:
    """So many trips a week for so many weeks; at least one trip."""

    per_week: float
    weeks: int

    def __post_init__(self) -> None:
        if not 0 < self.per_week <= WEEK or self.weeks < 1:
            raise BadTime(f"{self.per_week:g} trips a week for {self.weeks} weeks cannot be")

    @property
    def trips(self) -> int:
        return max(1, round(self.per_week * self.weeks))

    @property
    def days(self) -> tuple[int, ...]:
        """The day of each trip, counted from the beginning of the phase."""
        return tuple(floor(WEEK * place / self.per_week + 0.5) for place in range(self.trips))


@dataclass(frozen=True, slots=True)
class Part:
    """A service and the trips that it is part of, counted from 1; None is every one. With `same_as` it is
    given by the clinician of the first visit of that service (a re-evaluation by who began)."""

    service: str
    on: frozenset[int] | None = None
    same_as: str = ""

    def is_on(self, number: int) -> bool:
        return self.on is None or number in self.on


def course(
    beats: Iterable[Beat], parts: Sequence[Part], *, begin_within: int = WEEK, together: bool = True
) -> tuple[Trip, ...]:
    """The trips of a course, each with the services that are part of it in the order of `parts`; not
    `together`, each service has a day of its own, spread evenly until the next turn. A trip of which nothing
    is part is left out; the next one then keeps its own day. `begin_within` is how many days the first trip
    may wait. Raises BadTime when no trip is left, a part names one that is not there, or the days do not
    suffice."""
    days = _days(beats)
    beyond = sorted({number for part in parts for number in part.on or ()} - set(range(1, len(days) + 1)))
    if beyond:
        raise BadTime(f"there is no visit {beyond[0]}: the course has {len(days)}")
    trips: list[Trip] = []
    first: dict[str, str] = {}
    before = 0
    for number, day in enumerate(days, start=1):
        visits = tuple(_visits(number, parts, first))
        groups = _apart(visits) if not together else [visits] if visits else []
        until = days[number] - day if number < len(days) else WEEK
        if len(groups) > until:
            raise BadTime(
                f"{len(groups)} services need {len(groups)} days, and the next turn comes in {until}"
            )
        for place, group in enumerate(groups):
            at = day + place * until // len(groups)
            trips.append(Trip(group, _gap(at - before) if trips else Gap(0, 0, begin_within)))
            before = at
    if not trips:
        raise BadTime("a course without any visit is none")
    return tuple(trips)


def _visits(number: int, parts: Sequence[Part], first: dict[str, str]) -> Iterable[Visit]:
    for place, part in enumerate(parts, start=1):
        if part.is_on(number):
            key = f"{number}.{place}"
            yield Visit(key, part.service, first.get(part.same_as, ""))
            first.setdefault(part.service, key)


def _apart(visits: Sequence[Visit]) -> list[tuple[Visit, ...]]:
    """Each on a day of its own; what must be with an earlier clinician (a re-evaluation) comes on the first
    of these days."""
    found: list[tuple[Visit, ...]] = []
    for visit in visits:
        if visit.same_as and found:
            found[0] = (*found[0], visit)
        else:
            found.append((visit,))
    return found


def _days(beats: Iterable[Beat]) -> list[int]:
    days, begins = [], 0
    for beat in beats:
        days += [begins + day for day in beat.days]
        begins += WEEK * beat.weeks
    return days


def _gap(target: int) -> Gap:
    slack = 1 if target <= 4 else max(2, target // 4)
    return Gap(max(1, target - slack), target, target + slack)
