"""The worklist: today's people, plans that wait for somebody; as many queries for many as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW
from tests.interfaces.desk import a_moment, desk_of, words
from tests.journey.courses import make_plan, make_practice, place_all
from tests.journey.diary import at, booked
from tests.journey.test_written_plans import agreed, clinician, offered
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.people.access import SYSTEM
from unknot.journey.plan import work, writing
from unknot.journey.plan.models import CarePlan

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def running(kept: int = 0) -> CarePlan:
    """An agreed plan with its booked visits, of which some were kept."""
    row = agreed()
    practice = make_practice(clinic=row.clinic, patient=row.patient)
    plan = place_all(make_plan(practice, check=row.from_check))
    writing.attach(care_plan=row, course=plan, by=SYSTEM, now=NOW)
    ids = list(Booking.objects.filter(planned__plan=plan).order_by("starts_at").values_list("id", flat=True))
    Booking.objects.filter(id__in=ids[:kept]).update(status=BookingStatus.ARRIVED)
    row.refresh_from_db()
    return row


def test_a_plan_is_looked_at_again_at_its_visit_or_after_its_weeks() -> None:
    early, due = running(kept=2), running(kept=3)

    assert work.to_look_at_again(clinician(early.from_check), now=NOW) == []
    (found,) = work.to_look_at_again(clinician(due.from_check), now=NOW)
    assert (found.care_plan, found.why) == (due, "3 visits done, to look again at visit 4")
    (late,) = work.to_look_at_again(clinician(early.from_check), now=NOW + timedelta(weeks=2))
    assert late.why == "2 weeks over"


def test_a_plan_whose_last_visit_is_near_is_ending() -> None:
    row = running()
    by = clinician(row.from_check)
    last = Booking.objects.filter(planned__plan=row.course).latest("starts_at").starts_at

    assert work.ending(by, now=last - timedelta(days=8)) == []
    assert work.ending(by, now=last - timedelta(days=6))[0].why == "last visit within a week"
    assert work.ending(by, now=last + timedelta(days=1))[0].why == "last visit over"


def test_what_waits_for_a_yes_or_for_visits_is_listed_and_another_clinics_is_not() -> None:
    waits, bare = offered(), agreed()

    assert work.waiting_for_yes(clinician(waits.from_check), now=NOW + timedelta(days=1)) == []
    assert work.waiting_for_yes(clinician(waits.from_check), now=NOW + timedelta(days=3)) == [waits]
    assert work.without_visits(clinician(bare.from_check)) == [bare]
    assert work.without_visits(clinician(waits.from_check)) == []


def test_the_page_shows_own_people_and_everybodys_on_demand(client: Client) -> None:
    desk = desk_of(client, "clinician", practitioners=2, rooms=2)
    mine, other = desk.diary.practitioners
    mine.user = desk.membership.user
    mine.save()
    for practitioner, hour in ((mine, 13), (other, 14)):
        booked(desk.diary, at(0, hour), practitioner=practitioner)

    page = words(client.get(reverse("desk-work")))
    assert page.count('class="row row-between"><span><strong class="num">') == 1
    page = words(client.get(reverse("desk-work"), {"whose": "all"}))
    assert page.count('class="row row-between"><span><strong class="num">') == 2


def test_many_are_asked_for_as_one(client: Client) -> None:
    desk = desk_of(client, "owner", practitioners=3, rooms=3)
    address = reverse("desk-work")
    counts = []
    for hour in (13, 14, 15):
        for practitioner in desk.diary.practitioners:
            booked(desk.diary, at(0, hour), practitioner=practitioner)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert len(set(counts)) == 1
