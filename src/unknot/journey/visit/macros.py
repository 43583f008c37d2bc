"""Keeping and reading a clinician's own short texts. Nobody else sees them, and none is put into a note
but by its owner's hand."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from unknot.clinical.notes import LONGEST
from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.journey.visit.models import Macro, MacroPlace

LONGEST_NAME = 60


def mine(actor: Actor) -> list[Macro]:
    return list(
        Macro.objects.filter(clinic_id=own_clinic(actor, "visit.keep_macro"), owner_id=UUID(actor.id))
    )


def keep_macro(*, place: str, name: str, words: str, by: Actor, now: datetime) -> Macro:
    """One of the same place and name is replaced. Raises Refusal naming the field that is wrong."""
    clinic_id = own_clinic(by, "visit.keep_macro")
    if place not in MacroPlace.values:
        raise Refusal("place", "Right would be a place of the note.", field="place")
    line, text = " ".join(name.split()), words.strip()
    if not 1 <= len(line) <= LONGEST_NAME:
        raise Refusal("name", f"Right would be a name of 1 to {LONGEST_NAME} characters.", field="name")
    if not 1 <= len(text) <= LONGEST:
        raise Refusal("words", f"Right would be 1 to {LONGEST} characters.", field="words")
    with transaction.atomic():
        row, _ = Macro.objects.update_or_create(
            clinic_id=clinic_id,
            owner_id=UUID(by.id),
            place=place,
            name=line,
            defaults={"words": text, "kept_at": now},
        )
        _tell("visit.macro_kept", row, by, now)
    return row


def drop_macro(*, macro: Macro, by: Actor, now: datetime) -> None:
    own_clinic(by, "visit.drop_macro")
    if str(macro.owner_id) != by.id:
        raise Refusal("not_allowed", "These words are somebody else's.")
    with transaction.atomic():
        _tell("visit.macro_dropped", macro, by, now)
        macro.delete()


def _tell(kind: str, row: Macro, by: Actor, now: datetime) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row))
