"""Looking again at a plan in force: how it stands by the record, the decision and what follows from it; the
letters that go to another house."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_check, make_clinic, make_staff
from tests.journey.checks import code, events
from tests.journey.diary import Diary, at, booked, make_diary
from tests.journey.test_notes import ROUTINE
from tests.journey.test_written_plans import a_check, agreed, drafted
from unknot.clinical.notes import Done, Note
from unknot.clinical.reevaluation import Measured
from unknot.clinical.urgency import Tier
from unknot.journey.book.models import Booking, BookingStatus, Service
from unknot.journey.check import queries as checks
from unknot.journey.check.actions import end_episode
from unknot.journey.check.alerting import close_alert, raise_alert
from unknot.journey.check.models import Alert, CheckStatus, Episode
from unknot.journey.check.profiles import Told, write_profile
from unknot.journey.people.access import SYSTEM, Actor
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.record.seals import SealedRow, broken
from unknot.journey.visit import lettering, notes, noting
from unknot.journey.visit.models import Letter, Reevaluation
from unknot.journey.visit.reevaluating import look_again
from unknot.journey.visit.standing import Standing, standing, standings

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(weeks=4)
ASKED = Measured(
    pain=6,
    goals=(3,),
    global_change=4,
    new_red_flag=False,
    new_leg_symptoms=False,
    leg_symptoms=False,
    contraindications_checked=True,
)


def a_plan(pains: tuple[int, ...] = (7, 6)) -> tuple[CarePlan, Actor]:
    """In force, with a signed note for each pain value, a day apart."""
    row = agreed()
    diary = make_diary(clinic=row.clinic)
    by = make_staff(row.clinic, "clinician")
    for day, pain in enumerate(pains):
        a_note(row, diary, by, day, replace(ROUTINE, pain=pain))
    return CarePlan.objects.select_related("clinic", "episode").get(id=row.pk), by


def a_note(row: CarePlan, diary: Diary, by: Actor, day: int, note: Note) -> None:
    booking = booked(diary, at(day, 13), patient=row.patient)
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.ARRIVED, episode=row.episode)
    booking = Booking.objects.select_related("from_check").get(id=booking.pk)
    when = at(day, 14)
    visit = noting.begin(booking=booking, by=by, now=when)
    visit = noting.keep(visit=visit, note=note, version=visit.version, by=by, now=when)
    noting.sign(visit=visit, version=visit.version, by=by, now=when)


def of(row: CarePlan, by: Actor, now: datetime = LATER) -> Standing:
    found = standing(by, row, now=now)
    assert found is not None
    return found


def decide(row: CarePlan, by: Actor, outcome: str = "change", **given: Any) -> Reevaluation:
    said = {"measured": ASKED, "reasons": "no better", "now": LATER, **given}
    return look_again(care_plan=row, outcome=outcome, by=by, **said)


def test_the_standing_is_what_the_record_holds() -> None:
    row, by = a_plan((7, 5, 6))
    found = of(row, by)
    assert (found.course.visits, found.course.pain_at_start, found.measured.pain) == (3, 7.0, 6)
    assert found.course.weeks == pytest.approx(4, abs=0.3)
    assert found.course.goals[0].activity == "lift my daughter"
    assert found.measured.leg_symptoms is False
    assert found.measured.new_red_flag is None
    assert "ST-01" in [one.rule.id for one in found.open], "nobody asked since the plan"
    assert [one.value for one in found.pains] == [7, 5, 6]


def test_one_value_is_no_change_and_the_check_speaks_where_no_note_does() -> None:
    row, by = a_plan((7,))
    assert of(row, by).measured.pain is None
    fresh = agreed(a_check(email="other@example.org"))
    (pain,) = of(fresh, make_staff(fresh.clinic, "clinician")).pains
    assert pain.where == "check, at its worst"


def test_who_may_not_read_notes_reads_no_standing() -> None:
    row, _ = a_plan(())
    assert standing(make_staff(row.clinic, "front_desk"), row, now=LATER) is None
    assert standing(make_staff(make_clinic(slug="other"), "clinician"), row, now=LATER) is None


def test_many_courses_take_the_same_questions() -> None:
    row, by = a_plan()
    with CaptureQueriesContext(connection) as one:
        standings(by, [row], now=LATER)
    again = agreed(a_check(email="b@example.org"))
    by_both = replace(by, clinic_id=row.clinic_id)
    with CaptureQueriesContext(connection) as two:
        standings(by_both, [row, again], now=LATER)
    assert len(one) == len(two) == 4


def test_a_decision_is_signed_and_told() -> None:
    row, by = a_plan()
    made = decide(row, by)
    assert (made.outcome, made.visits, made.pain_at_start) == ("change", 2, 7.0)
    assert [one["id"] for one in made.spoken if not one["missing"]] == ["ST-02"]
    assert "visit.looked_again" in events()
    assert not list(broken(row.clinic_id))
    with pytest.raises(SealedRow):
        made.save()
    with pytest.raises(SealedRow):
        Reevaluation.objects.update(reasons="cured")
    assert of(row, by).looked == LATER


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"outcome": "continue", "reasons": " "}, ("reevaluation", "reasons")),
        ({"outcome": "cure"}, ("reevaluation", "outcome")),
        ({"measured": Measured()}, ("reevaluation", "pain")),
        ({"measured": replace(ASKED, pain=12)}, ("reevaluation", "pain")),
    ],
)
def test_what_stands_against_it_is_named_and_nothing_is_written(
    given: dict[str, Any], expected: tuple[str, str]
) -> None:
    row, by = a_plan()
    assert code(decide, row=row, by=by, **given) == expected
    assert not Reevaluation.objects.exists()


def test_only_a_plan_in_force_is_looked_at_and_by_a_clinician() -> None:
    row, _ = a_plan()
    assert code(decide, row=row, by=make_staff(row.clinic))[0] == "not_allowed"
    draft = drafted(a_check(email="d@example.org"))
    assert code(decide, row=draft, by=make_staff(draft.clinic, "clinician"))[0] == "changed"


def test_a_new_warning_sign_closes_hands_on_care_and_calls_the_desk() -> None:
    row, by = a_plan()
    flagged = replace(ASKED, new_red_flag=True)
    assert code(decide, row=row, by=by, measured=flagged)[0] == "reevaluation"
    assert not Alert.objects.exists()

    decide(row, by, "refer", measured=flagged, reasons="new weakness of the foot")

    episode = Episode.objects.get(id=row.episode_id)
    assert episode.booking_closed
    (alert,) = Alert.objects.all()
    assert "new weakness of the foot" in alert.reason
    assert alert.tier == Tier.URGENT_SAME_DAY
    assert code(decide, row=row, by=by, outcome="discharge")[0] == "held"
    assert CarePlan.objects.get(id=row.pk).status == PlanStatus.AGREED, "nothing half ended"


def test_a_discharge_ends_the_plan_and_the_bout() -> None:
    row, by = a_plan((7, 1))
    decide(row, by, "discharge", measured=replace(ASKED, pain=1, satisfied=True), reasons="back at work")
    row.refresh_from_db()
    assert row.status == PlanStatus.ENDED
    assert row.ended_why == "Discharged: back at work"
    assert Episode.objects.get(id=row.episode_id).ended_at == LATER
    assert "check.episode_ended" in events()


def test_a_bout_does_not_end_while_a_warning_stands() -> None:
    row, by = a_plan(())
    alert = raise_alert(
        clinic=row.clinic,
        kind="wording",
        reason="Written in a note",
        tier=Tier.SEE_PHYSICIAN_SOON,
        now=NOW,
        episode=row.episode,
        by=SYSTEM,
    )
    given: dict[str, Any] = {"episode": row.episode, "by": by, "now": LATER}
    assert code(end_episode, reason="done", **given)[0] == "alerts"
    close_alert(alert=alert, word="seen", by=by, now=LATER)
    assert code(end_episode, reason=" ", **given) == ("reason_missing", "reason")
    end_episode(reason="done", **given)
    assert code(end_episode, reason="done", **given)[0] == "ended"
    assert not checks.held_back(row.patient)


@pytest.mark.parametrize(("tier", "said"), [(Tier.SELF_CARE, False), (Tier.SEE_PHYSICIAN_SOON, True)])
def test_a_check_since_the_plan_answers_for_the_warning_signs(tier: Tier, said: bool) -> None:
    row, by = a_plan()
    decided_at = NOW + timedelta(days=3)
    fields = {"status": CheckStatus.DECIDED, "tier": tier, "decided_at": decided_at}
    make_check(row.clinic, episode=row.episode, **fields)
    assert of(row, by).measured.new_red_flag is said


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
    assert "(ST-02)" in said["course"]
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
