"""What a person tells of themselves and what a clinician found for good: written, heard, judged by."""

from datetime import date, timedelta

import pytest

from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code, events
from tests.journey.test_written_plans import a_check, drafted
from unknot.clinical.contraindications import Level, judge
from unknot.journey.check import profiles
from unknot.journey.check.models import Alert, AlertKind, Episode
from unknot.journey.check.profiles import Told, facts_recorded, lasting_facts
from unknot.journey.people import queries
from unknot.journey.people.access import SYSTEM, visitor
from unknot.journey.people.ages import age_on
from unknot.journey.people.models import Patient, Profile
from unknot.journey.plan import writing
from unknot.journey.plan.judging import facts_for
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

pytestmark = pytest.mark.django_db


def somebody() -> Patient:
    return make_patient(make_clinic(), name="Ada Finch")


def written(patient: Patient, told: Told) -> Profile:
    return profiles.write_profile(patient=patient, told=told, by=make_staff(patient.clinic), now=NOW)


def test_what_was_told_stands_and_the_trail_keeps_none_of_the_words() -> None:
    patient = somebody()
    written(patient, Told(medicines="  Ramipril 5 mg ", emergency_name="Bo Finch"))
    row = queries.profile(make_staff(patient.clinic), patient)

    assert row is not None
    assert (row.medicines, row.allergies, row.emergency_name) == ("Ramipril 5 mg", "", "Bo Finch")
    event = Event.objects.get(kind="people.profile_written")
    assert (event.before_digest, len(event.after_digest)) == ("", 64)
    assert event.data == {"changed": ["medicines", "emergency_name"]}
    assert "Ramipril" not in str(event.data) + event.reason

    written(patient, Told(medicines="Ramipril 10 mg", emergency_name="Bo Finch"))
    second = Event.objects.filter(kind="people.profile_written").order_by("-id")[0]
    assert second.data == {"changed": ["medicines"]}
    assert second.before_digest == event.after_digest != second.after_digest


def test_the_same_again_is_no_event() -> None:
    patient = somebody()
    for _ in range(2):
        written(patient, Told(history="Knee operation 2010"))
    assert events().count("people.profile_written") == 1


def test_another_clinics_staff_reads_and_writes_nothing() -> None:
    patient, stranger = somebody(), make_staff(make_clinic(), "clinician")
    written(patient, Told(history="Knee operation 2010"))
    assert queries.profile(stranger, patient) is None
    for by in (stranger, visitor(patient.clinic)):
        with pytest.raises(Refusal, match="not_allowed"):
            profiles.write_profile(patient=patient, told=Told(), by=by, now=NOW)
        with pytest.raises(Refusal, match="not_allowed"):
            profiles.record_facts(patient=patient, facts={}, by=by, now=NOW)


def test_a_warning_sign_in_a_line_calls_the_desk_once_and_closes_hands_on_care() -> None:
    patient = somebody()
    told = Told(history="since yesterday I cannot pee and I am numb between my legs")
    written(patient, told)
    written(patient, Told(history=told.history, allergies="None"))

    alert = Alert.objects.get(kind=AlertKind.WORDING)
    assert alert.reason.startswith("Written in the person's history: ")
    assert Episode.objects.get(patient=patient).booking_closed


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (Told(birth_date=date(2012, 5, 1)), "guardian_missing"),
        (Told(birth_date=NOW.date() + timedelta(days=1)), "birth_date"),
        (Told(birth_date=date(1890, 5, 1)), "birth_date"),
        (Told(emergency_phone="12"), "phone_invalid"),
        (Told(language="xx"), "language"),
        (Told(history="x" * 4001), "too_long"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(told: Told, refused: str) -> None:
    assert code(lambda: written(somebody(), told))[0] == refused
    assert Profile.objects.count() == 0


def test_the_day_of_birth_says_who_is_a_minor() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    written(somebody(), Told(birth_date=date(2012, 5, 1), guardian_name="Bo Finch"))
    written(somebody(), Told(birth_date=date(2008, 11, 23)))


def test_facts_are_a_clinicians_and_unknown_is_not_no() -> None:
    patient = somebody()
    facts = {"fused_at": ["lumbar"], "pacemaker": False, "migraine": True}
    with pytest.raises(Refusal, match="not_allowed"):
        profiles.record_facts(patient=patient, facts=facts, by=make_staff(patient.clinic), now=NOW)
    by = make_staff(patient.clinic, "clinician")
    profiles.record_facts(patient=patient, facts=facts, by=by, now=NOW)

    known = facts_recorded(patient)
    assert known == {"fused_at": {"lumbar"}, "pacemaker": False, "migraine": True}
    assert "glaucoma" not in known
    assert judge("thrust", "lumbar", known, knowledge()).level is Level.NEVER
    profiles.record_facts(patient=patient, facts={"pacemaker": False}, by=by, now=NOW)
    assert facts_recorded(patient) == {"pacemaker": False}
    assert Event.objects.filter(kind="people.facts_recorded")[1].data["changed"] == [
        "fused_at",
        "migraine",
    ]


@pytest.mark.parametrize(
    "facts", [{"consent_missing": False}, {"nothing": True}, {"fused_at": ["knee"]}, {"migraine": "yes"}]
)
def test_a_fact_that_is_none_is_refused(facts: dict[str, object]) -> None:
    patient = somebody()
    with pytest.raises(Refusal, match="facts"):
        profiles.record_facts(patient=patient, facts=facts, by=SYSTEM, now=NOW)


def test_what_later_knowledge_reads_otherwise_is_unknown() -> None:
    patient = somebody()
    Profile.objects.create(
        patient=patient, facts={"pacemaker": "perhaps", "gone": True, "migraine": True}, written_at=NOW
    )
    assert facts_recorded(patient) == {"migraine": True}


def test_every_lasting_fact_is_one_that_is_recorded() -> None:
    ids = {one.id for one in lasting_facts()}
    assert {"fused_at", "pacemaker", "lax_ligament_illness", "nsaid_interaction"} <= ids
    assert not any(one.derived for one in lasting_facts())
    # What passes is asked each time: an old no must not open a technique.
    assert not {"active_bleeding", "fracture_at", "tumour_at", "trauma_not_cleared", "neuro_deficit"} & ids


def test_a_plan_is_judged_by_what_was_found_for_good() -> None:
    check = a_check()
    assert check.episode is not None
    assert check.episode.patient is not None
    patient = check.episode.patient
    profiles.record_facts(patient=patient, facts={"pacemaker": True}, by=SYSTEM, now=NOW)
    assert facts_for(check, {})["pacemaker"] is True
    assert facts_for(check, {"pacemaker": False})["pacemaker"] is False


def test_a_minors_plan_is_offered_once_a_guardian_is_known() -> None:
    check = a_check()
    assert check.episode is not None
    assert check.episode.patient is not None
    row = drafted(check)
    patient, by = check.episode.patient, make_staff(check.clinic, "clinician")
    Profile.objects.create(patient=patient, birth_date=date(2012, 5, 1), written_at=NOW)
    with pytest.raises(Refusal, match="guardian_missing"):
        writing.offer(care_plan=row, by=by, now=NOW)
    Profile.objects.update(guardian_name="Bo Finch")
    assert writing.offer(care_plan=row, by=by, now=NOW).offered_at == NOW


def test_without_a_day_of_birth_the_age_that_was_said_counts() -> None:
    patient = somebody()
    assert profiles.lacks_guardian(patient, {"age": 17}, NOW.date())
    assert not profiles.lacks_guardian(patient, {"age": 44}, NOW.date())
    assert not profiles.lacks_guardian(patient, {}, NOW.date())
    Profile.objects.create(patient=patient, guardian_name="Bo Finch", written_at=NOW)
    assert not profiles.lacks_guardian(patient, {"age": 17}, NOW.date())
