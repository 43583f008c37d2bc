"""A seat that is kept while the form is filled: its owner gets it, nobody else does, and when its time is
over it is as if it had never been."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_staff
from tests.journey.checks import code
from tests.journey.diary import Diary, at, booked, booked_online, checked, claims_of, make_diary
from unknot.clinical.urgency import Tier
from unknot.journey.book import actions, holding, queries
from unknot.journey.book.models import Booking, Claim, Hold
from unknot.journey.people.access import visitor
from unknot.journey.people.models import Clinic
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db

TEN = timedelta(minutes=10)
OVER = NOW + TEN


def held(diary: Diary, starts_at: datetime, secret: str = "ana", **fields: Any) -> Hold:
    given: dict[str, Any] = {"by": visitor(diary.clinic), "now": NOW, "check": None, **fields}
    given["check"] = given["check"] or checked(diary)
    return holding.hold(
        clinic=diary.clinic, service=diary.service, starts_at=starts_at, secret=secret, **given
    )


def refused(act: Any, *args: Any, **more: Any) -> tuple[str, str | None]:
    return code(partial(act, *args), **more)


def is_free(diary: Diary, starts_at: datetime, *, now: datetime = NOW) -> bool:
    return starts_at in queries.first_available(diary.service, now=now, limit=200)


def claims_on(hold: Hold) -> int:
    return Claim.objects.filter(hold=hold).count()


def test_what_is_held_is_free_for_nobody_else() -> None:
    diary = make_diary()
    hold = held(diary, at(1, 10))

    assert (hold.until, claims_on(hold)) == (OVER, 14)
    assert not is_free(diary, at(1, 10))
    assert is_free(diary, at(1, 11))
    with pytest.raises(Exception, match="taken"):
        booked_online(diary, at(1, 10))
    with pytest.raises(Exception, match="taken"):
        booked_online(diary, at(1, 10), secret="ben")
    with pytest.raises(Exception, match="taken"):
        held(diary, at(1, 10), "ben")
    with pytest.raises(Exception, match="taken"):
        booked(diary, at(1, 10))


def test_its_owner_books_what_is_held_and_the_claims_become_the_bookings() -> None:
    diary = make_diary()
    hold = held(diary, at(1, 10))
    rows = set(Claim.objects.filter(hold=hold).values_list("id", flat=True))

    booking = booked_online(diary, at(1, 10), secret="ana", now=OVER - timedelta(seconds=1))

    assert claims_of(booking) == 20
    assert set(Claim.objects.filter(booking=booking).values_list("id", flat=True)) >= rows, (
        "never deleted and made again: there was no moment in which the seat was free"
    )
    assert not Hold.objects.exists()
    assert list(Event.objects.order_by("id").values_list("kind", flat=True))[-4:] == [
        "book.held",
        "people.patient_registered",
        "check.patient_named",
        "book.booked",
    ]


def test_who_held_with_one_practitioner_of_several_gets_that_one() -> None:
    diary = make_diary(practitioners=3, rooms=3)
    hold = held(diary, at(1, 10), practitioner=diary.practitioners[2])
    booking = booked_online(diary, at(1, 10), secret="ana")
    assert (booking.practitioner, booking.room) == (diary.practitioners[2], hold.room)
    assert Claim.objects.count() == 20


def test_several_resources_are_held_together() -> None:
    """One room for two practitioners: who holds one of them holds the room."""
    diary = make_diary(practitioners=2, rooms=1)
    held(diary, at(1, 10), practitioner=diary.practitioners[0])
    assert refused(held, diary, at(1, 10), "ben", practitioner=diary.practitioners[1]) == (
        "taken",
        "starts_at",
    )


def test_when_its_time_is_over_it_is_in_nobodys_way() -> None:
    diary = make_diary()
    hold = held(diary, at(1, 10))
    assert not is_free(diary, at(1, 10), now=OVER - timedelta(seconds=1))
    assert is_free(diary, at(1, 10), now=OVER)
    assert claims_on(hold) == 14, "nobody has cleared it yet"

    booking = booked_online(diary, at(1, 10), secret="ben", now=OVER)

    assert claims_of(booking) == 20
    assert not Hold.objects.exists()
    assert Event.objects.filter(kind="book.hold_expired").count() == 1
    assert refused(booked_online, diary, at(1, 10), secret="ana", name="Ana", now=OVER) == (
        "taken",
        "starts_at",
    )


def test_one_that_is_over_gives_way_to_another_that_only_overlaps() -> None:
    diary = make_diary()
    held(diary, at(1, 10))
    later = held(diary, at(1, 10, 15), "ben", now=OVER)
    assert list(Hold.objects.all()) == [later]
    assert Claim.objects.count() == 14


def test_the_owner_whose_time_is_over_still_gets_the_seat_if_nobody_else_wanted_it() -> None:
    diary = make_diary()
    held(diary, at(1, 10))
    booking = booked_online(diary, at(1, 10), secret="ana", now=OVER + TEN)
    assert (claims_of(booking), Claim.objects.count(), Hold.objects.count()) == (20, 20, 0)


def test_the_worker_clears_what_is_over_and_nothing_else() -> None:
    diary = make_diary()
    held(diary, at(1, 10))
    later = held(diary, at(1, 11), "ben", now=NOW + TEN / 2)
    assert holding.clear_over(now=OVER - timedelta(seconds=1)) == 0
    assert holding.clear_over(now=OVER) == 1
    assert list(Hold.objects.all()) == [later]
    assert Claim.objects.count() == 14


def test_a_new_hold_replaces_the_old_one_of_the_same_person() -> None:
    diary = make_diary()
    held(diary, at(1, 10))
    held(diary, at(1, 10, 15))
    hold = held(diary, at(2, 14))
    assert list(Hold.objects.all()) == [hold]
    assert Claim.objects.count() == 14
    assert is_free(diary, at(1, 10))


def test_a_hold_that_cannot_be_had_leaves_the_old_one_as_it_was() -> None:
    diary = make_diary()
    hold = held(diary, at(1, 10))
    booked(diary, at(1, 11))
    assert refused(held, diary, at(1, 11)) == ("taken", "starts_at")
    assert holding.is_kept(diary.clinic, "ana", diary.service, at(1, 10), now=NOW) == OVER
    assert claims_on(hold) == 14


def test_asking_again_for_the_same_start_keeps_it_no_longer() -> None:
    diary = make_diary()
    held(diary, at(1, 10))
    assert held(diary, at(1, 10), now=NOW + TEN / 2).until == OVER
    assert held(diary, at(1, 10), now=OVER).until == OVER + TEN, "once it was over, and still free"


def test_booking_another_time_than_the_held_one_gives_that_back() -> None:
    diary = make_diary()
    held(diary, at(1, 10))
    booking = booked_online(diary, at(1, 10, 15), secret="ana")
    assert (claims_of(booking), Claim.objects.count(), Hold.objects.count()) == (20, 20, 0)
    assert booking.starts_at == at(1, 10, 15)


def test_a_booking_that_is_refused_keeps_the_hold() -> None:
    diary = make_diary()
    hold = held(diary, at(1, 10))
    assert refused(booked_online, diary, at(1, 10), secret="ana", email="nonsense")[0] == "email_invalid"
    booked_online(diary, at(1, 14), check=checked(diary))
    assert refused(booked_online, diary, at(1, 14), secret="ana")[0] in ("taken", "overlap")
    assert claims_on(hold) == 14
    assert not Booking.objects.filter(starts_at=at(1, 10)).exists()


def test_what_was_early_enough_when_it_was_held_is_not_too_soon_ten_minutes_later() -> None:
    diary = make_diary(lead_minutes=60)
    soon = at(0, 10, 30)  # it is half past nine
    held(diary, soon)
    assert refused(booked_online, diary, soon, now=NOW + TEN / 2) == ("lead_time", "starts_at")
    assert booked_online(diary, soon, secret="ana", now=NOW + TEN / 2).starts_at == soon


def test_the_check_that_closes_a_service_closes_its_holds() -> None:
    diary = make_diary()
    assert refused(held, diary, at(1, 10), check=checked(diary, Tier.URGENT_SAME_DAY)) == (
        "booking_closed",
        None,
    )
    assert refused(held, diary, at(1, 10), check=checked(diary, Tier.SEE_PHYSICIAN_SOON)) == (
        "not_offered",
        None,
    )
    given: dict[str, Any] = {
        "clinic": diary.clinic,
        "service": diary.service,
        "starts_at": at(1, 10),
        "secret": "ana",
    }
    assert refused(holding.hold, **given, by=visitor(diary.clinic), now=NOW) == ("check_first", None)
    elsewhere = visitor(make_clinic())
    assert refused(holding.hold, **given, by=elsewhere, now=NOW) == ("not_allowed", None)


def test_one_address_holds_a_few_seats_and_no_more() -> None:
    diary = make_diary(practitioners=9, rooms=9)
    for number in range(holding.MOST):
        held(diary, at(1, 10), f"person {number}", address="192.0.2.7")
    assert refused(held, diary, at(1, 10), "one more", address="192.0.2.7") == ("too_many_holds", None)
    assert held(diary, at(1, 11), "person 0", address="192.0.2.7").starts_at == at(1, 11), "instead of theirs"
    held(diary, at(1, 10), "one more", address="192.0.2.8")
    held(diary, at(1, 14), "one more", address="192.0.2.7", now=OVER)


def test_the_rows_name_neither_the_secret_nor_the_address() -> None:
    diary = make_diary()
    hold = held(diary, at(1, 10), "a secret", address="192.0.2.7")
    for word in ("a secret", "192.0.2.7"):
        assert word not in (hold.owner, hold.address)
    assert (len(hold.owner), len(hold.address)) == (64, 40)


def test_the_clinic_says_for_how_long() -> None:
    diary = make_diary(clinic=make_clinic(hold_minutes=3))
    assert held(diary, at(1, 10)).until == NOW + timedelta(minutes=3)


def test_the_desk_cannot_move_somebody_onto_what_is_held() -> None:
    diary = make_diary()
    booking, desk = booked(diary, at(1, 9)), make_staff(diary.clinic)
    held(diary, at(1, 10))
    move: dict[str, Any] = {"booking": booking, "starts_at": at(1, 10), "by": desk}
    assert refused(actions.move, **move, now=NOW) == ("taken", "starts_at")
    assert actions.move(**move, now=OVER).starts_at == at(1, 10)


def test_holding_takes_as_many_queries_however_much_is_booked(django_assert_max_num_queries: Any) -> None:
    diary = make_diary(practitioners=6, rooms=6)
    check = checked(diary)
    clinic = Clinic.objects.get(id=diary.clinic.id)
    counts = []
    for round_ in range(2):
        with django_assert_max_num_queries(40) as seen:
            holding.hold(
                clinic=clinic,
                service=diary.service,
                starts_at=at(2 + round_, 10),
                secret="ana" if round_ else "ben",
                check=check,
                by=visitor(clinic),
                now=NOW,
                address="192.0.2.7",
            )
        counts.append(len(seen))
        for hour in (9, 11, 14, 15):
            booked(diary, at(3, hour))
    assert counts[0] == counts[1]
