"""The note of a visit: a draft of its author's, signed once, sealed against every door, with addenda."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import NOW, make_clinic, make_staff
from tests.journey.checks import code
from tests.journey.diary import Diary, at, booked, make_diary
from unknot.clinical.notes import EMPTY, Done, Note
from unknot.clinical.techniques import Level
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.profiles import record_facts
from unknot.journey.people.access import Actor
from unknot.journey.record.actions import link
from unknot.journey.record.models import Event
from unknot.journey.record.seals import SealedRow, broken, sealed
from unknot.journey.visit import notes, noting
from unknot.journey.visit.models import Addendum, Visit

pytestmark = pytest.mark.django_db
ROUTINE = replace(EMPTY, said="better", pain=3, advice="keep walking", step="continue")


def kept(diary: Diary | None = None, hour: int = 13, **fields: Any) -> Booking:
    booking = booked(diary or make_diary(), at(0, hour), **fields)
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.ARRIVED)
    return Booking.objects.select_related("from_check").get(id=booking.pk)


def written(by: Actor, booking: Booking, note: Note = ROUTINE) -> Visit:
    row = noting.begin(booking=booking, by=by, now=NOW)
    return noting.keep(visit=row, note=note, version=row.version, by=by, now=NOW)


def signed(note: Note = ROUTINE) -> tuple[Visit, Actor]:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking, note)
    return noting.sign(visit=row, version=row.version, by=by, now=NOW), by


def test_a_note_is_for_a_visit_that_was_kept_and_once() -> None:
    diary = make_diary()
    by = make_staff(diary.clinic, "clinician")
    expected = booked(diary, at(0, 15))
    assert code(noting.begin, booking=expected, by=by, now=NOW)[0] == "not_kept"
    booking = kept(diary)
    noting.begin(booking=booking, by=by, now=NOW)
    assert code(noting.begin, booking=booking, by=by, now=NOW)[0] == "begun"


def test_two_windows_do_not_overwrite_each_other() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking)
    assert code(noting.keep, visit=row, note=EMPTY, version=1, by=by, now=NOW)[0] == "changed"
    assert noting.note_of(Visit.objects.get()) == ROUTINE


def test_a_draft_is_its_authors() -> None:
    booking = kept()
    row = written(make_staff(booking.clinic, "clinician"), booking)
    other, desk = make_staff(booking.clinic, "clinician"), make_staff(booking.clinic)
    for act, more in ((noting.keep, {"note": EMPTY}), (noting.sign, {})):
        given: dict[str, Any] = {"visit": row, "version": row.version, "now": NOW, **more}
        assert code(act, **given, by=other)[0] == "author"
        assert code(act, **given, by=desk)[0] == "not_allowed"


def test_what_cannot_be_stored_is_refused_and_named() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking)
    wrong = replace(ROUTINE, pain=12)
    assert code(noting.keep, visit=row, note=wrong, version=row.version, by=by, now=NOW) == ("note", "pain")
    gap = noting.keep(visit=row, note=replace(ROUTINE, step=""), version=row.version, by=by, now=NOW)
    assert code(noting.sign, visit=gap, version=gap.version, by=by, now=NOW) == ("note", "step")


def test_a_row_with_an_open_caution_needs_its_reason_to_be_signed() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    thrust = Done("thrust", "lumbar", "L4", "left")
    row = written(by, booking, replace(ROUTINE, done=(thrust,)))
    assert code(noting.sign, visit=row, version=row.version, by=by, now=NOW) == ("note", "done.0")

    answered = replace(ROUTINE, done=(replace(thrust, reason="examined and settled today"),))
    row = noting.keep(visit=row, note=answered, version=row.version, by=by, now=NOW)
    assert noting.sign(visit=row, version=row.version, by=by, now=NOW).seal


def test_what_was_found_for_good_speaks_at_the_row() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    row = written(by, booking, replace(ROUTINE, done=(Done("thrust", "lumbar", "L4", "left"),)))
    assert fusion(row) == Level.ASK_FIRST
    record_facts(patient=booking.patient, facts={"fused_at": ["lumbar"]}, by=by, now=NOW)
    assert fusion(row) == Level.NEVER


def fusion(row: Visit) -> Level:
    return next(one.level for one in noting.said_at_rows(row) if one.caution.id == "CI-11")


def test_what_is_signed_is_refused_at_every_door() -> None:
    row, by = signed()
    for act, more in ((noting.keep, {"note": EMPTY}), (noting.sign, {})):
        assert code(act, visit=row, version=row.version, by=by, now=NOW, **more)[0] == "signed"
    addendum = noting.add(visit=row, words=" also the left knee ", by=by, now=NOW)
    assert addendum.words == "also the left knee"
    assert code(noting.add, visit=row, words=" ", by=by, now=NOW) == ("words", "words")
    for model, one, field in ((Visit, row, "content"), (Addendum, addendum, "words")):
        with pytest.raises(SealedRow):
            one.save()
        with pytest.raises(SealedRow):
            one.delete()
        with pytest.raises(SealedRow):
            model.objects.filter(id=one.pk).update(**{field: "{}"})
        with pytest.raises(SealedRow):
            model.objects.bulk_update([one], [field])
        with pytest.raises(SealedRow):
            model.objects.all().delete()


def test_a_draft_has_no_addenda() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    assert code(noting.add, visit=written(by, booking), words="more", by=by, now=NOW)[0] == "draft"


CHANGED = {
    "visit_visit": {
        "content": "'{}'",
        "knowledge_version": "'0'",
        "version": "9",
        "started_at": "'2020-01-01 00:00:00+00:00'",
        "signed_at": "'2020-01-01 00:00:00+00:00'",
        "signed_name": "'Eve'",
        "seal": "'00'",
    },
    "visit_addendum": {
        "words": "'nothing'",
        "signed_at": "'2020-01-01 00:00:00+00:00'",
        "signed_name": "'Eve'",
        "seal": "'00'",
    },
}


def test_verify_finds_every_field_that_was_changed() -> None:
    row, by = signed()
    noting.add(visit=row, words="also the knee", by=by, now=NOW)
    link(now=NOW)
    assert (sealed(row.clinic_id), list(broken(row.clinic_id))) == (2, [])
    call_command("verify")

    for table, columns in CHANGED.items():
        for column, value in columns.items():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {column} FROM {table}")  # names of this test
                (before,) = cursor.fetchone()
                cursor.execute(f"UPDATE {table} SET {column} = {value}")
            assert broken_rows(row), f"{table}.{column}"
            with pytest.raises(CommandError, match="broken"):
                call_command("verify")
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {column} = %s", [before])
    assert broken_rows(row) == []


def broken_rows(row: Visit) -> list[str]:
    return list(broken(row.clinic_id))


def test_the_signing_stands_in_the_chain_with_its_seal() -> None:
    row, _by = signed()
    told = Event.objects.filter(clinic_id=row.clinic_id, kind__startswith="visit.").order_by("id")
    assert [one.kind for one in told] == ["visit.note_begun", "visit.note_kept", "visit.note_signed"]
    assert told.latest("id").data["seal"] == row.seal


def test_copying_is_from_the_last_signed_note_of_the_same_person() -> None:
    first, by = signed(replace(ROUTINE, tender=("L4 left",)))
    booking = kept(Diary(*_parts(first)), hour=15, patient=first.patient)
    row = noting.begin(booking=booking, copy=True, by=by, now=NOW)

    note = noting.note_of(row)
    assert (note.advice, note.tender, note.said) == ("keep walking", ("L4 left",), "")
    assert note.copied == ("tender", "advice")


def _parts(visit: Visit) -> tuple[Any, ...]:
    booking = visit.booking
    return visit.clinic, booking.service, (booking.practitioner,), (booking.room,)


def test_unsigned_notes_wait_for_whoever_has_them_to_write() -> None:
    booking = kept()
    by = make_staff(booking.clinic, "clinician")
    later = NOW + timedelta(days=1)
    assert notes.unsigned(by, now=later, everybody=True) == (1, [booking])
    assert notes.unsigned(by, now=later, everybody=False) == (0, [])
    row = written(by, booking)
    assert notes.unsigned(by, now=later, everybody=False) == (1, [booking])
    assert notes.unsigned(by, now=NOW + timedelta(days=30), everybody=True) == (0, [])
    noting.sign(visit=row, version=row.version, by=by, now=NOW)
    assert notes.unsigned(by, now=later, everybody=True) == (0, [])


def test_notes_are_not_the_desks_nor_another_clinics() -> None:
    row, by = signed()
    assert notes.note(by, row.booking) == row
    assert code(notes.note, actor=make_staff(row.clinic), booking=row.booking)[0] == "not_allowed"
    assert notes.note(make_staff(make_clinic(), "clinician"), row.booking) is None
    assert notes.unsigned(make_staff(row.clinic), now=NOW, everybody=True) == (0, [])
