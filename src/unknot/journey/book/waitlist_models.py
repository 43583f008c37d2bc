"""Who waits for a time, or for an earlier one, and what they were offered. An offer holds its seat by a
`Hold` until it is answered or its time is over."""

from django.db import models
from uuid_utils.compat import uuid7


class EntryStatus(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SEATED = "seated", "Has a visit"
    WITHDRAWN = "withdrawn", "Withdrawn"
    ENDED = "ended", "Over"


class OfferStatus(models.TextChoices):
    OPEN = "open", "Offered"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Not wanted"
    EXPIRED = "expired", "No answer"
    WITHDRAWN = "withdrawn", "Withdrawn"


def entry_statuses() -> list[tuple[str, str]]:
    return EntryStatus.choices


def offer_statuses() -> list[tuple[str, str]]:
    return OfferStatus.choices


class WaitlistEntry(models.Model):
    """`windows` are [weekday, "HH:MM", "HH:MM"] on the clock of the place, 0 is Monday; none means any time.
    With a `booking` the person has a visit and wishes to come earlier."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="waitlist")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="waitlist")
    service = models.ForeignKey("book.Service", on_delete=models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        "people.Practitioner", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    booking = models.ForeignKey(
        "book.Booking", on_delete=models.PROTECT, null=True, blank=True, related_name="waitlist"
    )
    from_check = models.ForeignKey(
        "check.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    windows = models.JSONField(default=list, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    # The tier of the check, from 0; what nobody asked counts as the least urgent.
    urgency = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField()
    language = models.CharField(max_length=10, default="en")
    status = models.CharField(max_length=10, choices=entry_statuses, default=EntryStatus.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since"]
        verbose_name_plural = "waitlist entries"
        indexes = [
            models.Index(fields=["clinic", "status", "since"], name="book_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "service"],
                name="book_waiting_once",
                condition=models.Q(status=EntryStatus.WAITING, booking=None),
            ),
            models.UniqueConstraint(
                fields=["booking"],
                name="book_waiting_once_earlier",
                condition=models.Q(status=EntryStatus.WAITING, booking__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} since {self.since:%Y-%m-%d}"


class Offer(models.Model):
    """One freed seat, offered to one person until `answer_by`. `reasons` say why to them, in words for the
    desk. Its hold is the one whose owner is `offer-` and this id: no foreign key, because whoever clears a
    hold that is over must not wait for somebody who is answering."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(WaitlistEntry, on_delete=models.PROTECT, related_name="offers")
    # The visit that came of it.
    booking = models.ForeignKey(
        "book.Booking", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    practitioner = models.ForeignKey("people.Practitioner", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("book.Room", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    offered_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    by_hand = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=offer_statuses, default=OfferStatus.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at"]
        indexes = [
            models.Index(
                fields=["answer_by"], name="book_offer_open", condition=models.Q(status=OfferStatus.OPEN)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], name="book_offer_one_open", condition=models.Q(status=OfferStatus.OPEN)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status}: {self.starts_at:%Y-%m-%d %H:%M}"
