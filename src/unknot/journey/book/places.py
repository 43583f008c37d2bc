"""The locations of a clinic, read; and the first of them, which is there as soon as anything needs it."""

from django.db import IntegrityError, transaction

from unknot.journey.book.models import Location
from unknot.journey.people.models import Clinic


def locations(clinic: Clinic) -> list[Location]:
    """Those in use, in the clinic's order."""
    return list(Location.objects.filter(clinic=clinic, is_active=True))


def home(clinic: Clinic) -> Location:
    """The clinic's first location; one in the clinic's own zone and at its address, if it has none yet."""
    found = Location.objects.filter(clinic=clinic).order_by("-is_active", "position", "name").first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return Location.objects.create(
                clinic=clinic,
                name=clinic.name,
                slug="main",
                zone=clinic.zone,
                address=clinic.address,
                phone=clinic.phone,
            )
    except IntegrityError:  # somebody else did it in this moment
        return Location.objects.get(clinic=clinic, slug="main")
