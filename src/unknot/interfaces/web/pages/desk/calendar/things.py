"""What stands in a calendar's columns: visits, classes, seats that are held, and the grounds behind them.
All of it is worded here, once, so that a table of three hundred visits is drawn quickly."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from unknot.interfaces.web.pages.desk.calendar.rows import Scale, Spot, half, twelve
from unknot.journey.book.models import Booking, BookingStatus, Exceptional, Hold, Service, Session
from unknot.scheduling.ticks import TICK, TICK_MINUTES, instant_of, ticks_in

# Less would be neither read nor hit with a finger.
LEAST = 15
# What is shorter has room for one line of words.
LOW = 30
# What is as long as this has room for three.
TALL = 45
TONES = 8
MARKS = {
    BookingStatus.ARRIVED: ("check", "Arrived"),
    BookingStatus.NO_SHOW: ("cross", "Did not come"),
    BookingStatus.CANCELLED: ("cross", "Cancelled"),
}
EXCEPTIONS = {
    Exceptional.OVERBOOKED: ("two", "Overbooked"),
    Exceptional.OFF_HOURS: ("moon", "Outside hours"),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """`at` and `minutes` say where it is drawn in its row; `lane` of `lanes` where it has to share."""

    kind: str
    id: UUID
    first: int
    end: int
    from_words: str
    to_words: str
    title: str
    service: str
    other: str
    tone: int = 0
    pattern: int = 0
    status: str = ""
    marks: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[UUID, str], ...] = ()
    movable: bool = False
    at: int = 0
    minutes: int = 0
    lane: int = 0
    lanes: int = 1
    sign: str = ""

    @property
    def start(self) -> str:
        return f"{instant_of(self.first):%Y-%m-%dT%H:%MZ}"

    @property
    def wall(self) -> str:
        return self.from_words.partition(" ")[0]

    @property
    def half(self) -> str:
        return self.from_words.partition(" ")[2]

    @property
    def length(self) -> int:
        """In minutes of real time, whatever is drawn of it."""
        return (self.end - self.first) * TICK_MINUTES

    @property
    def hours(self) -> int:
        return self.minutes // 60

    @property
    def rest(self) -> int:
        return self.minutes % 60

    @property
    def size(self) -> str:
        return "low" if self.minutes < LOW else "tall" if self.minutes >= TALL else "usual"


@dataclass(frozen=True, slots=True)
class Tones:
    """A colour and a pattern for each service, in the clinic's order: two services differ in one of them as
    long as there are no more than 64."""

    places: dict[UUID, int]

    @classmethod
    def of(cls, services: Iterable[Service]) -> "Tones":
        return cls({one.pk: place for place, one in enumerate(services)})

    def look(self, service: UUID) -> tuple[int, int]:
        place = self.places.get(service, len(self.places))
        return place % TONES, (place + place // TONES) % TONES


@dataclass(frozen=True, slots=True)
class Wording:
    """How things are told in one table: on whose clock, and what a column does not say already."""

    zone: ZoneInfo
    tones: Tones
    by: str
    now: datetime

    def visit(self, row: Booking) -> Thing:
        end = row.start_tick + row.ticks
        marks = [MARKS[BookingStatus(row.status)]] if row.status in MARKS else []
        if row.exception in EXCEPTIONS:
            marks.append(EXCEPTIONS[Exceptional(row.exception)])
        if row.status == BookingStatus.BOOKED and row.confirmed_at:
            marks.append(("check", "Confirmed"))
        tone, pattern = self.tones.look(row.service_id)
        return Thing(
            kind="visit",
            id=row.pk,
            first=row.start_tick,
            end=end,
            from_words=self.clock(row.start_tick),
            to_words=self.clock(end),
            title=row.patient.name,
            service=row.service.name,
            other=row.practitioner.name if self.by == "room" else row.room.name,
            tone=tone,
            pattern=pattern,
            status=row.status,
            marks=tuple(marks),
            movable=row.is_standing,
            sign=f"{row.sequence}{row.status}{row.exception}{bool(row.confirmed_at)}",
        )

    def gathering(self, row: Session) -> Thing:
        seated = [one for one in row.bookings.all() if one.status != BookingStatus.CANCELLED]
        tone, pattern = self.tones.look(row.service_id)
        end = row.start_tick + row.ticks
        return Thing(
            kind="class",
            id=row.pk,
            first=row.start_tick,
            end=end,
            from_words=self.clock(row.start_tick),
            to_words=self.clock(end),
            title=row.service.name,
            service=f"{len(seated)} of {row.seats} seats taken",
            other=row.practitioner.name if self.by == "room" else row.room.name,
            tone=tone,
            pattern=pattern,
            marks=(("group", "Class"),),
            people=tuple((one.pk, one.patient.name) for one in seated),
            sign=f"{len(seated)}",
        )

    def hold(self, row: Hold) -> Thing:
        until = _clock(row.until, self.zone)
        title = f"Offered to {row.patient.name}" if row.patient else "Held"
        return Thing(
            kind="hold",
            id=row.pk,
            first=row.start_tick,
            end=row.start_tick + row.ticks,
            from_words=self.clock(row.start_tick),
            to_words=self.clock(row.start_tick + row.ticks),
            title=title,
            service=row.service.name,
            other=row.practitioner.name if self.by == "room" else row.room.name,
            marks=(("clock", f"until {until}"),),
        )

    def clock(self, tick: int) -> str:
        return _clock(instant_of(tick), self.zone)


def placed(things: Sequence[Thing], scale: Scale) -> Iterator[tuple[Spot, Thing]]:
    """The things with the place where they are drawn, those that overlap side by side."""
    for thing in _in_lanes(sorted(things, key=lambda one: (one.first, one.end, str(one.id)))):
        spot = scale.spot(thing.first, thing.end)
        if spot is not None:
            yield spot, replace(thing, at=spot.at, minutes=max(spot.minutes, LEAST))


def _in_lanes(things: Sequence[Thing]) -> Iterator[Thing]:
    group: list[tuple[Thing, int]] = []
    ends: list[int] = []
    for thing in things:
        if group and thing.first >= max(ends):
            yield from _shared(group, len(ends))
            group, ends = [], []
        free = next((lane for lane, end in enumerate(ends) if end <= thing.first), len(ends))
        ends[free : free + 1] = [max(thing.end, thing.first + ticks_in(LEAST))]
        group.append((thing, free))
    yield from _shared(group, len(ends))


def _shared(group: Iterable[tuple[Thing, int]], lanes: int) -> Iterator[Thing]:
    for thing, lane in group:
        yield replace(thing, lane=lane, lanes=lanes)


def _clock(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{twelve(local.time())}:{local:%M} {half(local.time())}"


def tick_words(first: int, end: int, zone: ZoneInfo) -> str:
    """9:00 am to 12:30 pm"""
    return f"{_clock(instant_of(first), zone)} to {_clock(instant_of(first) + (end - first) * TICK, zone)}"
