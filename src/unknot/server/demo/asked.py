"""What two of the demo's people ask about their records: one thing to correct, and one who wants to be
forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from unknot.journey.people.access import holder
from unknot.journey.people.models import Patient
from unknot.journey.privacy.models import AskedFor
from unknot.journey.privacy.requests import ask_about_record

ASKED = (
    (AskedFor.CORRECT, "My year of birth is wrong: it is one year earlier.", timedelta(days=26)),
    (AskedFor.ERASE, "", timedelta(days=3)),
)


def ask(patients: Sequence[Patient], now: datetime) -> int:
    """By the last people of the book; how many requests that were."""
    for patient, (kind, words, ago) in zip(reversed(patients), ASKED, strict=False):
        by = holder(patient, clinic_id=patient.clinic_id)
        ask_about_record(patient=patient, kind=kind, words=words, by=by, now=now - ago)
    return len(ASKED)
