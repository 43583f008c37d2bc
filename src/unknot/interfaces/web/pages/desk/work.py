"""What is to be done today by whoever is signed in: their people, notes to sign, plans that wait for them."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, show
from unknot.interfaces.web.pages.desk.said import short
from unknot.journey.book import queries as book
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.plan import work as plans
from unknot.journey.plan.models import CarePlan
from unknot.journey.privacy import opening, requests
from unknot.journey.visit import notes
from unknot.journey.visit.standing import speaking


class Again(NamedTuple):
    """A plan to look at again, and every reason for it."""

    care_plan: CarePlan
    whys: list[str]


@desk
def work(request: DeskRequest) -> HttpResponse:
    """Their own by default where they treat people, and everybody's on demand."""
    own = request.actor.treats or request.actor.role == "clinician"
    everybody = request.GET.get("whose") == "all" or not own
    today = request.now.astimezone(ZoneInfo(request.clinic.zone)).date()
    bookings = [one for one in book.day(request.actor, today, request.clinic) if _stands(one)]
    closed = opening.closed_to(request.actor, {one.patient_id for one in bookings}, now=request.now)
    context = {
        "everybody": everybody,
        "has_own": own,
        "people": [
            (one, short(request.actor, one.from_check, closed=one.patient_id in closed))
            for one in bookings
            if everybody or str(one.practitioner.user_id) == request.actor.id
        ],
        "to_answer": requests.open_requests(request.actor),
        "today": today,
        "unsigned": notes.unsigned(request.actor, now=request.now, everybody=everybody),
        "again": list(_again(request, everybody)),
        "ending": [
            one
            for one in plans.ending(request.actor, now=request.now)
            if _mine(request, one.care_plan, everybody)
        ],
        "without_visits": [
            one for one in plans.without_visits(request.actor) if _mine(request, one, everybody)
        ],
        "waiting": [
            one
            for one in plans.waiting_for_yes(request.actor, now=request.now)
            if _mine(request, one, everybody)
        ],
    }
    return show(request, "work", context, here="work")


def _again(request: DeskRequest, everybody: bool) -> Iterator[Again]:
    """Each plan once, with everything that speaks for looking at it: its own dates, the rules."""
    due = plans.to_look_at_again(request.actor, now=request.now)
    whys: dict[UUID, list[str]] = {}
    rows: dict[UUID, CarePlan] = {}
    for one in (*speaking(request.actor, now=request.now), *due):
        if _mine(request, one.care_plan, everybody):
            rows.setdefault(one.care_plan.pk, one.care_plan)
            whys.setdefault(one.care_plan.pk, []).append(one.why)
    people = {row.patient_id for row in rows.values()}
    closed = opening.closed_to(request.actor, people, now=request.now)
    for key, row in rows.items():
        if row.patient_id not in closed:
            yield Again(row, whys[key])


def _stands(booking: Booking) -> bool:
    return booking.status in (BookingStatus.BOOKED, BookingStatus.ARRIVED)


def _mine(request: DeskRequest, row: CarePlan, everybody: bool) -> bool:
    return everybody or str(row.written_by_id) == request.actor.id
