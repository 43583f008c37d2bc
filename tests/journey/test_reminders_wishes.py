"""How somebody is reminded is theirs to say: by letter, by text after they agreed, by both, or not."""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import (
    Diary,
    at,
    booked,
    booked_online,
    happened,
    link_of,
    make_diary,
    often,
    reminders,
)
from unknot.journey.book import actions, reminding
from unknot.journey.book.models import Booking
from unknot.journey.people.models import Patient
from unknot.journey.people.numbers import international
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MOBILE = "(707) 555-0123"


def texting(diary: Diary, **fields: Any) -> Booking:
    given = {"phone": MOBILE, "remind_by": "sms", **fields}
    return booked_online(diary, at(3, 10), **given)


def test_texts_go_to_whoever_agreed_at_the_times_for_texts() -> None:
    booking = texting(often(make_diary(), 48, 24, sms=(2,)))
    [reminder] = reminders(booking)
    assert (reminder.channel, reminder.to, reminder.due_at) == ("sms", "+17075550123", at(3, 8))
    assert booking.patient.texts_agreed_at == NOW
    assert booking.patient.remind_by == "sms"


def test_both_ways_each_at_its_time_and_none_means_none() -> None:
    diary = often(make_diary(practitioners=2, rooms=2), 48, sms=(2,))
    both = texting(diary, remind_by="both")
    none = texting(diary, remind_by="none", name="Ben Ash", email="ben@example.org")
    assert [(one.channel, one.due_at) for one in reminders(both)] == [
        ("email", at(1, 10)),
        ("sms", at(3, 8)),
    ]
    assert reminders(none) == []
    assert none.patient.texts_agreed_at is None


def test_without_consent_there_is_no_text_and_without_a_number_a_letter() -> None:
    diary = make_diary(practitioners=3, rooms=3)
    silent = make_patient(diary.clinic, phone=MOBILE, remind_by="sms")
    unreachable = make_patient(diary.clinic, remind_by="sms", texts_agreed_at=NOW, phone="555 0100")
    assert [one.channel for one in reminders(booked(diary, at(3, 10), patient=silent))] == ["email"]
    Patient.objects.filter(id=unreachable.id).update(remind_by="email")
    unreachable.refresh_from_db()
    booking = booked(diary, at(3, 11), patient=unreachable)
    Patient.objects.filter(id=unreachable.id).update(remind_by="sms")
    booking.patient.refresh_from_db()
    assert reminding.addresses(booking) == {"email": unreachable.email}


def test_whoever_asks_for_texts_gives_a_number_that_can_get_them() -> None:
    diary = make_diary()
    for wrong in ("", "555 0100"):
        assert code(lambda phone=wrong: texting(diary, phone=phone)) == ("texts_number", "phone")
    assert code(lambda: texting(diary, remind_by="pigeon"))[0] == "remind_by"


def test_the_link_chooses_for_its_own_visit_and_back_again() -> None:
    diary = make_diary()
    booking = texting(diary, remind_by="email")
    for way, channels in (("sms", ["sms"]), ("none", []), ("email", ["email"]), ("both", ["email", "sms"])):
        chosen = reminding.choose_reminders(
            booking=booking, remind_by=way, by=link_of(booking), now=NOW + HOUR
        )
        assert sorted(one.channel for one in reminders(chosen, "queued")) == channels
    assert Patient.objects.get().remind_by == "email", "a link speaks for one visit"
    assert happened(booking)[1:] == ["book.reminders_chosen"] * 4
    other = booked(diary, at(4, 10))
    choose: dict[str, Any] = {"booking": other, "now": NOW}
    assert (
        code(reminding.choose_reminders, **choose, remind_by="sms", by=link_of(booking))[0] == "not_allowed"
    )
    assert code(reminding.choose_reminders, **choose, remind_by="", by=link_of(other))[0] == "remind_by"
    actions.cancel(booking=other, by=make_staff(diary.clinic), now=NOW)
    assert (
        code(reminding.choose_reminders, **choose, remind_by="none", by=link_of(other))[0] == "not_standing"
    )


def test_the_desk_chooses_for_all_visits_of_a_person() -> None:
    diary = make_diary()
    patient = make_patient(diary.clinic, phone=MOBILE)
    first, second = booked(diary, at(3, 10), patient=patient), booked(diary, at(4, 10), patient=patient)
    prefer: dict[str, Any] = {"patient": patient, "by": make_staff(diary.clinic), "now": NOW}

    reminding.prefer(**prefer, remind_by="sms")

    assert [[one.channel for one in reminders(each, "queued")] for each in (first, second)] == [["sms"]] * 2
    patient.refresh_from_db()
    assert patient.texts_agreed_at == NOW
    event = Event.objects.get(kind="people.reminders_preferred")
    assert event.data == {"remind_by": "sms", "agreed_to_texts": True}
    reminding.prefer(**prefer, remind_by="none")
    assert Patient.objects.get(id=patient.id).texts_agreed_at is None
    assert reminders(first, "queued") == []
    assert code(reminding.prefer, **{**prefer, "by": link_of(first)}, remind_by="sms")[0] == "not_allowed"


def test_whoever_knows_a_name_and_an_address_changes_nothing_for_the_person() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    booked_online(diary, at(3, 10), phone=MOBILE)
    stranger = booked_online(diary, at(4, 10), phone="(707) 555-0999", remind_by="sms", zone="Asia/Tokyo")
    patient = Patient.objects.get()
    assert (patient.remind_by, patient.zone, patient.texts_agreed_at) == ("email", "", None)
    assert [one.to for one in reminders(stranger)] == ["+17075550123"]


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("(707) 555-0123", "US", "+17075550123"),
        ("1 707 555 0123", "US", "+17075550123"),
        ("555 0123", "US", ""),
        ("+34 612 34 56 78", "US", "+34612345678"),
        ("0034 612 345 678", "GB", "+34612345678"),
        ("612 345 678", "ES", "+34612345678"),
        ("07700 900123", "GB", "+447700900123"),
        ("900123", "GB", ""),
        ("3 1234 5678", "IT", ""),
        ("+0 123 456 789", "US", ""),
        ("", "US", ""),
    ],
)
def test_numbers_are_written_for_the_whole_world(written: str, country: str, number: str) -> None:
    assert international(written, country) == number
