"""Who is offered a seat that has come free, and until when they may answer.

The rule, in full. A seat is offered only to somebody whom it suits: it is of the service they wait for, with
the practitioner they asked for if they named one, on a day and at a time they asked for, touches no other
visit of theirs, and is earlier than the visit they have, if they have one. Among those the more urgent come
first, then those who have no visit at all, then those who have waited longer. Of several starts somebody
gets the one that is closest to the seat that came free. Nothing here depends on chance or on the order of
the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from unknot.scheduling.errors import BadTime
from unknot.scheduling.hours import instant
from unknot.scheduling.reminders import QuietHours, after_quiet, before_quiet
from unknot.scheduling.spans import Span

# Less than this is no time to read a message, think and answer.
LEAST = timedelta(minutes=30)
_DAY = timedelta(days=1)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, order=True)
class Wish:
    """Suits each `weekday` (0 is Monday) from `begins` to `ends` on the wall clock of the place; 00:00 as the
    end is midnight."""

    weekday: int
    begins: time
    ends: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise BadTime(f"weekday {self.weekday} is not one of 0 (Monday) to 6 (Sunday)")
        if self.begins.tzinfo or self.ends.tzinfo:
            raise BadTime("a wish is for wall-clock times, without a zone")
        if self.ends != time(0) and self.ends <= self.begins:
            raise BadTime(f"a wish cannot end ({self.ends:%H:%M}) before it begins ({self.begins:%H:%M})")

    def holds(self, starts: datetime, ends: datetime) -> bool:
        """Whether a visit with these local times lies wholly in it."""
        if starts.weekday() != self.weekday or starts.time() < self.begins:
            return False
        midnight = datetime.combine(starts.date() + _DAY, time(0))
        last = midnight if self.ends == time(0) else datetime.combine(starts.date(), self.ends)
        return ends.replace(tzinfo=None) <= last

    def __str__(self) -> str:
        return f"{_DAYS[self.weekday]} {self.begins:%H:%M} to {self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Seat:
    """A visit of a service that could be had: who gives it, when, and on whose clock."""

    service: UUID
    practitioner: UUID
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the list. Without `wishes` any time suits; `visit` is the start they have and wish to be
    before; `busy` are their other visits; of `urgency` the higher comes first."""

    id: UUID
    service: UUID
    since: datetime
    first_day: date
    last_day: date
    wishes: tuple[Wish, ...] = ()
    practitioner: UUID | None = None
    urgency: int = 0
    visit: datetime | None = None
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    waiting: Waiting
    seat: Seat


def suits(waiting: Waiting, seat: Seat) -> bool:
    """Whether this seat may be offered to them at all."""
    starts, ends = (at.astimezone(seat.zone) for at in (seat.starts_at, seat.ends_at))
    return (
        waiting.service == seat.service
        and waiting.practitioner in (None, seat.practitioner)
        and waiting.first_day <= starts.date() <= waiting.last_day
        and (not waiting.wishes or any(wish.holds(starts, ends) for wish in waiting.wishes))
        and (waiting.visit is None or seat.starts_at < waiting.visit)
        and not any(one.start < seat.ends_at and seat.starts_at < one.end for one in waiting.busy)
    )


def in_line(queue: Iterable[Waiting], seats: Sequence[Seat], freed: datetime) -> list[Match]:
    """Everyone whom one of the seats suits, with the one closest to the instant that came free, in the order
    in which they are asked."""
    return [
        Match(waiting, min(fitting, key=lambda seat: _closeness(seat, freed)))
        for waiting in sorted(queue, key=_place)
        if (fitting := [seat for seat in seats if suits(waiting, seat)])
    ]


def reasons(match: Match, *, now: datetime) -> tuple[str, ...]:
    """Why this seat for this person, in words for the desk."""
    return tuple(_said(match, now))


def answer_by(
    now: datetime, minutes: int, quiet: QuietHours, zone: ZoneInfo, *, latest: datetime
) -> datetime | None:
    """When an offer that is made now is over, in UTC: after so many minutes in which the person's clock shows
    no quiet hours, and not after `latest`. Never within their quiet hours. None when that leaves them less
    than `LEAST`, or less than the minutes if those are fewer."""
    told = after_quiet(now, quiet, zone)
    wanted = timedelta(minutes=minutes)
    found = min(_awake_for(told, wanted, quiet, zone), before_quiet(latest, quiet, zone))
    return found if found - told >= min(LEAST, wanted) else None


def _awake_for(at: datetime, left: timedelta, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """The instant at which so much time without quiet hours has passed."""
    if quiet.begins == quiet.ends:
        return at + left
    while at + left >= (night := _next_night(at, quiet, zone)):
        left -= night - at
        at = after_quiet(night, quiet, zone)
    return at + left


def _next_night(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    day = at.astimezone(zone).date()
    begins = (instant(day + ahead * _DAY, quiet.begins, zone, last=False) for ahead in (0, 1, 2))
    return min(begin for begin in begins if begin > at)


def _place(waiting: Waiting) -> tuple[int, bool, datetime, UUID]:
    return -waiting.urgency, waiting.visit is not None, waiting.since.astimezone(UTC), waiting.id


def _closeness(seat: Seat, freed: datetime) -> tuple[timedelta, datetime, UUID]:
    return abs(seat.starts_at - freed), seat.starts_at.astimezone(UTC), seat.practitioner


def _said(match: Match, now: datetime) -> Iterator[str]:
    waiting, seat = match.waiting, match.seat
    starts, ends = (at.astimezone(seat.zone) for at in (seat.starts_at, seat.ends_at))
    asked = [wish for wish in waiting.wishes if wish.holds(starts, ends)]
    yield f"asked for {asked[0]}" if asked else "any time suits them"
    if waiting.practitioner is not None:
        yield "with the practitioner they asked for"
    if waiting.visit is not None:
        earlier = (waiting.visit - seat.starts_at).days
        yield f"{_days(earlier)} earlier than the visit they have" if earlier else "earlier than their visit"
    waited = (now - waiting.since).days
    yield f"waiting for {_days(waited)}" if waited else "waiting for less than a day"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
