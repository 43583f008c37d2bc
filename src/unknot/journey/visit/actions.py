"""From a visit to what it costs: the price list, receipts, how they were paid. Each action is one transaction
with one event."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from unknot.journey.book.models import Booking, BookingStatus, Service
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.journey.visit.models import Paid, PriceItem, Receipt

MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a receipt; `price` for one unit, in the smallest unit of the currency."""

    name: str
    price: int
    units: int = 1
    code: str = ""

    @property
    def amount(self) -> int:
        return self.price * self.units


def add_price_item(
    *,
    clinic: Clinic,
    name: str,
    price: int,
    currency: str,
    by: Actor,
    now: datetime,
    code: str = "",
    service: Service | None = None,
) -> PriceItem:
    require(by, "visit.add_price_item", clinic.pk)
    said = " ".join(name.split())
    if not said or len(said) > 200:
        raise Refusal("name", "Right would be a name of 1 to 200 characters.", field="name")
    if not (len(currency) == 3 and currency.isalpha() and currency.isupper()):
        raise Refusal("currency", "Right would be three letters, such as USD.", field="currency")
    if service is not None and service.clinic_id != clinic.pk:
        raise Refusal("not_found", "This clinic has no such service.", field="service")
    try:
        with transaction.atomic():
            item = PriceItem.objects.create(
                clinic=clinic, name=said, price=price, currency=currency, code=code.strip(), service=service
            )
            _tell("visit.price_item_added", item, by, now)
    except IntegrityError as error:
        raise Refusal("name", f"“{said}” is on the price list already.", field="name") from error
    return item


def drop_price_item(*, item: PriceItem, by: Actor, now: datetime) -> PriceItem:
    """Off the list; receipts that have it keep it."""
    require(by, "visit.drop_price_item", item.clinic_id)
    with transaction.atomic():
        before = snapshot(item)
        item.is_active = False
        item.save(update_fields=["is_active"])
        _tell("visit.price_item_dropped", item, by, now, before=before)
    return item


def set_codes(*, clinic: Clinic, codes: Mapping[str, str], by: Actor, now: datetime) -> int:
    """The clinic's billing codes by the names of its items: all of them or none. Raises Refusal naming
    what is not on the price list."""
    require(by, "visit.set_codes", clinic.pk)
    with transaction.atomic():
        items = {one.name: one for one in PriceItem.objects.filter(clinic=clinic, is_active=True)}
        strange = sorted(codes.keys() - items.keys())
        if strange:
            raise Refusal("codes", f"Not on the price list: {', '.join(strange)}.", field="codes")
        for name, code in codes.items():
            before = snapshot(items[name])
            items[name].code = code.strip()[:20]
            items[name].save(update_fields=["code"])
            _tell("visit.code_set", items[name], by, now, before=before)
    return len(codes)


def issue(
    *,
    booking: Booking,
    charges: Sequence[Charge],
    currency: str,
    by: Actor,
    now: datetime,
    paid: str = Paid.OPEN,
) -> Receipt:
    """A numbered receipt for a visit that was kept, once. Raises Refusal for another, and for one without
    lines."""
    require(by, "visit.issue", booking.clinic_id)
    if booking.status != BookingStatus.ARRIVED:
        raise Refusal("not_kept", "A receipt is for a visit to which the person came.")
    _charges_of(charges)
    _way(paid)
    try:
        with transaction.atomic():
            # The clinic's row is held while a number is taken: no two are the same, and none is left out.
            Clinic.objects.select_for_update().get(id=booking.clinic_id)
            last = Receipt.objects.filter(clinic_id=booking.clinic_id).aggregate(last=models.Max("number"))
            receipt = Receipt(
                clinic_id=booking.clinic_id,
                patient=booking.patient,
                booking=booking,
                number=(last["last"] or 0) + 1,
                lines=[asdict(one) for one in charges],
                total=sum(one.amount for one in charges),
                currency=currency,
                issued_at=now,
                issued_by=by.name,
                paid=paid,
                paid_at=None if paid == Paid.OPEN else now,
            )
            receipt.close()
            receipt.save()
            _tell("visit.receipt_issued", receipt, by, now, data={"seal": receipt.seal})
    except IntegrityError as error:
        raise Refusal("issued", "There is a receipt for this visit already.") from error
    return receipt


def settle(*, receipt: Receipt, paid: str, by: Actor, now: datetime) -> Receipt:
    """How it was paid."""
    require(by, "visit.settle", receipt.clinic_id)
    _way(paid)
    with transaction.atomic():
        row = _locked(receipt)
        before = snapshot(row)
        row.paid, row.paid_at = paid, None if paid == Paid.OPEN else now
        row.save(update_fields=["paid", "paid_at"])
        _tell("visit.receipt_settled", row, by, now, before=before)
    return row


def void(*, receipt: Receipt, why: str, by: Actor, now: datetime) -> Receipt:
    """It was wrong: it stays, with the reason, and another may be issued."""
    require(by, "visit.void", receipt.clinic_id)
    if not why.strip():
        raise Refusal("why", "Say in a few words what was wrong.", field="why")
    with transaction.atomic():
        row = _locked(receipt)
        before = snapshot(row)
        row.voided_at, row.voided_why = now, why.strip()[:300]
        row.save(update_fields=["voided_at", "voided_why"])
        _tell("visit.receipt_voided", row, by, now, before=before, reason=row.voided_why)
    return row


def _locked(receipt: Receipt) -> Receipt:
    row: Receipt = Receipt.objects.select_for_update().get(id=receipt.pk)
    if row.voided_at is not None:
        raise Refusal("voided", "This receipt was voided.")
    return row


def _charges_of(charges: Sequence[Charge]) -> None:
    if not 1 <= len(charges) <= MOST_LINES:
        raise Refusal("charges", f"A receipt has 1 to {MOST_LINES} lines.", field="charges")
    for one in charges:
        if not one.name.strip() or not 1 <= one.units <= 100 or one.price < 0:
            words = f"“{one.name}”: right would be 1 to 100 units at a price."
            raise Refusal("charges", words, field="charges")


def _way(paid: str) -> None:
    if paid not in Paid.values:
        raise Refusal("paid", f"Right would be one of {', '.join(Paid.values)}.", field="paid")


def _tell(kind: str, row: Any, by: Actor, now: datetime, **more: Any) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row), **more)
