"""A seat for somebody on the phone: the caller just heard, services that fit, times that are free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.journey.check.models import Check
from unknot.journey.people.models import Patient

FIRST = 12


@dataclass(frozen=True, slots=True)
class Start:
    """One free time as a choice; its value says when and with whom."""

    at: datetime
    practitioner: str
    value: str


def remember(request: DeskRequest, check: Check, caller: Mapping[str, str], patient: Patient | None) -> None:
    """Who is on the phone, until the visit is booked. In the session: names do not belong into addresses."""
    request.session["caller"] = {
        "check": str(check.id),
        "name": caller["name"],
        "phone": caller["phone"],
        "email": patient.email if patient else "",
        "patient": str(patient.id) if patient else "",
    }


def caller(request: DeskRequest, check: Check) -> dict[str, str]:
    kept = request.session.get("caller") or {}
    return kept if kept.get("check") == str(check.id) else {}
