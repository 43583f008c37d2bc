"""Booking a seat: who holds what, what is refused and how, what is written down and told."""

from typing import Any

import pytest

from tests.factories import make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, booked_online, checked, claims_of, happened, make_diary, told
from unknot.journey.book import queries
from unknot.journey.book.models import Booking, Claim
from unknot.journey.outbox.models import Message
from unknot.journey.people.models import Patient
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


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
    message, reminder = Message.objects.order_by("id")
    assert (message.kind, message.to, message.context["sequence"]) == ("booked", "ana@example.org", 0)
    assert (reminder.kind, reminder.due_at) == ("reminder", at(0, 10))
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
