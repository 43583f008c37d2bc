"""The trace of an assessment: every rule with its marks, answers and sources; what is private stays private;
what today's knowledge would say."""

import re
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN, EMERGENCY, private_sign
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.checks import begun, decided
from tests.journey.test_replay import decided_long_ago, older
from unknot.clinical.reading_aloud import lines, read_aloud
from unknot.interfaces.web.pages.desk.tracing import Node, Tracer
from unknot.journey.check.facts import PRIVATE_SIGN, answers_of, assessment_of, facts_of
from unknot.journey.check.models import Check
from unknot.journey.people.models import Role
from unknot.knowledge.load import knowledge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

__all__ = ["a_moment"]  # a fixture

KNOWN = knowledge()
# Enough for rules that are up, rules that could be, causes for and against, and a private answer.
SAID: dict[str, object] = {
    **BENIGN,
    "age": 62,
    "fever": True,
    "saddle_numbness": "new",
    "leg_pain": "both",
    "both_legs_course": "new",
}
OPEN = {key: value for key, value in BENIGN.items() if key not in ("fever", private_sign())}


@pytest.fixture
def clinician(client: Client) -> Desk:
    return desk_of(client, Role.CLINICIAN)


def page(desk: Desk, check: Check, status: int = 200) -> str:
    response = desk.client.get(reverse("desk-trace", args=[check.id]))
    assert response.status_code == status
    return words(response)


def test_every_rule_that_is_up_is_traced_to_its_answers_and_sources(clinician: Desk) -> None:
    check = decided(SAID, clinician.clinic)
    assessment = assessment_of(check)
    assert assessment
    said = page(clinician, check)

    assert len(assessment.flags) > 3
    for flag in assessment.flags:
        rule = KNOWN.rule(flag.rule_id)
        assert f"Rule {rule.id} as it stands today" in said
        assert all(line.strip().removesuffix(":") in said for line in lines(read_aloud(rule.when, KNOWN)))
        assert all(KNOWN.sources[source].citation in said for source in rule.sources)
    assert "✓ The same, to the last word" in said
    assert "Still the same edition" in said
    assert "(Yes, this is new)" in said


def test_marks_are_what_the_answers_make_of_the_rule() -> None:
    check = decided(SAID)
    answers, facts = answers_of(check, KNOWN), facts_of(check, KNOWN)
    assessment = assessment_of(check)
    assert assessment

    traced = Tracer(KNOWN, answers, private=True).rules((*assessment.flags, *assessment.open))

    def all_nodes(node: Node) -> list[Node]:
        return [node, *(below for part in node.parts for below in all_nodes(part))]

    for one in traced:
        assert one.node
        holds = KNOWN.rule(one.finding.rule_id).when.holds(facts)
        assert one.node.mark == ("unknown" if holds is None else "true" if holds else "false")
        assert {node.mark for node in all_nodes(one.node)} <= {"true", "false", "unknown"}
        assert all(node.said for node in all_nodes(one.node) if not node.parts)


def test_rules_that_could_still_be_up_say_what_is_missing(clinician: Desk) -> None:
    said = page(clinician, decided(OPEN, clinician.clinic))

    assert "Rules that could still be up" in said
    assert "What is missing" in said
    assert KNOWN.questions["fever"].ask in said
    assert "No answer" in said


def test_causes_say_what_counts_for_and_against_and_how_much(clinician: Desk) -> None:
    said = page(clinician, decided(SAID, clinician.clinic))
    causes = said.partition("What it may be, and why")[2]

    assert "speaks" in causes
    assert "times more often with it than without it" in causes
    assert "not re-verified" in causes or "our own decision" in causes


def test_of_findings_that_say_the_same_the_weaker_one_says_that_it_does_not_count() -> None:
    check = decided({**SAID, "leg_pain_below_knee": True})
    assessment = assessment_of(check)
    assert assessment
    facts = facts_of(check, KNOWN)

    for cause in Tracer(KNOWN, answers_of(check, KNOWN), private=True).causes(assessment):
        groups = [one.group for one in cause.weighed if one.group and "does not count" not in one.weight]
        assert len(groups) == len(set(groups))
        known = KNOWN.cause(cause.result.cause_id)
        held = {finding.words for finding in known.findings if finding.when.holds(facts)}
        assert {one.words for one in cause.weighed} >= held


def test_what_was_heard_in_free_text_is_traced_to_the_words(clinician: Desk) -> None:
    text = next(question for question in KNOWN.order if question.type == "text")
    check = decided({**BENIGN, text.id: "since this morning I cannot pass water at all"}, clinician.clinic)
    said = page(clinician, check)

    assert "cannot pass water" in said
    assert "The net under free text heard it" in said


def test_the_owner_sees_the_trace_without_private_answers(client: Client) -> None:
    owner = desk_of(client, Role.OWNER)
    check = decided({**BENIGN, private_sign(): True}, owner.clinic)
    assessment = assessment_of(check)
    assert assessment
    (flag, *_) = assessment.flags

    said = page(owner, check)

    assert PRIVATE_SIGN in said
    assert flag.title not in said
    question = KNOWN.questions[private_sign()]
    assert question.ask not in said
    assert question.because not in said


def test_the_owner_learns_nothing_private_from_any_rule_or_cause(client: Client) -> None:
    """A rule that also looks at a private answer would give it away by its marks."""
    owner = desk_of(client, Role.OWNER)
    private = [question for question in KNOWN.order if question.private]
    for answers in (SAID, OPEN, {**SAID, "fever": "not_sure"}):
        said = page(owner, decided(answers, owner.clinic))
        told = [question.id for question in private if question.ask in said or question.label in (said, "?")]
        assert told == []
        assert all(rule.id not in said for rule in KNOWN.rules if rests_on_private(rule.when.facts()))


def rests_on_private(facts: frozenset[str]) -> bool:
    return any(KNOWN.by_fact[fact].private for fact in facts)


def test_the_front_desk_may_not_see_the_trace_and_is_not_led_there(client: Client) -> None:
    front = desk_of(client, Role.FRONT_DESK)
    check = decided(SAID, front.clinic)

    page(front, check, status=403)
    assert reverse("desk-trace", args=[check.id]) not in words(
        client.get(reverse("desk-check", args=[check.id]))
    )


def test_the_check_leads_to_its_trace(clinician: Desk) -> None:
    check = decided(SAID, clinician.clinic)
    sheet = words(clinician.client.get(reverse("desk-check", args=[check.id])))
    assert reverse("desk-trace", args=[check.id]) in sheet


def test_drafts_and_checks_of_others_are_not_found(clinician: Desk) -> None:
    page(clinician, begun(clinician.clinic), status=404)
    page(clinician, decided(EMERGENCY), status=404)


def test_an_older_check_says_what_today_would_say_and_why(clinician: Desk) -> None:
    known, files = older()
    check = decided_long_ago(EMERGENCY, known, files, clinician.clinic)

    said = page(clinician, check)

    assert "What today’s knowledge would say" in said
    assert "✓ The same, to the last word" in said
    assert f"Today: {KNOWN.routes['emergency_now'].name}" in said
    assert "Why: its urgency changed from" in said
    assert known.version in said


def test_a_check_that_does_not_repeat_says_so(clinician: Desk) -> None:
    check = decided(EMERGENCY, clinician.clinic)
    models.QuerySet.update(Check.objects.filter(id=check.id), answers=dict(BENIGN))
    assert "This assessment does not repeat" in page(clinician, check)


def test_a_check_whose_knowledge_is_gone_shows_what_was_stored(clinician: Desk) -> None:
    known, _ = older()
    said = page(clinician, decided_long_ago(EMERGENCY, known, None, clinician.clinic))
    assert "That edition of the knowledge was not kept." in said
    assert "Not possible" in said


def test_a_rule_that_no_longer_exists_shows_what_was_stored(clinician: Desk) -> None:
    check = decided(EMERGENCY, clinician.clinic)
    stored = dict(check.assessment or {})
    flags: list[dict[str, Any]] = [{**flag, "rule_id": "RF-GONE-01"} for flag in stored["flags"]]
    models.QuerySet.update(
        Check.objects.filter(id=check.id),
        assessment={**stored, "flags": flags},
        knowledge_version="0.0.1+" + "0" * 12,
    )
    said = page(clinician, check)
    assert "The rule is not in the knowledge that is at hand" in said
    assert flags[0]["because"][0]["words"] in said


def test_the_owner_hears_that_private_questions_changed_but_not_how(client: Client) -> None:
    owner = desk_of(client, Role.OWNER)
    answers = {**BENIGN, private_sign(): True}
    check = decided(answers, owner.clinic)
    benign = decided(BENIGN, owner.clinic)
    models.QuerySet.update(
        Check.objects.filter(id=check.id),
        assessment={**(benign.assessment or {}), "knowledge_version": "0.0.1+" + "0" * 12},
        tier=benign.tier,
        knowledge_version="0.0.1+" + "0" * 12,
    )
    said = page(owner, check)
    assert re.search(r"[1-9] more differences? in the private questions", said)
    assert KNOWN.questions[private_sign()].ask not in said
