"""What visits cost: the clinic's own price list, and receipts. A receipt is sealed with its lines; a wrong
one is voided with the reason and stays."""

from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.record.seals import Sealed


class Paid(models.TextChoices):
    CASH = "cash", "Cash"
    CARD = "card", "Card, on the clinic's own terminal"
    TRANSFER = "transfer", "Bank transfer"
    INSURER = "insurer", "Insurer"
    OPEN = "open", "Not paid yet"


def ways_to_pay() -> list[tuple[str, str]]:
    return Paid.choices


class PriceItem(models.Model):
    """One line of the price list; `price` in the smallest unit of the currency. `code` is the clinic's own
    billing code, from a mapping that the clinic fills: none ships. An item of a service is proposed for its
    visits."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="price_items")
    name = models.CharField(max_length=200)
    price = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    code = models.CharField(max_length=20, blank=True)
    service = models.ForeignKey(
        "book.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="price_items"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "name"], condition=models.Q(is_active=True), name="visit_price_item_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Receipt(Sealed):
    """`lines` are {name, code, units, price}; `total` is their sum. `number` counts up in each clinic."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        ("clinic", "patient", "booking", "number", "lines", "total", "currency", "issued_at", "issued_by")
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="receipts")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="receipts")
    booking = models.ForeignKey("book.Booking", on_delete=models.PROTECT, related_name="receipts")
    number = models.PositiveIntegerField()
    lines = models.JSONField()
    total = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    paid = models.CharField(max_length=10, choices=ways_to_pay, default=Paid.OPEN)
    paid_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = "receipt"
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="visit_receipt_number"),
            models.UniqueConstraint(
                fields=["booking"], condition=models.Q(voided_at=None), name="visit_receipt_once"
            ),
        ]
        indexes = [models.Index(fields=["clinic", "issued_at"], name="visit_receipt_period")]

    def __str__(self) -> str:
        return f"receipt {self.number}"
