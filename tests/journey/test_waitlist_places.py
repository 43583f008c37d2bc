"""Places on the waiting list: who may join, what closes it, how it empties itself, and who may see and do
what."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, checked, link_of, make_diary
from tests.journey.waiting import MORNING, cancel, full, kinds, link_to, open_offer, waits, wishes_earlier
from unknot.clinical.urgency import Tier
from unknot.journey.book import actions, queues, waitlist, waitlist_offers
from unknot.journey.book.models import Booking, Hold, Offer, WaitlistEntry
from unknot.journey.people.models import Role

pytestmark = pytest.mark.django_db

TWO_HOURS = timedelta(hours=2)


def test_a_warning_sign_closes_the_list_for_hands_on_care() -> None:
    diary = make_diary()
    assert code(waits, diary=diary, check=checked(diary, Tier.URGENT_SAME_DAY))[0] == "booking_closed"
    assert code(waits, diary=diary, check=checked(diary, Tier.SEE_PHYSICIAN_SOON))[0] == "not_offered"
    assert code(waits, diary=diary, check=None)[0] == "check_first"
    assert not WaitlistEntry.objects.exists()


@pytest.mark.parametrize("tier", [Tier.SEE_PHYSICIAN_SOON, Tier.URGENT_SAME_DAY])
def test_a_warning_sign_that_comes_later_stops_offers_and_their_answers(tier: Tier) -> None:
    diary = make_diary()
    one, two = full(diary, at(1, 10), at(2, 10))
    entry = waits(diary)
    visit = booked(diary, at(3, 10), patient=entry.patient)
    cancel(one)
    offer = open_offer()
    worse = checked(diary, tier)
    assert worse.episode
    worse.episode.patient = entry.patient
    worse.episode.save()
    refused = code(waitlist_offers.accept, offer=offer, by=link_to(offer), now=NOW)[0]
    assert refused == ("not_offered" if tier == Tier.SEE_PHYSICIAN_SOON else "booking_closed")
    waitlist_offers.refuse(offer=offer, by=link_to(offer), now=NOW)
    cancel(two)
    assert not Offer.objects.filter(status="open").exists()
    desk = make_staff(diary.clinic)
    given: dict[str, Any] = {"entry": entry, "practitioner": diary.practitioners[0], "by": desk, "now": NOW}
    assert code(waitlist_offers.offer, **given, starts_at=at(2, 10))[0] == refused
    assert code(wishes_earlier, booking=visit)[0] == refused


def test_answers_that_are_too_old_must_be_given_again_before_the_time_is_taken() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(18, 10))
    waits(diary)
    later = NOW + timedelta(days=16)
    cancel(booking, later)
    offer = open_offer()
    assert code(waitlist_offers.accept, offer=offer, by=link_to(offer), now=later)[0] == "stale"
    fresh = checked(diary, started_at=later, decided_at=later)
    assert waitlist_offers.accept(offer=offer, by=link_to(offer), now=later, check=fresh).from_check == fresh


def test_joining_twice_keeps_the_place_and_takes_the_new_wishes() -> None:
    diary = make_diary()
    check = checked(diary)
    first = waits(diary, check=check)
    second = waits(diary, check=check, wishes=MORNING, now=NOW + timedelta(hours=1))
    assert (second.id, second.since) == (first.id, NOW)
    assert queues.wishes_of(second) == MORNING
    assert kinds("book.waitlist") == ["book.waitlist_joined", "book.waitlist_changed"]


def test_leaving_gives_up_the_place_and_what_was_offered() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    entry = waits(diary)
    cancel(booking)
    offer = open_offer()
    for _ in range(2):
        waitlist.leave_waitlist(entry=entry, by=link_to(entry), now=NOW)
    offer.refresh_from_db()
    assert (offer.status, Hold.objects.count()) == ("withdrawn", 0)
    assert kinds("book.waitlist") == ["book.waitlist_joined", "book.waitlist_left"]


def test_the_list_empties_itself_of_those_it_can_no_longer_help() -> None:
    diary = make_diary()
    mine, theirs = full(diary, at(3, 10), at(3, 11))
    wishes_earlier(mine)
    wishes_earlier(theirs)
    waits(diary, last_day=date(2026, 11, 24))
    found = waits(diary, "Ben Ode")
    actions.cancel(booking=mine, by=make_staff(diary.clinic), now=NOW)
    booked(diary, at(2, 10), patient=found.patient)
    Booking.objects.filter(patient=found.patient).update(created_at=NOW + timedelta(minutes=1))
    assert waitlist.end_over(now=NOW) == 2
    assert waitlist.end_over(now=at(4, 0)) == 2
    assert not WaitlistEntry.objects.filter(status="waiting").exists()


def test_who_may_do_what() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(3, 10))
    entry, stranger = waits(diary), make_staff(make_clinic(), Role.OWNER)
    other = waits(diary, "Ben Ode")
    desk = make_staff(diary.clinic)
    offer = waitlist_offers.offer(
        entry=entry, practitioner=diary.practitioners[0], starts_at=at(1, 10), by=desk, now=NOW
    )
    refused = ("not_allowed", None)
    for by in (stranger, link_to(other), link_of(booking)):
        assert code(waitlist.leave_waitlist, entry=entry, by=by, now=NOW) == refused
        assert code(waitlist_offers.accept, offer=offer, by=by, now=NOW) == refused
        assert code(waitlist_offers.refuse, offer=offer, by=by, now=NOW) == refused
        assert code(waitlist_offers.withdraw_offer, offer=offer, by=by, now=NOW) == refused
    assert code(waitlist.wish_earlier, booking=booking, by=link_to(entry), now=NOW) == refused
    assert waitlist.wish_earlier(booking=booking, by=link_of(booking), now=NOW).booking == booking
    with pytest.raises(Exception, match="not_allowed"):
        queues.entries(link_to(entry))
    assert queues.entries(stranger) == []


def test_links_open_their_own_and_nothing_else() -> None:
    diary = make_diary()
    entry = waits(diary)
    offer = waitlist_offers.offer(
        entry=entry,
        practitioner=diary.practitioners[0],
        starts_at=at(1, 10),
        by=make_staff(diary.clinic),
        now=NOW,
    )
    assert queues.entry_for(queues.entry_code(entry)) == entry
    assert queues.offer_for(queues.offer_code(offer)) == offer
    for wrong in ("", "x", queues.offer_code(offer)[:-1], queues.entry_code(entry)):
        assert queues.offer_for(wrong) is None


def test_as_many_queries_however_many_wait(django_assert_num_queries: Any) -> None:
    diary = make_diary(practitioners=2, rooms=2)
    desk = make_staff(diary.clinic)
    freed = queues.Freed(diary.practitioners[0], at(1, 10), at(1, 10, 30))
    waits(diary)
    counts = []
    for _ in range(2):
        with django_assert_num_queries(14):
            found = queues.line(freed, now=NOW)
        with django_assert_num_queries(2):
            assert len(queues.entries(desk)) == len(found)
        counts.append(len(found))
        for number in range(6):
            waits(diary, f"Person{number} Doe")
    assert counts == [1, 7]
