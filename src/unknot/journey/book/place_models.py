"""The rows of places: where a clinic works, and the rooms and the equipment there. Each location has its own
zone and public holidays; a clock in a room shows the time of its location."""

from django.db import models
from uuid_utils.compat import uuid7


class RoomKind(models.TextChoices):
    TREATMENT = "treatment", "Treatment room"
    EXERCISE = "exercise", "Exercise room"


def room_kinds() -> list[tuple[str, str]]:
    return RoomKind.choices


class Location(models.Model):
    """`holidays_country` and `holidays_subdivision` name a calendar of public holidays (US, CA); empty
    is none: a clinic that has said nothing is not closed by us."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(max_length=200)
    slug = models.SlugField()
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    zone = models.CharField(max_length=60)
    holidays_country = models.CharField(max_length=2, blank=True)
    holidays_subdivision = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "slug"], name="book_location_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="rooms")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=room_kinds)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Equipment(models.Model):
    """One thing that one visit at a time can use. Its `kind` is the clinic's own word: "traction table"."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="equipment")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="equipment")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name"]
        verbose_name_plural = "equipment"

    def __str__(self) -> str:
        return self.name
