"""What we tell people: one row for each message, written in the transaction of the change it tells of and
kept with its fate. A message is rendered when it is sent, so that it tells what is true then; what was sent
is stored as it left."""

from django.db import models
from uuid_utils.compat import uuid7


class Channel(models.TextChoices):
    EMAIL = "email", "E-mail"
    SMS = "sms", "Text message"


class Status(models.TextChoices):
    QUEUED = "queued", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Given up"
    WITHDRAWN = "withdrawn", "Withdrawn"


def channels() -> list[tuple[str, str]]:
    return Channel.choices


def statuses() -> list[tuple[str, str]]:
    return Status.choices


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic = models.ForeignKey("people.Clinic", on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=20, choices=channels, default=Channel.EMAIL)
    to = models.CharField(max_length=254)
    kind = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=200, unique=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    status = models.CharField(max_length=20, choices=statuses, default=Status.QUEUED)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    rendered_subject = models.TextField(blank=True)
    rendered_body = models.TextField(blank=True)
    attachment = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["due_at"], name="outbox_message_due", condition=models.Q(status=Status.QUEUED)
            ),
            models.Index(fields=["clinic", "-id"], name="outbox_message_recent"),
            models.Index(
                fields=["clinic", "due_at"],
                name="outbox_message_given_up",
                condition=models.Q(status=Status.FAILED),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="outbox_message_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
