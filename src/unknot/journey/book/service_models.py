"""The rows of what can be booked: services with what they need and who may book them, who gives them for how
long, and the dated sessions of a class."""

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.book.place_models import Equipment, Room, room_kinds
from unknot.journey.people.models import practitioner_kinds


class BookableBy(models.TextChoices):
    """Who may book a service without the desk. Staff may book each of them for anybody."""

    ANYONE = "anyone", "Anyone"
    NEW = "new", "People who are here for the first time"
    RETURNING = "returning", "People who have been here before"
    PLAN = "plan", "Only as part of a plan"
    DESK = "desk", "Only the desk"


def who_may_book() -> list[tuple[str, str]]:
    return BookableBy.choices


def usual_reminders() -> dict[str, list[int]]:
    """Minutes before the visit, by channel."""
    return {"email": [1440], "sms": [1440]}


class Service(models.Model):
    """`hands_on` services are what a person who should see a physician first must not be offered. With a
    `capacity` above one it is a class: its starts are its sessions. `price` is in the smallest unit of its
    currency, cents for USD."""

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
    # Of the clinic's own words; empty where none is needed.
    equipment_kind = models.CharField(max_length=60, blank=True)
    hands_on = models.BooleanField(default=True)
    bookable_by = models.CharField(max_length=10, choices=who_may_book, default=BookableBy.ANYONE)
    capacity = models.PositiveSmallIntegerField(default=1)
    lead_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=60)
    # Until how many hours before the visit it can be changed online; empty is the clinic's limit.
    cancel_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    price = models.PositiveIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    show_price = models.BooleanField(default=False)
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

    @property
    def is_class(self) -> bool:
        return self.capacity > 1


class Offering(models.Model):
    """How one practitioner differs from the service: another length, or not at all. Without a row they give
    it as it stands."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="offerings")
    practitioner = models.ForeignKey(
        "people.Practitioner", on_delete=models.CASCADE, related_name="offerings"
    )
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    is_offered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "practitioner"], name="book_offering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner_id}: {self.minutes or 'as usual'}" if self.is_offered else "not offered"


class Session(models.Model):
    """A class at one start: its practitioner, room and equipment are claimed once, by the session; each of
    its seats is a resource that one booking claims."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="sessions")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="sessions")
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.PROTECT, related_name="sessions")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="sessions")
    equipment = models.ForeignKey(
        Equipment, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    start_tick = models.IntegerField()
    ticks = models.PositiveSmallIntegerField()
    seats = models.PositiveSmallIntegerField()
    # Sessions that were laid out together have the same one.
    series = models.UUIDField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["service", "start_tick"], name="book_session_start"),
            models.Index(fields=["clinic", "starts_at"], name="book_session_day"),
        ]

    def __str__(self) -> str:
        return f"class at {self.starts_at:%Y-%m-%d %H:%M}"
