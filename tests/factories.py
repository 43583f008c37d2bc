"""One maker for each row that tests need, with values that mean nothing. A maker makes its row and what the
row cannot be without; whatever a test is about, the test says itself."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from unknot.journey.check.models import Check, CheckStatus, Episode
from unknot.journey.people import queries
from unknot.journey.people.access import Actor
from unknot.journey.people.models import (
    Clinic,
    Membership,
    Patient,
    Practitioner,
    PractitionerKind,
    Role,
    User,
)

NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # a Monday, half past nine in Santa Rosa

_number = count(1)


def make_clinic(**fields: Any) -> Clinic:
    number = next(_number)
    given = {
        "name": f"Clinic {number}",
        "slug": f"clinic-{number}",
        "zone": "America/Los_Angeles",
        "country": "US",
        "phone": "+1 707 555 0100",
        "email": f"desk{number}@example.org",
    }
    return Clinic.objects.create(**{**given, **fields})


def make_user(**fields: Any) -> User:
    number = next(_number)
    return User.objects.create_user(
        **{"email": f"user{number}@example.org", "name": f"User {number}", **fields}
    )


def make_membership(clinic: Clinic, role: str = Role.FRONT_DESK, **fields: Any) -> Membership:
    return Membership.objects.create(**{"clinic": clinic, "user": make_user(), "role": role, **fields})


def make_staff(clinic: Clinic, role: str = Role.FRONT_DESK) -> Actor:
    actor = queries.staff(make_membership(clinic, role).user, clinic.pk)
    assert actor is not None
    return actor


def make_practitioner(clinic: Clinic, **fields: Any) -> Practitioner:
    given = {"name": f"Practitioner {next(_number)}", "kind": PractitionerKind.CHIROPRACTOR}
    return Practitioner.objects.create(**{"clinic": clinic, **given, **fields})


def make_patient(clinic: Clinic, **fields: Any) -> Patient:
    number = next(_number)
    given = {"name": f"Patient {number}", "email": f"patient{number}@example.org", "registered_at": NOW}
    return Patient.objects.create(**{"clinic": clinic, **given, **fields})


def make_episode(clinic: Clinic, **fields: Any) -> Episode:
    return Episode.objects.create(**{"clinic": clinic, "started_at": NOW, **fields})


def make_check(clinic: Clinic, **fields: Any) -> Check:
    """A draft without an answer. A decided one is made by deciding it."""
    return Check.objects.create(
        **{"clinic": clinic, "started_at": NOW, "status": CheckStatus.DRAFT, **fields}
    )
