"""What is known of a person when their plan is judged: the answers of its check, and what the clinician
found."""

from collections.abc import Mapping

from unknot.clinical.facts import Value
from unknot.clinical.plans import judged
from unknot.clinical.written import Judged, WrittenPlan, from_json
from unknot.journey.check.facts import facts_of, tier_of
from unknot.journey.check.models import Check
from unknot.journey.check.profiles import facts_recorded
from unknot.journey.plan.models import CarePlan
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge


def content_of(care_plan: CarePlan) -> WrittenPlan:
    return from_json(care_plan.content)


def read_findings(findings: Mapping[str, object]) -> dict[str, Value]:
    """What was recorded, as facts. Raises Refusal naming the finding that cannot be recorded so."""
    known = knowledge().care.record_facts
    found: dict[str, Value] = {}
    for name, said in findings.items():
        if name not in known or known[name].derived:
            raise Refusal("findings", f"There is no finding {name!r}.", field=f"findings.{name}")
        try:
            found[name] = known[name].read(said)
        except ValueError as error:
            raise Refusal("findings", f"{error}.", field=f"findings.{name}") from error
    return found


def facts_for(check: Check, findings: Mapping[str, object]) -> dict[str, Value]:
    """The answers, what lasts of the person's profile, and this plan's findings, which are youngest."""
    patient = check.episode.patient if check.episode else None
    lasting = facts_recorded(patient) if patient else {}
    return {**facts_of(check, knowledge()), **lasting, **read_findings(findings)}


def judge_plan(
    plan: WrittenPlan, check: Check, findings: Mapping[str, object], *, agreed: bool = False
) -> Judged:
    """What stands against this plan by today's knowledge; `agreed` when the person has just said yes."""
    facts = facts_for(check, findings)
    if agreed:
        facts["consent_missing"] = False
    return judged(plan, facts, knowledge(), tier=tier_of(check))
