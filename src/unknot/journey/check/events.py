"""What happened to a row of the check, written into the record."""

from datetime import datetime

from unknot.journey.check.models import Alert, Check, Episode
from unknot.journey.people.access import Actor
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot


def tell(
    kind: str,
    row: Check | Episode | Alert,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    write(
        clinic_id=row.clinic_id,
        kind=kind,
        subject=row,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(row),
        data=data,
    )
