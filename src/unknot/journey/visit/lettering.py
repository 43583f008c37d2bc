"""Writing a letter about one bout: drafted from the record, changed and signed by a clinician. A draft is its
author's; what is signed is sealed. Each action is one transaction with one event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from unknot.clinical.letters import KINDS, SECTIONS, Section, draft, faults
from unknot.clinical.written import Fault
from unknot.journey.check.models import Episode
from unknot.journey.people.access import Actor, require
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.journey.visit.models import Letter
from unknot.journey.visit.telling import recorded_of


def begin_letter(*, episode: Episode, kind: str, by: Actor, now: datetime) -> Letter:
    """A draft of what the record holds today."""
    require(by, "visit.begin_letter", episode.clinic_id)
    if kind not in KINDS:
        raise Refusal("kind", f"Right would be one of {', '.join(KINDS)}.", field="kind")
    if episode.patient_id is None:
        raise Refusal("not_found", "Name the person of this check first.")
    with transaction.atomic():
        row = Letter.objects.create(
            clinic_id=episode.clinic_id,
            patient_id=episode.patient_id,
            episode=episode,
            kind=kind,
            sections=_stored(draft(kind, recorded_of(episode))),
            started_at=now,
            written_by_id=UUID(by.id),
        )
        _tell("visit.letter_begun", row, by, now)
    return row


def keep_letter(
    *, letter: Letter, to: str, words: Mapping[str, str], version: int, by: Actor, now: datetime
) -> Letter:
    """The draft as it is now, by section; `version` is the one that was read. Raises Refusal when somebody
    has saved in between, and naming what cannot be stored."""
    require(by, "visit.keep_letter", letter.clinic_id)
    sections = tuple(Section(place, words.get(place, "").strip()) for place in SECTIONS[letter.kind])
    wrong = faults(letter.kind, to.strip(), sections)
    _refuse(tuple(one for one in wrong if one.stops == "saving"))
    with transaction.atomic():
        row = _draft(letter, by, version)
        before = snapshot(row)
        row.to, row.sections, row.version = to.strip(), _stored(sections), version + 1
        row.save()
        _tell("visit.letter_kept", row, by, now, before=before)
    return row


def sign_letter(*, letter: Letter, version: int, by: Actor, now: datetime) -> Letter:
    """Seals the letter as it was last saved. Raises Refusal naming everything that is missing."""
    require(by, "visit.sign_letter", letter.clinic_id)
    with transaction.atomic():
        row = _draft(letter, by, version)
        _refuse(faults(row.kind, row.to, sections_of(row)))
        before = snapshot(row)
        row.signed_at, row.signed_name = now, by.name
        row.close()
        row.save()
        _tell("visit.letter_signed", row, by, now, before=before, data={"seal": row.seal})
    return row


def discard_letter(*, letter: Letter, by: Actor, now: datetime) -> None:
    """A draft that nobody needs."""
    require(by, "visit.discard_letter", letter.clinic_id)
    with transaction.atomic():
        row = _draft(letter, by, letter.version)
        write(
            clinic_id=row.clinic_id,
            kind="visit.letter_discarded",
            subject=row,
            by=by,
            now=now,
            before=snapshot(row),
        )
        row.delete()


def sections_of(letter: Letter) -> tuple[Section, ...]:
    return tuple(Section(place, words) for place, words in letter.sections)


def _draft(letter: Letter, by: Actor, version: int) -> Letter:
    row: Letter | None = Letter.objects.select_for_update().filter(id=letter.pk).first()
    if row is None:
        raise Refusal("not_found", "This draft was discarded.")
    if row.seal:
        raise Refusal("signed", "This letter is signed and does not change. Write another one.")
    if str(row.written_by_id) != by.id:
        raise Refusal("author", "This draft is somebody else's. Its author goes on with it and signs.")
    if row.version != version:
        words = "This letter was saved elsewhere in between. Look at it again before you save."
        raise Refusal("changed", words)
    return row


def _stored(sections: tuple[Section, ...]) -> list[list[str]]:
    return [[one.id, one.words] for one in sections]


def _refuse(found: tuple[Fault, ...]) -> None:
    if found:
        raise Refusal("letter", " ".join(one.words for one in found), field=found[0].place)


def _tell(kind: str, row: Letter, by: Actor, now: datetime, **more: Any) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row), **more)
