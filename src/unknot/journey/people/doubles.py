"""One person, several rows: a double that was merged stays as it was, and names the row that it became. What
is signed stays with the double, whose name is under the seal; everything else is with the other."""

from uuid import UUID

from django.db.models import Q

from unknot.journey.people.models import Patient


def of(patient: Patient, path: str = "patient") -> Q:
    """Rows that are about this person, also under a row that was merged into theirs."""
    return Q(**{path: patient}) | Q(**{f"{path}__merged_into": patient})


def identities(patient: Patient) -> list[UUID]:
    """The row of this person, and those that were merged into it."""
    return [patient.pk, *Patient.objects.filter(merged_into=patient).values_list("pk", flat=True)]
