"""An offer that is accepted in many windows at once, while others want its seat and the worker ends it. On
SQLite and on PostgreSQL: one visit, and everybody else hears what became of it."""

from datetime import timedelta

import pytest

from tests.factories import NOW, make_staff
from tests.journey.crowd import without_the_constraint
from tests.journey.diary import at, booked_online, make_diary
from tests.journey.test_hold_race import PEOPLE, race
from tests.journey.waiting import full, link_to, open_offer, waits, wishes_earlier, work
from unknot.journey.book import actions, waitlist_offers
from unknot.journey.book.models import Booking, BookingStatus, Claim, Hold, Offer
from unknot.journey.check.models import Check

pytestmark = pytest.mark.django_db(transaction=True)

LATE = NOW + timedelta(hours=2)


def test_one_visit_however_often_an_offer_is_accepted() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary)
    actions.cancel(booking=booking, by=make_staff(diary.clinic), now=NOW)
    work()
    offer = open_offer()

    def act(number: int, check: Check) -> object:
        if number % 3 == 2:
            return booked_online(diary, at(1, 10), check=check, name=f"Person {number}")
        return waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW)

    fates = race(diary, act)
    assert fates == {"done": 1, "accepted": 15, "taken": 8}
    assert Booking.objects.filter(status=BookingStatus.BOOKED).count() == 1
    assert (Hold.objects.count(), Claim.objects.count()) == (0, 20)


def test_an_earlier_time_is_moved_to_once_and_the_old_one_is_free_once() -> None:
    diary = make_diary()
    first, mine = full(diary, at(1, 10), at(3, 10))
    wishes_earlier(mine)
    actions.cancel(booking=first, by=make_staff(diary.clinic), now=NOW)
    work()
    offer = open_offer()

    fates = race(diary, lambda number, check: waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW))

    assert fates == {"done": 1, "accepted": PEOPLE - 1}
    mine.refresh_from_db()
    assert (mine.starts_at, mine.sequence, Claim.objects.count()) == (at(1, 10), 1, 20)


def test_accepting_and_ending_at_the_same_time_does_one_of_the_two() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary)
    actions.cancel(booking=booking, by=make_staff(diary.clinic), now=NOW)
    work()
    offer = open_offer()

    def act(number: int, check: Check) -> object:
        if number % 2:
            return waitlist_offers.expire_over(now=LATE)
        return waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW)

    fates = race(diary, act)
    offer.refresh_from_db()
    visits = Booking.objects.filter(status=BookingStatus.BOOKED).count()
    assert (offer.status, visits, Hold.objects.count()) in (("accepted", 1, 0), ("expired", 0, 0))
    assert set(fates) <= {"done", "accepted", "over"}, fates
    assert Claim.objects.count() == 20 * visits


def test_without_the_constraint_two_people_get_what_was_offered_to_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the seat of an offer is safe by the constraint and by nothing else."""
    monkeypatch.setattr("unknot.journey.book.claiming.take_turn", lambda claims: None)
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary)
    actions.cancel(booking=booking, by=make_staff(diary.clinic), now=NOW)
    work()
    offer = open_offer()

    def act(number: int, check: Check) -> object:
        if number:
            return booked_online(diary, at(1, 10), check=check, name=f"Person {number}")
        return waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW)

    monkeypatch.setattr("unknot.journey.book.openings.claims", lambda *args, **kwargs: {})
    with without_the_constraint():
        fates = race(diary, act)
        assert fates["done"] > 1, fates
    assert Offer.objects.get().status == "accepted"
