"""A course of visits to be placed at once, as types: what is to be placed, who comes, what is free, and the
answer.

Days are local days of the clinic; starts are ticks. A trip is a day on which the person comes: one visit, or
several back to back. Every gap is counted in days from the trip before it, whether that one could be placed
or not: a visit that finds no place keeps its turn, so that the rhythm of the others does not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from unknot.scheduling.errors import BadTime
from unknot.scheduling.hours import WeeklyHours
from unknot.scheduling.offers import Need, Site
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Bits, Window


@dataclass(frozen=True, slots=True)
class Gap:
    """Days since the trip before: never under `least` or over `most`, best at `target`. Squares of the days
    off the target are what spacing costs."""

    least: int
    target: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.target <= self.most:
            raise BadTime(f"a gap of {self.least} to {self.most} days, best {self.target}, cannot be")


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a plan. `same_as` names an earlier visit whose clinician this one must have, when that
    one has a place."""

    key: str
    service: str
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """The visits of one day, back to back and in this order; whichever of them can be placed."""

    visits: tuple[Visit, ...]
    gap: Gap

    def __post_init__(self) -> None:
        if not self.visits:
            raise BadTime("a trip without a visit is none")


@dataclass(frozen=True, slots=True)
class Plan:
    """Trips in their order. The gap of the first is counted from `begins`; each later one leaves at least
    a day, so that no day has two trips. `wait` is how many minutes may lie between two visits of a trip."""

    trips: tuple[Trip, ...]
    begins: date
    wait: int = 15

    def __post_init__(self) -> None:
        known: dict[str, str] = {}
        for visit in self.visits:
            if visit.key in known:
                raise BadTime(f"the visit {visit.key} is twice in the plan")
            if visit.same_as and visit.same_as not in known:
                raise BadTime(f"the visit {visit.key} names {visit.same_as}, which is not before it")
            known[visit.key] = visit.service
        if any(trip.gap.least < 1 for trip in self.trips[1:]):
            raise BadTime("two trips of one plan cannot be on the same day: their gap is at least a day")
        if self.wait < 0:
            raise BadTime("the wait between two visits cannot be negative")

    @property
    def visits(self) -> tuple[Visit, ...]:
        return tuple(visit for trip in self.trips for visit in trip.visits)


@dataclass(frozen=True, slots=True)
class Person:
    """When the person can come (`hours`; none named is always) and cannot (`away`, and the ticks `busy`
    with visits outside this plan), what they would rather have, and how many trips a week, Monday to
    Sunday, are bearable. `practitioners` are those that they wish for: any of them, and always the same."""

    hours: tuple[WeeklyHours, ...] = ()
    away: tuple[Span, ...] = ()
    rather: tuple[WeeklyHours, ...] = ()
    practitioners: tuple[int, ...] = ()
    trips_a_week: int | None = None
    busy: Bits = 0

    def __post_init__(self) -> None:
        if self.trips_a_week is not None and self.trips_a_week < 1:
            raise BadTime("less than one trip a week is no plan")


@dataclass(frozen=True, slots=True)
class Supply:
    """What the clinic has over a window: service -> location (by a number) -> who gives it there, with what.
    The visits of a trip are at one location. Nothing starts before the tick `earliest`; a resource that is in
    several sites has the same calendar in each, but for where it is."""

    window: Window
    zone: ZoneInfo
    sites: Mapping[str, Mapping[int, Site]]
    earliest: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop. `effort` is the solver's own count (about seconds, the same on every machine), so an
    answer that ends by it is the same each time; `seconds` of the wall clock are the net below it."""

    effort: float = 4.0
    seconds: float = 10.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit with its start, who gives it, one thing of each pool in their order, at which location, and
    what it holds: without `need` what its practitioner takes for the service there."""

    key: str
    service: str
    start: int
    practitioner: int
    resources: tuple[int, ...] = ()
    place: int = 0
    need: Need | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that has a seat. `fixed` stays whatever the rules say (past, or kept by hand); one that does
    not stand any more (the practitioner is ill) has lost its seat and is placed anew."""

    seat: Placed
    fixed: bool = False
    stands: bool = True


class Aim(StrEnum):
    """What is sought, in this order: no amount of a later one outweighs the least of an earlier one."""

    PLACED = "placed"
    KEPT = "kept"
    SPACING = "spacing"
    CLINICIAN = "clinician"
    TIMES = "times"
    TRIPS = "trips"
    END = "end"


@dataclass(frozen=True, slots=True)
class Part:
    """One aim of the score: its cost (0 is best), and `hits` out of `of`. For SPACING gaps on their target,
    for TIMES trips at preferred times, for END the days from the beginning to the last trip."""

    aim: Aim
    cost: int
    hits: int
    of: int


class Why(StrEnum):
    """What would have to give way for a visit to find a place."""

    NOBODY = "nobody"
    HOURS = "hours"
    AWAY = "away"
    CLINICIAN = "clinician"
    STRAIGHT = "straight"
    TRIPS = "trips"
    SPACING = "spacing"
    HORIZON = "horizon"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a visit has no place between the days `first` and `last`, both included. `practitioner` is who
    it would have to be, for CLINICIAN."""

    why: Why
    key: str
    service: str
    first: date
    last: date
    practitioner: int | None = None
    hours: tuple[WeeklyHours, ...] = ()
    trips_a_week: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the visits are, in order of time; why the others have no place; and what the score is made of.
    Without `proven` the time limit came first: this is the best so far."""

    placed: tuple[Placed, ...]
    missing: Mapping[str, tuple[Reason, ...]]
    score: tuple[Part, ...]
    proven: bool
    usual: Mapping[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not self.missing
