"""Which instruments are due on a day: by the time since the episode began, what was done, and the minutes
that a person can be asked for in a week.

Dates come in as arguments. Only what the clinic can ask is ever due: an instrument whose slots are empty is
not offered, and where the schedule names several for one purpose the first that can be asked is taken, unless
one of the others was begun in this episode, because only like compares with like.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from unknot.clinical.evidence import Strength
from unknot.clinical.questionnaires.instruments import Instrument

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Occasion:
    """When to ask: from day `opens` to day `closes` of the episode (the first is day 0), again every `every`
    days within that where it is not 0, or at each visit from day `opens`. `asks` holds instrument ids;
    several in one tuple serve one purpose. `also` is what else belongs to it and is no instrument: asking the
    warning signs again. `rest` is how many days must lie between two answers to the same instrument."""

    id: str
    words: str
    asks: tuple[tuple[str, ...], ...]
    opens: int = 0
    closes: int = 0
    every: int = 0
    at_visit: bool = False
    rest: int = 1
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """`first` orders all instruments by what is asked first when the minutes do not suffice for all;
    `minutes_per_week` is what we ask of a person unless a clinic says otherwise."""

    occasions: tuple[Occasion, ...] = ()
    first: tuple[str, ...] = ()
    minutes_per_week: float = 0
    strength: Strength = "D"
    sources: tuple[str, ...] = ()
    reviewed: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    instrument_id: str
    on: date


@dataclass(frozen=True, slots=True)
class Due:
    instrument_id: str
    occasion: str
    minutes: float


@dataclass(frozen=True, slots=True)
class Agenda:
    """`asks` fit into the week's minutes; `waits` are due as well and must wait. `also` never waits."""

    asks: tuple[Due, ...] = ()
    waits: tuple[Due, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Questionnaires:
    """All that the knowledge says about questionnaires."""

    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    schedule: Schedule = Schedule()


def due(
    schedule: Schedule,
    *,
    start: date,
    today: date,
    done: Iterable[Done],
    offered: Mapping[str, Instrument],
    minutes_per_week: float,
    is_visit: bool = False,
) -> Agenda:
    """What to ask on `today` in an episode that began on `start`. `offered` are the instruments that the
    clinic can ask. The minutes of what was done in the last seven days count against the week's. What does
    not fit waits, and so does all that comes after it: more minutes never ask less."""
    past = [one for one in done if start <= one.on <= today]
    day = (today - start).days
    open_now = [one for one in schedule.occasions if _is_open(one, day, is_visit)]
    found: dict[str, Due] = {}
    for occasion in open_now:
        for choices in occasion.asks:
            name = _chosen(choices, offered, past)
            if name and name not in found and not _was_done(name, occasion, start, today, past):
                found[name] = Due(name, occasion.id, offered[name].minutes)
    place = {name: number for number, name in enumerate(schedule.first)}
    ordered = sorted(found.values(), key=lambda one: place[one.instrument_id])
    left = minutes_per_week - _spent(past, offered, today)
    fitting = _fitting(ordered, left)
    also = dict.fromkeys(name for occasion in open_now for name in occasion.also)
    return Agenda(tuple(ordered[:fitting]), tuple(ordered[fitting:]), tuple(also))


def _is_open(occasion: Occasion, day: int, is_visit: bool) -> bool:
    if occasion.at_visit:
        return is_visit and day >= occasion.opens
    return occasion.opens <= day <= occasion.closes


def _chosen(choices: Sequence[str], offered: Mapping[str, Instrument], past: Sequence[Done]) -> str | None:
    can = [name for name in choices if name in offered and offered[name].is_ready]
    begun = [name for name in can if any(one.instrument_id == name for one in past)]
    return next(iter([*begun, *can]), None)


def _was_done(name: str, occasion: Occasion, start: date, today: date, past: Sequence[Done]) -> bool:
    """Since the occasion opened (this time, where it comes again), or too short a time ago."""
    opened = start + timedelta(days=occasion.opens)
    if occasion.every:
        opened += timedelta(days=(today - opened).days // occasion.every * occasion.every)
    if occasion.at_visit:
        opened = today
    rested = today - timedelta(days=occasion.rest)
    return any(one.instrument_id == name and (one.on >= opened or one.on > rested) for one in past)


def _spent(past: Sequence[Done], offered: Mapping[str, Instrument], today: date) -> float:
    recent = [one.instrument_id for one in past if one.on > today - WEEK]
    return sum(offered[name].minutes for name in recent if name in offered)


def _fitting(ordered: Sequence[Due], left: float) -> int:
    for number, one in enumerate(ordered):
        left -= one.minutes
        if left < 0:
            return number
    return len(ordered)
