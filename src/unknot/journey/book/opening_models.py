"""The rows of when a clinic is open: weekly hours and one-off openings of its practitioners, their leave, and
the days on which nobody works. Open is what hours or an opening say, less leave, closures and holidays."""

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.book.place_models import Location


class Hours(models.Model):
    """One opening of one practitioner each week, on the wall clock of a location; a break is two openings."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.CASCADE, related_name="hours")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["practitioner", "weekday", "opens"]
        verbose_name_plural = "hours"

    def __str__(self) -> str:
        return f"weekday {self.weekday}, {self.opens:%H:%M} to {self.closes:%H:%M}"


class Opening(models.Model):
    """One time outside the weekly hours at which a practitioner is there after all: a Saturday morning."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.CASCADE, related_name="openings")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="openings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="book_opening_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"open from {self.starts_at:%Y-%m-%d}"


class Leave(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.CASCADE, related_name="leave")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="book_leave_ends_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"away from {self.starts_at:%Y-%m-%d}"


class Closure(models.Model):
    """Whole days, both ends included, on which a location is shut; without a location the whole clinic is,
    each location by its own calendar day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="closures")
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, null=True, blank=True, related_name="closures"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                name="book_closure_ends_after_start", condition=models.Q(last_day__gte=models.F("first_day"))
            ),
        ]

    def __str__(self) -> str:
        return f"closed from {self.first_day:%Y-%m-%d}"


class OpenHoliday(models.Model):
    """A public holiday on which a location works all the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="open_holidays")
    day = models.DateField()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["location", "day"], name="book_open_holiday_once"),
        ]

    def __str__(self) -> str:
        return f"open on {self.day:%Y-%m-%d}"
