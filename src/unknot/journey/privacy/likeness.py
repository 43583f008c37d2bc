"""Who may be in the book twice: the same way to reach them, or the same birth and nearly the same name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from unicodedata import combining, normalize

from django.db.models import Q

from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.models import Patient

ALIKE = 0.84
MOST, LOOKED_AT = 5, 200


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody who may be the same person, and what speaks for it."""

    patient: Patient
    why: tuple[str, ...]


def doubles_of(actor: Actor, patient: Patient) -> list[Double]:
    """The likeliest first. A shared address alone speaks for a family as well: what is alike is named, and a
    person looks."""
    clinic_id = own_clinic(actor, "people.read")
    born = _born(patient)
    alike = Q(pk=None)
    if patient.email:
        alike |= Q(email=patient.email)
    if patient.phone_digits:
        alike |= Q(phone_digits=patient.phone_digits)
    if born:
        alike |= Q(profile__birth_date=born)
    if patient.birth_year:
        alike |= Q(birth_year=patient.birth_year)
    rows = Patient.objects.filter(alike, clinic_id=clinic_id, merged_into=None, erased_at=None)
    found = []
    for other in rows.exclude(pk=patient.pk).select_related("profile")[:LOOKED_AT]:
        why = tuple(_why(patient, other, born))
        if len(why) > 1 or any(one.startswith(("same phone", "same e-mail")) for one in why):
            found.append(Double(other, why))
    return sorted(found, key=lambda one: -len(one.why))[:MOST]


def alike(name: str, other: str) -> bool:
    """Nearly the same name, whatever the order of its parts, capitals and accents."""
    return SequenceMatcher(None, _plain(name), _plain(other)).ratio() >= ALIKE


def _why(patient: Patient, other: Patient, born: date | None) -> Iterator[str]:
    if alike(patient.name, other.name):
        yield "similar name"
    if patient.phone_digits and patient.phone_digits == other.phone_digits:
        yield "same phone number"
    if patient.email and patient.email == other.email:
        yield "same e-mail address"
    if born and born == _born(other):
        yield "same day of birth"
    elif patient.birth_year and patient.birth_year == other.birth_year:
        yield "same year of birth"


def _born(patient: Patient) -> date | None:
    profile = getattr(patient, "profile", None)
    return profile.birth_date if profile else None


def _plain(name: str) -> str:
    letters = "".join(one for one in normalize("NFKD", name.casefold()) if not combining(one))
    return " ".join(sorted(letters.replace("-", " ").split()))
