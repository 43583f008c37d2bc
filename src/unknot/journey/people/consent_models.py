"""What a person was asked to agree to, what they signed, and what they took back. A consent and its
withdrawal are sealed rows of their own: neither is ever changed."""

import secrets
from typing import ClassVar

from django.db import models
from uuid_utils.compat import uuid7

from unknot.journey.record.seals import Sealed


class ConsentKind(models.TextChoices):
    TREATMENT = "treatment", "Treatment"
    THRUST = "thrust", "Quick thrust"
    NECK = "neck", "Neck"
    MESSAGES = "messages", "Messages"
    DATA = "data", "Use of data"


class SignedAs(models.TextChoices):
    SELF = "self", "The person"
    GUARDIAN = "guardian", "Parent or guardian"


def consent_kinds() -> list[tuple[str, str]]:
    return ConsentKind.choices


def who_signs() -> list[tuple[str, str]]:
    return SignedAs.choices


def ask_token() -> str:
    return secrets.token_urlsafe(24)


class Consent(Sealed):
    """One signed text. `words` are its lines as they were read, so that it can be read when the text has long
    been another; `technique` and `region` are what it holds for."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(
        (
            *("clinic", "patient", "kind", "version", "technique", "region", "language", "words"),
            *("text_digest", "signed_name", "signed_as", "signature", "at", "taken_by"),
        )
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="consents")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=12, choices=consent_kinds)
    version = models.CharField(max_length=20)
    technique = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10)
    words = models.JSONField()
    text_digest = models.CharField(max_length=64)
    signed_name = models.CharField(max_length=200)
    signed_as = models.CharField(max_length=10, choices=who_signs, default=SignedAs.SELF)
    # Strokes of points [x, y], as drawn; a typed name is enough.
    signature = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    # Who asked for it at the clinic.
    taken_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at"]
        verbose_name = "consent"
        indexes = [models.Index(fields=["clinic", "patient", "kind"], name="people_consent_of")]

    def __str__(self) -> str:
        return f"consent: {self.kind}"


class ConsentWithdrawal(Sealed):
    """From this moment on the consent holds no more."""

    SIGNED: ClassVar[frozenset[str]] = frozenset(("clinic", "consent", "why", "at", "by_kind", "by_name"))

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=20)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "withdrawal of a consent"

    def __str__(self) -> str:
        return "withdrawal of a consent"


class ConsentAsk(models.Model):
    """A text that waits for a signature, behind an address that nobody can guess. It opens this one text and
    nothing else, and not for ever."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey("people.Patient", on_delete=models.PROTECT, related_name="consent_asks")
    kind = models.CharField(max_length=12, choices=consent_kinds)
    technique = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=20, blank=True)
    token = models.CharField(max_length=64, unique=True, default=ask_token, editable=False)
    asked_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    by_letter = models.BooleanField(default=False)
    consent = models.OneToOneField(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="asked"
    )

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"asks for {self.kind}"
