"""How people come to their own record: a link by e-mail, once and not for long."""

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.privacy.merge_models import Merge
from unknot.journey.privacy.opening_models import BrokenGlass, Restriction
from unknot.journey.privacy.request_models import AskedFor, PrivacyRequest, Retention, Standing

# Rows that live in a file of their own.
__all__ = [
    "AskedFor",
    "BrokenGlass",
    "Merge",
    "PrivacyRequest",
    "Restriction",
    "Retention",
    "SignInLink",
    "Standing",
]


class SignInLink(models.Model):
    """Somebody who typed this address wants to read their record. The same row for an address that nobody
    has: whoever asks must not learn which are known. It is removed after a day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["clinic", "email", "asked_at"], name="privacy_link_asked")]

    def __str__(self) -> str:
        return "link to a record"
