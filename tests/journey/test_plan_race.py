"""Whole plans want the same seats at the same instant as each other and as single visits. On SQLite and on
PostgreSQL: a plan has all of its visits or none, and nobody's seat is somebody else's as well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import NOW, make_patient
from tests.journey.courses import Practice, make_plan, make_practice, start_of, starts
from tests.journey.crowd import at_once, twice_claimed, unprotected
from tests.journey.diary import booked
from unknot.journey.book.models import Booking, Claim
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Patient
from unknot.journey.plan.models import Plan
from unknot.journey.plan.placing import Proposal, propose, take
from unknot.scheduling.plans import Placed

pytestmark = pytest.mark.django_db(transaction=True)

VISITS = 8
ROUNDS = 4


def one_of_each() -> Practice:
    """One practitioner of each kind: every two plans want the same seats."""
    return make_practice(chiropractors=1, rooms=1)


def proposed(practice: Practice) -> Proposal:
    """A plan of somebody else each time, with what the calendar proposes for it now."""
    somebody = replace(practice, patient=make_patient(practice.clinic))
    return propose(plan=make_plan(somebody, begins=NOW.date() + timedelta(days=1)), by=SYSTEM, now=NOW)


def taken(proposal: Proposal) -> None:
    take(plan=proposal.plan, seats=proposal.new, version=proposal.version, by=SYSTEM, now=NOW)


def adjustments(proposal: Proposal) -> list[Placed]:
    """Those seats of the plan that people may book by themselves: of one service, within its horizon."""
    return [seat for key, seat in sorted(proposal.seats.items()) if key in ("1.1", "2.1", "3.1", "4.1")]


def visits_of(plan: Plan) -> int:
    assert len(starts(plan)) == Booking.objects.filter(patient=plan.patient).count()
    return len(starts(plan))


def test_of_plans_that_want_the_same_seats_one_gets_all_of_them() -> None:
    practice = one_of_each()
    proposals = [proposed(practice) for _ in range(6)]
    assert len({frozenset(one.seats.values()) for one in proposals}) == 1

    fates = at_once(6, lambda number: taken(proposals[number]))

    assert fates == {"done": 1, "taken": 5}
    assert sorted(visits_of(one.plan) for one in proposals) == [0, 0, 0, 0, 0, VISITS]
    assert twice_claimed() == 0


def test_a_plan_against_single_visits_has_all_its_visits_or_none() -> None:
    practice = one_of_each()
    outcomes = set()
    for number in range(ROUNDS):
        proposal = proposed(practice)
        # Whom the plan meets in its first seat, or in its last.
        seat = adjustments(proposal)[-1 if number % 2 else 0]
        people = [make_patient(practice.clinic) for _ in range(5)]

        def act(
            who: int, one: Proposal = proposal, at: Placed = seat, others: list[Patient] = people
        ) -> None:
            if who == 0:
                taken(one)
            else:
                booked(practice.diary, start_of(at), patient=others[who])

        fates = at_once(5, act)

        assert fates == {"done": 1, "taken": 4}
        placed, single = visits_of(proposal.plan), Booking.objects.filter(patient__in=people).count()
        assert (placed, single) in {(VISITS, 0), (0, 1)}
        outcomes.add(placed)
        assert twice_claimed() == 0
    assert outcomes <= {0, VISITS}
    assert not Claim.objects.filter(booking__status="cancelled").exists()


def test_without_the_constraint_plan_and_single_visits_sit_on_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    practice = one_of_each()
    proposal = proposed(practice)
    seats = adjustments(proposal)
    people = [make_patient(practice.clinic) for _ in seats]

    def act(who: int) -> None:
        if who == len(seats):
            taken(proposal)
        else:
            booked(practice.diary, start_of(seats[who]), patient=people[who])

    with unprotected(monkeypatch, len(seats) + 1):
        fates = at_once(len(seats) + 1, act)
        assert fates == {"done": len(seats) + 1}
        assert twice_claimed() > 0
