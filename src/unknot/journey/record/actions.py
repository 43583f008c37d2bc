"""Writing to the record. `write` only adds a row, so that writers never wait for each other; `link` puts
what was written into the clinic's hash chain, in batches, some moments later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import models, transaction

from unknot.journey.record.facts import digest, event_hash, plain
from unknot.journey.record.models import Chain, Event, Handled

BATCH = 500


class Doer(Protocol):
    """Who did it. The actors of people/access.py are such; the record must not know them."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


def write(
    *,
    clinic_id: UUID,
    kind: str,
    subject: models.Model,
    by: Doer,
    now: datetime,
    reason: str = "",
    before: object = None,
    after: object = None,
    data: Mapping[str, object] | None = None,
) -> Event:
    """`before` and `after` are snapshots; only their digests are kept, so that the trail does not become a
    second record."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event belongs into the transaction of what it tells")
    return Event.objects.create(
        clinic_id=clinic_id,
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        actor_kind=by.kind,
        actor_id=by.id,
        # People are known by the row that they hold: a name in the chain could never be erased.
        actor_name="" if by.kind == "person" else by.name,
        at=now,
        reason=reason,
        before_digest="" if before is None else digest(before),
        after_digest="" if after is None else digest(after),
        data=plain(data or {}),
    )


def link(*, now: datetime, clinic_id: UUID | None = None) -> int:
    """Seals what is unsealed, batch by batch, and returns how many events that were. Safe to run in several
    workers at once."""
    waiting = Event.objects.unsealed().order_by()
    if clinic_id is not None:
        waiting = waiting.filter(clinic_id=clinic_id)
    sealed = 0
    for clinic in sorted(set(waiting.values_list("clinic_id", flat=True))):
        while batch := _link_batch(clinic, now):
            sealed += batch
    return sealed


def _link_batch(clinic_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        # The head's row is the turnstile: PostgreSQL locks it here, SQLite locked the file at BEGIN.
        chain, _ = Chain.objects.select_for_update().get_or_create(clinic_id=clinic_id)
        events = list(Event.objects.filter(clinic_id=clinic_id).unsealed().order_by("id")[:BATCH])
        for event in events:
            place, before = chain.length + 1, chain.head
            chain.head = event_hash(event, position=place, previous_hash=before)
            chain.length = place
            if not Event.objects.seal(event.id, position=place, previous_hash=before, digest=chain.head):
                raise transaction.TransactionManagementError(f"event {event.id} was sealed by another")
        if events:
            chain.sealed_at = now
            chain.save()
    return len(events)


def mark_handled(*, event: Event, follower: str, now: datetime) -> bool:
    """False when this follower had dealt with the event before, so that a repeated run does nothing twice."""
    _, is_new = Handled.objects.get_or_create(event=event, follower=follower, defaults={"at": now})
    return is_new
