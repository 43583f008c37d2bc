"""The rows of a course of visits: what was agreed about rhythm and wishes, and its visits. Where a visit
stands is said by its booking alone, so a visit that is cancelled, missed or moved anywhere is so here as
well."""

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.book.models import BookingStatus
from unknot.journey.plan.written_models import CarePlan, PlanStatus, PlanTemplate

# Rows that live in a file of their own.
__all__ = ["OF_BOOKING", "CarePlan", "Plan", "PlanStatus", "PlanTemplate", "PlannedVisit", "Standing"]


class Standing(models.TextChoices):
    """What has become of a planned visit; see `PlannedVisit.standing`."""

    OPEN = "open", "Not placed yet"
    BOOKED = "booked", "Booked"
    DONE = "done", "Done"
    MISSED = "missed", "Missed"
    CANCELLED = "cancelled", "Cancelled"
    DROPPED = "dropped", "Left out"


OF_BOOKING = {
    BookingStatus.BOOKED: Standing.BOOKED,
    BookingStatus.ARRIVED: Standing.DONE,
    BookingStatus.NO_SHOW: Standing.MISSED,
    BookingStatus.CANCELLED: Standing.CANCELLED,
}


class Plan(models.Model):
    """`phases` are [visits a week, weeks]. `windows` (when the person can come; none is always) and `rather`
    (when they would rather) are [weekday, "HH:MM", "HH:MM"] on the clock of the location, 0 is Monday;
    `away` are [first day, last day]. `wait` is how many minutes may lie between two visits of one day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="plans")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="plans")
    location = models.ForeignKey("book.Location", on_delete=models.PROTECT, related_name="plans")
    episode = models.ForeignKey(
        "check.Episode", on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    from_check = models.ForeignKey(
        "check.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="plans"
    )
    phases = models.JSONField()
    begins = models.DateField()
    windows = models.JSONField(default=list, blank=True)
    rather = models.JSONField(default=list, blank=True)
    away = models.JSONField(default=list, blank=True)
    practitioners = models.ManyToManyField("people.Practitioner", blank=True, related_name="+")
    trips_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    wait = models.PositiveSmallIntegerField(default=15)
    language = models.CharField(max_length=10, default="en")
    # Why hands-on care was planned without the questions about warning signs, in the clinician's words.
    reason = models.TextField(blank=True)
    # Grows with every change, so that a proposal made for an older state is known as such.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["clinic", "ended_at"], name="plan_running")]

    def __str__(self) -> str:
        return f"plan from {self.begins}"


class PlannedVisit(models.Model):
    """One visit of a trip: `trip` counts the days on which the person comes, `position` all visits. The gaps
    are in days since the trip before; `same_as` is the key of the visit whose clinician gives this one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="visits")
    key = models.CharField(max_length=20)
    trip = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    service = models.ForeignKey("book.Service", on_delete=models.PROTECT, related_name="+")
    same_as = models.CharField(max_length=20, blank=True)
    gap_least = models.PositiveSmallIntegerField()
    gap_target = models.PositiveSmallIntegerField()
    gap_most = models.PositiveSmallIntegerField()
    booking = models.OneToOneField(
        "book.Booking", on_delete=models.PROTECT, null=True, blank=True, related_name="planned"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plan_visit_key"),
        ]

    def __str__(self) -> str:
        return f"visit {self.key}"

    @property
    def standing(self) -> Standing:
        if self.dropped_at is not None:
            return Standing.DROPPED
        if self.booking is None:
            return Standing.OPEN
        return OF_BOOKING[BookingStatus(self.booking.status)]
