"""The rows of the record: events that are only ever added, the head of each clinic's chain, and who has
followed what. An event knows the clinic and the subject by id alone: the record comes first in the journey,
and its rows must outlive theirs."""

from typing import Any, NoReturn, Self
from uuid import UUID

from django.db import models
from uuid_utils.compat import uuid7


class AppendOnly(Exception):
    """Somebody tried to change or remove what has been recorded. That is a bug, never an answer for a
    person."""


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **_changes: Any) -> NoReturn:
        raise AppendOnly("events are never updated")

    def delete(self) -> NoReturn:
        raise AppendOnly("events are never deleted")

    def bulk_update(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnly("events are never updated")

    def unsealed(self) -> Self:
        return self.filter(position=None)

    def seal(self, event_id: UUID, *, position: int, previous_hash: str, digest: str) -> bool:
        """Gives an event its place in the chain, once; False when it already had one."""
        unsealed = self.filter(id=event_id, position=None)
        sealed = models.QuerySet.update(unsealed, position=position, previous_hash=previous_hash, hash=digest)
        return sealed == 1


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    clinic_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=60, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict, blank=True)
    position = models.PositiveBigIntegerField(null=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clinic_id", "position"], name="record_event_one_per_position"),
        ]
        indexes = [
            models.Index(fields=["clinic_id", "subject_type", "subject_id"], name="record_event_subject"),
            models.Index(fields=["kind", "id"], name="record_event_kind"),
            models.Index(
                fields=["clinic_id", "id"], name="record_event_unsealed", condition=models.Q(position=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("events are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise AppendOnly("events are never deleted")


class Chain(models.Model):
    """The head of a clinic's chain. It lets the verifier see that the youngest sealed events were removed,
    which the chain by itself cannot tell, and its row is what two sealers take in turn."""

    clinic_id = models.UUIDField(primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.length} events of clinic {self.clinic_id}"


class Handled(models.Model):
    """A follower has dealt with an event. Followers are named in server/followers.py."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="handled")
    follower = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "follower"], name="record_handled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.follower} handled {self.event_id}"
