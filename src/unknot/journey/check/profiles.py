"""Writing down what is known of a person: lines in their own words, whom to call, who answers for a minor,
and what a clinician found that lasts. The lines pass through the net under words, as everything does that a
person tells; the facts are what contraindications are judged by."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from unknot.clinical.facts import Facts, Value
from unknot.clinical.techniques import RecordFact
from unknot.journey.check.alerting import heed
from unknot.journey.check.models import Episode
from unknot.journey.people.access import Actor, require
from unknot.journey.people.actions import SHORTEST_PHONE
from unknot.journey.people.ages import OF_AGE, age_on
from unknot.journey.people.models import Patient, Profile
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge, offered

LONGEST = 4000
OWN_WORDS = ("history", "medicines", "allergies", "implants")
# What a person brings with them; what changes from visit to visit belongs to the note of the visit.
LASTING = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person tells of themselves. Empty is unknown, never no: somebody without allergies says so."""

    history: str = ""
    medicines: str = ""
    allergies: str = ""
    implants: str = ""
    birth_date: date | None = None
    language: str = ""
    emergency_name: str = ""
    emergency_phone: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""


def lasting_facts() -> list[RecordFact]:
    """The findings that stay with a person, in the order of the knowledge."""
    return [one for one in knowledge().care.record_facts.values() if one.group == LASTING]


def facts_recorded(patient: Patient) -> dict[str, Value]:
    """What a clinician has recorded of this person for good, as conditions read it."""
    row = Profile.objects.filter(patient=patient).only("facts").first()
    recorded = row.facts if row else {}
    found: dict[str, Value] = {}
    for one in lasting_facts():
        # What a later knowledge reads otherwise has to be asked anew.
        with suppress(ValueError):
            if one.id in recorded:
                found[one.id] = one.read(recorded[one.id])
    return found


def lacks_guardian(patient: Patient, facts: Facts, day: date) -> bool:
    """Somebody known to be under age, by their day of birth or else by what they said, of whom no guardian is
    known."""
    row = Profile.objects.filter(patient=patient).first()
    age = age_known(row, facts, day)
    return age is not None and age < OF_AGE and not (row and row.guardian_name)


def age_known(row: Profile | None, facts: Facts, day: date) -> int | None:
    """In whole years, by the day of birth, or else by what the person said; None when neither is known."""
    if row is not None and row.birth_date is not None:
        return age_on(row.birth_date, day)
    said = facts.get("age")
    return int(said) if isinstance(said, int | float) else None


def write_profile(*, patient: Patient, told: Told, by: Actor, now: datetime) -> Profile:
    """Everything that the person tells, as it stands now. A warning sign in a line that changed calls the
    desk. Raises Refusal for somebody under 18 without a guardian."""
    require(by, "people.write_profile", patient.clinic_id)
    said: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in asdict(told).items()
    }
    _refuse(Told(**said), now.date())
    with transaction.atomic():
        row, before = _row(patient, now)
        changed = [name for name, value in said.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, said[name])
        _keep(row, before, changed, "people.profile_written", by, now)
        for name in OWN_WORDS:
            if name in changed:
                heed(
                    words=said[name],
                    where=f"the person's {name}",
                    clinic=patient.clinic,
                    patient=patient,
                    episode=Episode.objects.filter(patient=patient, ended_at=None).first(),
                    now=now,
                    by=by,
                )
    return row


def record_facts(*, patient: Patient, facts: Mapping[str, object], by: Actor, now: datetime) -> Profile:
    """The lasting findings as they stand now; what is not named is unknown. Raises Refusal naming the finding
    that cannot be recorded so."""
    require(by, "people.record_facts", patient.clinic_id)
    known = {one.id: one for one in lasting_facts()}
    for name, said in facts.items():
        if name not in known:
            raise Refusal("facts", f"{name!r} is no finding that lasts.", field=name)
        try:
            known[name].read(said)
        except ValueError as error:
            raise Refusal("facts", f"{error}.", field=name) from error
    with transaction.atomic():
        row, before = _row(patient, now)
        changed = sorted(one for one in {*row.facts, *facts} if row.facts.get(one) != facts.get(one))
        row.facts = dict(facts)
        _keep(row, before, changed, "people.facts_recorded", by, now)
    return row


def _row(patient: Patient, now: datetime) -> tuple[Profile, dict[str, object] | None]:
    """The profile, which nobody else writes meanwhile, and how it stood."""
    Patient.objects.select_for_update().get(id=patient.pk)
    row = Profile.objects.filter(patient=patient).first()
    return row or Profile(patient=patient, written_at=now), snapshot(row) if row else None


def _keep(
    row: Profile, before: dict[str, object] | None, changed: list[str], kind: str, by: Actor, now: datetime
) -> None:
    """The event names what changed and keeps none of the words: the trail is no second record."""
    if not changed:
        return
    row.written_at = now
    row.save()
    write(
        clinic_id=row.patient.clinic_id,
        kind=kind,
        subject=row,
        by=by,
        now=now,
        before=before,
        after=snapshot(row),
        data={"changed": changed},
    )


def _refuse(told: Told, today: date) -> None:
    for name in OWN_WORDS:
        if len(getattr(told, name)) > LONGEST:
            raise Refusal("too_long", f"Please write at most {LONGEST} letters.", field=name)
    for name in ("emergency_phone", "guardian_phone"):
        number = getattr(told, name)
        if number and sum(sign.isdigit() for sign in number) < SHORTEST_PHONE:
            raise Refusal("phone_invalid", "Please give the number with its area code.", field=name)
    if told.language and told.language not in {one.code for one in offered()}:
        raise Refusal("language", f"Nothing can be read in {told.language!r}.", field="language")
    if told.birth_date is None:
        return
    if not 0 <= age_on(told.birth_date, today) <= 120:
        raise Refusal("birth_date", "Please give the day of birth, such as 1980-05-31.", field="birth_date")
    if age_on(told.birth_date, today) < OF_AGE and not told.guardian_name:
        words = (
            f"Somebody under {OF_AGE} needs a parent or guardian who agrees to care. Please write their name."
        )
        raise Refusal("guardian_missing", words, field="guardian_name")
