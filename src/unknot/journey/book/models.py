"""The rows of the calendar. A booking is real because it claims ticks: one `Claim` for each resource and five
minutes, under one unique constraint. Nothing else in the system decides whether a time is free."""

from uuid import uuid4

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.book.feed_models import Feed
from unknot.journey.people.models import practitioner_kinds, ways_to_remind

__all__ = ["Feed"]  # rows that live in files of their own


class RoomKind(models.TextChoices):
    TREATMENT = "treatment", "Treatment room"
    EXERCISE = "exercise", "Exercise room"


class BookingStatus(models.TextChoices):
    BOOKED = "booked", "Booked"
    ARRIVED = "arrived", "Arrived"
    NO_SHOW = "no_show", "Did not come"
    CANCELLED = "cancelled", "Cancelled"


# Whoever is there, or should be, holds their ticks; a cancelled booking holds none.
HOLDING = (BookingStatus.BOOKED, BookingStatus.ARRIVED, BookingStatus.NO_SHOW)


def room_kinds() -> list[tuple[str, str]]:
    return RoomKind.choices


def booking_statuses() -> list[tuple[str, str]]:
    return BookingStatus.choices


def usual_reminders() -> dict[str, list[int]]:
    """Minutes before the visit, by channel."""
    return {"email": [1440], "sms": [1440]}


def new_uid() -> str:
    """The name of the appointment in other people's calendars: for life, and telling nothing."""
    return f"{uuid4()}@unknot"


class Room(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=room_kinds)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Resource(models.Model):
    """What can be in one place only: a practitioner, a room, a patient. Integers, because claims are many."""

    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    practitioner = models.OneToOneField(
        "people.Practitioner", on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )
    room = models.OneToOneField(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )
    patient = models.OneToOneField(
        "people.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="book_resource_is_one_thing",
                condition=(
                    models.Q(practitioner__isnull=False, room=None, patient=None)
                    | models.Q(practitioner=None, room__isnull=False, patient=None)
                    | models.Q(practitioner=None, room=None, patient__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"


class Service(models.Model):
    """`hands_on` services are what a person who should see a physician first must not be offered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    slug = models.SlugField()
    description = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField()
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=0)
    practitioner_kind = models.CharField(max_length=30, choices=practitioner_kinds)
    room_kind = models.CharField(max_length=30, choices=room_kinds)
    hands_on = models.BooleanField(default=True)
    for_new = models.BooleanField(default=True)
    lead_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    reminders = models.JSONField(default=usual_reminders)
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "slug"], name="book_service_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class Hours(models.Model):
    """One opening of one practitioner each week, on the clinic's wall clock; a break is two openings."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.CASCADE, related_name="hours")
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


class Booking(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="bookings")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="bookings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.PROTECT, related_name="bookings")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    start_tick = models.IntegerField()
    ticks = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=booking_statuses, default=BookingStatus.BOOKED)
    uid = models.CharField(max_length=80, unique=True, default=new_uid, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    # Not `check`: every model has a method of that name.
    from_check = models.ForeignKey(
        "check.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    episode = models.ForeignKey(
        "check.Episode", on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    # In which we write to the person.
    language = models.CharField(max_length=10, default="en")
    # What the holder of the link chose for this visit; empty is what the person chose for all of theirs.
    remind_by = models.CharField(max_length=10, choices=ways_to_remind, blank=True)
    # The person has said that they come at this time; a move asks anew.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="book_booking_day"),
            models.Index(fields=["patient", "starts_at"], name="book_booking_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def is_standing(self) -> bool:
        """Still to come, as far as anybody has said."""
        return self.status == BookingStatus.BOOKED


class Claim(models.Model):
    """One resource held for one tick. The constraint is the whole of double-booking safety."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="claims", db_index=False)
    tick = models.IntegerField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="claims")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "tick"], name="book_claim_one_holder"),
        ]

    def __str__(self) -> str:
        return f"resource {self.resource_id} at tick {self.tick}"
