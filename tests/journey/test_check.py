"""The check as it happens: what was said is kept, an emergency decides at once, and what is decided stays as
it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.answers import BENIGN, EMERGENCY, SOON, URGENT, named
from tests.factories import NOW, make_check, make_clinic, make_episode, make_staff
from tests.journey.checks import answered, bearer, begun, code, decided, events
from unknot.clinical.urgency import Tier
from unknot.journey.check import actions, queries
from unknot.journey.check.facts import assessment_of, facts_of, tier_of
from unknot.journey.check.models import Alert, Check, CheckForm, Episode, SealedCheck
from unknot.journey.people.access import visitor
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

pytestmark = pytest.mark.django_db


# Answering


def test_begin_makes_a_draft_that_its_token_finds() -> None:
    check = begun(form=CheckForm.SHORT)
    assert (check.status, check.form, check.knowledge_version) == ("draft", "short", knowledge().version)
    assert queries.draft(check.token, now=NOW) == check
    assert queries.decided(check.token) is None
    assert queries.draft("", now=NOW) is None
    assert len({begun().token for _ in range(20)}) == 20
    assert events()[0] == "check.begun"


def test_a_draft_is_resumed_for_a_day() -> None:
    check = begun()
    assert queries.draft(check.token, now=NOW + queries.RESUMABLE_FOR) == check
    assert queries.draft(check.token, now=NOW + queries.RESUMABLE_FOR + timedelta(seconds=1)) is None


def test_a_caller_is_known_by_name_and_number_from_the_start() -> None:
    check = begun(contact_name=" Ada  B ", contact_phone=" 707 555  0134")
    assert (check.contact_name, check.contact_phone) == ("Ada B", "707 555 0134")


def test_answers_are_added_to_those_before() -> None:
    first, second, *_ = BENIGN
    check = begun()

    answered(check, {first: BENIGN[first]}, screen="one")
    answered(check, {second: "not_sure"}, screen="two")
    check = answered(check, {first: "not_sure"}, screen="one")

    assert check.answers == {first: "not_sure", second: "not_sure"}
    assert check.done_screens == ["one", "two"]
    assert events() == ["check.begun", *["check.answered"] * 3]


def test_none_takes_an_answer_back() -> None:
    first, second, *_ = BENIGN
    check = answered(begun(), {first: BENIGN[first], second: BENIGN[second]})
    assert answered(check, {first: None}).answers.keys() == {second}


def test_an_answer_given_to_a_stale_copy_keeps_what_was_said_meanwhile() -> None:
    first, second, *_ = BENIGN
    check = begun()
    stale = Check.objects.get(id=check.id)
    answered(check, {first: BENIGN[first]})
    assert answered(stale, {second: BENIGN[second]}).answers.keys() == {first, second}


def test_answers_that_cannot_be_read_are_named_and_nothing_is_kept() -> None:
    first, *_ = BENIGN
    check = begun()
    with pytest.raises(Refusal) as refused:
        answered(check, {first: "perhaps so", "no_such_question": True})
    assert refused.value.code == "invalid_answers"
    assert set(refused.value.details) == {first, "no_such_question"}
    check.refresh_from_db()
    assert (check.answers, events()) == ({}, ["check.begun"])


def test_an_answer_that_the_questions_no_longer_know_is_left_out() -> None:
    first, *_ = BENIGN
    check = make_check(make_clinic(), answers={"asked_last_year": True, first: BENIGN[first]})
    assert answered(check, {}).answers.keys() == {first}


def test_only_who_holds_the_token_may_answer() -> None:
    check, other = begun(), begun()
    given: dict[str, Any] = {"check": check, "answers": {}, "now": NOW}
    for stranger in (visitor(check.clinic), bearer(other), make_staff(make_clinic())):
        assert code(actions.answer, by=stranger, **given) == ("not_allowed", None)
    assert actions.answer(by=make_staff(check.clinic), **given) == check


def test_a_check_cannot_begin_in_an_episode_of_another_clinic() -> None:
    clinic = make_clinic()
    elsewhere = make_episode(make_clinic())
    given: dict[str, Any] = {"clinic": clinic, "episode": elsewhere, "by": visitor(clinic), "now": NOW}
    assert code(actions.begin, **given) == ("not_allowed", None)


# Deciding


@pytest.mark.parametrize(
    ("answers", "tier"),
    [
        (BENIGN, {Tier.CLINIC_VISIT_OK, Tier.SELF_CARE}),
        (SOON, {Tier.SEE_PHYSICIAN_SOON}),
        (URGENT, {Tier.URGENT_SAME_DAY}),
        (EMERGENCY, {Tier.EMERGENCY_NOW}),
        ({}, {Tier.URGENT_SAME_DAY}),
    ],
    ids=["benign", "soon", "urgent", "emergency", "nothing said"],
)
def test_decide_stores_what_came_out(answers: dict[str, object], tier: set[Tier]) -> None:
    check = decided(answers)
    check.refresh_from_db()
    assessment = assessment_of(check)
    assert assessment
    assert check.episode
    assert tier_of(check) in tier
    assert (assessment.tier, assessment.knowledge_version) == (tier_of(check), check.knowledge_version)
    assert (check.status, check.decided_at, check.episode.started_at) == ("decided", NOW, NOW)
    assert check.episode.booking_closed is (assessment.tier >= Tier.URGENT_SAME_DAY)
    assert queries.decided(check.token) == check
    assert queries.draft(check.token, now=NOW) is None


def test_decide_says_in_the_record_how_urgent_it_is_and_nothing_that_was_said() -> None:
    check = decided(URGENT)
    event = Event.objects.get(kind="check.decided")
    assert (event.subject_id, event.data["tier"]) == (str(check.id), "urgent_same_day")
    assert event.data.keys() == {"tier", "knowledge_version", "booking_closed"}
    assert event.before_digest != event.after_digest


def test_deciding_twice_decides_once() -> None:
    check = decided(URGENT)
    again = actions.decide(check=check, by=bearer(check), now=NOW + timedelta(hours=1))
    assert (again, again.decided_at) == (check, NOW)
    assert (Episode.objects.count(), Alert.objects.count(), events().count("check.decided")) == (1, 1, 1)


def test_an_emergency_decides_the_moment_it_is_said() -> None:
    sign = named(Tier.EMERGENCY_NOW)
    check = answered(begun(), {sign: True})
    assert (check.status, tier_of(check), check.answers) == ("decided", Tier.EMERGENCY_NOW, {sign: True})
    assert events() == ["check.begun", "check.answered", "check.decided", "check.alert_raised"]
    assert code(answered, check=check, answers={sign: False}) == ("already_decided", None)


def test_a_check_within_an_episode_never_opens_what_is_closed() -> None:
    clinic = make_clinic()
    episode = decided(EMERGENCY, clinic).episode
    again = decided(BENIGN, clinic, episode=episode)
    assert again.episode == episode
    assert Episode.objects.get().booking_closed is True


def test_a_decided_check_is_never_changed_or_removed() -> None:
    check = decided(BENIGN)
    check.answers = {}
    rows = Check.objects.filter(clinic=check.clinic)
    attempts: list[Any] = [
        check.save,
        lambda: check.save(update_fields=["tier", "contact_name"]),
        check.delete,
        rows.delete,
        lambda: rows.update(tier=0),
        lambda: Check.objects.bulk_update([check], ["tier"]),
    ]
    for attempt in attempts:
        with pytest.raises(SealedCheck), transaction.atomic():
            attempt()
    assert facts_of(Check.objects.get(), knowledge()) == facts_of(decided(BENIGN), knowledge())


def test_a_draft_may_be_removed_when_nobody_came_back() -> None:
    begun().delete()
    begun()
    Check.objects.all().delete()
    assert Check.objects.count() == 0
