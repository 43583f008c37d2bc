"""Letters that go to another house: drafted from the record, a draft of their author's, signed and sealed."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from tests.factories import NOW, make_staff
from tests.journey.checks import code, events
from tests.journey.diary import Diary
from tests.journey.test_looking_again import LATER, a_note, a_plan, decide
from tests.journey.test_notes import ROUTINE
from unknot.clinical.notes import Done
from unknot.journey.book.models import Service
from unknot.journey.check.profiles import Told, write_profile
from unknot.journey.people.access import Actor
from unknot.journey.record.seals import SealedRow, broken
from unknot.journey.visit import lettering, notes
from unknot.journey.visit.models import Letter

pytestmark = pytest.mark.django_db


def a_letter(kind: str = "referral", pains: tuple[int, ...] = (7, 6)) -> tuple[Letter, Actor]:
    row, by = a_plan(pains)
    write_profile(patient=row.patient, told=Told(medicines="ibuprofen"), by=by, now=NOW)
    if pains:
        decide(row, by, "refer", reasons="Please look at the leg.")
    return lettering.begin_letter(episode=row.episode, kind=kind, by=by, now=LATER), by


def said_in(letter: Letter) -> dict[str, str]:
    return {one.id: one.words for one in lettering.sections_of(letter)}


def test_a_letter_is_drafted_from_the_record() -> None:
    letter, _ = a_letter()
    said = said_in(letter)
    assert said["asked"] == "Please look at the leg."
    assert "Back trouble since" in said["story"]
    assert said["person"] == "Medicines: ibuprofen"
    assert said["done"] == "2 visits."
    assert "Pain, 0 to 10: 7 (" in said["course"]
    assert "“lift my daughter”, 0 to 10: 3 at the start, 3 now." in said["course"]
    assert "(ST-04)" in said["course"]
    assert (said_in(a_letter("discharge", pains=())[0]))["ending"] == ""


def test_what_was_found_and_done_is_in_the_letter() -> None:
    row, by = a_plan(())
    heat = Done("heat", "lumbar", "L4", "left", reason="felt and looked at")
    note = replace(
        ROUTINE,
        motion={"flexion": "painful"},
        screen="clear",
        tender=("L4 left",),
        found="guards the left side",
        done=(heat, heat),
    )
    a_note(row, Diary(row.clinic, Service.objects.get(), (), ()), by, 0, note)
    said = said_in(lettering.begin_letter(episode=row.episode, kind="discharge", by=by, now=LATER))
    assert said["found"].splitlines() == [
        "Movement: bending forward painful.",
        "Neurological screen: nothing found.",
        "Tender: L4 left.",
        "guards the left side",
    ]
    assert "lumbar, 2 times." in said["done"]
    assert said["after"] == "keep walking"


def test_a_letter_is_changed_signed_and_then_sealed() -> None:
    letter, by = a_letter()
    words = {**said_in(letter), "asked": "See him this week, please. "}
    given: dict[str, Any] = {"letter": letter, "by": by, "now": LATER}
    assert code(lettering.sign_letter, version=1, **given) == ("letter", "to")
    kept = lettering.keep_letter(to=" Dr. Ada Stone ", words=words, version=1, **given)
    assert said_in(kept)["asked"] == "See him this week, please."
    assert code(lettering.keep_letter, to="", words={}, version=1, **given)[0] == "changed"
    assert code(lettering.keep_letter, to="x" * 301, words={}, version=2, **given) == ("letter", "to")

    signed = lettering.sign_letter(version=2, **given)

    assert (signed.to, signed.signed_name) == ("Dr. Ada Stone", by.name)
    assert not list(broken(letter.clinic_id))
    for act, more in ((lettering.keep_letter, {"to": "", "words": {}}), (lettering.sign_letter, {})):
        assert code(act, version=2, **given, **more)[0] == "signed"
    assert code(lettering.discard_letter, **given)[0] == "signed"
    with pytest.raises(SealedRow):
        signed.delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE visit_letter SET \"to\" = 'somebody else'")
    assert list(broken(letter.clinic_id)) == [f"letter {signed.pk} was changed after it was signed"]


def test_a_draft_is_its_authors_and_may_be_discarded() -> None:
    letter, by = a_letter(pains=())
    other = make_staff(letter.clinic, "clinician")
    assert code(lettering.discard_letter, letter=letter, by=other, now=LATER)[0] == "author"
    desk = make_staff(letter.clinic)
    assert code(lettering.begin_letter, episode=letter.episode, kind="referral", by=desk, now=LATER)[0] == (
        "not_allowed"
    )
    assert notes.letters_in(desk, letter.episode, limit=9) == []
    assert notes.looked_in(desk, letter.episode, limit=9) == []
    assert notes.letter(by, letter.pk) == letter
    given: dict[str, Any] = {"episode": letter.episode, "by": by, "now": LATER}
    assert code(lettering.begin_letter, kind="poem", **given) == ("kind", "kind")
    lettering.discard_letter(letter=letter, by=by, now=LATER)
    assert code(lettering.discard_letter, letter=letter, by=by, now=LATER)[0] == "not_found"
    assert "visit.letter_discarded" in events()
