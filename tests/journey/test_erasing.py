"""Asking to correct and to erase: due, answered; what the law keeps stays and is named, the rest goes; signed
rows that go leave their seals and the record stays verifiable; what is past its years is proposed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import NOW, make_clinic, make_episode, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, make_diary
from tests.journey.test_consents import signed
from tests.journey.test_notes import kept as visited
from tests.journey.test_notes import written
from unknot.journey.book.models import Booking
from unknot.journey.check.models import Check
from unknot.journey.check.profiles import Told, write_profile
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import SYSTEM, holder
from unknot.journey.people.models import Consent, Patient, Profile, User
from unknot.journey.privacy import actions, requests, retaining
from unknot.journey.privacy.erasing import PARTS
from unknot.journey.privacy.models import PrivacyRequest, SignInLink
from unknot.journey.privacy.rules import rules_of
from unknot.journey.privacy.tracing import PATHS, rows_of
from unknot.journey.record.actions import link
from unknot.journey.record.models import Event
from unknot.journey.record.seals import broken
from unknot.journey.visit import noting
from unknot.journey.visit.models import Visit

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=8 * 365)


def asked(patient: Patient, kind: str = "erase", words: str = "", **fields: Any) -> PrivacyRequest:
    by = holder(patient, clinic_id=patient.clinic_id)
    given = {"patient": patient, "kind": kind, "words": words, "by": by, "now": NOW, **fields}
    return requests.ask_about_record(**given)


def treated() -> Patient:
    """Somebody with a signed note, a consent, a profile and a letter that was sent."""
    booking = visited()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking)
    noting.sign(visit=row, version=row.version, by=by, now=NOW)
    Booking.objects.filter(id=booking.pk).update(
        note="please ring the bell", starts_at=NOW - timedelta(hours=2)
    )
    told = Told(allergies="Penicillin", emergency_name="Jo Finch", emergency_phone="707 555 0101")
    write_profile(patient=booking.patient, told=told, by=SYSTEM, now=NOW)
    signed(booking.patient)
    Message.objects.filter(clinic=booking.clinic).update(
        status=Status.SENT, rendered_body="words", sent_at=NOW
    )
    return booking.patient


def owner_of(patient: Patient) -> Any:
    return make_staff(patient.clinic, "owner")


def test_every_kind_of_row_is_erased_somehow() -> None:
    assert {part.label for part in PARTS} == {*PATHS}


def test_a_request_has_a_day_and_one_answer() -> None:
    patient = make_patient(make_clinic())
    row = asked(patient, "correct", " the year of birth ")
    assert (row.due_on, row.words) == (date(2026, 12, 23), "the year of birth")
    desk = make_staff(patient.clinic)
    ask: dict[str, Any] = {"patient": patient, "by": desk, "now": NOW}
    assert code(requests.ask_about_record, **ask, kind="correct", words="again") == ("open", None)
    assert code(requests.ask_about_record, **ask, kind="correct", words=" ") == ("words", "words")
    assert code(requests.ask_about_record, **ask, kind="burn", words="")[0] == "kind"
    assert [one.pk for one in requests.open_requests(desk)] == [row.pk]

    given: dict[str, Any] = {"request": row, "done": True, "by": desk, "now": NOW}
    assert code(requests.answer_request, **given, answer=" ") == ("answer", "answer")
    requests.answer_request(**given, answer="It is 1980 now.")
    assert code(requests.answer_request, **given, answer="again")[0] == "answered"
    assert requests.open_requests(desk) == []
    letter = Message.objects.get()
    assert (letter.to, letter.kind) == (patient.email, "request_answered")
    assert "1980" not in str(letter.context)


def test_only_an_owner_erases_or_refuses_to() -> None:
    patient = make_patient(make_clinic())
    row, desk, owner = asked(patient), make_staff(patient.clinic), owner_of(patient)
    assert code(requests.erase, request=row, by=desk, now=NOW)[0] == "not_allowed"
    answer: dict[str, Any] = {"request": row, "answer": "no", "done": False, "now": NOW}
    assert code(requests.answer_request, **answer, by=desk)[0] == "not_allowed"
    assert code(requests.answer_request, **{**answer, "done": True}, by=owner)[0] == "erase"
    assert requests.answer_request(**answer, by=owner).standing == "refused"


def test_who_still_has_visits_is_not_erased() -> None:
    diary = make_diary()
    booking = booked(diary, at(1, 10))
    row = asked(booking.patient)
    assert code(requests.erase, request=row, by=owner_of(booking.patient), now=NOW)[0] == "visits_ahead"


def test_what_the_law_keeps_stays_and_everything_else_goes() -> None:
    patient = treated()
    kept = requests.erase(request=asked(patient), by=owner_of(patient), now=NOW)
    assert [(one.rule.kind, one.until) for one in kept] == [("treatment", date(2033, 11, 23))]

    patient.refresh_from_db()
    assert (patient.email, patient.phone, patient.phone_digits, patient.remind_by) == ("", "", "", "none")
    assert patient.erased_at == NOW
    assert patient.name != retaining.ERASED
    profile = Profile.objects.get()
    assert (profile.allergies, profile.emergency_name, profile.emergency_phone) == ("Penicillin", "", "")
    assert Visit.objects.exclude(seal="").count() == Consent.objects.count() == 1
    (letter,) = Message.objects.exclude(to="")
    assert letter.kind == "erased"
    assert letter.context["kept"] == [
        "The record of your treatment: checks, plans, notes, letters and consents: until 23 November 2033."
    ]
    assert not Message.objects.filter(rendered_body="words").exists()
    event = Event.objects.get(kind="privacy.erased")
    assert event.data["kept"] == {"treatment": "2033-11-23"}
    assert_verified(patient)


def test_the_last_letter_loses_its_address_after_a_week() -> None:
    patient = treated()
    requests.erase(request=asked(patient), by=owner_of(patient), now=NOW)
    Message.objects.filter(kind="erased").update(status=Status.SENT, sent_at=NOW)
    assert actions.clear_over(now=NOW + timedelta(days=6)) == 0
    assert actions.clear_over(now=NOW + timedelta(days=8)) == 1
    assert not Message.objects.exclude(to="").exists()


def test_past_its_years_everything_goes_and_the_record_stays_verifiable() -> None:
    patient = treated()
    owner = owner_of(patient)
    assert code(requests.remove_expired, patient=patient, by=owner, now=NOW)[0] == "kept"
    assert retaining.past_retention(owner, patient.clinic, today=NOW.date()) == []
    (past,) = retaining.past_retention(owner, patient.clinic, today=LATER.date())
    assert (past.patient, past.since) == (patient, date(2033, 11, 23))

    removed = requests.remove_expired(patient=patient, by=owner, now=LATER)
    assert removed["visit.visit"] == removed["people.consent"] == 1
    left = {label for label in PATHS if rows_of(label, [patient.pk]).exists()}
    assert left == {"people.patient", "book.booking"}
    patient.refresh_from_db()
    assert (patient.name, patient.email, patient.birth_year) == (retaining.ERASED, "", None)
    assert Booking.objects.get().note == ""
    assert Event.objects.filter(kind="privacy.row_removed").count() == 2
    assert retaining.past_retention(owner, patient.clinic, today=LATER.date()) == []
    assert_verified(patient)


def test_a_signed_row_that_vanished_without_a_removal_is_still_found() -> None:
    patient = treated()
    Visit._base_manager.all().delete()
    assert any("was signed and is gone" in one for one in broken(patient.clinic_id))


def test_a_removal_of_another_seal_hides_nothing() -> None:
    patient = treated()
    row = Visit.objects.get()
    event = Event.objects.get(kind="visit.note_signed")
    Event(
        clinic_id=patient.clinic_id,
        kind="privacy.row_removed",
        subject_type=event.subject_type,
        subject_id=event.subject_id,
        actor_kind="staff",
        at=NOW,
        data={"removed_seal": "0" * 64},
    ).save()
    Visit._base_manager.filter(pk=row.pk).delete()
    assert any("was signed and is gone" in one for one in broken(patient.clinic_id))


def test_a_minor_is_kept_until_of_age_and_a_bit() -> None:
    patient = make_patient(make_clinic())
    told = Told(birth_date=date(2020, 5, 1), guardian_name="Bo Finch")
    write_profile(patient=patient, told=told, by=SYSTEM, now=NOW)
    Check.objects.create(
        clinic=patient.clinic,
        episode=make_episode(patient.clinic, patient=patient),
        started_at=NOW,
        status="decided",
    )
    (kept,) = retaining.kept_of(patient, today=NOW.date())
    assert kept.until == date(2039, 5, 1)


def test_a_clinic_sets_its_own_years() -> None:
    patient = treated()
    owner = owner_of(patient)
    given: dict[str, Any] = {"clinic": patient.clinic, "kind": "treatment", "by": owner, "now": NOW}
    assert code(requests.set_retention, **given, years=99) == ("years", "treatment")
    assert code(requests.set_retention, **{**given, "kind": "soup"}, years=1)[0] == "kind"
    requests.set_retention(**given, years=10)
    assert rules_of(patient.clinic)["treatment"].is_own
    assert retaining.kept_of(patient, today=NOW.date())[0].until == date(2036, 11, 23)
    requests.set_retention(**given, years=None)
    assert retaining.kept_of(patient, today=NOW.date())[0].until == date(2033, 11, 23)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2024, 2, 29), date(2031, 3, 1)), (date(2024, 5, 1), date(2031, 5, 1))]
)
def test_years_after(day: date, expected: date) -> None:
    assert retaining.years_after(day, 7) == expected


def test_a_shared_address_stays_with_whoever_else_has_it() -> None:
    patient = treated()
    other = make_patient(patient.clinic, email=patient.email)
    SignInLink.objects.create(clinic=patient.clinic, email=patient.email, asked_at=NOW, until=NOW)
    theirs = Message.objects.create(
        clinic=patient.clinic, to=other.email, kind="waiting", key="theirs", queued_at=NOW, due_at=NOW
    )
    requests.erase(request=asked(patient), by=owner_of(patient), now=NOW)
    theirs.refresh_from_db()
    assert theirs.to == other.email
    assert SignInLink.objects.exists()


def test_an_event_keeps_no_name_of_a_person() -> None:
    patient = make_patient(make_clinic(), name="Ada Finch")
    asked(patient, by=holder(patient, clinic_id=patient.clinic_id, name=patient.name))
    assert Event.objects.get(kind="privacy.request_made").actor_name == ""


def assert_verified(patient: Patient) -> None:
    link(now=LATER)
    assert list(broken(patient.clinic_id)) == []
    call_command("verify")
    assert User.objects.exists()
