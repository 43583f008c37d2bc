"""The demo clinic's people and places by the names that the rest of the demo calls them."""

from dataclasses import dataclass

from unknot.journey.book.models import Room, Service
from unknot.journey.people.models import Clinic, Practitioner


@dataclass(frozen=True, slots=True)
class Frame:
    """What a visit needs, by the names that the diary uses."""

    clinic: Clinic
    practitioners: dict[str, Practitioner]
    rooms: dict[str, Room]
    services: dict[str, Service]
