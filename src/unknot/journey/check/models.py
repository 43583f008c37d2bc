"""The rows of the check: an episode is one bout of back trouble, a check is what a person said in it and
what came out, an alert is something a named role must look at. A check that has been decided is never
changed; its assessment names the knowledge it was made with, and that knowledge is kept."""

import secrets
from typing import Any, NoReturn

from django.db import models
from uuid_utils.compat import uuid7

# Who to call back may be told after the result has been read; nothing else of a decided check may change.
STILL_OPEN = frozenset({"contact_name", "contact_phone"})


class SealedCheck(Exception):
    """Somebody tried to change or remove a decided check. That is a bug, never an answer for a person."""


class KeptEdition(Exception):
    """Somebody tried to change or remove knowledge that decisions were made with. That is a bug."""


class KeptText(Exception):
    """Somebody tried to change or remove the words that people were asked with. That is a bug."""


class CheckQuerySet(models.QuerySet["Check"]):
    def update(self, **kwargs: Any) -> int:
        if not set(kwargs) <= STILL_OPEN and self.filter(status=CheckStatus.DECIDED).exists():
            raise SealedCheck("a decided check is never changed")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.filter(status=CheckStatus.DECIDED).exists():
            raise SealedCheck("a decided check is never removed")
        return super().delete()


class EditionQuerySet(models.QuerySet["Edition"]):
    def update(self, **_changes: Any) -> NoReturn:
        raise KeptEdition("an edition is never changed")

    def delete(self) -> NoReturn:
        raise KeptEdition("an edition is never removed")


class TextQuerySet(models.QuerySet["InstrumentText"]):
    def update(self, **changes: Any) -> int:
        if set(changes) != {"replaced_at"}:
            raise KeptText("the words of an instrument are replaced, never changed")
        return super().update(**changes)

    def delete(self) -> NoReturn:
        raise KeptText("the words of an instrument are kept: answers were given to them")


class CheckChannel(models.TextChoices):
    WEB = "web", "Web"
    DESK = "desk", "Front desk"
    PHONE = "phone", "Phone"


class CheckForm(models.TextChoices):
    FULL = "full", "All questions"
    SHORT = "short", "Warning signs only"


class CheckStatus(models.TextChoices):
    DRAFT = "draft", "Being answered"
    DECIDED = "decided", "Decided"


class AlertKind(models.TextChoices):
    ANSWERS = "answers", "Warning sign in a check"
    CALL_BACK = "call_back", "Asks to be called back"
    WORDING = "wording", "Warning sign in free text"
    FOLLOW = "follow", "How somebody is getting on"
    RECORD = "record", "A restricted record was opened"


def check_channels() -> list[tuple[str, str]]:
    return CheckChannel.choices


def check_forms() -> list[tuple[str, str]]:
    return CheckForm.choices


def check_statuses() -> list[tuple[str, str]]:
    return CheckStatus.choices


def alert_kinds() -> list[tuple[str, str]]:
    return AlertKind.choices


def new_token() -> str:
    """Whoever holds the token may read and answer the check, so it must not be guessable: 192 random bits."""
    return secrets.token_urlsafe(24)


class Episode(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="episodes")
    patient = models.ForeignKey(
        "people.Patient", on_delete=models.PROTECT, null=True, blank=True, related_name="episodes"
    )
    started_at = models.DateTimeField()
    booking_closed = models.BooleanField(default=False)
    # When a clinician opened care again; a check that was decided later is not covered by it.
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"episode of {self.started_at:%Y-%m-%d}"


class Check(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="checks")
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="checks"
    )
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    channel = models.CharField(max_length=10, choices=check_channels, default=CheckChannel.WEB)
    form = models.CharField(max_length=10, choices=check_forms, default=CheckForm.FULL)
    status = models.CharField(max_length=10, choices=check_statuses, default=CheckStatus.DRAFT)
    answers = models.JSONField(default=dict, blank=True)
    done_screens = models.JSONField(default=list, blank=True)
    assessment = models.JSONField(null=True, blank=True)
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    knowledge_version = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    # In which the person answered; what is stored is in the clinic's own.
    language = models.CharField(max_length=10, default="en")

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["clinic", "status", "-id"], name="check_check_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.status} check of {self.started_at:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            changes = kwargs.get("update_fields")
            is_open = changes is not None and set(changes) <= STILL_OPEN
            if not is_open and Check.objects.filter(id=self.id, status=CheckStatus.DECIDED).exists():
                raise SealedCheck("a decided check is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if Check.objects.filter(id=self.id, status=CheckStatus.DECIDED).exists():
            raise SealedCheck("a decided check is never removed")
        return super().delete(*args, **kwargs)


class Edition(models.Model):
    """The knowledge that decided checks, once for each digest: its files, packed. Kept as long as the checks
    are, so that each can be decided again as it was."""

    digest = models.CharField(max_length=64, primary_key=True)
    version = models.CharField(max_length=80)
    files = models.BinaryField()
    first_used_at = models.DateTimeField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-first_used_at"]

    def __str__(self) -> str:
        return self.version

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise KeptEdition("an edition is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise KeptEdition("an edition is never removed")


class InstrumentText(models.Model):
    """The words that a clinic brought for an instrument that is not ours, under its owner's terms. New words
    replace the old ones, which stay readable: earlier answers were given to them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="instrument_texts")
    instrument = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True)
    items = models.JSONField()
    scoring = models.JSONField()
    origin = models.TextField()
    terms = models.TextField()
    confirmed_by = models.CharField(max_length=200)
    confirmed_on = models.DateField()
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = TextQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "instrument", "language", "number"], name="check_text_one_per_number"
            ),
            models.UniqueConstraint(
                fields=["clinic", "instrument", "language"],
                name="check_text_one_current",
                condition=models.Q(replaced_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.version}, {self.language}, text {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise KeptText("the words of an instrument are replaced, never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise KeptText("the words of an instrument are kept: answers were given to them")


class Alert(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=20, choices=alert_kinds)
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    # Not `check`: every model has a method of that name.
    from_check = models.ForeignKey(
        Check, on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    role = models.CharField(max_length=20)
    reason = models.TextField()
    tier = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closing_word = models.TextField(blank=True)

    class Meta:
        ordering = ["-tier", "raised_at"]
        indexes = [
            models.Index(
                fields=["clinic", "-tier", "raised_at"],
                name="check_alert_open",
                condition=models.Q(closed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
