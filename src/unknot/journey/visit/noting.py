"""Writing the note of a visit, signing it, adding to it. A draft is its author's; what is signed is sealed
and only addenda follow. Each action is one transaction with one event."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from unknot.clinical.consents import Need, needs
from unknot.clinical.facts import Value
from unknot.clinical.notes import (
    EMPTY,
    LONGEST,
    Note,
    copied_forward,
    faults,
    from_json,
    remarks,
    to_json,
    unanswered,
)
from unknot.clinical.written import Fault, Remark
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.facts import facts_of, tier_of
from unknot.journey.check.profiles import age_known, facts_recorded
from unknot.journey.people import doubles
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Profile
from unknot.journey.plan.consenting import missing_in
from unknot.journey.plan.judging import read_findings
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.journey.visit.arriving import last_said
from unknot.journey.visit.models import Addendum, Visit
from unknot.knowledge.load import knowledge


def begin(*, booking: Booking, by: Actor, now: datetime, copy: bool = False) -> Visit:
    """The draft of a visit to which the person came, once; with `copy` what the last signed note of the
    person holds, marked as copied."""
    require(by, "visit.begin", booking.clinic_id)
    if booking.status != BookingStatus.ARRIVED:
        raise Refusal("not_kept", "A note is for a visit to which the person came. Mark it as arrived first.")
    before = last_signed(booking) if copy else None
    try:
        with transaction.atomic():
            row = Visit.objects.create(
                clinic_id=booking.clinic_id,
                booking=booking,
                patient_id=booking.patient_id,
                episode_id=booking.episode_id,
                content=to_json(_first(booking, before)),
                knowledge_version=knowledge().version,
                started_at=now,
                written_by_id=UUID(by.id),
            )
            _tell("visit.note_begun", row, by, now)
    except IntegrityError as error:
        raise Refusal("begun", "There is a note of this visit already.") from error
    return row


def _first(booking: Booking, before: Visit | None) -> Note:
    """What a note begins with: what was copied, and what the person said on arrival, in their words."""
    note = copied_forward(from_json(before.content)) if before else EMPTY
    said = last_said(booking)
    if said is None:
        return note
    words = f"On arrival: “{said.words}”" if said.words else ""
    return replace(note, pain=said.pain, said=words)


def keep(*, visit: Visit, note: Note, version: int, by: Actor, now: datetime) -> Visit:
    """The draft as it is now; `version` is the one that was read. Raises Refusal when somebody has saved in
    between, and naming what cannot be stored."""
    require(by, "visit.keep", visit.clinic_id)
    wrong = [one for one in faults(note, knowledge()) if one.stops == "saving"]
    _refuse(wrong)
    with transaction.atomic():
        row = _draft(visit, by, version)
        before = snapshot(row)
        row.content, row.version, row.knowledge_version = to_json(note), version + 1, knowledge().version
        row.save()
        _tell("visit.note_kept", row, by, now, before=before)
    return row


def sign(*, visit: Visit, version: int, by: Actor, now: datetime) -> Visit:
    """Seals the note as it was last saved. Raises Refusal naming everything that stands against it."""
    require(by, "visit.sign", visit.clinic_id)
    with transaction.atomic():
        row = _draft(visit, by, version)
        _refuse(against(row))
        before = snapshot(row)
        row.signed_at, row.signed_name = now, by.name
        row.close()
        row.save()
        _tell("visit.note_signed", row, by, now, before=before, data={"seal": row.seal})
    return row


def add(*, visit: Visit, words: str, by: Actor, now: datetime) -> Addendum:
    """Signed words beside a signed note; the note stays as it is."""
    require(by, "visit.add", visit.clinic_id)
    said = words.strip()
    if not visit.seal:
        raise Refusal("draft", "This note is not signed yet: write it there.")
    if not said or len(said) > LONGEST:
        raise Refusal("words", f"Right would be 1 to {LONGEST} characters.", field="words")
    with transaction.atomic():
        row = Addendum(
            clinic_id=visit.clinic_id,
            visit=visit,
            words=said,
            signed_at=now,
            signed_by_id=UUID(by.id),
            signed_name=by.name,
        )
        row.close()
        row.save()
        _tell("visit.addendum_signed", row, by, now, data={"seal": row.seal})
    return row


def age_at(visit: Visit) -> int | None:
    """How old the person was at the visit, by their day of birth, or else by what they said in the check."""
    row = Profile.objects.filter(patient=visit.patient).only("birth_date").first()
    return age_known(row, _facts(visit), visit.started_at.date())


def note_of(visit: Visit) -> Note:
    return from_json(visit.content)


def said_at_rows(visit: Visit) -> tuple[Remark, ...]:
    """The cautions that speak at the rows of this note, by what is known of the person today."""
    check = visit.booking.from_check
    tier = tier_of(check) if check else None
    consent = consent_at_rows(visit)
    return remarks(note_of(visit), _facts(visit), knowledge(), tier=tier, at_rows=consent)


def against(visit: Visit) -> tuple[Fault, ...]:
    """What keeps this note from being signed."""
    note = note_of(visit)
    return (*faults(note, knowledge()), *unanswered(note, said_at_rows(visit)))


def consent_missing(visit: Visit) -> tuple[Need, ...]:
    """What the person has not said yes to, of what this note says was done."""
    wanted = [need for _, need in _needs(visit)]
    return missing_in(visit.patient, visit.episode, wanted)


def consent_at_rows(visit: Visit) -> dict[int, dict[str, Value]]:
    """Whether a consent is missing, for each row that needs one. A thrust and the neck need a signature of
    their own; for the rest somebody may have asked in words, so that without one it is not known."""
    wanted = _needs(visit)
    lacking = missing_in(visit.patient, visit.episode, [need for _, need in wanted])
    found: dict[int, dict[str, Value]] = {}
    for place, need in wanted:
        said = found.setdefault(place, {"consent_missing": False})
        if need in lacking and said.get("consent_missing") is not True:
            said.pop("consent_missing", None)
            if need.kind != "treatment":
                said["consent_missing"] = True
    return found


def _needs(visit: Visit) -> tuple[tuple[int, Need], ...]:
    rows = ((row.technique, row.region) for row in note_of(visit).done)
    return needs(rows, knowledge().care.techniques)


def last_signed(booking: Booking) -> Visit | None:
    """The last signed note of the same person."""
    found = Visit.objects.filter(doubles.of(booking.patient), clinic_id=booking.clinic_id)
    row: Visit | None = found.exclude(seal="").order_by("-signed_at").first()
    return row


def _facts(visit: Visit) -> dict[str, Value]:
    """The answers of the check, the person's lasting findings, and what was found and agreed to for the plan
    that is in force."""
    check = visit.booking.from_check
    facts = {**(facts_of(check, knowledge()) if check else {}), **facts_recorded(visit.patient)}
    if visit.episode is None:
        return facts
    agreed = CarePlan.objects.filter(episode=visit.episode, status=PlanStatus.AGREED).first()
    if agreed is None:
        return facts
    return {**facts, **read_findings(agreed.findings)}


def _draft(visit: Visit, by: Actor, version: int) -> Visit:
    found = Visit.objects.select_for_update(of=("self",)).select_related("booking__from_check")
    row: Visit = found.get(id=visit.pk)
    if row.seal:
        raise Refusal("signed", "This note is signed and does not change. Add an addendum.")
    if str(row.written_by_id) != by.id:
        raise Refusal("author", "This draft is somebody else's. Its author goes on with it and signs.")
    if row.version != version:
        raise Refusal(
            "changed", "This note was saved elsewhere in between. Look at it again before you save."
        )
    return row


def _refuse(found: Any) -> None:
    if found:
        raise Refusal("note", " ".join(one.words for one in found), field=found[0].place)


def _tell(kind: str, row: Any, by: Actor, now: datetime, **more: Any) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row), **more)
