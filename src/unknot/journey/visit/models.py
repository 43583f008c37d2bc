"""The rows of visits that were kept."""

from unknot.journey.visit.charge_models import Paid, PriceItem, Receipt

# Rows that live in files of their own.
__all__ = ["Paid", "PriceItem", "Receipt"]
