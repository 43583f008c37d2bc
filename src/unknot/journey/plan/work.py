"""What is to be done about plans: those that wait for a yes, those without visits, those that somebody must
look at again, those whose visits end. Each is one question to the database, however many plans there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from unknot.journey.book.models import BookingStatus
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan, PlanStatus

# An offer that has waited this long is called after.
PATIENCE = timedelta(days=2)
# Whose last visit is this near is asked what comes then.
ENDING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """A plan and why it is somebody's work now."""

    care_plan: CarePlan
    why: str


def waiting_for_yes(actor: Actor, *, now: datetime) -> list[CarePlan]:
    """Offered some days ago and not answered, the oldest first."""
    return list(
        _plans(actor, PlanStatus.OFFERED).filter(offered_at__lte=now - PATIENCE).order_by("offered_at")
    )


def without_visits(actor: Actor) -> list[CarePlan]:
    """Agreed to, and no visits were laid out."""
    return list(_plans(actor, PlanStatus.AGREED).filter(course=None).order_by("agreed_at"))


def in_force(actor: Actor) -> list[CarePlan]:
    """Agreed to and not ended, the oldest first."""
    return list(_plans(actor, PlanStatus.AGREED).select_related("episode").order_by("agreed_at"))


def to_look_at_again(actor: Actor, *, now: datetime) -> list[Due]:
    """Whose next visit is the one at which somebody looks again, or whose weeks are over."""
    return [Due(row, why) for row in _running(actor) for why in _again(row, now)]


def ending(actor: Actor, *, now: datetime) -> list[Due]:
    """Whose last booked visit is near, or over."""
    found = []
    for row in _running(actor):
        last: datetime | None = row.last_visit
        if last and last <= now + ENDING:
            found.append(Due(row, "last visit over" if last < now else "last visit within a week"))
    return found


def _again(row: Any, now: datetime) -> Iterator[str]:
    plan, done = content_of(row), row.done
    if done + 1 >= plan.reevaluate_visit:
        yield f"{done} visit{'' if done == 1 else 's'} done, to look again at visit {plan.reevaluate_visit}"
    elif row.agreed_at and row.agreed_at + timedelta(weeks=plan.reevaluate_weeks) <= now:
        yield f"{plan.reevaluate_weeks} week{'' if plan.reevaluate_weeks == 1 else 's'} over"


def _running(actor: Actor) -> list[Any]:
    """With `done`, how many visits were kept, and `last_visit`, when the last one that stands begins."""
    booked = Q(course__visits__booking__status=BookingStatus.BOOKED)
    kept = Q(course__visits__booking__status=BookingStatus.ARRIVED)
    found = _plans(actor, PlanStatus.AGREED).exclude(course=None)
    found = found.annotate(
        done=Count("course__visits", filter=kept),
        last_visit=Max("course__visits__booking__starts_at", filter=booked | kept),
    )
    return list(found.order_by("agreed_at"))


def _plans(actor: Actor, status: PlanStatus) -> Any:
    found = CarePlan.objects.filter(clinic_id=own_clinic(actor, "plan.read"), status=status)
    return found.select_related("patient", "written_by")
