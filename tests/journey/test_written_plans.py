"""The written plan: versions, offers and agreement, the seal that nobody breaks unnoticed, templates."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.answers import BENIGN
from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.journey.checks import code, decided, events
from unknot.clinical.courses import Course, course_for
from unknot.clinical.plans import proposal
from unknot.clinical.written import Goal, Line, WrittenPlan
from unknot.journey.check.actions import name_patient
from unknot.journey.check.facts import facts_of, tier_of
from unknot.journey.check.models import Check
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM, Actor, holder
from unknot.journey.plan import queries, writing
from unknot.journey.plan.judging import content_of, read_findings
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.plan.templates import drop_template, keep_template
from unknot.journey.record.actions import link
from unknot.journey.record.seals import SealedRow, broken, sealed
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

pytestmark = pytest.mark.django_db
FOUND = {"instability_at": [], "hypermobility": False}


def a_check(**patient: Any) -> Check:
    check = decided(BENIGN, make_clinic())
    assert check.episode is not None
    person = make_patient(check.clinic, **{"name": "Ada Finch", "email": "ada@example.org", **patient})
    name_patient(episode=check.episode, patient=person, by=SYSTEM, now=NOW)
    return Check.objects.select_related("clinic", "episode__patient").get(id=check.pk)


def a_plan(check: Check, **changes: Any) -> WrittenPlan:
    course = course_for(
        "nonspecific",
        "acute",
        facts_of(check, knowledge()),
        knowledge(),
        region="lumbar",
        tier=tier_of(check),
    )
    assert isinstance(course, Course)
    return replace(proposal(course, "lumbar"), goals=(Goal("lift my daughter", 3),), **changes)


def clinician(check: Check) -> Actor:
    return make_staff(check.clinic, "clinician")


def drafted(check: Check | None = None, **changes: Any) -> CarePlan:
    check = check or a_check()
    given: dict[str, Any] = {"check": check, "plan": a_plan(check), "findings": FOUND, "by": clinician(check)}
    return writing.draft(**{**given, "now": NOW, **changes})


def offered(check: Check | None = None, **changes: Any) -> CarePlan:
    row = drafted(check, **changes)
    return writing.offer(care_plan=row, by=clinician(row.from_check), now=NOW)


def agreed(check: Check | None = None, **changes: Any) -> CarePlan:
    row = offered(check, **changes)
    return writing.agree(
        care_plan=row, name="Ada Finch", signature=[[[1, 2], [3.14, 4]]], by=person_of(row), now=NOW
    )


def person_of(row: CarePlan) -> Actor:
    return holder(row, clinic_id=row.clinic_id, name=row.patient.name)


def test_from_draft_to_agreed() -> None:
    row = agreed()

    assert (row.status, row.number, row.agreed_name) == (PlanStatus.AGREED, 1, "Ada Finch")
    assert row.signature == [[[1.0, 2.0], [3.1, 4.0]]]
    assert [kind for kind in events() if kind.startswith("plan.")] == [
        "plan.written",
        "plan.offered",
        "plan.agreed",
    ]
    assert [one.kind for one in Message.objects.all()] == ["plan_offered"]
    assert content_of(CarePlan.objects.get()) == a_plan(row.from_check)


def test_what_stands_against_it_is_said_and_nothing_is_saved() -> None:
    check = a_check()
    hands_on_only = replace(a_plan(check), lines=(Line("manual_therapy", ("thrust",)),))
    with pytest.raises(Refusal, match="Hands-on care alone is not a course"):
        drafted(check, plan=hands_on_only)

    assert code(
        writing.draft,
        check=check,
        plan=replace(a_plan(check), reevaluate_visit=9),
        findings=FOUND,
        by=clinician(check),
        now=NOW,
    ) == ("plan", "reevaluate_visit")
    assert CarePlan.objects.count() == 0


def test_what_must_be_asked_first_is_not_offered() -> None:
    check = a_check()
    plan = a_plan(check)
    lines = tuple(
        replace(one, techniques=("thrust",)) if one.component == "manual_therapy" else one
        for one in plan.lines
    )
    row = drafted(check, plan=replace(plan, lines=lines), findings={})

    assert code(writing.offer, care_plan=row, by=clinician(check), now=NOW) == ("plan", "lines.3")
    assert Message.objects.count() == 0
    writing.revise(care_plan=row, plan=content_of(row), findings=FOUND, by=clinician(check), now=NOW)
    writing.offer(care_plan=row, by=clinician(check), now=NOW)


@pytest.mark.parametrize(
    ("findings", "field"),
    [
        ({"hypermobility": "no"}, "findings.hypermobility"),
        ({"instability_at": ["knee"]}, "findings.instability_at"),
        ({"systolic_pressure": 900}, "findings.systolic_pressure"),
        ({"systolic_pressure": True}, "findings.systolic_pressure"),
        ({"neuro_deficit": "bad"}, "findings.neuro_deficit"),
        ({"urgency": "self_care"}, "findings.urgency"),
        ({"colour": "red"}, "findings.colour"),
    ],
)
def test_findings_that_cannot_be_recorded_name_their_field(findings: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_findings(findings)
    assert refused.value.field == field


def test_findings_are_read_as_facts() -> None:
    said = {"neuro_deficit": "stable", "systolic_pressure": 130, "instability_at": ["lumbar"]}
    assert read_findings(said) == {**said, "instability_at": frozenset({"lumbar"})}


def test_a_change_is_a_new_version_with_its_reason() -> None:
    first = agreed()
    check, by = first.from_check, clinician(first.from_check)
    change = replace(a_plan(check), reevaluate_visit=3)
    assert code(writing.revise, care_plan=first, plan=change, by=by, now=NOW)[0] == "changed"
    assert code(writing.draft, check=check, plan=change, findings=FOUND, by=by, now=NOW) == (
        "reason",
        "reason",
    )

    second = writing.draft(
        check=check, plan=change, findings=FOUND, reason="wants to look sooner", by=by, now=NOW
    )
    assert (
        code(writing.draft, check=check, plan=change, findings=FOUND, reason="again", by=by, now=NOW)[0]
        == "open"
    )
    first.refresh_from_db()
    assert first.status == PlanStatus.AGREED
    writing.offer(care_plan=second, by=by, now=NOW)
    writing.agree(care_plan=second, name="Ada Finch", by=person_of(second), now=NOW)

    assert [(one.number, one.status) for one in queries.versions(by, check.episode)] == [  # type: ignore[arg-type]
        (2, PlanStatus.AGREED),
        (1, PlanStatus.REPLACED),
    ]


def test_an_offer_that_is_taken_back_can_no_longer_be_agreed_to() -> None:
    row = offered()
    writing.take_back(care_plan=row, by=clinician(row.from_check), now=NOW)

    assert code(writing.agree, care_plan=row, name="Ada Finch", by=person_of(row), now=NOW)[0] == "changed"
    assert queries.care_plan_by(row.token) is None
    assert Message.objects.get().status == "withdrawn"


def test_only_its_person_agrees_and_with_a_name() -> None:
    row, other = offered(), offered()

    assert code(writing.agree, care_plan=row, name="Bo", by=person_of(other), now=NOW)[0] == "not_allowed"
    assert code(writing.agree, care_plan=row, name=" ", by=person_of(row), now=NOW) == ("name", "name")
    endless = [[[0, 0]] * 5000]
    assert code(writing.agree, care_plan=row, name="Ada", signature=endless, by=person_of(row), now=NOW) == (
        "signature",
        "signature",
    )


def test_writing_is_for_clinicians() -> None:
    check = a_check()
    desk = make_staff(check.clinic)

    assert code(writing.draft, check=check, plan=a_plan(check), by=desk, now=NOW)[0] == "not_allowed"
    stranger = make_staff(make_clinic(), "clinician")
    assert code(writing.draft, check=check, plan=a_plan(check), by=stranger, now=NOW)[0] == "not_allowed"
    assert queries.care_plan(stranger, drafted(check).pk) is None


def test_what_is_agreed_is_sealed_against_every_door() -> None:
    row = agreed()
    row.content = {**row.content, "region": "cervical"}

    with pytest.raises(SealedRow):
        row.save()
    with pytest.raises(SealedRow):
        row.save(update_fields=["agreed_name"])
    with pytest.raises(SealedRow):
        row.delete()
    changes: list[dict[str, Any]] = [
        {"content": {}},
        {"agreed_name": "Eve"},
        {"patient_id": row.patient_id},
        {"seal": ""},
    ]
    for change in changes:
        with pytest.raises(SealedRow):
            CarePlan.objects.filter(id=row.pk).update(**change)
    with pytest.raises(SealedRow):
        CarePlan.objects.bulk_update([row], ["content"])
    with pytest.raises(SealedRow):
        CarePlan.objects.all().delete()
    # How it stands may go on: it ends.
    writing.close(care_plan=row, why="goals reached", by=clinician(row.from_check), now=NOW)
    assert CarePlan.objects.get().status == PlanStatus.ENDED


def test_whatever_is_changed_behind_our_back_is_found() -> None:
    row = agreed()
    link(now=NOW)
    assert (sealed(row.clinic_id), list(broken(row.clinic_id))) == (1, [])
    call_command("verify")

    for column, value in (
        ("agreed_name", "'Eve'"),
        ("content", "'{}'"),
        ("number", "7"),
        ("signature", "'[]'"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM plan_careplan")  # names of this test
            (before,) = cursor.fetchone()
            cursor.execute(f"UPDATE plan_careplan SET {column} = {value}")
        assert list(broken(row.clinic_id)) == [f"plan {row.pk} was changed after it was signed"], column
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE plan_careplan SET {column} = %s", [before])
    assert list(broken(row.clinic_id)) == []


def test_a_seal_made_anew_and_a_row_that_is_gone_are_found_too() -> None:
    row = agreed()
    link(now=NOW)
    row.agreed_name = "Eve"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plan_careplan SET agreed_name = 'Eve', seal = %s", [row.digest()])
    assert list(broken(row.clinic_id)) == [f"plan {row.pk} has a seal that the record does not know"]
    with pytest.raises(CommandError, match="1 of 1 records is broken"):
        call_command("verify")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM plan_careplan")
    assert list(broken(row.clinic_id)) == [f"plan.careplan {row.pk} was signed and is gone"]


def test_a_template_knows_nobody() -> None:
    row = agreed()
    by = clinician(row.from_check)
    template = keep_template(care_plan=row, name="  First   weeks ", by=by, now=NOW)
    keep_template(care_plan=row, name="First weeks", by=by, now=NOW)

    (found,) = queries.templates(by)
    assert (found.name, found.content["goals"]) == ("First weeks", [])
    assert queries.templates(make_staff(make_clinic(), "clinician")) == []
    drop_template(template=template, by=by, now=NOW)
    assert queries.templates(by) == []
