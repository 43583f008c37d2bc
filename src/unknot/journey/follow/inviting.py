"""Who is asked today how it goes: each week at first, then at half a year and a year; once more when nothing
came."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from unknot.clinical.checkins import DAYS
from unknot.clinical.following import Following
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.models import Episode
from unknot.journey.follow.models import CheckIn
from unknot.journey.people.models import RemindBy
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.knowledge.load import knowledge

# Nobody is written to before this hour of the clinic's clock.
MORNING = 9


class Invitation(NamedTuple):
    """`day` is the day of the bout that it is for; `again` that one was sent before."""

    episode: Episode
    day: int
    again: bool


def invitations(*, now: datetime) -> list[Invitation]:
    """Those of today, for people in care who can be written to and have not answered yet."""
    rules = knowledge().following
    year = timedelta(days=DAYS * (rules.whole("year") + 1))
    found = []
    for row in _in_care(now - year):
        there = now.astimezone(ZoneInfo(row.clinic.zone))
        if there.hour < MORNING:
            continue
        begun = row.started_at.astimezone(ZoneInfo(row.clinic.zone)).date()
        asked = due(begun, there.date(), rules, is_over=row.ended_at is not None)
        if asked and not _heard_since(row, now - timedelta(days=rules.whole("grace_days") + asked[2])):
            found.append(Invitation(row, asked[0], asked[1]))
    return found


def due(begun: date, today: date, rules: Following, *, is_over: bool) -> tuple[int, bool, int] | None:
    """The due day of the bout that is asked for today, whether it is the second time, and how many days ago
    it was; a server that was away asks a day later. After discharge only half a year and a year are left."""
    grace, gone = rules.whole("grace_days"), (today - begun).days
    late = [rules.whole("half_year"), rules.whole("year")]
    weeks = late if is_over else [*range(1, rules.whole("weekly_weeks") + 1), *late]
    for day in (DAYS * week for week in weeks):
        if day <= gone < day + grace:
            return day, False, gone - day
        if day + grace <= gone < day + 2 * grace:
            return day, True, gone - day
    return None


def _in_care(since: datetime) -> list[Episode]:
    """Bouts with a plan that is agreed or a visit that was kept: a check alone is no reason to write."""
    agreed = CarePlan.objects.filter(episode=OuterRef("pk"), status=PlanStatus.AGREED)
    kept = Booking.objects.filter(episode=OuterRef("pk"), status=BookingStatus.ARRIVED)
    found = Episode.objects.filter(
        Q(Exists(agreed)) | Q(Exists(kept)), started_at__gte=since, patient__erased_at=None
    )
    reached = found.exclude(patient=None).exclude(patient__email="")
    wanted = reached.exclude(patient__remind_by=RemindBy.NONE)
    return list(wanted.select_related("clinic", "patient__profile"))


def _heard_since(episode: Episode, since: datetime) -> bool:
    return CheckIn.objects.filter(episode=episode, said_at__gte=since).exists()
