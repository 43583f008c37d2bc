"""Booking, moving and giving back a seat: who may, what is refused and how, what is written down and told."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import ZONE, at, booked, booked_online, checked, link_of, make_diary
from unknot.clinical.urgency import Tier
from unknot.journey.book import actions, queries
from unknot.journey.book.models import Booking, BookingStatus, Claim
from unknot.journey.check.actions import open_booking
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM, visitor
from unknot.journey.people.models import Patient, Role
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


def claims_of(booking: Booking) -> int:
    return Claim.objects.filter(booking=booking).count()


def told() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("id").values_list("kind", "status"))


def happened(booking: Booking) -> list[str]:
    return list(
        Event.objects.filter(subject_id=str(booking.id)).order_by("id").values_list("kind", flat=True)
    )


# Booking


def test_a_booking_holds_everybody_and_tells_the_person() -> None:
    diary = make_diary()
    check = checked(diary)

    booking = booked_online(diary, at(1, 10), check=check, note=" stairs are hard ")

    assert (booking.practitioner, booking.room) == (diary.practitioners[0], diary.rooms[0])
    assert (booking.starts_at, booking.ends_at) == (at(1, 10), at(1, 10, 30))
    assert (booking.from_check, booking.note) == (check, "stairs are hard")
    assert claims_of(booking) == 7 + 7 + 6
    assert happened(booking) == ["book.booked"]
    check.episode.refresh_from_db()  # type: ignore[union-attr]  # `checked` gives it one
    assert booking.episode == check.episode
    assert booking.episode is not None
    assert booking.episode.patient == booking.patient
    message = Message.objects.get()
    assert (message.kind, message.to, message.context["sequence"]) == ("booked", "ana@example.org", 0)
    assert message.context["uid"] == booking.uid
    assert message.context["link"] == f"/b/{queries.manage_token(booking)}/"


def test_somebody_without_an_address_gets_no_letter_and_a_seat() -> None:
    diary = make_diary()
    booking = booked_online(diary, at(1, 10), email="", phone="707 555 0134")
    assert (booking.patient.phone, told()) == ("707 555 0134", [])


def test_a_taken_start_is_refused_with_the_nearest_free_ones_and_changes_nothing() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    before = Booking.objects.count(), Claim.objects.count(), Event.objects.count(), Patient.objects.count()

    with pytest.raises(Refusal) as refused:
        booked_online(diary, at(1, 10), check=(check := checked(diary)))

    assert refused.value.code == "taken"
    morning = [at(1, 9), at(1, 9, 15), at(1, 10, 45), at(1, 11), at(1, 11, 15)]
    assert refused.value.details["nearest"] == [*morning, at(1, 13)]
    after = Booking.objects.count(), Claim.objects.count(), Event.objects.count(), Patient.objects.count()
    assert after == before
    assert check.episode is not None
    check.episode.refresh_from_db()
    assert check.episode.patient is None


def test_anyone_is_shared_fairly() -> None:
    diary = make_diary(practitioners=3, rooms=3)
    found = [booked(diary, at(1, hour)).practitioner for hour in (9, 10, 11)]
    assert set(found) == set(diary.practitioners)


def test_a_named_practitioner_is_kept_to() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    wanted = diary.practitioners[1]
    assert booked(diary, at(1, 10), practitioner=wanted).practitioner == wanted
    assert code(booked, diary=diary, starts_at=at(1, 10), practitioner=wanted) == ("taken", "starts_at")
    assert booked(diary, at(1, 10)).practitioner == diary.practitioners[0]


def test_one_person_cannot_be_in_two_places() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    patient = make_patient(diary.clinic)
    booked(diary, at(1, 10), patient=patient)
    assert code(booked, diary=diary, starts_at=at(1, 10, 15), patient=patient) == ("overlap", "starts_at")
    assert booked(diary, at(1, 10, 30), patient=patient).is_standing


def test_a_buffer_keeps_the_next_visit_away_but_not_the_person() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    assert code(booked, diary=diary, starts_at=at(1, 10, 30)) == ("taken", "starts_at")
    assert booked(diary, at(1, 10, 35)).is_standing


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [
        (at(0, 9), "past"),
        (at(0, 10), "lead_time"),
        (at(1, 10, 2), "off_grid"),
        (at(61, 10), "horizon"),
        (at(1, 8), "taken"),
        (at(1, 11, 30), "taken"),  # the buffer would reach into the break
        (at(5, 10), "taken"),  # a Saturday
    ],
)
def test_a_start_that_cannot_be_had_is_refused(starts_at: Any, refusal: str) -> None:
    assert code(booked_online, diary=make_diary(), starts_at=starts_at) == (refusal, "starts_at")


def test_the_desk_may_seat_somebody_who_stands_before_it() -> None:
    diary = make_diary()
    desk = make_staff(diary.clinic)
    booking = booked(diary, at(0, 9, 45), by=desk, check=checked(diary))
    assert booking.is_standing


# What the check leaves open


@pytest.mark.parametrize(
    ("tier", "hands_on", "refusal"),
    [
        (Tier.EMERGENCY_NOW, False, "booking_closed"),
        (Tier.URGENT_SAME_DAY, False, "booking_closed"),
        (Tier.SEE_PHYSICIAN_SOON, True, "not_offered"),
        (Tier.SEE_PHYSICIAN_SOON, False, None),
        (Tier.CLINIC_VISIT_OK, True, None),
        (Tier.SELF_CARE, True, None),
    ],
)
def test_a_check_opens_what_its_tier_allows(tier: Tier, hands_on: bool, refusal: str | None) -> None:
    diary = make_diary(hands_on=hands_on)
    check = checked(diary, tier)
    if refusal:
        assert code(booked_online, diary=diary, starts_at=at(1, 10), check=check)[0] == refusal
        assert Booking.objects.count() == 0
    else:
        assert booked_online(diary, at(1, 10), check=check).is_standing
    assert bool(queries.services_for(diary.clinic, check)) is (refusal is None)


def test_nobody_books_online_without_a_check_or_with_an_old_one() -> None:
    diary = make_diary()
    assert code(booked_online, diary=diary, starts_at=at(1, 10), check=None) == ("check_first", None)
    old = checked(diary, decided_at=NOW - timedelta(days=15))
    assert code(booked_online, diary=diary, starts_at=at(1, 10), check=old) == ("stale", None)


def test_only_a_clinician_with_a_reason_books_without_a_check() -> None:
    diary = make_diary()
    desk, clinician = make_staff(diary.clinic), make_staff(diary.clinic, Role.CLINICIAN)
    for_whom = {"diary": diary, "starts_at": at(1, 10)}
    assert code(booked, **for_whom, by=desk, reason="known to us") == ("not_allowed", None)
    assert code(booked, **for_whom, by=clinician) == ("reason_missing", "reason")
    booking = booked(diary, at(1, 10), by=clinician, reason="examined at the door")
    assert Event.objects.get(kind="book.booked").reason == "examined at the door"
    assert booking.from_check is None


def test_an_urgent_answer_closes_booking_for_the_person_until_a_clinician_opens_it() -> None:
    diary = make_diary()
    clinician = make_staff(diary.clinic, Role.CLINICIAN)
    urgent = checked(diary, Tier.URGENT_SAME_DAY)
    patient = make_patient(diary.clinic)
    assert urgent.episode is not None
    urgent.episode.patient = patient
    urgent.episode.save()

    again: dict[str, Any] = {
        "diary": diary,
        "starts_at": at(1, 10),
        "patient": patient,
        "by": make_staff(diary.clinic),
    }
    assert code(booked, **again, check=checked(diary)) == ("booking_closed", None)

    open_booking(episode=urgent.episode, reason="Seen in hospital, clear", by=clinician, now=NOW)
    assert booked(**again, check=checked(diary)).is_standing


def test_the_check_of_somebody_else_is_refused() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    check = checked(diary)
    booked_online(diary, at(1, 10), check=check)
    other = {"name": "Ben Ng", "email": "ben@example.org", "check": check}
    assert code(booked_online, diary=diary, starts_at=at(1, 10), **other) == ("not_their_check", None)


def test_another_clinic_is_another_world() -> None:
    diary, other = make_diary(), make_clinic()
    stranger = make_staff(other)
    booking = booked(diary, at(1, 10))
    assert code(actions.cancel, booking=booking, by=stranger, now=NOW) == ("not_allowed", None)
    assert code(actions.move, booking=booking, starts_at=at(1, 11), by=stranger, now=NOW)[0] == "not_allowed"
    assert queries.booking(stranger, booking.id) is None
    assert queries.day(stranger, at(1, 10).date(), other) == []
    assert code(booked_online, diary=diary, starts_at=at(1, 9), by=visitor(other))[0] == "not_allowed"


# Changing


def test_a_move_keeps_the_name_and_raises_the_sequence() -> None:
    diary = make_diary()
    booking = booked_online(diary, at(2, 10))
    uid = booking.uid

    moved = actions.move(booking=booking, starts_at=at(3, 14), by=link_of(booking), now=NOW)

    assert (moved.uid, moved.sequence, moved.starts_at) == (uid, 1, at(3, 14))
    assert claims_of(moved) == 20
    assert told() == [("booked", "withdrawn"), ("moved", "queued")]
    assert happened(moved) == ["book.booked", "book.moved"]
    assert booked(diary, at(2, 10)).is_standing, "the old seat is free again"


def test_a_move_by_a_quarter_of_an_hour_keeps_what_it_can() -> None:
    diary = make_diary()
    booking = booked(diary, at(2, 10))
    moved = actions.move(booking=booking, starts_at=at(2, 10, 15), by=make_staff(diary.clinic), now=NOW)
    assert (moved.starts_at, claims_of(moved)) == (at(2, 10, 15), 20)


def test_a_move_onto_a_taken_start_leaves_everything_as_it_was() -> None:
    diary = make_diary()
    booking, desk = booked(diary, at(2, 10)), make_staff(diary.clinic)
    booked(diary, at(2, 11))
    assert code(actions.move, booking=booking, starts_at=at(2, 11), by=desk, now=NOW) == (
        "taken",
        "starts_at",
    )
    booking.refresh_from_db()
    assert (booking.starts_at, booking.sequence, claims_of(booking)) == (at(2, 10), 0, 20)


def test_a_move_stays_with_the_practitioner_and_goes_to_another_only_when_it_must() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    first, second = diary.practitioners
    desk = make_staff(diary.clinic)
    booking = booked(diary, at(2, 10), practitioner=first)
    booked(diary, at(2, 14), practitioner=first)

    assert actions.move(booking=booking, starts_at=at(2, 11), by=desk, now=NOW).practitioner == first
    assert actions.move(booking=booking, starts_at=at(2, 14), by=desk, now=NOW).practitioner == second


def test_a_cancelled_visit_gives_its_seat_back_and_stays_cancelled() -> None:
    diary = make_diary()
    booking = booked_online(diary, at(2, 10))

    cancelled = actions.cancel(booking=booking, by=link_of(booking), now=NOW, reason="feeling better")

    assert (cancelled.status, cancelled.sequence, claims_of(cancelled)) == ("cancelled", 1, 0)
    assert told() == [("booked", "withdrawn"), ("cancelled", "queued")]
    assert Event.objects.get(kind="book.cancelled").reason == "feeling better"
    again = {"booking": booking, "by": link_of(booking), "now": NOW}
    assert code(actions.cancel, **again) == ("not_standing", None)
    assert code(actions.move, **again, starts_at=at(2, 11)) == ("not_standing", None)
    assert code(actions.mark, booking=booking, status="arrived", by=SYSTEM, now=NOW)[0] == "cancelled"


def test_the_link_changes_a_visit_until_the_limit_and_the_desk_after_it() -> None:
    diary = make_diary(clinic=make_clinic(cancel_hours=24))
    booking = booked_online(diary, at(2, 10))
    last = at(1, 10)
    late = last + timedelta(minutes=1)
    assert (queries.may_change(booking, now=last), queries.may_change(booking, now=late)) == (True, False)
    assert code(actions.cancel, booking=booking, by=link_of(booking), now=late) == ("too_late", None)
    assert actions.cancel(booking=booking, by=make_staff(diary.clinic), now=late).status == "cancelled"


def test_a_link_opens_its_own_booking_and_no_other() -> None:
    diary = make_diary()
    booking, other = booked(diary, at(2, 10)), booked(diary, at(2, 11))
    token = queries.manage_token(booking)
    assert queries.booking_for(token) == booking
    assert [
        queries.booking_for(wrong) for wrong in ("", "x", token[:-1], other.id.hex, f"{other.id.hex}.x")
    ] == [None] * 5
    assert code(actions.cancel, booking=other, by=link_of(booking), now=NOW) == ("not_allowed", None)


def test_arrived_and_no_show_are_marked_and_unmarked() -> None:
    diary = make_diary()
    desk, booking = make_staff(diary.clinic), booked(diary, at(1, 10))
    mark: dict[str, Any] = {"booking": booking, "by": desk}
    assert code(actions.mark, **mark, status="no_show", now=NOW) == ("not_yet", None)
    assert code(actions.mark, **mark, status="cancelled", now=NOW) == ("status", "status")
    for status in (BookingStatus.ARRIVED, BookingStatus.NO_SHOW, BookingStatus.BOOKED):
        assert actions.mark(**mark, status=status, now=at(1, 10, 5)).status == status
    assert happened(booking) == ["book.booked", "book.arrived", "book.no_show", "book.booked"]
    assert claims_of(booking) == 20


# Reading


def test_the_day_is_the_clinics_day_in_one_query(django_assert_num_queries: Any) -> None:
    diary = make_diary(practitioners=3, rooms=3)
    desk = make_staff(diary.clinic)
    for hour in (9, 10, 11):
        booked(diary, at(1, hour))
    booked(diary, at(2, 9))
    with django_assert_num_queries(1):
        found = queries.day(desk, at(1, 0).date(), diary.clinic)
        names = [(one.patient.name, one.service.name, one.practitioner.name, one.room.name) for one in found]
    assert [one.starts_at for one in found] == [at(1, 9), at(1, 10), at(1, 11)]
    assert len(names) == 3


@pytest.mark.parametrize("many", [1, 6])
def test_free_starts_take_five_queries_however_much_there_is(
    many: int, django_assert_num_queries: Any
) -> None:
    diary = make_diary(practitioners=many, rooms=many)
    for hour in (9, 10, 11)[:many]:
        booked(diary, at(1, hour))
    service = queries.service(diary.clinic, "adjustment")
    assert service is not None
    with django_assert_num_queries(5):
        days = queries.starts_by_day(service, day=at(1, 0).date(), days=14, now=NOW)
    assert len(days) == 14
    with django_assert_num_queries(5):
        assert len(queries.first_available(service, now=NOW)) == 20


def test_days_offer_what_is_free_and_nothing_on_days_off() -> None:
    diary = make_diary()
    booked(diary, at(1, 10))
    days = queries.starts_by_day(diary.service, day=at(0, 0).date(), days=7, now=NOW)

    local = {
        offer.day: [start.astimezone(ZONE).strftime("%H:%M") for start in offer.starts] for offer in days
    }

    morning = ["09:00", "09:15", "10:45", "11:00", "11:15"]
    afternoon = [f"{hour}:{minute:02}" for hour in (13, 14, 15) for minute in (0, 15, 30, 45)] + [
        "16:00",
        "16:15",
    ]
    assert local[at(1, 0).date()] == morning + afternoon
    assert local[at(0, 0).date()][0] == "13:00", "half past eleven is too soon for a lead of two hours"
    assert local[at(5, 0).date()] == local[at(6, 0).date()] == []


def test_every_start_that_is_offered_can_be_booked() -> None:
    diary = make_diary()
    (day,) = queries.starts_by_day(diary.service, day=at(3, 0).date(), days=1, now=NOW)
    for start in day.starts:
        booking = booked(diary, start)
        actions.cancel(booking=booking, by=make_staff(diary.clinic), now=NOW)
    assert len(day.starts) == 24


def test_first_available_ends_with_the_horizon() -> None:
    diary = make_diary(horizon_days=3)
    found = queries.first_available(diary.service, now=NOW, limit=500)
    assert found[-1] == at(3, 16, 15)
    assert found == sorted(found)


def test_the_day_of_a_clock_change_offers_its_hours() -> None:
    diary = make_diary(horizon_days=200)
    service, sunday = diary.service, at(0, 0).date().replace(year=2027, month=3, day=14)
    monday = sunday + timedelta(days=1)
    (day,) = queries.starts_by_day(service, day=monday, days=1, now=NOW)
    assert day.starts[0].astimezone(ZONE).strftime("%H:%M") == "09:00"
    assert day.starts[0].hour == 16, "nine o'clock is an hour earlier in UTC than in winter"
