"""A person's own record, for that person: what is to come and what was, what they said, agreed to and
signed, what they paid and what we wrote to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.models import Check, CheckStatus
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people import doubles
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Consent, ConsentAsk, Patient
from unknot.journey.plan.models import CarePlan, Plan, PlanStatus
from unknot.journey.visit.models import Receipt

# Of each kind; whoever wants all of it downloads it.
SHOWN = 50
# A letter that opens something, or that was never theirs, is no part of what one reads again.
UNSHOWN = ("sign_in_link",)


@dataclass(frozen=True, slots=True)
class Own:
    """Everything but the notes of visits, the latest first; what is to come the next first."""

    ahead: tuple[Booking, ...]
    past: tuple[Booking, ...]
    checks: tuple[Check, ...]
    plans: tuple[CarePlan, ...]
    consents: tuple[Consent, ...]
    to_sign: tuple[ConsentAsk, ...]
    receipts: tuple[Receipt, ...]
    messages: tuple[Message, ...]


def people_at(clinic_id: UUID, email: str) -> list[Patient]:
    """Everybody who has this address: a family may share one."""
    address = email.strip().lower()
    found = Patient.objects.filter(_reached_at(address), clinic_id=clinic_id, merged_into=None)
    return list(found.distinct().order_by("name"))


def still_at(clinic: Clinic, patient_id: str, email: str) -> Patient | None:
    """The person, as long as the address that they signed in with is theirs."""
    found = Patient.objects.filter(_reached_at(email), clinic=clinic, id=patient_id, merged_into=None)
    return found.first()


def _reached_at(address: str) -> models.Q:
    """Also by the address of a double that became them."""
    return models.Q(email=address) | models.Q(doubles__email=address)


def own(actor: Actor, patient: Patient, *, now: datetime) -> Own:
    require(actor, "privacy.read_own", patient.clinic_id, patient)
    mine = doubles.of(patient)
    visits = Booking.objects.filter(mine)
    visits = visits.select_related("service__clinic", "practitioner", "room__location")
    ahead = visits.filter(starts_at__gte=now, status=BookingStatus.BOOKED).order_by("starts_at")
    past = visits.filter(starts_at__lt=now).exclude(status=BookingStatus.CANCELLED).order_by("-starts_at")
    checks = Check.objects.filter(episode__patient=patient, status=CheckStatus.DECIDED)
    plans = CarePlan.objects.filter(mine).exclude(status=PlanStatus.DRAFT)
    consents = Consent.objects.filter(mine).select_related("withdrawal", "asked")
    asks = ConsentAsk.objects.filter(patient=patient, consent=None, until__gte=now)
    paid = Receipt.objects.filter(mine, voided_at=None)
    return Own(
        tuple(ahead[:SHOWN]),
        tuple(past[:SHOWN]),
        tuple(checks.order_by("-decided_at")[:SHOWN]),
        tuple(plans.order_by("-offered_at")[:SHOWN]),
        tuple(consents[:SHOWN]),
        tuple(asks[:SHOWN]),
        tuple(paid.select_related("booking__service")[:SHOWN]),
        tuple(_written_to(patient)[:SHOWN]),
    )


def own_receipt(actor: Actor, patient: Patient, receipt_id: UUID) -> Receipt | None:
    require(actor, "privacy.read_own", patient.clinic_id, patient)
    found = Receipt.objects.filter(doubles.of(patient), id=receipt_id, voided_at=None)
    return found.select_related(
        "clinic", "patient", "booking__service", "booking__practitioner", "booking__room__location"
    ).first()


def own_consent(actor: Actor, patient: Patient, consent_id: UUID) -> Consent | None:
    require(actor, "privacy.read_own", patient.clinic_id, patient)
    row: Consent | None = Consent.objects.filter(doubles.of(patient), id=consent_id).first()
    return row


def _written_to(patient: Patient) -> models.QuerySet[Message]:
    """What left for this person. A message names the row that it is about; its address may be a family's."""
    subjects: dict[type[models.Model], Iterable[UUID]] = {
        Booking: Booking.objects.filter(patient=patient).values_list("id", flat=True),
        Plan: Plan.objects.filter(patient=patient).values_list("id", flat=True),
        CarePlan: CarePlan.objects.filter(doubles.of(patient)).values_list("id", flat=True),
        ConsentAsk: ConsentAsk.objects.filter(patient=patient).values_list("id", flat=True),
    }
    about = models.Q(pk=None)
    for model, ids in subjects.items():
        about |= models.Q(subject_type=model._meta.label_lower, subject_id__in=[str(one) for one in ids])
    found = Message.objects.filter(about, clinic_id=patient.clinic_id, status=Status.SENT)
    return found.exclude(kind__in=UNSHOWN).order_by("-sent_at")
