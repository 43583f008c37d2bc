"""Looking again at a plan in force: how it stands by the record, the decision and what follows from it."""

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
from unknot.clinical.notes import Note
from unknot.clinical.reevaluation import Measured
from unknot.clinical.urgency import Tier
from unknot.journey.book.models import Booking, BookingStatus, Service
from unknot.journey.check import queries as checks
from unknot.journey.check.actions import end_episode
from unknot.journey.check.alerting import close_alert, raise_alert
from unknot.journey.check.models import Alert, CheckStatus, Episode
from unknot.journey.people.access import SYSTEM, Actor
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.record.seals import SealedRow, broken
from unknot.journey.visit import noting
from unknot.journey.visit.models import Reevaluation
from unknot.journey.visit.reevaluating import look_again
from unknot.journey.visit.standing import Standing, speaking, standing, standings

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(weeks=4, days=1)
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


def whys(by: Actor, now: datetime = LATER) -> list[str]:
    return [one.why for one in speaking(by, now=now)]


def test_the_worklist_says_which_rule_speaks_or_waits_for_a_measure() -> None:
    row, by = a_plan()
    assert whys(by, NOW + timedelta(days=2)) == ["To measure: not better at visit 2? (ST-02)"]
    assert whys(by) == ["To measure: under 30% better after 6 visits or 4 weeks? (ST-04)"]
    assert whys(make_staff(row.clinic)) == []
    decide(row, by)
    assert whys(by, LATER + timedelta(days=1)) == [], "somebody has looked"
    a_note(row, Diary(row.clinic, Service.objects.get(), (), ()), by, 29, replace(ROUTINE, pain=7))
    (again,) = whys(by, LATER + timedelta(days=9))
    assert "(ST-04)" in again


def test_a_decision_is_signed_and_told() -> None:
    row, by = a_plan()
    made = decide(row, by)
    assert (made.outcome, made.visits, made.pain_at_start) == ("change", 2, 7.0)
    assert [one["id"] for one in made.spoken if not one["missing"]] == ["ST-04"]
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
