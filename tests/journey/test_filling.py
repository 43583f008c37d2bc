"""A clinic brings the words of an instrument: checked, stored with their terms, replaced, never changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOW, make_clinic, make_staff
from unknot.clinical.questionnaires.filling import FilledItem, Filling
from unknot.clinical.questionnaires.instruments import Choice, Instrument
from unknot.clinical.questionnaires.scoring import Score, score
from unknot.journey.check.facts import filling_of
from unknot.journey.check.filling import fill_instrument
from unknot.journey.check.models import InstrumentText, KeptText
from unknot.journey.check.queries import current_text, instrument_texts, instruments_for
from unknot.journey.people.access import SYSTEM, visitor
from unknot.journey.people.models import Clinic, Role
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import Language
from unknot.knowledge.load import knowledge

pytestmark = pytest.mark.django_db

KNOWN = knowledge().questionnaires.instruments


def invented(of: Instrument, **fields: Any) -> Filling:
    """Words that fit an instrument and are nobody's."""
    items = tuple(
        FilledItem(
            item.id,
            f"Invented line {number}",
            tuple(Choice(value, f"answer {value}") for value in item.values if item.type == "choice"),
            reversed=item.reversed,
        )
        for number, item in enumerate(of.items, start=1)
    )
    given: dict[str, Any] = {
        "instrument_id": of.id,
        "version": of.version,
        "language": "en",
        "title": "Invented",
        "method": of.scoring.method,
        "minimum": of.minimum,
        "maximum": of.maximum,
        "items": items,
        "origin": "made up for a test",
        "terms": "free",
        "confirmed_by": "Ada",
        "confirmed_on": "2026-11-20",
    }
    return Filling(**{**given, **fields})


def filled_in(clinic: Clinic, **fields: Any) -> InstrumentText:
    return fill_instrument(clinic=clinic, filling=invented(KNOWN["phq_4"], **fields), by=SYSTEM, now=NOW)


@pytest.mark.parametrize("name", [one.id for one in KNOWN.values() if one.kind == "slots"])
def test_every_instrument_with_slots_can_be_filled_and_then_asked(name: str) -> None:
    clinic = make_clinic()
    words = invented(KNOWN[name])

    text = fill_instrument(clinic=clinic, filling=words, by=SYSTEM, now=NOW)

    assert filling_of(InstrumentText.objects.get(id=text.id)) == words
    offered = instruments_for(clinic)[name]
    assert offered.is_ready
    assert isinstance(score({item.id: item.maximum for item in offered.items}, offered), Score)


def test_only_what_a_clinic_has_is_offered() -> None:
    here, there = make_clinic(), make_clinic()
    whole = {one.id for one in KNOWN.values() if one.kind == "whole"}

    filled_in(here)

    assert set(instruments_for(here)) == whole | {"phq_4"}
    assert set(instruments_for(there)) == whole
    assert instruments_for(here)["phq_4"].title == "Invented"


def test_another_language_has_only_what_is_worded_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = make_clinic()
    filled_in(clinic)
    filled_in(clinic, language="fr", title="Inventé")
    spanish = Language("es", "Español", True, None)

    assert {name: one.title for name, one in instruments_for(clinic, language="fr").items()} == {
        "phq_4": "Inventé"
    }
    monkeypatch.setattr("unknot.journey.check.queries.offered", lambda: (spanish,))
    own = instruments_for(clinic, language="es")
    assert set(own) == {one.id for one in KNOWN.values() if one.kind == "whole"}
    assert own["pain_now"].items[0].words == "¿Qué tan fuerte es su dolor en este momento?"
    assert own["global_change"].items[0].answers[3].label == "Igual"


def test_words_that_no_longer_fit_their_definition_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = make_clinic()
    filled_in(clinic)
    later = replace(KNOWN["phq_4"], version="5 items")
    monkeypatch.setitem(KNOWN, "phq_4", later)

    assert "phq_4" not in instruments_for(clinic)


def test_new_words_replace_the_old_ones_which_stay_readable() -> None:
    clinic = make_clinic()
    first = filled_in(clinic)
    second = fill_instrument(
        clinic=clinic,
        filling=invented(KNOWN["phq_4"], title="Better"),
        by=SYSTEM,
        now=NOW + timedelta(days=1),
    )

    texts = instrument_texts(make_staff(clinic, Role.CLINICIAN), "phq_4")
    assert [(text.number, text.title, text.replaced_at) for text in texts] == [
        (2, "Better", None),
        (1, "Invented", NOW + timedelta(days=1)),
    ]
    assert current_text(clinic, "phq_4", "en") == second
    assert texts[1].items == first.items


def test_another_language_replaces_nothing() -> None:
    clinic = make_clinic()
    filled_in(clinic)
    filled_in(clinic, language="es")

    assert InstrumentText.objects.filter(clinic=clinic, replaced_at=None).count() == 2


def test_the_same_words_once_more_change_nothing() -> None:
    clinic = make_clinic()

    assert filled_in(clinic) == filled_in(clinic)
    assert Event.objects.filter(kind="check.instrument_filled").count() == 1


def test_the_record_says_where_the_words_come_from() -> None:
    clinic = make_clinic()
    filled_in(clinic)

    event = Event.objects.get(kind="check.instrument_filled")
    assert event.data == {
        "instrument": "phq_4",
        "version": "4 items",
        "language": "en",
        "number": 1,
        "origin": "made up for a test",
        "terms": "free",
        "confirmed_by": "Ada",
        "confirmed_on": "2026-11-20",
    }
    assert "Invented line" not in str(event.data)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"version": "5 items"}, "version", "version '5 items' is not the one that is scored: '4 items'"),
        ({"items": ()}, "items", "without a text: item_1, item_2, item_3, item_4"),
        ({"origin": " "}, "origin", "please say where the text comes from"),
        ({"terms": ""}, "terms", "please say under which terms you may use it"),
        ({"confirmed_by": ""}, "confirmed_by", "please say who read these terms"),
        ({"confirmed_on": "lately"}, "confirmed_on", "is no day; write it as 2026-11-23"),
        ({"confirmed_on": "2026-11-24"}, "confirmed_on", "2026-11-24 is still to come"),
        ({"title": "x" * 201}, "title", "is longer than 200 letters"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    fields: dict[str, Any], field: str, words: str
) -> None:
    clinic = make_clinic()

    with pytest.raises(Refusal) as refused:
        filled_in(clinic, **fields)

    assert (refused.value.code, refused.value.details[field]) == ("does_not_fit", words)
    assert not InstrumentText.objects.exists()
    assert not Event.objects.filter(kind="check.instrument_filled").exists()


def test_when_the_event_fails_the_old_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = make_clinic()
    first = filled_in(clinic)

    def fail(**_fields: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("unknot.journey.check.filling.write", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        filled_in(clinic, title="Better")

    assert list(InstrumentText.objects.all()) == [first]
    assert current_text(clinic, "phq_4", "en") == first


@pytest.mark.parametrize("role", [Role.OWNER, Role.FRONT_DESK, Role.CLINICIAN])
def test_only_the_owner_of_the_clinic_may(role: str) -> None:
    clinic = make_clinic()
    words = invented(KNOWN["peg"])
    if role == Role.OWNER:
        assert fill_instrument(clinic=clinic, filling=words, by=make_staff(clinic, role), now=NOW).number == 1
        return
    for actor in (make_staff(clinic, role), make_staff(make_clinic(), Role.OWNER), visitor(clinic)):
        with pytest.raises(Refusal):
            fill_instrument(clinic=clinic, filling=words, by=actor, now=NOW)


def test_stored_words_are_never_changed_or_removed() -> None:
    text = filled_in(make_clinic())

    for attempt in (
        text.save,
        text.delete,
        InstrumentText.objects.all().delete,
        lambda: InstrumentText.objects.update(title="other"),
    ):
        with pytest.raises(KeptText):
            attempt()
