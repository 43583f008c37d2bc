"""The rows of the calendar. A booking is real because it claims ticks: one `Claim` for each resource and five
minutes, under one unique constraint. Nothing else in the system decides whether a time is free."""

from uuid import uuid4

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.book.feed_models import Feed
from unknot.journey.book.hold_models import Hold
from unknot.journey.book.opening_models import Closure, Hours, Leave, OpenHoliday, Opening
from unknot.journey.book.outside_models import BusyTime, OutsideCalendar
from unknot.journey.book.place_models import Equipment, Location, Room, RoomKind, room_kinds
from unknot.journey.book.service_models import (
    BookableBy,
    Offering,
    Service,
    Session,
    usual_reminders,
    who_may_book,
)
from unknot.journey.book.waitlist_models import EntryStatus, Offer, OfferStatus, WaitlistEntry
from unknot.journey.people.models import ways_to_remind

# Rows that live in files of their own.
__all__ = [
    "BookableBy",
    "BusyTime",
    "Closure",
    "EntryStatus",
    "Equipment",
    "Feed",
    "Hold",
    "Hours",
    "Leave",
    "Location",
    "Offer",
    "OfferStatus",
    "Offering",
    "OpenHoliday",
    "Opening",
    "OutsideCalendar",
    "Room",
    "RoomKind",
    "Service",
    "Session",
    "WaitlistEntry",
    "room_kinds",
    "usual_reminders",
    "who_may_book",
]


class BookingStatus(models.TextChoices):
    BOOKED = "booked", "Booked"
    ARRIVED = "arrived", "Arrived"
    NO_SHOW = "no_show", "Did not come"
    CANCELLED = "cancelled", "Cancelled"


# Whoever is there, or should be, holds their ticks; a cancelled booking holds none.
HOLDING = (BookingStatus.BOOKED, BookingStatus.ARRIVED, BookingStatus.NO_SHOW)


class Exceptional(models.TextChoices):
    """What the desk has booked against the calendar on purpose, and said why."""

    OVERBOOKED = "overbooked", "Overbooked"
    OFF_HOURS = "off_hours", "Outside opening hours"


def exceptions() -> list[tuple[str, str]]:
    return Exceptional.choices


def booking_statuses() -> list[tuple[str, str]]:
    return BookingStatus.choices


def new_uid() -> str:
    """The name of the appointment in other people's calendars: for life, and telling nothing."""
    return f"{uuid4()}@unknot"


THINGS = ("practitioner", "room", "equipment", "patient", "session", "overflow_of")


def only(thing: str) -> models.Q:
    """The resource is this thing and no other."""
    return models.Q(**{f"{one}__isnull": one != thing for one in THINGS})


class Resource(models.Model):
    """What can be in one place only: a practitioner, a room, a piece of equipment, a patient, a seat in a
    session, and the overflow seat of a practitioner, which only a deliberate overbooking claims. Integers,
    because claims are many."""

    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    practitioner = models.OneToOneField(
        "people.Practitioner", on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )
    room = models.OneToOneField(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )
    equipment = models.OneToOneField(
        Equipment, on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )
    patient = models.OneToOneField(
        "people.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="resource"
    )
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="seat_resources"
    )
    # Of a session's seats, from 1.
    seat_number = models.PositiveSmallIntegerField(null=True, blank=True)
    overflow_of = models.OneToOneField(
        "people.Practitioner", on_delete=models.PROTECT, null=True, blank=True, related_name="overflow_seat"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="book_resource_is_one_thing",
                condition=(
                    only("practitioner")
                    | only("room")
                    | only("equipment")
                    | only("patient")
                    | only("session")
                    | only("overflow_of")
                ),
            ),
            models.UniqueConstraint(fields=["session", "seat_number"], name="book_resource_seat_once"),
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"


class Booking(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="bookings")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="bookings")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.PROTECT, related_name="bookings")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    equipment = models.ForeignKey(
        Equipment, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    # The class that it is a seat in.
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
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
    # Booked against the calendar on purpose: in what way, and why.
    exception = models.CharField(max_length=20, choices=exceptions, blank=True)
    exception_reason = models.CharField(max_length=300, blank=True)
    # Whose visit it was at which time in the system that it was brought in from: wherever it has moved since.
    brought_in = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="book_booking_day"),
            models.Index(fields=["patient", "starts_at"], name="book_booking_patient"),
            models.Index(
                fields=["brought_in"], name="book_booking_brought_in", condition=~models.Q(brought_in="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} at {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        """How long it was booked for: one practitioner takes longer than another."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def location(self) -> Location:
        return self.room.location

    @property
    def zone(self) -> str:
        """Of the place where the visit is: on its clock the visit is told of."""
        return self.room.location.zone

    @property
    def is_standing(self) -> bool:
        """Still to come, as far as anybody has said."""
        return self.status == BookingStatus.BOOKED


class Claim(models.Model):
    """One resource held for one tick, by a booking, by the session of a class, or by a hold until its time is
    over. The constraint is the whole of double-booking safety."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="claims", db_index=False)
    tick = models.IntegerField()
    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, null=True, blank=True, related_name="claims"
    )
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="claims", db_index=False
    )
    hold = models.ForeignKey(
        Hold, on_delete=models.CASCADE, null=True, blank=True, related_name="claims", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "tick"], name="book_claim_one_holder"),
            models.CheckConstraint(
                name="book_claim_is_held",
                condition=models.Q(booking__isnull=False, session=None, hold=None)
                | models.Q(booking=None, session__isnull=False, hold=None)
                | models.Q(booking=None, session=None, hold__isnull=False),
            ),
        ]
        indexes = [
            # In part: claims are written by the dozen, and few are a session's or a hold's.
            models.Index(
                fields=["session"], name="book_claim_session", condition=models.Q(session__isnull=False)
            ),
            models.Index(fields=["hold"], name="book_claim_hold", condition=models.Q(hold__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"resource {self.resource_id} at tick {self.tick}"
