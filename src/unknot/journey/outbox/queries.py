"""What the clinic has told people, and what became of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import models

from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import Actor, own_clinic


def recent(actor: Actor, *, limit: int = 100) -> list[Message]:
    """The clinic's messages with their fate, youngest first."""
    clinic_id = own_clinic(actor, "outbox.read")
    return list(Message.objects.filter(clinic_id=clinic_id).order_by("-id")[:limit])


def message(actor: Actor, message_id: UUID) -> Message | None:
    clinic_id = own_clinic(actor, "outbox.read")
    return Message.objects.filter(clinic_id=clinic_id, id=message_id).first()


def about(actor: Actor, row: models.Model, *, limit: int = 100) -> list[Message]:
    """What was written, or is still to be written, about one row of the clinic; youngest first."""
    clinic_id = own_clinic(actor, "outbox.read")
    found = Message.objects.filter(subject_type=row._meta.label_lower, subject_id=str(row.pk))
    return list(found.filter(clinic_id=clinic_id).order_by("-id")[:limit])


def about_any(
    actor: Actor, rows: Mapping[type[models.Model], Collection[UUID]], *, limit: int
) -> list[Message]:
    """What was written, or is due to be, about any of these rows; youngest first."""
    subjects = models.Q(pk=None)
    for model, ids in rows.items():
        names = [str(one) for one in ids]
        subjects |= models.Q(subject_type=model._meta.label_lower, subject_id__in=names)
    found = Message.objects.filter(subjects, clinic_id=own_clinic(actor, "outbox.read"))
    return list(found.order_by("-due_at", "-id")[:limit])


def given_up(actor: Actor, *, since: datetime | None = None) -> int:
    """How many messages never arrived, of those due since then: somebody has to call those people."""
    clinic_id = own_clinic(actor, "outbox.read")
    found = Message.objects.filter(clinic_id=clinic_id, status=Status.FAILED)
    return (found.filter(due_at__gte=since) if since else found).count()
