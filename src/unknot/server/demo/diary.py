"""The demo clinic's calendar, drawn from a fixed seed: sixty courses of care over sixteen weeks.

Nothing here knows the database. A visit stands inside its practitioner's hours, in a free room, for a free
patient; the unique claims would refuse it otherwise, so a mistake here stops the loading.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from unknot.server.demo import house

SEED = 20261123
WEEKS_BACK, WEEKS_AHEAD = 12, 4
_ZONE = ZoneInfo(house.ZONE)
_STEP = timedelta(minutes=15)
_CHIROPRACTORS = ("Dr. Maya Okafor", "Dr. Luis Herrera")
_MASSAGE, _EXERCISE = "Hana Sato", "Ben Lindqvist"
_BY_SLUG = {service.slug: service for service in house.SERVICES}


@dataclass(frozen=True, slots=True)
class Visit:
    """One booking to make: `patient` counts the invented people, `booked_at` is when they asked for it."""

    patient: int
    service: str
    practitioner: str
    room: str
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Wish:
    patient: int
    service: str
    practitioner: str
    day: date
    hour: float


def leave(today: date) -> tuple[str, datetime, datetime, str]:
    who, ahead, days, why = house.LEAVE
    first = datetime.combine(today + timedelta(days=ahead), time(0), _ZONE)
    return who, first.astimezone(UTC), (first + timedelta(days=days)).astimezone(UTC), why


def visits(now: datetime, shut: Collection[date] = ()) -> list[Visit]:
    """All visits, by their start; none on a day that is `shut`. The same for the same local day, whatever the
    hour."""
    today = now.astimezone(_ZONE).date()
    random = Random(SEED)  # noqa: S311  # chance that repeats is what a demo wants
    book = _Book(today, shut)
    found = [visit for wish in _wishes(random, today) if (visit := book.place(wish, random))]
    return sorted(found, key=lambda visit: (visit.starts_at, visit.practitioner))


def _wishes(random: Random, today: date) -> Iterator[Wish]:
    last = today + timedelta(weeks=WEEKS_AHEAD)
    for patient in range(60):
        chiropractor = random.choice(_CHIROPRACTORS)
        day = today + timedelta(days=random.randint(-7 * WEEKS_BACK, 16))
        hour = random.choice((8, 9, 10, 11, 13, 14, 15.5, 16, 17))
        for place in range(random.randint(4, 16)):
            if day > last:
                break
            service, practitioner = _next_service(random, place, chiropractor)
            yield Wish(patient, service, practitioner, day, hour)
            day += timedelta(days=random.choice((3, 4)) if place < 4 else random.choice((6, 7, 8)))


def _next_service(random: Random, place: int, chiropractor: str) -> tuple[str, str]:
    if place == 0:
        return random.choice(("first-visit", "first-visit", "first-visit", "examination")), chiropractor
    kind = random.random()
    if kind < 0.6:
        return "chiropractic", chiropractor
    if kind < 0.8:
        return random.choice(("massage-30", "massage-60")), _MASSAGE
    return random.choice(("exercise", "exercise", "advice")), _EXERCISE


class _Book:
    """What is taken so far, by whose name it goes."""

    def __init__(self, today: date, shut: Collection[date]) -> None:
        self.today = today
        self.shut = frozenset(shut)
        self.taken: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        who, start, end, _ = leave(today)
        self.taken[who].append((start, end))

    def place(self, wish: Wish, random: Random) -> Visit | None:
        for ahead in range(5):
            day = wish.day + timedelta(days=ahead)
            if day in self.shut:
                continue
            for start in _starts(wish, day):
                visit = self._visit(wish, start, random)
                if visit:
                    return visit
        return None

    def _visit(self, wish: Wish, start: datetime, random: Random) -> Visit | None:
        service = _BY_SLUG[wish.service]
        end = start + timedelta(minutes=service.minutes)
        until = end + timedelta(minutes=service.after)
        person = f"patient {wish.patient}"
        rooms = [
            name for name, kind in house.ROOMS if kind == service.room and self._free(name, start, until)
        ]
        if (
            not rooms
            or not self._free(wish.practitioner, start, until)
            or not self._free(person, start, until)
        ):
            return None
        for name in (wish.practitioner, rooms[0], person):
            self.taken[name].append((start, until))
        booked = start - timedelta(days=random.randint(1, 9), minutes=random.randrange(0, 300, 5))
        return Visit(
            patient=wish.patient,
            service=wish.service,
            practitioner=wish.practitioner,
            room=rooms[0],
            starts_at=start,
            ends_at=end,
            booked_at=min(booked, self._yesterday_noon()),
            status=self._status(start, random),
        )

    def _free(self, name: str, start: datetime, until: datetime) -> bool:
        return all(until <= begin or end <= start for begin, end in self.taken[name])

    def _yesterday_noon(self) -> datetime:
        return datetime.combine(self.today - timedelta(days=1), time(12), _ZONE).astimezone(UTC)

    def _status(self, start: datetime, random: Random) -> str:
        chance = random.random()
        if start.astimezone(_ZONE).date() >= self.today:
            return "booked"
        return "no_show" if chance < 0.06 else "cancelled" if chance < 0.13 else "arrived"


def _starts(wish: Wish, day: date) -> Iterator[datetime]:
    """Every quarter of an hour at which the visit fits into the hours, the one nearest to the wish first."""
    service = _BY_SLUG[wish.service]
    length = timedelta(minutes=service.minutes + service.after)
    found = []
    for block in house.HOURS[wish.practitioner]:
        if day.weekday() in block.weekdays:
            start = datetime.combine(day, block.opens, _ZONE)
            closes = datetime.combine(day, block.closes, _ZONE)
            while start + length <= closes:
                found.append(start)
                start += _STEP
    wished = datetime.combine(day, time(0), _ZONE) + timedelta(hours=wish.hour)
    return (start.astimezone(UTC) for start in sorted(found, key=lambda start: abs(start - wished)))
