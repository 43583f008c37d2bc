"""Every decided check can be decided again: under its own edition the same, under today's with what changed
and why. The knowledge that decides is kept once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction

from tests.answers import BENIGN, EMERGENCY, URGENT
from tests.factories import NOW
from tests.journey.checks import begun, decided
from unknot.clinical.assess import assess, to_json
from unknot.clinical.knowledge import Knowledge
from unknot.clinical.questions import facts_from, read_answers
from unknot.clinical.urgency import Tier
from unknot.journey.check import editions
from unknot.journey.check.editions import kept, kept_for
from unknot.journey.check.facts import assessed
from unknot.journey.check.models import Check, Edition, KeptEdition
from unknot.journey.check.replaying import Replay, replay
from unknot.journey.people.models import Clinic
from unknot.knowledge.editions import load_edition, packed, shipped, unpacked
from unknot.knowledge.load import digest_of, knowledge

pytestmark = pytest.mark.django_db

KNOWN = knowledge()


def replayed(check: Check) -> Replay:
    again = replay(Check.objects.get(id=check.id))
    assert again
    return again


def shipped_files() -> dict[str, str]:
    content = shipped()
    assert content
    return unpacked(content)


def older() -> tuple[Knowledge, dict[str, str]]:
    """Today's knowledge as it might have been when the rules of EMERGENCY were held to be harmless."""
    fired = [flag.rule_id for flag in assess(facts_from(read_answers(EMERGENCY, KNOWN), KNOWN), KNOWN).flags]
    begins = "|".join(map(re.escape, fired))
    rule = re.compile(rf"(- id: (?:{begins})\n(?:    .*\n)*?    tier: )\w+")
    files = {name: rule.sub(r"\1clinic_visit_ok", text) for name, text in shipped_files().items()}
    return load_edition(files, digest_of(files))[0], files


def decided_long_ago(
    answers: dict[str, object], known: Knowledge, files: dict[str, str] | None, clinic: Clinic | None = None
) -> Check:
    """A check as an older version of the medicine decided and stored it."""
    check = decided(answers, clinic)
    assessment = assessed(check, known)
    models.QuerySet.update(
        Check.objects.filter(id=check.id),
        assessment=to_json(assessment),
        tier=assessment.tier,
        knowledge_version=known.version,
    )
    if files is not None:
        Edition.objects.create(
            digest=known.digest, version=known.version, files=packed(files), first_used_at=NOW
        )
    return Check.objects.get(id=check.id)


def test_deciding_keeps_the_knowledge_once() -> None:
    decided(BENIGN)
    decided(URGENT, at=NOW + timedelta(days=1))

    (edition,) = Edition.objects.all()
    assert (edition.digest, edition.version) == (knowledge().digest, knowledge().version)
    assert edition.first_used_at == NOW
    made, left_out = load_edition(unpacked(bytes(edition.files)), edition.digest)
    assert (made, left_out) == (knowledge(), ())
    assert (str(edition), [one.pk for one in editions.editions()]) == (knowledge().version, [edition.pk])


def test_beginning_and_answering_keep_nothing() -> None:
    begun()
    assert not Edition.objects.exists()


def test_a_decision_does_not_fail_because_files_were_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "shipped", lambda: None)
    assert decided(URGENT).tier == Tier.URGENT_SAME_DAY
    assert not Edition.objects.exists()


def test_an_edition_is_never_changed_nor_removed() -> None:
    decided(BENIGN)
    edition = Edition.objects.get()
    for attempt in (
        edition.save,
        edition.delete,
        Edition.objects.all().delete,
        lambda: Edition.objects.update(files=b""),
    ):
        with pytest.raises(KeptEdition), transaction.atomic():
            attempt()


def test_a_check_replays_the_same() -> None:
    again = replayed(decided(EMERGENCY))

    assert again.is_identical
    assert again.is_same_knowledge
    assert (again.places, again.differences) == ((), ())
    assert again.stored == again.again == again.today


def test_a_draft_has_nothing_to_replay() -> None:
    assert replay(begun()) is None


def test_answers_that_were_changed_since_are_noticed() -> None:
    check = decided(URGENT)
    models.QuerySet.update(Check.objects.filter(id=check.id), answers=dict(BENIGN))

    again = replayed(check)

    assert not again.is_identical
    assert "tier" in again.places


def test_an_older_check_replays_under_its_own_edition_and_says_what_changed() -> None:
    known, files = older()
    check = decided_long_ago(EMERGENCY, known, files)

    again = replayed(check)

    assert again.is_identical
    assert not again.is_same_knowledge
    assert again.stored.tier < again.today.tier == Tier.EMERGENCY_NOW
    assert again.differences[0].words.startswith("more urgent: ")
    why = {one.about: one.why for one in again.differences if one.words.count("counts otherwise")}
    assert set(why) == {flag.rule_id for flag in again.today.flags}
    assert all(words.startswith("its urgency changed from ") for words in why.values())


def test_a_check_whose_knowledge_was_not_kept_says_so_and_still_shows_today() -> None:
    known, _ = older()
    again = replayed(decided_long_ago(EMERGENCY, known, None))

    assert (again.again, again.is_identical) == (None, False)
    assert again.own.why_not == "That edition of the knowledge was not kept."
    assert again.today.tier == Tier.EMERGENCY_NOW
    assert {one.why for one in again.differences} == {""}


def test_an_edition_that_was_tampered_with_is_refused() -> None:
    known, files = older()
    name = next(name for name in files if name.startswith("triage/"))
    check = decided_long_ago(EMERGENCY, known, {**files, name: files[name] + "\n# changed\n"})

    assert "changed since they were kept" in replayed(check).own.why_not
    models.QuerySet.update(Edition.objects.filter(digest=known.digest), files=b"rubbish")
    assert "cannot be unpacked" in replayed(check).own.why_not


def test_answers_that_todays_questions_do_not_take_are_told() -> None:
    check = decided(BENIGN)
    models.QuerySet.update(Check.objects.filter(id=check.id), answers={**BENIGN, "of_old": True})

    again = replayed(check)

    assert [one.about for one in again.differences] == ["of_old"]
    assert "no such question" in again.differences[0].why


def test_todays_knowledge_needs_no_row(django_assert_num_queries: Any) -> None:
    check = decided(BENIGN)
    with django_assert_num_queries(0):
        assert kept_for(check).knowledge is knowledge()
    with django_assert_num_queries(1):
        assert kept("0" * 12).knowledge is None
