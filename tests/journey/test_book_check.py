"""What a check leaves open: nobody gets a seat past a warning sign, and nobody past another clinic's door."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, booked_online, checked, make_diary
from unknot.clinical.urgency import Tier
from unknot.journey.book import actions, queries
from unknot.journey.book.models import Booking
from unknot.journey.check.actions import open_booking
from unknot.journey.people.access import visitor
from unknot.journey.people.models import Role
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db


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
    old = checked(diary, started_at=NOW - timedelta(days=15))
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


def test_a_visitor_cannot_point_at_somebodys_record() -> None:
    diary = make_diary()
    patient = make_patient(diary.clinic)
    assert code(booked_online, diary=diary, starts_at=at(1, 10), patient=patient) == ("not_allowed", None)
