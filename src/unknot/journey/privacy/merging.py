"""Making two rows of one person one, looked at first and undone as long as that is possible. Rows that are
signed stay where they are, under the name in their seal, and are read with the others (people/doubles.py)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from unknot.journey.book.models import Claim, Resource
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Patient
from unknot.journey.privacy.merge_models import Merge
from unknot.journey.privacy.profiles import combined, differences, restored
from unknot.journey.privacy.tracing import model_of
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.record.seals import Sealed
from unknot.journey.refusals import Refusal

# Every foreign key to a person that is moved, and what it means where the two collide in it.
MOVED: Mapping[str, str] = {
    "people.patient.merged_into": "",
    "people.consent.patient": "",
    "people.consentask.patient": "",
    "check.episode.patient": "",
    "book.feed.patient": "",
    "book.hold.patient": "",
    "book.waitlistentry.patient": "Both wait for the same service. Take one of them off the list first.",
    "book.booking.patient": "",
    "plan.plan.patient": "",
    "plan.careplan.patient": "",
    "visit.receipt.patient": "",
    "visit.reevaluation.patient": "",
    "visit.letter.patient": "",
    "visit.visit.patient": "",
    "visit.arrival.patient": "",
    "follow.checkin.patient": "",
    "follow.spasm.patient": "",
    "follow.reading.patient": "",
    "privacy.restriction.patient": "Both records are restricted. Lift one of the restrictions first.",
    "privacy.brokenglass.patient": "",
    "privacy.privacyrequest.patient": "Both have an open request of one kind. Answer one of them first.",
}
# Those that are not moved, with the reason.
STAYS: Mapping[str, str] = {
    "people.profile.patient": "one for each person: what it says is combined",
    "book.resource.patient": "one for each person: its ticks are moved",
    "privacy.merge.kept": "tells what was done",
    "privacy.merge.merged": "tells what was done",
}
# What is taken over where the kept row says nothing.
FILLED = ("email", "phone", "phone_digits", "birth_year", "zone", "texts_agreed_at")
SAME_TIME = "Both have a visit at the same time. Move or cancel one of them first."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do: rows by kind that move, signed rows that stay as they are, what is taken over,
    and what the two say differently. `against` is what has to be settled first."""

    kept: Patient
    merged: Patient
    moving: tuple[tuple[str, int], ...]
    signed: int
    filled: tuple[tuple[str, str], ...]
    differs: tuple[str, ...]
    against: tuple[str, ...]


def preview(actor: Actor, kept: Patient, merged: Patient) -> Preview:
    """Looks without changing anything: the merge is tried and rolled back."""
    clinic_id = own_clinic(actor, "privacy.merge")
    _refuse_pair(kept, merged, clinic_id)
    moving, signed = [], 0
    for name in MOVED:
        rows = _rows(name, merged)
        count = rows.count()
        if count:
            meta = rows.model._meta
            moving.append((str(meta.verbose_name if count == 1 else meta.verbose_name_plural), count))
        signed += _signed(name, merged)
    return Preview(
        kept,
        merged,
        tuple(moving),
        signed,
        tuple((name, str(getattr(merged, name))) for name in _gaps(kept, merged) if name != "phone_digits"),
        differences(kept, merged),
        tuple(_against(kept, merged)),
    )


def merge(*, kept: Patient, merged: Patient, by: Actor, now: datetime) -> Merge:
    """Everything of the one row becomes the other's. Raises Refusal where the two collide."""
    require(by, "privacy.merge", kept.clinic_id)
    with transaction.atomic():
        _lock(kept, merged)
        _refuse_pair(kept, merged, kept.clinic_id)
        before = {"patient": snapshot(kept), "profile": combined(kept, merged, now)}
        moved = _move(kept, merged)
        for name in _gaps(kept, merged):
            setattr(kept, name, getattr(merged, name))
        kept.save(update_fields=[*FILLED])
        merged.merged_into = kept
        merged.save(update_fields=["merged_into"])
        row = Merge.objects.create(
            clinic_id=kept.clinic_id,
            kept=kept,
            merged=merged,
            moved=moved,
            before=before,
            at=now,
            by_name=by.name,
        )
        _tell("privacy.merged", row, by, now)
    return row


def undo(*, merge: Merge, by: Actor, now: datetime) -> Merge:
    """Takes the two apart again. Raises Refusal when something has been signed since with what was moved, or
    when one of the two has been merged on or erased."""
    require(by, "privacy.undo_merge", merge.clinic_id)
    with transaction.atomic():
        row = Merge.objects.select_for_update(of=("self",)).select_related("kept", "merged").get(id=merge.pk)
        _refuse_undo(row)
        _take_ticks(row.kept, row.merged, row.moved)
        for name, ids in row.moved.items():
            _back(name, ids, row)
        kept, was = row.kept, row.before["patient"]
        for name in FILLED:
            if getattr(kept, name) == getattr(row.merged, name):
                setattr(kept, name, was[name])
        kept.save(update_fields=[*FILLED])
        restored(kept, row.before["profile"], row.at)
        row.merged.merged_into = None
        row.merged.save(update_fields=["merged_into"])
        row.undone_at = now
        row.save(update_fields=["undone_at"])
        _tell("privacy.merge_undone", row, by, now)
    return row


def merges_of(actor: Actor, patient: Patient) -> list[Merge]:
    """The doubles that became this person, the latest first."""
    found = Merge.objects.filter(clinic_id=own_clinic(actor, "people.read"), kept=patient, undone_at=None)
    return list(found.select_related("merged"))


def merge_for(actor: Actor, merge_id: UUID) -> Merge | None:
    found = Merge.objects.filter(clinic_id=own_clinic(actor, "people.read"), id=merge_id)
    return found.select_related("kept", "merged").first()


def _move(kept: Patient, merged: Patient) -> dict[str, list[Any]]:
    moved: dict[str, list[Any]] = {}
    for name, collision in MOVED.items():
        rows = _rows(name, merged)
        ids = [str(pk) for pk in rows.values_list("pk", flat=True)]
        if ids:
            with _colliding(collision):
                rows.update(**{name.rpartition(".")[2]: kept})
            moved[name] = ids
    _take_ticks(merged, kept, moved)
    return moved


def _take_ticks(source: Patient, target: Patient, moved: Mapping[str, list[Any]]) -> None:
    """The times that these visits and holds take of one person in the calendar become the other's: nobody can
    be at two places."""
    holders = Q(booking__in=moved.get("book.booking.patient", []))
    holders |= Q(hold__in=moved.get("book.hold.patient", []))
    claims = Claim.objects.filter(holders, resource__patient=source)
    if not claims.exists():
        return
    own, _ = Resource.objects.get_or_create(clinic_id=target.clinic_id, patient=target)
    with _colliding(SAME_TIME):
        claims.update(resource=own)


def _back(name: str, ids: list[Any], row: Merge) -> None:
    label, _, column = name.rpartition(".")
    rows = model_of(label)._base_manager.filter(pk__in=ids, **{column: row.kept})
    rows.update(**{column: row.merged})


def _rows(name: str, merged: Patient) -> QuerySet[Any]:
    """What may be moved of one kind: of what can be signed, what is not yet."""
    label, _, column = name.rpartition(".")
    model = model_of(label)
    found = model._base_manager.filter(**{column: merged})
    return found.filter(seal="") if issubclass(model, Sealed) else found


def _signed(name: str, merged: Patient) -> int:
    label, _, column = name.rpartition(".")
    model = model_of(label)
    if not issubclass(model, Sealed):
        return 0
    return int(model._base_manager.filter(**{column: merged}).exclude(seal="").count())


def _gaps(kept: Patient, merged: Patient) -> list[str]:
    return [name for name in FILLED if not getattr(kept, name) and getattr(merged, name)]


def _against(kept: Patient, merged: Patient) -> Iterator[str]:
    """Tried for each kind by itself, and rolled back."""
    for name, collision in MOVED.items():
        try:
            with transaction.atomic():
                with _colliding(collision):
                    _rows(name, merged).update(**{name.rpartition(".")[2]: kept})
                transaction.set_rollback(True)
        except Refusal as refusal:
            yield refusal.words
    own = Claim.objects.filter(resource__patient=kept).values("tick")
    if Claim.objects.filter(resource__patient=merged, tick__in=own).exists():
        yield SAME_TIME


@contextmanager
def _colliding(words: str) -> Iterator[None]:
    """Turns "there is one already" into words for whoever merges."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not words:
            raise
        raise Refusal("collides", words) from error


def _lock(kept: Patient, merged: Patient) -> None:
    """Both rows as they are now, taken in one order, so that two who merge do not wait for each other."""
    rows = Patient.objects.select_for_update().filter(pk__in=[kept.pk, merged.pk])
    list(rows.order_by("pk"))
    kept.refresh_from_db()
    merged.refresh_from_db()


def _refuse_pair(kept: Patient, merged: Patient, clinic_id: UUID) -> None:
    if kept.pk == merged.pk or {kept.clinic_id, merged.clinic_id} != {clinic_id}:
        raise Refusal("not_found", "There are no two such people here.")
    if kept.merged_into_id or merged.merged_into_id:
        raise Refusal("merged", "One of them has been merged already. Look at the other.")
    if kept.erased_at or merged.erased_at:
        raise Refusal("erased", "One of them has been erased: what is kept of them stays by itself.")


def _refuse_undo(row: Merge) -> None:
    if row.undone_at is not None:
        raise Refusal("undone", "This was undone already.")
    if row.merged.merged_into_id != row.kept_id or row.kept.merged_into_id or row.kept.erased_at:
        raise Refusal("merged", "They have been merged on or erased since: this cannot be undone.")
    for name in MOVED:
        label, _, column = name.rpartition(".")
        model = model_of(label)
        if not issubclass(model, Sealed):
            continue
        since = model._base_manager.filter(**{column: row.kept}).exclude(seal="")
        fields = {field.name for field in model._meta.concrete_fields}
        for other in ("episode", "booking"):
            moved = row.moved.get(f"{'check' if other == 'episode' else 'book'}.{other}.patient", [])
            if other in fields and since.filter(**{f"{other}__in": moved}).exists():
                words = "Something has been signed since with what was moved: this cannot be undone."
                raise Refusal("signed", words)
        if since.filter(pk__in=row.moved.get(name, [])).exists():
            raise Refusal("signed", "A draft that was moved has been signed: this cannot be undone.")


def _tell(kind: str, row: Merge, by: Actor, now: datetime) -> None:
    counts = {name: len(ids) for name, ids in row.moved.items()}
    data = {"kept": row.kept_id, "merged": row.merged_id, "moved": counts}
    write(clinic_id=row.clinic_id, kind=kind, subject=row.kept, by=by, now=now, data=data)
