"""How old somebody is, and who is a minor."""

from datetime import date

from unknot.journey.people.models import Patient, Profile

OF_AGE = 18


def age_on(born: date, day: date) -> int:
    """In whole years; somebody born on 29 February is a year older from 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_known_minor(patient: Patient, day: date) -> bool:
    """By their day of birth; somebody of whom it is not known is taken as they came."""
    row = Profile.objects.filter(patient=patient).only("birth_date").first()
    return row is not None and row.birth_date is not None and age_on(row.birth_date, day) < OF_AGE
