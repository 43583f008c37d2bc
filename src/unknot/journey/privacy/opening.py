"""Opening a record as staff: who did is written down, and a restricted one opens to the named, or to a
clinician with a written reason, who is then seen by the owner and by the person."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from unknot.clinical.urgency import Tier
from unknot.journey.check.alerting import raise_alert
from unknot.journey.check.models import AlertKind
from unknot.journey.people.access import OWNER, Actor, require
from unknot.journey.people.models import Membership, Patient, User
from unknot.journey.privacy.models import BrokenGlass, Restriction
from unknot.journey.privacy.tracing import PATHS, model_of
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

OPENED, BROKEN = "privacy.record_opened", "privacy.glass_broken"
# Pages of one record that somebody reads one after the other are one opening.
ONE_OPENING = timedelta(hours=1)
GLASS_STAYS = timedelta(hours=4)
LEAST_REASON, MOST_REASON = 10, 1000
# What an address names, and the rows that it names.
NAMED: Mapping[str, str] = {
    "patient_id": "people.patient",
    "episode_id": "check.episode",
    "check_id": "check.check",
    "booking_id": "book.booking",
    "care_plan_id": "plan.careplan",
    "letter_id": "visit.letter",
}


class Restricted(Refusal):
    """This record is open to few, and this actor is not among them."""

    def __init__(self, patient_id: UUID) -> None:
        super().__init__("restricted", "This record is open to a few people here alone.")
        self.patient_id = patient_id


class Look(NamedTuple):
    """Somebody of the clinic who opened a record; `reason` where the glass was broken for it."""

    at: datetime
    name: str
    reason: str


def whose(clinic_id: UUID, name: str, row_id: UUID) -> UUID | None:
    """The person whom the row is about that an address names; None where there is none."""
    return person_of(clinic_id, NAMED[name], row_id)


def person_of(clinic_id: UUID, label: str, row_id: UUID) -> UUID | None:
    """As above, for a row of this kind."""
    found = model_of(label)._base_manager.filter(pk=row_id, clinic_id=clinic_id)
    person: UUID | None = found.values_list(PATHS[label], flat=True).first()
    return person


def refuse_restricted(*, patient_id: UUID, actor: Actor, now: datetime) -> None:
    """Raises Restricted where this record is not open to the actor."""
    row = Restriction.objects.filter(patient_id=patient_id, lifted_at=None).first()
    if row is None or row.named.filter(id=actor.id).exists():
        return
    broken = BrokenGlass.objects.filter(patient_id=patient_id, opened_by_id=UUID(actor.id), until__gt=now)
    if not broken.exists():
        raise Restricted(patient_id)


def closed_to(actor: Actor, people: Iterable[UUID], *, now: datetime) -> frozenset[UUID]:
    """Whose records among these are not open to the actor: what lists leave out of what was said."""
    found = Restriction.objects.filter(patient_id__in=set(people), lifted_at=None)
    closed = frozenset(found.exclude(named__id=actor.id).values_list("patient_id", flat=True))
    if not closed:
        return closed
    broken = BrokenGlass.objects.filter(opened_by_id=UUID(actor.id), until__gt=now, patient_id__in=closed)
    return closed - frozenset(broken.values_list("patient_id", flat=True))


def open_record(*, patient_id: UUID, page: str, by: Actor, now: datetime) -> None:
    """Somebody has this record before them. Once an hour for each of them: a page more is no new look."""
    assert by.clinic_id is not None  # noqa: S101  # staff have a clinic
    require(by, "privacy.open_record", by.clinic_id)
    seen = Event.objects.filter(
        clinic_id=by.clinic_id,
        subject_type=Patient._meta.label_lower,
        subject_id=str(patient_id),
        kind=OPENED,
        actor_id=by.id,
        at__gt=now - ONE_OPENING,
    )
    if seen.exists():
        return
    with transaction.atomic():
        subject = Patient(id=patient_id)
        write(clinic_id=by.clinic_id, kind=OPENED, subject=subject, by=by, now=now, data={"page": page})


def restrict(
    *, patient: Patient, named: Collection[Membership], reason: str, by: Actor, now: datetime
) -> Restriction:
    """From now on the record is open to the named, and to whoever sets it."""
    require(by, "privacy.restrict", patient.clinic_id)
    words = _reason(reason)
    with transaction.atomic():
        Patient.objects.select_for_update().get(id=patient.pk)
        if Restriction.objects.filter(patient=patient, lifted_at=None).exists():
            raise Refusal("restricted_already", "This record is restricted already. Lift that first.")
        row = Restriction.objects.create(
            clinic_id=patient.clinic_id, patient=patient, reason=words, set_at=now, set_by_id=UUID(by.id)
        )
        row.named.set(User.objects.filter(id__in=[by.id, *(one.user_id for one in named)]))
        data = {"named": sorted(str(one.user_id) for one in named)}
        _tell("privacy.restricted", row, by, now, reason=words, data=data)
    return row


def lift_restriction(*, patient: Patient, reason: str, by: Actor, now: datetime) -> Restriction:
    require(by, "privacy.lift_restriction", patient.clinic_id)
    words = _reason(reason)
    with transaction.atomic():
        row = Restriction.objects.select_for_update().filter(patient=patient, lifted_at=None).first()
        if row is None:
            raise Refusal("not_restricted", "This record is not restricted.")
        row.lifted_at = now
        row.save(update_fields=["lifted_at"])
        _tell("privacy.restriction_lifted", row, by, now, reason=words)
    return row


def break_glass(*, patient: Patient, reason: str, by: Actor, now: datetime) -> BrokenGlass:
    """Opens a restricted record to a clinician for some hours; the owner is called, the person reads it."""
    require(by, "privacy.break_glass", patient.clinic_id)
    words = _reason(reason)
    with transaction.atomic():
        row = BrokenGlass.objects.create(
            clinic_id=patient.clinic_id,
            patient=patient,
            opened_by_id=UUID(by.id),
            reason=words,
            at=now,
            until=now + GLASS_STAYS,
        )
        write(clinic_id=row.clinic_id, kind=BROKEN, subject=patient, by=by, now=now, reason=words)
        raise_alert(
            clinic=patient.clinic,
            kind=AlertKind.RECORD,
            # No name: alerts stand on every page of the desk.
            reason=f"{by.name} opened a restricted record. Who and why stands in the record.",
            tier=Tier.SELF_CARE,
            role=OWNER,
            now=now,
            by=by,
        )
    return row


def restriction_of(actor: Actor, patient: Patient) -> Restriction | None:
    """For the owner who may lift it."""
    require(actor, "privacy.restrict", patient.clinic_id)
    found = Restriction.objects.filter(patient=patient, lifted_at=None)
    row: Restriction | None = found.prefetch_related("named").first()
    return row


def looks(actor: Actor, patient: Patient, *, limit: int = 50) -> list[Look]:
    """Who of the clinic opened this record, the latest first: for the person."""
    require(actor, "privacy.read_own", patient.clinic_id, patient)
    found = Event.objects.filter(
        clinic_id=patient.clinic_id,
        subject_type=Patient._meta.label_lower,
        subject_id=str(patient.pk),
        kind__in=(OPENED, BROKEN),
    )
    return [Look(one.at, one.actor_name, one.reason) for one in found.order_by("-id")[:limit]]


def _reason(words: str) -> str:
    said = " ".join(words.split())
    if not LEAST_REASON <= len(said) <= MOST_REASON:
        raise Refusal("reason", f"Please say why, in {LEAST_REASON} characters or more.", field="reason")
    return said


def _tell(
    kind: str,
    row: Restriction,
    by: Actor,
    now: datetime,
    *,
    reason: str,
    data: Mapping[str, object] | None = None,
) -> None:
    """The reason stands with the row of the person, where whoever answers for it looks."""
    write(
        clinic_id=row.clinic_id,
        kind=kind,
        subject=row.patient,
        by=by,
        now=now,
        reason=reason,
        after=snapshot(row),
        data=data,
    )
