"""The rows of calendar feeds: secret addresses at which a calendar programme reads one practitioner's, one
room's or one person's visits. Only a digest of the secret is kept, so that nobody can read it here."""

from django.db import models
from uuid_utils.compat import uuid7


class Feed(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="feeds")
    practitioner = models.ForeignKey(
        "people.Practitioner", on_delete=models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    room = models.ForeignKey(
        "book.Room", on_delete=models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    patient = models.ForeignKey(
        "people.Patient", on_delete=models.CASCADE, null=True, blank=True, related_name="feeds"
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    # In which the person's own calendar speaks.
    language = models.CharField(max_length=10, default="en")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="book_feed_is_of_one_thing",
                condition=(
                    models.Q(practitioner__isnull=False, room=None, patient=None)
                    | models.Q(practitioner=None, room__isnull=False, patient=None)
                    | models.Q(practitioner=None, room=None, patient__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"feed of {self.practitioner or self.room or 'a person'}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None
