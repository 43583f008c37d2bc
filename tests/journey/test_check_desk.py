"""What a check means for the desk: alerts, calls back, who reads what, and what opens booking."""

from datetime import timedelta
from typing import Any

import pytest

from tests.answers import BENIGN, EMERGENCY, SOON, URGENT, private_sign
from tests.factories import NOW, make_clinic, make_episode, make_patient, make_staff
from tests.journey.checks import bearer, begun, code, decided, events
from unknot.clinical.urgency import Tier
from unknot.journey.check import actions, alerting, queries
from unknot.journey.check.facts import PRIVATE_SIGN
from unknot.journey.check.models import Alert, Check, Episode
from unknot.journey.outbox.actions import queue
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import visitor
from unknot.journey.people.models import Role
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


# Alerts


@pytest.mark.parametrize(
    ("answers", "tiers"),
    [(BENIGN, []), (SOON, []), (URGENT, [3]), (EMERGENCY, [4]), ({}, [3])],
    ids=["benign", "soon", "urgent", "emergency", "nothing said"],
)
def test_urgent_results_call_the_desk_at_once(answers: dict[str, object], tiers: list[int]) -> None:
    check = decided(answers)
    alerts = queries.open_alerts(make_staff(check.clinic))
    assert [alert.tier for alert in alerts] == tiers
    for alert in alerts:
        assert (alert.role, alert.due_at, alert.from_check, alert.episode) == (
            "front_desk",
            NOW,
            check,
            check.episode,
        )
        assert len(alert.reason) > 5


def test_open_alerts_stand_most_urgent_first_then_longest_waiting() -> None:
    clinic = make_clinic()
    urgent = [decided(URGENT, clinic), decided(URGENT, clinic)]
    emergency = decided(EMERGENCY, clinic)
    decided(EMERGENCY, make_clinic())
    alerts = queries.open_alerts(make_staff(clinic))
    assert [alert.from_check for alert in alerts] == [emergency, *urgent]


@pytest.mark.parametrize("checks", [1, 3])
def test_open_alerts_cost_one_query(checks: int, django_assert_num_queries: Any) -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    for _ in range(checks):
        actions.name_patient(
            episode=episode_of(decided(URGENT, clinic)), patient=make_patient(clinic), by=desk, now=NOW
        )
    with django_assert_num_queries(1):
        alerts = queries.open_alerts(desk)
        assert len([(alert.episode, alert.episode and alert.episode.patient) for alert in alerts]) == checks


def episode_of(check: Check) -> Episode:
    assert check.episode
    return check.episode


def test_close_alert_keeps_who_and_with_which_word() -> None:
    clinic = make_clinic()
    decided(URGENT, clinic)
    desk = make_staff(clinic)
    (alert,) = queries.open_alerts(desk)
    queue(clinic_id=clinic.pk, to="d@example.org", kind="alert", context={}, key="k", subject=alert, now=NOW)

    closed = alerting.close_alert(alert=alert, word=" Sent to the hospital ", by=desk, now=NOW)

    assert (str(closed.closed_by_id), closed.closed_at) == (desk.id, NOW)
    assert closed.closing_word == "Sent to the hospital"
    assert queries.open_alerts(desk) == []
    assert queries.closed_alerts(desk) == [alert]
    assert Event.objects.get(kind="check.alert_closed").reason == "Sent to the hospital"
    assert Message.objects.get().status == "withdrawn"
    assert code(alerting.close_alert, alert=alert, word="Me too", by=desk, now=NOW) == (
        "already_closed",
        None,
    )


def test_close_alert_needs_a_word_and_staff_of_the_clinic() -> None:
    clinic = make_clinic()
    check = decided(URGENT, clinic)
    alert = Alert.objects.get()
    given: dict[str, Any] = {"alert": alert, "now": NOW}
    assert code(alerting.close_alert, word=" ", by=make_staff(clinic), **given) == ("word_missing", "word")
    for stranger in (bearer(check), visitor(clinic), make_staff(make_clinic(), Role.OWNER)):
        assert code(alerting.close_alert, word="done", by=stranger, **given) == ("not_allowed", None)
    assert Alert.objects.get().closed_at is None


# Calls back


def test_leaving_a_number_turns_the_alert_into_a_call() -> None:
    check = decided(URGENT)
    given: dict[str, Any] = {"check": check, "by": bearer(check), "now": NOW}

    alert = alerting.leave_contact(name=" Ada  B ", phone="(707) 555-0134", **given)

    check.refresh_from_db()
    assert (check.contact_name, check.contact_phone) == ("Ada B", "(707) 555-0134")
    assert (alert, alert.kind) == (Alert.objects.get(), "call_back")
    assert "check.contact_left" in events()
    assert code(alerting.leave_contact, name="", phone="7075550134", **given) == ("name_missing", "name")
    assert code(alerting.leave_contact, name="Ada", phone="soon", **given) == ("phone_invalid", "phone")


@pytest.mark.parametrize(("answers", "hours"), [(BENIGN, 24), (SOON, 4)], ids=["benign", "soon"])
def test_whoever_is_not_urgent_may_ask_for_a_call_too(answers: dict[str, object], hours: int) -> None:
    check = decided(answers)
    alert = alerting.leave_contact(check=check, name="Ada", phone="707 555 0134", by=bearer(check), now=NOW)
    assert (alert.due_at, alert.kind) == (NOW + timedelta(hours=hours), "call_back")


# Who reads what


def test_the_desk_sees_how_urgent_and_not_what_is_private() -> None:
    check = decided({**BENIGN, private_sign(): True})
    desk, clinician = make_staff(check.clinic), make_staff(check.clinic, Role.CLINICIAN)

    seen_by_desk = queries.reading(desk, check)
    seen_by_clinician = queries.reading(clinician, check)

    assert seen_by_desk
    assert seen_by_clinician
    assert seen_by_desk.hides_private
    assert [flag.rule_id for flag in seen_by_desk.flags] == [flag.rule_id for flag in seen_by_clinician.flags]
    said = {one.question_id for flag in seen_by_desk.flags for one in flag.because}
    told = {one.question_id for flag in seen_by_clinician.flags for one in flag.because}
    assert private_sign() in told - said
    assert [flag.title for flag in seen_by_desk.flags] == [PRIVATE_SIGN]
    assert [alert.reason for alert in queries.open_alerts(desk)] == [PRIVATE_SIGN]
    assert queries.reading(bearer(check), check) == seen_by_clinician


def test_checks_are_read_by_their_own_clinic_only() -> None:
    clinic = make_clinic()
    check = decided(BENIGN, clinic)
    draft = begun(clinic)
    desk, elsewhere = make_staff(clinic), make_staff(make_clinic())
    assert queries.recent(desk) == [check]
    assert queries.check(desk, check.id) == check
    assert queries.episode(desk, episode_of(check).id) == check.episode
    assert queries.recent(elsewhere) == []
    assert queries.check(elsewhere, check.id) is None
    assert queries.reading(elsewhere, check) is None
    assert queries.reading(desk, draft) is None
    with pytest.raises(Refusal):
        queries.open_alerts(visitor(clinic))


# What opens booking


def why_not(check: Check, *, hands_on: bool = True, after: timedelta = timedelta(0)) -> str:
    refusal = queries.refusal_to_book(check, hands_on=hands_on, now=NOW + after)
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("answers", "hands_on", "hands_off"),
    [
        (BENIGN, "", ""),
        (SOON, "not_offered", ""),
        (URGENT, "booking_closed", "booking_closed"),
        (EMERGENCY, "booking_closed", "booking_closed"),
    ],
    ids=["benign", "soon", "urgent", "emergency"],
)
def test_the_result_says_what_may_be_booked(
    answers: dict[str, object], hands_on: str, hands_off: str
) -> None:
    check = decided(answers)
    assert (why_not(check), why_not(check, hands_on=False)) == (hands_on, hands_off)


def test_a_draft_and_an_old_check_open_nothing() -> None:
    check = decided(BENIGN)
    assert why_not(begun()) == "not_decided"
    assert why_not(check, after=queries.HOLDS_FOR) == ""
    assert why_not(check, after=queries.HOLDS_FOR + timedelta(seconds=1)) == "stale"


def test_a_clinician_opens_booking_and_says_why() -> None:
    check = decided(URGENT)
    episode = episode_of(check)
    given: dict[str, Any] = {"episode": episode, "now": NOW}
    for role in (Role.FRONT_DESK, Role.OWNER):
        actor = make_staff(check.clinic, role)
        assert code(actions.open_booking, reason="ok", by=actor, **given) == ("not_allowed", None)
    clinician = make_staff(check.clinic, Role.CLINICIAN)
    assert code(actions.open_booking, reason=" ", by=clinician, **given) == ("reason_missing", "reason")

    actions.open_booking(reason="Seen in hospital, scan clear", by=clinician, **given)

    again = Check.objects.select_related("episode").get(id=check.id)
    assert (why_not(again), tier_of_row(again)) == ("", Tier.URGENT_SAME_DAY)
    assert Event.objects.get(kind="check.booking_opened").reason == "Seen in hospital, scan clear"
    assert code(actions.open_booking, reason="again", by=clinician, **given) == ("already_open", None)


def test_a_clinician_opens_hands_on_care_after_the_physician_until_the_next_check() -> None:
    check = decided(SOON)
    clinician = make_staff(check.clinic, Role.CLINICIAN)
    given: dict[str, Any] = {"episode": episode_of(check), "by": clinician}
    actions.open_booking(reason="Her physician has seen her: no fracture", now=NOW, **given)

    again = Check.objects.select_related("episode").get(id=check.id)
    assert why_not(again) == ""
    assert code(actions.open_booking, reason="again", now=NOW, **given) == ("already_open", None)

    later = decided(SOON, check.clinic, episode=episode_of(again), at=NOW + timedelta(hours=1))
    assert why_not(Check.objects.select_related("episode").get(id=later.id)) == "not_offered"
    actions.open_booking(reason="Asked again", now=NOW + timedelta(hours=2), **given)
    assert why_not(Check.objects.select_related("episode").get(id=later.id)) == ""


def tier_of_row(check: Check) -> Tier:
    assert check.tier is not None
    return Tier(check.tier)


def test_an_episode_belongs_to_one_patient_and_stays_theirs() -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    episode = episode_of(decided(URGENT, clinic))
    ada, ben = make_patient(clinic), make_patient(clinic)

    actions.name_patient(episode=episode, patient=ada, by=desk, now=NOW)
    actions.name_patient(episode=episode, patient=ada, by=desk, now=NOW)

    given: dict[str, Any] = {"by": desk, "now": NOW}
    assert code(actions.name_patient, episode=episode, patient=ben, **given) == ("not_their_check", None)
    elsewhere = make_patient(make_clinic())
    free = make_episode(clinic)
    assert code(actions.name_patient, episode=free, patient=elsewhere, **given) == ("not_their_check", None)
    assert events().count("check.patient_named") == 1
    assert (queries.closed_episode(ada), queries.closed_episode(ben)) == (episode, None)
