"""Erasing what is known of a person, as far as nothing makes the clinic keep it. A signed row that is removed
leaves its seal in the clinic's chain, so that the record stays verifiable without it."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from unknot.journey.check.models import CheckStatus
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import Actor
from unknot.journey.people.doubles import identities
from unknot.journey.people.models import Patient, RemindBy
from unknot.journey.privacy.models import SignInLink
from unknot.journey.privacy.retaining import ERASED
from unknot.journey.privacy.rules import RECEIPTS, TREATMENT
from unknot.journey.privacy.tracing import PATHS, about, rows_of
from unknot.journey.record.actions import write
from unknot.journey.record.seals import Sealed, removal

ANY = "any"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind: which rule keeps them (none: they go at once; `any`: as long as one of them does),
    and what happens to them: `blank` columns, or the rows are removed. `only` some of them."""

    label: str
    keeper: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)
    only: Q = field(default_factory=Q)


UNREACHABLE = {
    "email": "",
    "phone": "",
    "phone_digits": "",
    "zone": "",
    "remind_by": RemindBy.NONE,
    "texts_agreed_at": None,
}
NO_RELATIVES = {"emergency_name": "", "emergency_phone": "", "guardian_phone": "", "language": ""}
# In this order, so that whatever leads to a row goes before it.
PARTS: tuple[Part, ...] = (
    Part("privacy.privacyrequest", ANY, {"words": "", "answer": ""}),
    Part("privacy.merge"),
    Part("privacy.brokenglass", TREATMENT),
    Part("privacy.restriction", TREATMENT),
    Part("follow.reading", TREATMENT),
    Part("follow.spasm", TREATMENT),
    Part("follow.checkin", TREATMENT),
    Part("visit.addendum", TREATMENT),
    Part("visit.arrival", TREATMENT),
    Part("visit.visit", TREATMENT),
    Part("visit.letter", TREATMENT),
    Part("visit.reevaluation", TREATMENT),
    Part("visit.receipt", RECEIPTS),
    Part("plan.careplan", TREATMENT),
    Part("plan.plannedvisit", TREATMENT),
    Part("plan.plan", TREATMENT),
    Part("book.offer"),
    Part("book.waitlistentry"),
    Part("book.hold"),
    Part("book.feed"),
    Part("book.booking", TREATMENT, {"note": "", "from_check": None, "episode": None}),
    Part("check.alert", TREATMENT),
    Part("check.check", only=Q(status=CheckStatus.DRAFT)),
    Part("check.check", blank={"contact_name": "", "contact_phone": ""}),
    Part("check.check", TREATMENT),
    Part("check.episode", TREATMENT),
    Part("people.consentask", only=Q(consent=None)),
    Part("people.consentask", TREATMENT),
    Part("people.consentwithdrawal", TREATMENT),
    Part("people.consent", TREATMENT),
    Part("people.profile", blank=NO_RELATIVES),
    Part("people.profile", TREATMENT),
    Part("people.patient", blank=UNREACHABLE),
    Part("people.patient", ANY, {"name": ERASED, "birth_year": None}),
)
_LEFT = {"to": "", "context": {}, "rendered_subject": "", "rendered_body": "", "attachment": ""}


def forget(*, patient: Patient, kept: Collection[str], actor: Actor, now: datetime) -> dict[str, int]:
    """Removes and blanks everything that none of the `kept` kinds keeps; how many rows of which kind that
    were. Part of an action: the caller has asked whether it may be, and holds the transaction."""
    people, done = identities(patient), Counter[str]()
    _forget_messages(patient, people)
    for part in PARTS:
        if part.keeper in kept or (part.keeper == ANY and kept):
            continue
        rows = rows_of(part.label, people).filter(part.only)
        if part.blank:
            done[part.label] += rows.update(**part.blank)
        else:
            done[part.label] += _remove(rows, actor, now)
    Patient.objects.filter(pk__in=people).update(erased_at=now)
    return {label: count for label, count in done.items() if count}


def clear_letters(*, before: datetime) -> int:
    """The letter that told somebody of their erasure, after it has left: it holds their address."""
    found = Message.objects.filter(kind="erased", status=Status.SENT, sent_at__lt=before).exclude(to="")
    return found.update(**_LEFT)


def _remove(rows: Any, actor: Actor, now: datetime) -> int:
    if issubclass(rows.model, Sealed):
        for row in rows.exclude(seal=""):
            write(
                clinic_id=row.clinic_id,
                kind="privacy.row_removed",
                subject=row,
                by=actor,
                now=now,
                data=removal(row),
            )
    ids = list(rows.values_list("pk", flat=True))
    rows.model._base_manager.filter(pk__in=ids).delete()
    return len(ids)


def _forget_messages(patient: Patient, people: Collection[UUID]) -> None:
    """What was written to them, and what still was to be; by their address where it is nobody else's."""
    subjects = {
        label: [str(pk) for pk in rows_of(label, people).values_list("pk", flat=True)] for label in PATHS
    }
    mine = Q(pk__in={one.pk for one in about(subjects, Message)})
    here = Patient.objects.filter(clinic_id=patient.clinic_id).exclude(email="")
    theirs = set(here.filter(pk__in=people).values_list("email", flat=True))
    shared = here.filter(email__in=theirs).exclude(pk__in=people).values_list("email", flat=True)
    alone = theirs - set(shared)
    if alone:
        mine |= Q(to__in=alone, clinic_id=patient.clinic_id)
        SignInLink.objects.filter(clinic_id=patient.clinic_id, email__in=alone).delete()
    found = Message.objects.filter(mine)
    found.filter(status=Status.QUEUED).update(status=Status.WITHDRAWN)
    found.update(**_LEFT)
