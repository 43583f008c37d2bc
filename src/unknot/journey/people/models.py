"""Clinics, those who sign in, those who treat and those who come. A user is one person with one e-mail
address; what they may do in a clinic is their membership's role (see access.py), and a practitioner or a
patient need not be a user at all."""

from datetime import time
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from unknot.journey.people.consent_models import Consent, ConsentAsk, ConsentWithdrawal
from unknot.journey.people.profile_models import Profile

# Rows that live in files of their own.
__all__ = [
    "Clinic",
    "Consent",
    "ConsentAsk",
    "ConsentWithdrawal",
    "Membership",
    "Patient",
    "Practitioner",
    "PractitionerKind",
    "Profile",
    "RemindBy",
    "Role",
    "User",
    "UserManager",
    "practitioner_kinds",
    "roles",
    "ways_to_remind",
]


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    FRONT_DESK = "front_desk", "Front desk"
    CLINICIAN = "clinician", "Clinician"
    AUDITOR = "auditor", "Auditor"


class PractitionerKind(models.TextChoices):
    CHIROPRACTOR = "chiropractor", "Chiropractor"
    MASSAGE_THERAPIST = "massage_therapist", "Massage therapist"
    EXERCISE_THERAPIST = "exercise_therapist", "Exercise therapist"


class RemindBy(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"
    BOTH = "both", "E-mail and text message"
    NONE = "none", "No reminders"


def roles() -> list[tuple[str, str]]:
    return Role.choices


def practitioner_kinds() -> list[tuple[str, str]]:
    return PractitionerKind.choices


def ways_to_remind() -> list[tuple[str, str]]:
    return RemindBy.choices


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Without Django's groups, permissions and superusers: access.py is the only place that says who may do
    what."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            # Two spellings of one address would be two people with half a record each.
            models.UniqueConstraint(Lower("email"), name="people_user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name


class Clinic(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    zone = models.CharField(max_length=60)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=40)
    email = models.EmailField()
    address = models.TextField(blank=True)
    cancel_hours = models.PositiveSmallIntegerField(default=24)
    # A person who cancels later than this before the visit has cancelled late; it is counted, not punished.
    late_hours = models.PositiveSmallIntegerField(default=24)
    # Minutes that a seat is kept while a form is filled, and that whoever waits has to answer an offer.
    hold_minutes = models.PositiveSmallIntegerField(default=10)
    offer_minutes = models.PositiveSmallIntegerField(default=120)
    # On the clock of whoever is reminded, not of the clinic.
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    # What text messages call the clinic, where its full name is long or tells too much on a locked screen.
    texts_name = models.CharField(max_length=40, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=roles)
    # Given by an owner to somebody they trust with it; owners may without.
    may_overbook = models.BooleanField(default=False)
    # Since when they no longer work here; what they wrote stays theirs.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "clinic"], name="people_membership_one_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} in {self.clinic_id}"


class Practitioner(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="practitioners")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=practitioner_kinds)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Patient(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="patients")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    # The number without spaces and signs: people write one number in many ways.
    phone_digits = models.CharField(max_length=40, blank=True, editable=False)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    # Where their clock differs from the clinic's; empty when nobody knows.
    zone = models.CharField(max_length=60, blank=True)
    remind_by = models.CharField(max_length=10, choices=ways_to_remind, default=RemindBy.EMAIL)
    # When they said that they want text messages; without it none is sent.
    texts_agreed_at = models.DateTimeField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    # A double that became another row; what is signed stays here (people/doubles.py).
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles"
    )
    # When they had erased what nothing makes the clinic keep: nobody writes to them any more.
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["clinic", "email"], name="people_patient_email"),
            models.Index(fields=["clinic", "phone_digits"], name="people_patient_phone"),
            models.Index(fields=["clinic", "name"], name="people_patient_name"),
        ]

    def __str__(self) -> str:
        return self.name
