"""The rows of visits that were kept."""

from unknot.journey.visit.charge_models import Paid, PriceItem, Receipt
from unknot.journey.visit.course_models import Letter, LetterKind, Outcome, Reevaluation
from unknot.journey.visit.note_models import Addendum, Visit

# Rows that live in files of their own.
__all__ = [
    "Addendum",
    "Letter",
    "LetterKind",
    "Outcome",
    "Paid",
    "PriceItem",
    "Receipt",
    "Reevaluation",
    "Visit",
]
