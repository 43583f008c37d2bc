"""What some of the demo's people have signed: one everything, and one took a yes back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from unknot.clinical.consents import Need
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.consents import ask_consent, give_consent, withdraw_consent
from unknot.journey.people.models import Consent, Patient
from unknot.server.demo import callers

DATA, MESSAGES = Need("data"), Need("messages")
THRUST = Need("thrust", "thrust", "lumbar")
BY_HAND = Need("treatment", "manual", "lumbar")
SIGNED: tuple[tuple[Need, ...], ...] = (
    (DATA, MESSAGES, BY_HAND, THRUST),
    (DATA, Need("treatment", "massage", "whole")),
    (DATA, Need("neck", "thrust", "cervical")),
)


def sign(patients: Sequence[Patient], now: datetime) -> int:
    """For the first people who are well; the third took the neck back. How many texts were signed."""
    ill = {caller.patient for caller in callers.CALLERS}
    well = [patient for place, patient in enumerate(patients) if place not in ill]
    signed: list[Consent] = []
    for patient, needs in zip(well, SIGNED, strict=False):
        for days, need in enumerate(needs):
            at = now - timedelta(days=10 - days)
            ask = ask_consent(patient=patient, need=need, by=SYSTEM, now=at)
            signed.append(give_consent(ask=ask, name=patient.name, language="en", by=SYSTEM, now=at))
    withdraw_consent(consent=signed[-1], why="Would rather not have the neck moved.", by=SYSTEM, now=now)
    return len(signed)
