"""Consents: asked, signed once with the words that were read, sealed, taken back; and what that does to a
note."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.test_notes import ROUTINE, kept, written
from unknot.clinical.consents import Need
from unknot.clinical.notes import Done
from unknot.clinical.techniques import Level
from unknot.journey.check.profiles import Told, write_profile
from unknot.journey.outbox.models import Message
from unknot.journey.people import consents
from unknot.journey.people.access import SYSTEM, holder
from unknot.journey.people.consent_texts import texts, wording
from unknot.journey.people.models import Consent, ConsentWithdrawal, Patient
from unknot.journey.record.models import Event
from unknot.journey.record.seals import SealedRow, broken
from unknot.journey.visit import noting
from unknot.knowledge.load import knowledge
from unknot.server.followers import send_what_is_to_sign

pytestmark = pytest.mark.django_db
THRUST = Need("thrust", "thrust", "lumbar")
DATA = Need("data")


def signed(patient: Patient, need: Need = THRUST, **fields: Any) -> Consent:
    ask = consents.ask_consent(patient=patient, need=need, by=SYSTEM, now=NOW)
    given = {"name": "Ada Finch", "language": "en", "by": SYSTEM, "now": NOW, **fields}
    return consents.give_consent(ask=ask, **given)


def test_what_is_signed_keeps_the_words_that_were_read_and_is_sealed() -> None:
    row = signed(make_patient(make_clinic()), language="es", signature=[[[1.04, 2], [3, 4]]])
    text = wording(THRUST, "es")
    assert row.words == [text.title, *text.lines, text.agree]
    assert (row.language, row.text_digest, row.signature) == ("es", text.digest, [[[1.0, 2.0], [3.0, 4.0]]])
    assert Event.objects.get(kind="people.consent_given").data["seal"] == row.seal
    with pytest.raises(SealedRow):
        row.save()
    assert list(broken(row.clinic_id)) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_consent SET region = 'whole'")
    assert "was changed after it was signed" in next(broken(row.clinic_id))


def test_a_text_is_signed_once_and_not_for_ever() -> None:
    patient = make_patient(make_clinic())
    ask = consents.ask_consent(patient=patient, need=THRUST, by=SYSTEM, now=NOW)
    given: dict[str, Any] = {"ask": ask, "name": "Ada", "language": "en", "by": SYSTEM}
    late = NOW + consents.OPEN_FOR + timedelta(seconds=1)
    assert code(consents.give_consent, **given, now=late)[0] == "late"
    assert code(consents.give_consent, **given, now=NOW, read="another text") == ("changed", None)
    assert code(consents.give_consent, **{**given, "name": " "}, now=NOW) == ("name", "name")
    consents.give_consent(**given, now=NOW, read=wording(THRUST, "en").digest)
    assert code(consents.give_consent, **given, now=NOW)[0] == "signed"
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    "need",
    [
        Need("thrust", "thrust"),
        Need("thrust", "massage", "lumbar"),
        Need("data", "", "lumbar"),
        Need("neck", "thrust", "lumbar"),
        Need("soup"),  # type: ignore[arg-type]  # there is none
    ],
)
def test_a_scope_without_a_text_is_refused(need: Need) -> None:
    patient = make_patient(make_clinic())
    assert code(consents.ask_consent, patient=patient, need=need, by=SYSTEM, now=NOW)[0] in ("scope", "kind")


def test_only_whoever_holds_the_page_signs_it() -> None:
    patient = make_patient(make_clinic())
    ask = consents.ask_consent(patient=patient, need=THRUST, by=SYSTEM, now=NOW)
    other = consents.ask_consent(patient=patient, need=DATA, by=SYSTEM, now=NOW)
    given: dict[str, Any] = {"ask": ask, "name": "Ada", "language": "en", "now": NOW}
    assert code(consents.give_consent, **given, by=make_staff(patient.clinic))[0] == "not_allowed"
    wrong = holder(other, clinic_id=patient.clinic_id)
    assert code(consents.give_consent, **given, by=wrong)[0] == "not_allowed"
    assert consents.give_consent(**given, by=holder(ask, clinic_id=patient.clinic_id)).seal


def test_for_a_minor_a_guardian_signs() -> None:
    patient = make_patient(make_clinic())
    told = Told(birth_date=date(2012, 5, 1), guardian_name="Bo Finch")
    write_profile(patient=patient, told=told, by=SYSTEM, now=NOW)
    ask = consents.ask_consent(patient=patient, need=THRUST, by=SYSTEM, now=NOW)
    given: dict[str, Any] = {"ask": ask, "name": "Bo Finch", "language": "en", "by": SYSTEM, "now": NOW}
    assert code(consents.give_consent, **given) == ("guardian", "signed_as")
    assert consents.give_consent(**given, signed_as="guardian").signed_as == "guardian"


def test_what_is_taken_back_holds_no_more_and_stays_readable() -> None:
    patient = make_patient(make_clinic())
    row = signed(patient)
    assert consents.missing_of(patient, [THRUST]) == ()
    back = consents.withdraw_consent(consent=row, why=" no more ", by=make_staff(patient.clinic), now=NOW)
    assert back.why == "no more"
    assert consents.missing_of(patient, [THRUST]) == (THRUST,)
    assert code(consents.withdraw_consent, consent=row, by=SYSTEM, now=NOW)[0] == "withdrawn"
    assert list(broken(patient.clinic_id)) == []
    assert Consent.objects.count() == ConsentWithdrawal.objects.count() == 1


def test_messages_taken_back_end_the_reminders() -> None:
    patient = make_patient(make_clinic(), remind_by="both", texts_agreed_at=NOW)
    consents.withdraw_consent(consent=signed(patient, Need("messages")), by=SYSTEM, now=NOW)
    patient.refresh_from_db()
    assert (patient.remind_by, patient.texts_agreed_at) == ("none", None)


def test_a_newer_text_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    patient = make_patient(make_clinic())
    signed(patient)
    newer = {**texts(), "thrust": replace(texts()["thrust"], version="2027-01-01")}
    monkeypatch.setattr("unknot.journey.people.consent_texts.texts", lambda: newer)
    assert consents.missing_of(patient, [THRUST]) == (THRUST,)


def test_a_letter_goes_to_whoever_signs_at_home_and_once() -> None:
    patient = make_patient(make_clinic())
    here = consents.ask_consent(patient=patient, need=DATA, by=SYSTEM, now=NOW)
    home = consents.ask_consent(patient=patient, need=THRUST, by=SYSTEM, now=NOW, by_letter=True)
    for event in [*Event.objects.filter(kind="people.consent_asked")] * 2:
        send_what_is_to_sign(event, NOW)
    letter = Message.objects.get()
    assert home.token in letter.context["link"]
    assert here.token not in letter.context["link"]
    nobody = make_patient(patient.clinic, email="")
    by_letter = {"patient": nobody, "need": DATA, "by": SYSTEM, "now": NOW, "by_letter": True}
    assert code(consents.ask_consent, **by_letter)[0] == "no_address"


@pytest.mark.parametrize("kind", sorted(texts()))
def test_every_text_is_whole_in_both_languages_and_its_sources_exist(kind: str) -> None:
    text = texts()[kind]
    sources = knowledge().sources
    for words in (text.title, text.agree, *(one.words for one in text.paragraphs)):
        assert words.keys() == {"en", "es"}
        assert all(words.values())
        assert words["en"] != words["es"]
    assert {source for one in text.paragraphs for source in one.sources} <= {*sources}
    assert text.version in ("2026-11-23",)


def test_a_thrust_without_a_signature_needs_its_reason_at_the_row() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    thrust = Done("thrust", "lumbar", "L4", "left")
    row = written(by, booking, replace(ROUTINE, done=(thrust,)))
    assert consent_level(row) is Level.NEVER
    assert code(noting.sign, visit=row, version=row.version, by=by, now=NOW) == ("note", "done.0")

    signed(booking.patient)
    assert consent_level(row) is None
    assert noting.consent_missing(row) == ()


def test_a_thrust_at_the_neck_needs_both() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking, replace(ROUTINE, done=(Done("thrust", "cervical", "C5", "left"),)))
    signed(booking.patient, Need("thrust", "thrust", "cervical"))
    assert consent_level(row) is Level.NEVER
    assert noting.consent_missing(row) == (Need("neck", "thrust", "cervical"),)
    signed(booking.patient, Need("neck", "thrust", "cervical"))
    assert consent_level(row) is None


def test_a_massage_that_nobody_signed_for_is_asked_first() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking, replace(ROUTINE, done=(Done("massage_light", "lumbar"),)))
    assert consent_level(row) is Level.ASK_FIRST
    signed(booking.patient, Need("treatment", "massage", "lumbar"))
    assert consent_level(row) is None


def consent_level(row: Any) -> Level | None:
    return next((one.level for one in noting.said_at_rows(row) if one.caution.id == "CI-18"), None)
