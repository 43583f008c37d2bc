"""Reading what visits cost, as somebody who may."""

from datetime import datetime
from uuid import UUID

from unknot.journey.book.models import Booking
from unknot.journey.people import doubles
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Patient
from unknot.journey.visit.models import PriceItem, Receipt

_WITH = ("clinic", "patient", "booking__service", "booking__practitioner", "booking__room__location")


def price_list(actor: Actor) -> list[PriceItem]:
    found = PriceItem.objects.filter(clinic_id=own_clinic(actor, "visit.read_receipts"), is_active=True)
    return list(found.select_related("service"))


def receipts(actor: Actor, *, since: datetime, until: datetime) -> list[Receipt]:
    """Issued in this time, the latest first; voided ones too."""
    found = Receipt.objects.filter(clinic_id=own_clinic(actor, "visit.read_receipts"))
    found = found.filter(issued_at__gte=since, issued_at__lt=until)
    return list(found.select_related(*_WITH).order_by("-number"))


def receipt(actor: Actor, receipt_id: UUID) -> Receipt | None:
    found = Receipt.objects.filter(clinic_id=own_clinic(actor, "visit.read_receipts"), id=receipt_id)
    return found.select_related(*_WITH).first()


def receipt_of(actor: Actor, booking: Booking) -> Receipt | None:
    """The one that stands for this visit."""
    found = Receipt.objects.filter(clinic_id=own_clinic(actor, "visit.read_receipts"), booking=booking)
    return found.filter(voided_at=None).first()


def receipts_of(actor: Actor, patient: Patient) -> list[Receipt]:
    """All that stand for this person, the oldest first."""
    mine = doubles.of(patient)
    found = Receipt.objects.filter(mine, clinic_id=own_clinic(actor, "visit.read_receipts"))
    return list(found.filter(voided_at=None).select_related(*_WITH).order_by("number"))
