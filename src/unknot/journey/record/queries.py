"""What happened, what has not been followed, and whether the chain is whole. Who may read is asked one step
further up the journey, in people, because the record knows nobody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from unknot.journey.record.facts import event_hash
from unknot.journey.record.models import Chain, Event, Handled


@dataclass(frozen=True, slots=True)
class Verified:
    """`sealed` events stand in the chain, `unsealed` ones wait for the worker and are not yet protected.
    `broken_at` is the first position that is wrong, `why` says how. Whoever notes `head` elsewhere can later
    prove that nothing before it was rewritten."""

    ok: bool
    sealed: int
    unsealed: int
    broken_at: int | None = None
    why: str = ""
    head: str = ""


def verify(clinic_id: UUID) -> Verified:
    chain = Chain.objects.filter(clinic_id=clinic_id).first() or Chain(clinic_id=clinic_id)
    unsealed = Event.objects.filter(clinic_id=clinic_id).unsealed().count()
    position, head = 0, ""
    events = Event.objects.filter(clinic_id=clinic_id, position__isnull=False).order_by("position")
    for event in events.iterator(chunk_size=2000):
        position += 1
        why = _fault(event, position=position, previous_hash=head)
        if why:
            return Verified(False, position - 1, unsealed, position, why, head)
        head = event.hash
    if (position, head) != (chain.length, chain.head):
        why = f"{chain.length} events were sealed and {position} are there"
        if position == chain.length:
            why = "the last event is not the one that was sealed last"
        return Verified(False, position, unsealed, min(position, chain.length) + 1, why, head)
    return Verified(True, position, unsealed, head=head)


def _fault(event: Event, *, position: int, previous_hash: str) -> str:
    if event.position != position:
        return f"event {position} is missing, or stands elsewhere"
    if event.previous_hash != previous_hash:
        return f"event {event.id} does not follow the one before it"
    if event.hash != event_hash(event, position=position, previous_hash=previous_hash):
        return f"event {event.id} was changed after it was sealed"
    return ""


def clinics_with_events() -> list[UUID]:
    written = Event.objects.order_by().values_list("clinic_id", flat=True).distinct()
    return sorted({*written, *Chain.objects.values_list("clinic_id", flat=True)})


def unfollowed(*, follower: str, kinds: Collection[str], limit: int = 100) -> list[Event]:
    """Events that this follower has yet to deal with, oldest first."""
    handled = Handled.objects.filter(event=models.OuterRef("pk"), follower=follower)
    waiting = Event.objects.filter(~models.Exists(handled), kind__in=kinds)
    return list(waiting.order_by("id")[:limit])


def history(
    subject: models.Model,
    *,
    limit: int = 100,
    kinds: Collection[str] = (),
) -> list[Event]:
    """What happened to one row, youngest first; of these kinds, where some are named."""
    events = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    if kinds:
        events = events.filter(kind__in=kinds)
    return list(events.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events: of one part of the product, by somebody, about one row, in a span of time, before one."""

    room: str = ""
    who: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


EVERYTHING = Asked()


def recent(clinic_id: UUID, asked: Asked = EVERYTHING, *, limit: int = 100) -> list[Event]:
    """The latest first."""
    found = Event.objects.filter(clinic_id=clinic_id)
    if asked.room:
        found = found.filter(kind__startswith=f"{asked.room}.")
    if asked.who:
        found = found.filter(actor_name__icontains=asked.who)
    if asked.about:
        found = found.filter(subject_id=asked.about)
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    if asked.before:
        found = found.filter(id__lt=asked.before)
    return list(found.order_by("-id")[:limit])


def rooms(clinic_id: UUID) -> list[str]:
    """The first words of the kinds that there are."""
    kinds = Event.objects.filter(clinic_id=clinic_id).order_by().values_list("kind", flat=True).distinct()
    return sorted({kind.partition(".")[0] for kind in kinds})
