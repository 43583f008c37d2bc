"""The clinic that is put under load: six practitioners, six rooms, and people who have answered the
questions."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.clinical.urgency import Tier
from unknot.journey.book.arranging import add_room, add_service, set_hours
from unknot.journey.check.models import Check, CheckStatus, Episode, new_token
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Practitioner
from unknot.scheduling.hours import WeeklyHours

ZONE = ZoneInfo("America/Los_Angeles")
OPENS, CLOSES = time(8), time(18)
SEATS = 6
BUFFER, MINUTES = 10, 30
# Far enough ahead that no reminder is due and everything may be changed.
FIRST_DAY, DAYS = 4, 20


@dataclass(frozen=True, slots=True)
class Ground:
    """`doors` are the tokens of checks: each opens booking for one person. `starts` are those that people
    ask for."""

    doors: list[str]
    starts: list[datetime]


def lay_out(people: int) -> Ground:
    now = datetime.now(UTC)
    clinic = Clinic.objects.create(
        name="Under load (synthetic)", slug="load", zone=ZONE.key, country="US", phone="+1 707 555 0100",
        email="desk@load.example",
    )  # fmt: skip
    hours = [WeeklyHours(weekday, OPENS, CLOSES) for weekday in range(7)]
    for number in range(SEATS):
        one = Practitioner.objects.create(clinic=clinic, name=f"Practitioner {number}", kind="chiropractor")
        set_hours(practitioner=one, hours=hours, by=SYSTEM, now=now)
        add_room(clinic=clinic, name=f"Room {number}", kind="treatment", by=SYSTEM, now=now)
    add_service(
        clinic=clinic, name="Visit", slug="visit", minutes=MINUTES, practitioner_kind="chiropractor",
        room_kind="treatment", buffer_after=BUFFER, by=SYSTEM, now=now,
    )  # fmt: skip
    return Ground(_doors(clinic, people, now), _starts(now))


def _doors(clinic: Clinic, people: int, now: datetime) -> list[str]:
    at = now - timedelta(hours=1)
    episodes = [Episode(clinic=clinic, started_at=at) for _ in range(people)]
    checks = [
        Check(
            clinic=clinic, episode=episode, token=new_token(), status=CheckStatus.DECIDED,
            tier=Tier.CLINIC_VISIT_OK, started_at=at, decided_at=at,
        )
        for episode in episodes
    ]  # fmt: skip
    Episode.objects.bulk_create(episodes, batch_size=500)
    Check.objects.bulk_create(checks, batch_size=500)
    return [check.token for check in checks]


def _starts(now: datetime) -> list[datetime]:
    today = now.astimezone(ZONE).date()
    days = [today + timedelta(days=FIRST_DAY + number) for number in range(DAYS)]
    clocks = [time(hour, minute) for hour in range(OPENS.hour, CLOSES.hour - 1) for minute in (0, 15, 30, 45)]
    return [datetime.combine(day, clock, ZONE) for day in days for clock in clocks]
