"""What comes free is offered to the best match on the waiting list and held for them, and for the next in
line when they say no or nothing."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, booked_online, checked, claims_of, make_diary
from tests.journey.waiting import (
    MORNING,
    cancel,
    full,
    kinds,
    link_to,
    open_offer,
    told,
    waits,
    wishes_earlier,
    work,
)
from unknot.journey.book import actions, waitlist_offers
from unknot.journey.book.models import Booking, Claim, Hold, Offer, WaitlistEntry
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM

pytestmark = pytest.mark.django_db

TWO_HOURS = timedelta(hours=2)


def test_a_cancelled_seat_is_offered_and_held_for_whoever_waits() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    entry = waits(diary, wishes=MORNING)
    cancel(booking)

    offer = open_offer()
    assert (offer.entry, offer.starts_at, offer.answer_by) == (entry, at(1, 10), NOW + TWO_HOURS)
    assert offer.reasons == [
        "asked for Tuesday 00:00 to 12:00",
        "waiting for less than a day",
        "their check: a visit here is right",
    ]
    assert told("offer") == [("ana@example.org", "sent")]
    assert told("waiting") == [("ana@example.org", "sent")]
    with pytest.raises(Exception, match="taken"):
        booked(diary, at(1, 10))
    assert kinds("book.waitlist", "book.offer") == ["book.waitlist_joined", "book.offered"]


def test_taking_it_makes_the_visit_from_what_was_held() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    entry = waits(diary)
    cancel(booking)
    offer = open_offer()
    rows = set(Claim.objects.filter(hold__isnull=False).values_list("id", flat=True))
    assert len(rows) == 14

    made = waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW + TWO_HOURS / 2)

    assert (made.starts_at, made.patient, made.from_check) == (at(1, 10), entry.patient, entry.from_check)
    assert set(Claim.objects.filter(booking=made).values_list("id", flat=True)) >= rows
    assert (claims_of(made), Hold.objects.count()) == (20, 0)
    entry.refresh_from_db()
    offer.refresh_from_db()
    assert (entry.status, offer.status, offer.booking) == ("seated", "accepted", made)
    assert kinds("book.")[-4:] == [
        "book.offered",
        "book.booked",
        "book.offer_accepted",
        "book.waitlist_seated",
    ]
    again = {"offer": offer, "by": link_to(offer), "now": NOW + TWO_HOURS}
    assert code(waitlist_offers.accept, **again)[0] == "accepted"
    assert code(waitlist_offers.refuse, **again)[0] == "accepted"
    work(NOW + 2 * TWO_HOURS)
    assert not Offer.objects.filter(status="open").exists()


def test_who_has_a_visit_moves_it_and_their_old_time_goes_to_the_next() -> None:
    diary = make_diary()
    first, mine = full(diary, at(1, 10), at(3, 14))
    entry = wishes_earlier(mine)
    later = waits(diary, "Ben Ode", now=NOW + timedelta(seconds=1), check=checked(diary))
    Booking.objects.filter(id=mine.id).update(sequence=3)
    uid = mine.uid
    cancel(first)
    # Ben has no visit at all: he is asked first, and says no.
    ben = open_offer()
    assert ben.entry == later
    waitlist_offers.refuse(offer=ben, by=link_to(ben), now=NOW)
    work()
    offer = open_offer()
    assert offer.entry == entry
    assert offer.reasons[1] == "2 days earlier than the visit they have"

    moved = waitlist_offers.accept(offer=offer, by=link_to(offer), now=NOW)
    work()

    assert (moved.id, moved.uid, moved.sequence, moved.starts_at) == (mine.id, uid, 4, at(1, 10))
    assert claims_of(moved) == 20
    assert told("moved") == [(mine.patient.email, "sent")]
    reminders = Message.objects.filter(kind="reminder", subject_id=str(mine.id)).order_by("id")
    assert [one.status for one in reminders] == ["withdrawn", "queued"]
    assert open_offer().starts_at == at(3, 14), "the time that was left is offered in turn"
    assert open_offer().entry == later


def test_an_offer_without_an_answer_goes_to_the_next_in_line_and_never_back() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    ana = waits(diary)
    ben = waits(diary, "Ben Ode", now=NOW + timedelta(seconds=1))
    cancel(booking)
    first = open_offer()
    assert first.entry == ana

    work(NOW + TWO_HOURS)

    second = open_offer()
    first.refresh_from_db()
    assert (first.status, second.entry, second.starts_at) == ("expired", ben, at(1, 10))
    assert code(waitlist_offers.accept, offer=first, by=link_to(first), now=NOW + TWO_HOURS) == ("over", None)
    waitlist_offers.refuse(offer=second, by=link_to(second), now=NOW + TWO_HOURS)
    work(NOW + TWO_HOURS)
    assert not Offer.objects.filter(status="open").exists(), "nobody is asked twice for the same time"
    assert Hold.objects.count() == 0
    assert booked(diary, at(1, 10)).is_standing
    assert kinds("book.offer") == [
        "book.offered",
        "book.offer_expired",
        "book.offered",
        "book.offer_refused",
    ]


def test_an_answer_that_comes_too_late_is_refused_even_before_the_worker_knows() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary)
    cancel(booking)
    offer = open_offer()
    late = NOW + TWO_HOURS
    assert code(waitlist_offers.accept, offer=offer, by=link_to(offer), now=late) == ("over", None)
    assert booked_online(diary, at(1, 10), now=late, check=checked(diary), name="Cy").is_standing


def test_a_moved_visit_frees_the_time_that_it_leaves() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    entry = waits(diary)
    actions.move(booking=booking, starts_at=at(2, 10), by=make_staff(diary.clinic), now=NOW)
    work()
    assert (open_offer().entry, open_offer().starts_at) == (entry, at(1, 10))


@pytest.mark.parametrize(
    "fields",
    [
        {"wishes": (MORNING[2],)},
        {"first_day": date(2026, 11, 25)},
        {"last_day": date(2026, 11, 23)},
    ],
)
def test_nothing_outside_the_hours_and_days_that_somebody_asked_for(fields: dict[str, Any]) -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary, **fields)
    cancel(booking)
    assert not Offer.objects.exists()


def test_nothing_that_overlaps_another_visit_of_theirs() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    entry = waits(diary)
    booked(diary, at(1, 10, 15), patient=entry.patient, practitioner=diary.practitioners[0])
    WaitlistEntry.objects.filter(id=entry.id).update(since=NOW + timedelta(minutes=1))
    other = booked(diary, at(1, 10), practitioner=diary.practitioners[1])
    cancel(other)
    offer = Offer.objects.filter(status="open").first()
    assert offer is None or offer.starts_at != at(1, 10)


def test_nothing_so_soon_that_they_cannot_answer_within_the_lead_time() -> None:
    diary = make_diary(lead_minutes=60)
    soon, later = full(diary, at(0, 10, 45), at(0, 14))
    waits(diary)
    cancel(soon)  # it is 9:30: by 9:45 one would have had to read it and say yes
    assert not Offer.objects.exists()
    cancel(later)
    assert open_offer().answer_by == NOW + TWO_HOURS


def test_no_offer_is_sent_or_ends_while_the_person_sleeps() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(3, 10))
    waits(diary)
    night = at(1, 22)
    cancel(booking, night)
    offer = open_offer()
    assert offer.answer_by == at(2, 10), "two hours from eight in the morning"
    assert told("offer") == [("ana@example.org", "queued")]
    work(at(2, 7, 59))
    assert told("offer") == [("ana@example.org", "queued")]
    work(at(2, 8))
    assert told("offer") == [("ana@example.org", "sent")]


def test_the_night_is_that_of_the_person_not_of_the_clinic() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(3, 10))
    waits(diary, zone="Europe/Madrid")
    cancel(booking, at(1, 14))  # eleven in the evening there
    assert open_offer().answer_by == at(2, 1), "ten in the morning there"


def test_who_can_only_be_called_is_passed_over_and_offered_to_by_hand() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    entry = waits(diary, email="", phone="+1 707 555 0188")
    cancel(booking)
    assert not Offer.objects.exists()

    desk = make_staff(diary.clinic)
    offer = waitlist_offers.offer(
        entry=entry, practitioner=diary.practitioners[0], starts_at=at(1, 10), by=desk, now=NOW
    )
    assert (offer.by_hand, told("offer"), Hold.objects.count()) == (True, [], 1)
    assert waitlist_offers.accept(offer=offer, by=desk, now=NOW).patient == entry.patient


def test_texts_go_to_whoever_agreed_to_them() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    patient = make_patient(
        diary.clinic, phone="+1 707 555 0188", remind_by="both", texts_agreed_at=NOW, email="zoe@example.org"
    )
    waits(diary, patient=patient, by=SYSTEM)
    cancel(booking)
    assert told("offer") == [("zoe@example.org", "sent"), ("+17075550188", "sent")]
    text = Message.objects.get(kind="offer", channel="sms").rendered_body
    assert "free for you: Tue 24 Nov, 10:00 am. Answer by 11:30 am:" in text
    assert len(text) <= 160


def test_the_desk_offers_only_what_is_free_and_suits() -> None:
    diary = make_diary()
    entry, desk = waits(diary, wishes=MORNING), make_staff(diary.clinic)
    given: dict[str, Any] = {"entry": entry, "practitioner": diary.practitioners[0], "by": desk, "now": NOW}
    booked(diary, at(1, 10))
    assert code(waitlist_offers.offer, **given, starts_at=at(1, 10)) == ("does_not_suit", "start")
    assert code(waitlist_offers.offer, **given, starts_at=at(1, 14)) == ("does_not_suit", "start")
    waitlist_offers.offer(**given, starts_at=at(1, 11))
    assert code(waitlist_offers.offer, **given, starts_at=at(2, 11)) == ("not_waiting", None)


def test_the_desk_takes_an_offer_back_and_the_next_is_asked() -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary)
    ben = waits(diary, "Ben Ode", now=NOW + timedelta(seconds=1))
    cancel(booking)
    offer = open_offer()
    waitlist_offers.withdraw_offer(offer=offer, by=make_staff(diary.clinic), now=NOW)
    work()
    assert open_offer().entry == ben
    assert code(waitlist_offers.accept, offer=offer, by=link_to(offer), now=NOW) == ("withdrawn", None)
