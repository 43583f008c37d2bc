"""Finding a seat for somebody on the phone: the caller who was just heard, services that fit, times that are free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.urls import reverse

from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.interfaces.web.pages.desk.said import short
from unknot.interfaces.web.templatetags.desk import moment
from unknot.journey.book import actions, queries
from unknot.journey.book.models import Booking, Service
from unknot.journey.check import actions as checking
from unknot.journey.check.facts import tier_of
from unknot.journey.check.models import Check
from unknot.journey.people import queries as people
from unknot.journey.people.models import Patient
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

FIRST = 12


@dataclass(frozen=True, slots=True)
class Start:
    """One free time as a choice; its value says when and with whom."""

    at: datetime
    practitioner: str
    value: str


def remember(request: DeskRequest, check: Check, caller: Mapping[str, str], patient: Patient | None) -> None:
    """Who is on the phone, until the visit is booked. In the session, since names do not belong into addresses."""
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
