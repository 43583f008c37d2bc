"""Visits of a plan on the waiting list: they are offered earlier times that keep the plan's order and gaps,
and none that would break it."""

from datetime import timedelta

import pytest

from tests.factories import NOW
from tests.journey.courses import Practice, make_plan, make_practice, place_all
from tests.journey.diary import at, booked, link_of
from tests.journey.waiting import cancel, link_to, open_offer, wishes_earlier
from unknot.journey.book import waitlist_offers
from unknot.journey.book.models import Offer, Service
from unknot.journey.plan.actions import Share
from unknot.journey.plan.models import Plan, PlannedVisit, Standing
from unknot.journey.plan.queries import visits_of
from unknot.journey.plan.spacing import keeps_spacing

pytestmark = pytest.mark.django_db


def weekly(practice: Practice) -> Plan:
    """Three Fridays, all of them within the horizon of what is offered."""
    Service.objects.update(horizon_days=60)
    practice.diary.service.refresh_from_db()
    return place_all(
        make_plan(
            practice,
            phases=[(1, 3)],
            shares=[Share(practice.diary.service)],
            begins=at(3, 0).date() + timedelta(days=(4 - at(3, 0).weekday()) % 7),
        )
    )


def last_two(plan: Plan) -> tuple[PlannedVisit, PlannedVisit]:
    *_, before, last = visits_of(plan)
    return before, last


def test_a_visit_of_a_plan_comes_earlier_and_stays_the_plans() -> None:
    practice = make_practice(chiropractors=1)
    plan = weekly(practice)
    before, last = last_two(plan)
    assert before.booking
    assert last.booking
    day = before.booking.starts_at + timedelta(days=last.gap_least)
    assert day < last.booking.starts_at
    other = booked(practice.diary, day, practitioner=last.booking.practitioner)
    wishes_earlier(last.booking, by=link_of(last.booking))
    cancel(other)

    offer = open_offer()
    moved = waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW)

    assert (moved.pk, moved.uid, moved.sequence) == (last.booking.pk, last.booking.uid, 1)
    assert moved.starts_at < last.booking.starts_at
    (now_last,) = (one for one in visits_of(plan) if one.key == last.key)
    assert (now_last.booking_id, now_last.standing) == (moved.pk, Standing.BOOKED)


def test_no_time_that_would_break_the_plan_is_offered() -> None:
    practice = make_practice(chiropractors=1)
    plan = weekly(practice)
    before, last = last_two(plan)
    assert before.booking
    assert last.booking
    day = before.booking.starts_at - timedelta(days=1)
    other = booked(practice.diary, day, practitioner=last.booking.practitioner)
    wishes_earlier(last.booking, by=link_of(last.booking))
    cancel(other)
    assert not Offer.objects.exists()


def test_the_least_and_the_greatest_gap_hold() -> None:
    practice = make_practice(chiropractors=1)
    plan = weekly(practice)
    before, last = last_two(plan)
    assert before.booking
    assert last.booking
    least = before.booking.starts_at + timedelta(days=last.gap_least)
    assert keeps_spacing(last.booking, least)
    assert not keeps_spacing(last.booking, least - timedelta(days=1))
    most = last.booking.starts_at - timedelta(days=last.gap_most)
    assert not keeps_spacing(before.booking, most - timedelta(days=1)), "the next one would come too late"


def test_two_visits_of_one_day_stay_on_one_day() -> None:
    plan = place_all(make_plan(make_practice(chiropractors=1)))
    trips: dict[int, list[PlannedVisit]] = {}
    for visit in visits_of(plan):
        trips.setdefault(visit.trip, []).append(visit)
    shared = next(visits for visits in trips.values() if len(visits) > 1)
    assert shared[0].booking
    assert not keeps_spacing(shared[0].booking, shared[0].booking.starts_at - timedelta(days=1))
    assert keeps_spacing(shared[0].booking, shared[0].booking.starts_at - timedelta(minutes=30))


def test_a_visit_of_no_plan_may_come_whenever() -> None:
    practice = make_practice()
    alone = booked(practice.diary, NOW.replace(hour=18) + timedelta(days=2))
    assert keeps_spacing(alone, NOW)
