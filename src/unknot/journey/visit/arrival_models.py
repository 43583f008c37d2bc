"""What a person said right before a visit. Each time is a row of its own, and none is changed."""

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.record.kept import KeptQuerySet, KeptRow


class ArrivalQuerySet(KeptQuerySet["Arrival"]):
    pass


class Reaction(models.TextChoices):
    """How the person was after the visit before; empty is not said."""

    NONE = "none", "No reaction"
    MILD = "mild", "Sore or stiff, gone within two days"
    STRONG = "strong", "Stronger, longer, or something new"
    FIRST = "first", "There was no visit before"


def reactions() -> list[tuple[str, str]]:
    return Reaction.choices


class Arrival(KeptRow):
    """`asked` are the signs that stood on the list, `ticked` those that the person ticked, `none_new` that
    they said that there was none. Neither is no answer. `from_check` is the check that a tick opened."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="arrivals")
    booking = models.ForeignKey("book.Booking", on_delete=models.PROTECT, related_name="arrivals")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="arrivals")
    episode = models.ForeignKey(
        "check.Episode", on_delete=models.PROTECT, null=True, blank=True, related_name="arrivals"
    )
    from_check = models.OneToOneField(
        "check.Check", on_delete=models.PROTECT, null=True, blank=True, related_name="arrival"
    )
    asked = models.JSONField()
    ticked = models.JSONField(default=list, blank=True)
    none_new = models.BooleanField(default=False)
    pain = models.PositiveSmallIntegerField(null=True, blank=True)
    reaction = models.CharField(max_length=10, choices=reactions, blank=True)
    words = models.TextField(blank=True)
    knowledge_version = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="en")
    # Empty where the person said it on their own device.
    asked_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField()

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at"]
        verbose_name = "answers before a visit"
        verbose_name_plural = "answers before visits"

    def __str__(self) -> str:
        return f"answers before a visit, {self.said_at:%Y-%m-%d}"
