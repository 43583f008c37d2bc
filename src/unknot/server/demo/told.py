"""What some of the demo's people have told of themselves, and what a clinician found for good. All of it is
invented; nobody who calls with a warning sign is among them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from unknot.journey.check.profiles import Told, record_facts, write_profile
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Patient
from unknot.server.demo import callers

Facts = Mapping[str, object]

LINES: tuple[tuple[Told, Facts], ...] = (
    (
        Told(
            history="Knee operation, left, 2014",
            medicines="None",
            allergies="None",
            emergency_name="Jo Alder (synthetic)",
            emergency_phone="(707) 555-0191",
        ),
        {"pacemaker": False, "fused_at": [], "migraine": False},
    ),
    (
        Told(
            medicines="Ibuprofen 400 mg, some days",
            allergies="Lavender oil: rash",
            implants="Two screws in the low back, 2019",
            language="es",
        ),
        {"fused_at": ["lumbar"], "pacemaker": False},
    ),
    (
        Told(history="Migraine since school", allergies="Penicillin"),
        {"migraine": True},
    ),
)


def write_down(patients: Sequence[Patient], now: datetime) -> int:
    """For the first people who are well, and how many that were."""
    ill = {caller.patient for caller in callers.CALLERS}
    well = [patient for place, patient in enumerate(patients) if place not in ill]
    for patient, (told, facts) in zip(well, LINES, strict=False):
        write_profile(patient=patient, told=told, by=SYSTEM, now=now)
        record_facts(patient=patient, facts=facts, by=SYSTEM, now=now)
    return len(LINES)
