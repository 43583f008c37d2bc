"""A proposal in words and as a picture: weeks with the days of the visits, each visit with who and where,
what moved, why something has no place, what the score is made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Booking
from unknot.journey.people.models import PractitionerKind
from unknot.journey.plan.models import PlannedVisit, Standing
from unknot.journey.plan.placing import Proposal
from unknot.journey.plan.stock import Stock
from unknot.scheduling.plan_words import Names, explained, sentence
from unknot.scheduling.plans import Aim, Placed, Reason
from unknot.scheduling.ticks import instant_of


@dataclass(frozen=True, slots=True)
class Line:
    """One visit as the page shows it. `was` is where it is booked now, if it would move; `state` is new,
    moved, stays, done, missed, cancelled, dropped or none."""

    number: int
    service: str
    state: str
    at: datetime | None = None
    who: str = ""
    where: str = ""
    was: Booking | None = None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the picture, with the numbers and services of its visits."""

    day: date
    visits: tuple[tuple[int, str], ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    lines: tuple[Line, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    score: tuple[str, ...]


WORDS = {
    Standing.DONE: "done",
    Standing.MISSED: "missed",
    Standing.CANCELLED: "cancelled",
    Standing.DROPPED: "dropped",
}


def told(proposal: Proposal) -> Told:
    zone = zone_of(proposal.plan.location)
    lines = [_line(number, one, proposal) for number, one in enumerate(proposal.visits, start=1)]
    # Of times nobody wished for there is nothing to say.
    said = [one for one in proposal.answer.score if one.aim != Aim.TIMES or proposal.plan.rather]
    parts = [one for one in said if one.of or one.aim in (Aim.TRIPS, Aim.END)]
    return Told(tuple(lines), tuple(weeks(lines, zone)), tuple(map(explained, parts)))


def _line(number: int, visit: PlannedVisit, proposal: Proposal) -> Line:
    standing, booking, name = visit.standing, visit.booking, visit.service.name
    over = visit.key in proposal.ground.over
    if standing in WORDS or (over and booking):
        who, where = (booking.practitioner.name, booking.room.name) if booking else ("", "")
        state = WORDS.get(standing, "stays")
        return Line(number, name, state, booking.starts_at if booking else None, who, where)
    seat = proposal.seats.get(visit.key)
    if seat is None:
        reasons = proposal.answer.missing.get(visit.key, ())
        return Line(number, name, "none", was=booking, why=sentences(reasons, proposal.ground.stock))
    at, (who, where) = instant_of(seat.start), called(seat, proposal.ground.stock)
    if booking is None:
        state = "moved" if visit.key in proposal.changed else "new"
        return Line(number, name, state, at, who, where)
    moves = visit.key in proposal.new
    return Line(number, name, "moved" if moves else "stays", at, who, where, booking if moves else None)


def called(seat: Placed, stock: Stock) -> tuple[str, str]:
    """Who gives a seat, and where."""
    where = ", ".join(stock.names[one] for one in seat.resources)
    return stock.names[seat.practitioner], where


def sentences(reasons: Iterable[Reason], stock: Stock) -> tuple[str, ...]:
    kinds = dict(PractitionerKind.choices)
    names = Names(
        {slug: one.name for slug, one in stock.services.items()},
        {slug: kinds[one.practitioner_kind].lower() for slug, one in stock.services.items()},
        stock.names,
    )
    return tuple(sentence(one, names) for one in reasons)


def weeks(lines: Sequence[Line], zone: ZoneInfo) -> Iterable[tuple[Cell, ...]]:
    """Monday to Sunday, from the week of the first visit to that of the last."""
    days: dict[date, list[Line]] = {}
    for line in lines:
        if line.at is not None and line.state not in ("cancelled", "dropped"):
            days.setdefault(line.at.astimezone(zone).date(), []).append(line)
    if not days:
        return
    first = min(days) - timedelta(days=min(days).weekday())
    while first <= max(days):
        yield tuple(_cell(first + timedelta(days=ahead), days) for ahead in range(7))
        first += timedelta(days=7)


def _cell(day: date, days: Mapping[date, list[Line]]) -> Cell:
    here = days.get(day, [])
    changed = any(one.state in ("new", "moved") for one in here)
    state = "" if not here else "new" if changed else "done" if here[0].state == "done" else "stays"
    return Cell(day, tuple((one.number, one.service) for one in here), state)
