"""Filling the slots of an instrument with the words that a clinic brings: checked against the definition,
stored with where they come from and under which terms, and never changed afterwards, only replaced."""

from datetime import date, datetime

from django.db import transaction

from unknot.clinical.questionnaires.filling import Filling, mismatches
from unknot.journey.check.facts import filling_of, items_of
from unknot.journey.check.models import InstrumentText
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

LONGEST = {"version": 40, "language": 10, "title": 200, "confirmed_by": 200}
NEEDED = {
    "language": "the language of the text",
    "title": "what people see above the questions",
    "origin": "where the text comes from",
    "terms": "under which terms you may use it",
    "confirmed_by": "who read these terms",
}


def fill_instrument(*, clinic: Clinic, filling: Filling, by: Actor, now: datetime) -> InstrumentText:
    """Stores the words as the clinic's present ones for this instrument and language. The same words once
    more change nothing."""
    require(by, "check.fill_instrument", clinic.pk)
    confirmed_on = look_over(filling, today=now.date())
    with transaction.atomic():
        Clinic.objects.select_for_update().get(id=clinic.pk)  # two who replace at once take turns
        earlier = InstrumentText.objects.filter(
            clinic=clinic, instrument=filling.instrument_id, language=filling.language
        )
        current = earlier.filter(replaced_at=None).first()
        if current and filling_of(current) == filling:
            return current
        earlier.filter(replaced_at=None).update(replaced_at=now)
        text = InstrumentText.objects.create(
            clinic=clinic,
            instrument=filling.instrument_id,
            version=filling.version,
            language=filling.language,
            number=earlier.count() + 1,
            title=filling.title,
            intro=filling.intro,
            items=items_of(filling),
            scoring={
                "method": filling.method,
                "minimum": filling.minimum,
                "maximum": filling.maximum,
            },
            origin=filling.origin,
            terms=filling.terms,
            confirmed_by=filling.confirmed_by,
            confirmed_on=confirmed_on,
            added_at=now,
        )
        _tell(text, current, by, now)
    return text


def look_over(filling: Filling, *, today: date) -> date:
    """The day on which the terms were confirmed; a Refusal with all that keeps the text from being used."""
    wrong = {
        ".".join(map(str, place)): words
        for place, words in mismatches(filling, knowledge().questionnaires.instruments)
    }
    for field, what in NEEDED.items():
        if not getattr(filling, field).strip():
            wrong[field] = f"please say {what}"
    for field, most in LONGEST.items():
        if len(getattr(filling, field)) > most:
            wrong[field] = f"is longer than {most} letters"
    confirmed_on = _day(filling.confirmed_on)
    if confirmed_on is None:
        wrong["confirmed_on"] = "is no day; write it as 2026-11-23"
    elif confirmed_on > today:
        wrong["confirmed_on"] = f"{confirmed_on} is still to come"
    if wrong or confirmed_on is None:
        words = "This text cannot be used: " + "; ".join(f"{place}: {said}" for place, said in wrong.items())
        raise Refusal("does_not_fit", words, details=wrong)
    return confirmed_on


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _tell(text: InstrumentText, before: InstrumentText | None, by: Actor, now: datetime) -> None:
    write(
        clinic_id=text.clinic_id,
        kind="check.instrument_filled",
        subject=text,
        by=by,
        now=now,
        before=snapshot(before) if before else None,
        after=snapshot(text),
        data={
            "instrument": text.instrument,
            "version": text.version,
            "language": text.language,
            "number": text.number,
            "origin": text.origin,
            "terms": text.terms,
            "confirmed_by": text.confirmed_by,
            "confirmed_on": text.confirmed_on,
        },
    )
