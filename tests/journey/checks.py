"""Checks as a person makes them, for tests: begun with no link, answered and decided by whoever holds the
token."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories import NOW, make_clinic
from unknot.journey.check import actions
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor, holder, visitor
from unknot.journey.people.models import Clinic
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal


def bearer(check: Check) -> Actor:
    return holder(check, clinic_id=check.clinic_id)


def begun(clinic: Clinic | None = None, **fields: Any) -> Check:
    clinic = clinic or make_clinic()
    return actions.begin(clinic=clinic, by=visitor(clinic), now=NOW, **fields)


def answered(check: Check, answers: dict[str, object], **fields: Any) -> Check:
    return actions.answer(check=check, answers=answers, by=bearer(check), now=NOW, **fields)


def decided(
    answers: dict[str, object], clinic: Clinic | None = None, *, at: datetime = NOW, **fields: Any
) -> Check:
    check = answered(begun(clinic, **fields), answers)
    return actions.decide(check=check, by=bearer(check), now=at)


def events() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def code(function: Any, **arguments: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as refused:
        function(**arguments)
    return refused.value.code, refused.value.field
