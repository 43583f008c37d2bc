"""Two rows of one person made one: every foreign key is moved or stays for a reason, what is signed stays as
it was signed and is read with the rest, and it is undone as long as nothing was signed since."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.factories import NOW, make_clinic, make_episode, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import Diary, at, booked, make_diary
from tests.journey.test_consents import THRUST, signed
from tests.journey.test_erasing import asked
from tests.journey.test_importing import a_house, brought
from tests.journey.test_notes import kept as visited
from tests.journey.test_notes import written
from unknot.journey.book.models import Booking, Claim
from unknot.journey.check.models import Episode
from unknot.journey.check.profiles import Told, record_facts, write_profile
from unknot.journey.people import consents, queries
from unknot.journey.people.access import SYSTEM, Actor, holder
from unknot.journey.people.actions import register_patient
from unknot.journey.people.models import Consent, Patient, Profile
from unknot.journey.privacy import exporting, likeness, merging, requests, retaining
from unknot.journey.privacy import queries as own_record
from unknot.journey.privacy.merging import MOVED, STAYS
from unknot.journey.privacy.models import Merge
from unknot.journey.record.actions import link
from unknot.journey.record.models import Event
from unknot.journey.record.seals import broken
from unknot.journey.visit import noting
from unknot.journey.visit.models import Visit

pytestmark = pytest.mark.django_db


def test_every_foreign_key_to_a_person_is_moved_or_stays_for_a_reason() -> None:
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Patient
    }
    assert found == {*MOVED, *STAYS}


def two(diary: Diary | None = None) -> tuple[Patient, Patient, Actor]:
    clinic = (diary or make_diary()).clinic
    kept = make_patient(clinic, name="Ada Finch", phone="", email="ada@example.org")
    merged = make_patient(
        clinic, name="Ada Finsh", email="a.finch@example.org", phone="707 555 0144", phone_digits="7075550144"
    )
    return kept, merged, make_staff(clinic)


def join(kept: Patient, merged: Patient, by: Actor) -> Merge:
    return merging.merge(kept=kept, merged=merged, by=by, now=NOW)


def whose(booking: Booking) -> tuple[Any, set[Any]]:
    """Whose a visit is by its row and by the calendar."""
    row = Booking.objects.get(id=booking.pk)
    claims = Claim.objects.filter(booking=booking, resource__patient__isnull=False)
    return row.patient_id, set(claims.values_list("resource__patient_id", flat=True))


def test_everything_moves_and_comes_back() -> None:
    diary = make_diary()
    kept, merged, by = two(diary)
    visit, bout = booked(diary, at(1, 10), patient=merged), make_episode(diary.clinic, patient=merged)
    own = booked(diary, at(1, 14), patient=kept)
    row = join(kept, merged, by)
    assert whose(visit) == (kept.pk, {kept.pk})
    assert Episode.objects.get(id=bout.pk).patient == kept
    kept.refresh_from_db()
    assert (kept.phone, kept.phone_digits, kept.email) == ("707 555 0144", "7075550144", "ada@example.org")
    assert row.moved["check.episode.patient"] == [str(bout.pk)]
    event = Event.objects.get(kind="privacy.merged")
    assert event.data["moved"]["book.booking.patient"] == 1

    merging.undo(merge=row, by=by, now=NOW)
    assert whose(visit) == (merged.pk, {merged.pk})
    assert whose(own) == (kept.pk, {kept.pk})
    assert Episode.objects.get(id=bout.pk).patient == merged
    kept.refresh_from_db()
    merged.refresh_from_db()
    assert (kept.phone, merged.merged_into) == ("", None)
    assert code(merging.undo, merge=row, by=by, now=NOW)[0] == "undone"


def test_what_is_signed_stays_under_its_seal_and_is_read_with_the_rest() -> None:
    booking = visited()
    merged = booking.patient
    clinician = make_staff(booking.clinic, "clinician")
    note = written(clinician, booking)
    noting.sign(visit=note, version=note.version, by=clinician, now=NOW)
    signed(merged)
    kept = make_patient(booking.clinic)
    join(kept, merged, make_staff(booking.clinic))

    assert Visit.objects.get().patient == Consent.objects.get().patient == merged
    assert consents.missing_of(kept, [THRUST]) == ()
    assert len(consents.consents_of(clinician, kept)) == 1
    again = Booking.objects.get(id=booking.pk)
    before = noting.last_signed(again)
    assert before is not None
    assert before.pk == note.pk
    by = holder(kept, clinic_id=kept.clinic_id)
    assert len(own_record.own(by, kept, now=NOW).consents) == 1
    record = exporting.take_record(patient=kept, by=by, now=NOW)["records"]
    assert (len(record["visit.visit"]), len(record["people.patient"])) == (1, 2)
    assert retaining.kept_of(kept, today=NOW.date())
    link(now=NOW)
    assert list(broken(kept.clinic_id)) == []
    call_command("verify")


def test_a_draft_moves_and_once_it_is_signed_nothing_is_undone() -> None:
    booking = visited()
    clinician = make_staff(booking.clinic, "clinician")
    draft = written(clinician, booking)
    kept = make_patient(booking.clinic)
    row = join(kept, booking.patient, make_staff(booking.clinic))
    moved = Visit.objects.get()
    assert moved.patient == kept
    noting.sign(visit=moved, version=draft.version, by=clinician, now=NOW)
    assert code(merging.undo, merge=row, by=make_staff(booking.clinic), now=NOW)[0] == "signed"
    assert list(broken(kept.clinic_id)) == []


def test_a_note_signed_since_for_a_moved_visit_keeps_them_together() -> None:
    booking = visited()
    kept = make_patient(booking.clinic)
    by, clinician = make_staff(booking.clinic), make_staff(booking.clinic, "clinician")
    row = join(kept, booking.patient, by)
    note = written(clinician, Booking.objects.get(id=booking.pk))
    noting.sign(visit=note, version=note.version, by=clinician, now=NOW)
    assert code(merging.undo, merge=row, by=by, now=NOW)[0] == "signed"


def test_what_both_told_is_kept_and_findings_that_differ_are_asked_again() -> None:
    kept, merged, by = two()
    write_profile(patient=kept, told=Told(medicines="Ramipril", allergies="None"), by=SYSTEM, now=NOW)
    told = Told(medicines="Aspirin", allergies="None", birth_date=date(1980, 5, 1))
    write_profile(patient=merged, told=told, by=SYSTEM, now=NOW)
    record_facts(patient=kept, facts={"pacemaker": False, "migraine": True}, by=SYSTEM, now=NOW)
    record_facts(patient=merged, facts={"pacemaker": True, "fused_at": []}, by=SYSTEM, now=NOW)
    assert "pacemaker: asked again" in merging.preview(by, kept, merged).differs

    row = join(kept, merged, by)
    profile = Profile.objects.get(patient=kept)
    assert (profile.medicines, profile.allergies) == ("Ramipril\nAspirin", "None")
    assert profile.birth_date == date(1980, 5, 1)
    assert profile.facts == {"migraine": True, "fused_at": []}
    merging.undo(merge=row, by=by, now=NOW)
    profile = Profile.objects.get(patient=kept)
    assert (profile.medicines, profile.birth_date) == ("Ramipril", None)
    assert profile.facts == {"pacemaker": False, "migraine": True}


def test_what_was_written_since_stays_when_it_is_undone() -> None:
    kept, merged, by = two()
    write_profile(patient=merged, told=Told(medicines="Aspirin"), by=SYSTEM, now=NOW)
    row = join(kept, merged, by)
    write_profile(patient=kept, told=Told(medicines="Nothing now"), by=SYSTEM, now=NOW + timedelta(hours=1))
    merging.undo(merge=row, by=by, now=NOW)
    assert Profile.objects.get(patient=kept).medicines == "Nothing now"
    assert Profile.objects.get(patient=merged).medicines == "Aspirin"


def test_a_profile_that_came_with_the_double_goes_with_it() -> None:
    kept, merged, by = two()
    write_profile(patient=merged, told=Told(medicines="Aspirin"), by=SYSTEM, now=NOW)
    merging.undo(merge=join(kept, merged, by), by=by, now=NOW)
    assert Profile.objects.get().patient == merged


def test_two_visits_at_one_time_are_settled_first() -> None:
    diary = make_diary(practitioners=2, rooms=2)
    kept, merged, by = two(diary)
    one, other = booked(diary, at(1, 10), patient=kept), booked(diary, at(1, 10), patient=merged)
    assert merging.preview(by, kept, merged).against == (merging.SAME_TIME,)
    assert code(merging.merge, kept=kept, merged=merged, by=by, now=NOW)[0] == "collides"
    assert (whose(one)[0], whose(other)[0]) == (kept.pk, merged.pk)


def test_two_open_requests_are_settled_first_and_looking_changes_nothing() -> None:
    kept, merged, by = two()
    asked(kept)
    asked(merged)
    seen = merging.preview(by, kept, merged)
    assert seen.against == (MOVED["privacy.privacyrequest.patient"],)
    assert seen.moving == (("request about the record", 1),)
    assert not Merge.objects.exists()
    assert code(merging.merge, kept=kept, merged=merged, by=by, now=NOW)[0] == "collides"


def test_who_may_merge_whom() -> None:
    kept, merged, by = two()
    stranger = make_patient(make_clinic())
    given: dict[str, Any] = {"kept": kept, "now": NOW}
    clinician = make_staff(kept.clinic, "clinician")
    assert code(merging.merge, **given, merged=merged, by=clinician)[0] == "not_allowed"
    assert code(merging.merge, **given, merged=stranger, by=by)[0] == "not_found"
    assert code(merging.merge, **given, merged=kept, by=by)[0] == "not_found"
    join(kept, merged, by)
    assert code(merging.merge, **given, merged=merged, by=by)[0] == "merged"


def test_a_double_of_a_double_comes_along_and_an_older_merge_is_not_undone() -> None:
    kept, merged, by = two()
    third = make_patient(kept.clinic)
    signed(merged)
    first = join(kept, merged, by)
    second = join(third, kept, by)
    assert consents.missing_of(third, [THRUST]) == ()
    assert code(merging.undo, merge=first, by=by, now=NOW)[0] == "merged"
    merging.undo(merge=second, by=by, now=NOW)
    assert consents.missing_of(kept, [THRUST]) == ()
    merging.undo(merge=first, by=by, now=NOW)
    assert consents.missing_of(kept, [THRUST]) == (THRUST,)


def test_a_double_is_found_as_whom_it_became() -> None:
    kept, merged, by = two()
    join(kept, merged, by)
    assert queries.find_patients(by, "Finsh") == []
    assert queries.patient(by, merged.pk) == kept
    same: dict[str, Any] = {
        "clinic": kept.clinic,
        "name": merged.name,
        "email": merged.email,
        "by": SYSTEM,
        "now": NOW,
    }
    assert register_patient(**same) == kept
    assert own_record.people_at(kept.clinic_id, merged.email) == [kept]
    assert own_record.still_at(kept.clinic, str(kept.pk), merged.email) == kept


def test_erasing_takes_the_double_along() -> None:
    kept, merged, by = two()
    join(kept, merged, by)
    requests.erase(request=asked(kept), by=make_staff(kept.clinic, "owner"), now=NOW)
    names = set(Patient.objects.filter(clinic=kept.clinic).values_list("name", "email", "phone"))
    assert names == {(retaining.ERASED, "", "")}
    assert not Merge.objects.exists()


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("Ada Finch", "Finch, Ada", True),
        ("José Núñez", "Jose Nunez", True),
        ("Ada Finch", "Ada Finsh", True),
        ("Ada Finch", "Ben Stone", False),
        ("Ana-Maria Lopez", "Ana Maria López", True),
    ],
)
def test_names_that_are_nearly_the_same(name: str, other: str, expected: bool) -> None:
    assert likeness.alike(name, other) is expected


def test_doubles_are_proposed_with_what_is_alike() -> None:
    clinic = make_clinic()
    ada = make_patient(clinic, name="Ada Finch", email="ada@example.org", birth_year=1980)
    likely = make_patient(clinic, name="Ada Finsh", email="", birth_year=1980)
    family = make_patient(clinic, name="Ben Finch", email="ada@example.org", birth_year=1950)
    make_patient(clinic, name="Cy Stone", birth_year=1980)
    make_patient(make_clinic(), name="Ada Finch", email="ada@example.org", birth_year=1980)
    found = likeness.doubles_of(make_staff(clinic), ada)
    assert [(one.patient, one.why) for one in found] == [
        (likely, ("similar name", "same year of birth")),
        (family, ("same e-mail address",)),
    ]


def test_a_row_with_a_name_alone_is_brought_in_for_whom_a_double_became() -> None:
    diary = a_house()
    kept, merged, by = two(diary)
    Patient.objects.filter(id=merged.pk).update(name=kept.name)
    merged.refresh_from_db()
    join(kept, merged, by)
    report = brought(diary, f"{kept.name};;Adjustment;Sam Hill;2026-11-24;10:00")
    assert report.written
    assert Booking.objects.get().patient == kept
