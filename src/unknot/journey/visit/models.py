"""The rows of visits that were kept."""

from unknot.journey.visit.arrival_models import Arrival, Reaction
from unknot.journey.visit.charge_models import Paid, PriceItem, Receipt
from unknot.journey.visit.course_models import Letter, LetterKind, Outcome, Reevaluation
from unknot.journey.visit.macro_models import Macro, MacroPlace
from unknot.journey.visit.note_models import Addendum, Visit

# Rows that live in files of their own.
__all__ = [
    "Addendum",
    "Arrival",
    "Letter",
    "LetterKind",
    "Macro",
    "MacroPlace",
    "Outcome",
    "Paid",
    "PriceItem",
    "Reaction",
    "Receipt",
    "Reevaluation",
    "Visit",
]
