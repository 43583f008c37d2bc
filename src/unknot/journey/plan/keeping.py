"""What every change of a plan does: hold the plan while it is changed, and write down what happened."""

from collections.abc import Mapping
from datetime import datetime

from unknot.journey.people.access import Actor
from unknot.journey.plan.models import Plan
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal


def locked(plan: Plan) -> Plan:
    """The plan as it stands, held until the transaction ends. Raises Refusal when it has ended."""
    found = Plan.objects.select_for_update(of=("self",)).select_related("clinic", "patient", "location")
    current = found.get(id=plan.pk)
    if current.ended_at is not None:
        raise Refusal("ended", "This plan has ended. Please lay out a new one.")
    return current


def tell(
    kind: str,
    plan: Plan,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    write(
        clinic_id=plan.clinic_id,
        kind=kind,
        subject=plan,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(plan),
        data=data,
    )
