"""What a person takes with them: every kind of row that leads to them, none of anybody else's, nothing that
opens something."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.factories import NOW, make_clinic, make_episode, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, make_diary
from tests.journey.test_consents import signed
from unknot.journey import STEPS
from unknot.journey.check.models import Check
from unknot.journey.check.profiles import Told, write_profile
from unknot.journey.people.access import SYSTEM, holder, visitor
from unknot.journey.people.models import ConsentAsk
from unknot.journey.privacy import exporting
from unknot.journey.privacy.tracing import NOT_THEIRS, PATHS, rows_of
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db


def test_every_model_that_leads_to_a_person_is_in_the_table() -> None:
    """A new model with a foreign key to somebody, or to what is theirs, belongs into PATHS, or into
    NOT_THEIRS with the reason."""
    known = {*PATHS, *NOT_THEIRS}
    ours = [model for model in apps.get_models() if model._meta.app_label in STEPS]
    for model in ours:
        label = model._meta.label_lower
        leads = [
            field.name
            for field in model._meta.get_fields()
            if field.concrete and isinstance(field.related_model, type) and _is_theirs(field.related_model)
        ]
        assert label in known or not leads, f"{label} leads to a person by {', '.join(leads)}"
    assert known <= {model._meta.label_lower for model in ours}


def _is_theirs(model: type[models.Model]) -> bool:
    return model._meta.label_lower in PATHS


@pytest.mark.parametrize("label", sorted(PATHS))
def test_each_way_leads_to_a_person(label: str) -> None:
    person = make_patient(make_clinic())
    assert [one.pk for one in rows_of(label, [person.pk])] == (
        [person.pk] if label == "people.patient" else []
    )


def everything() -> tuple[Any, dict[str, Any]]:
    diary = make_diary()
    ada = make_patient(diary.clinic, name="Ada Finch")
    ben = make_patient(diary.clinic, name="Ben Stone", email="ben@example.org")
    told = Told(allergies="Penicillin", emergency_name="Jo Finch")
    write_profile(patient=ada, told=told, by=SYSTEM, now=NOW)
    for person, hour in ((ada, 10), (ben, 14)):
        booked(diary, at(1, hour), patient=person)
        signed(person, name=person.name)
        Check.objects.create(
            clinic=diary.clinic,
            episode=make_episode(diary.clinic, patient=person),
            started_at=NOW,
            answers={"own_words": f"{person.name} says so"},
        )
    by = holder(ada, clinic_id=ada.clinic_id)
    return ada, exporting.take_record(patient=ada, by=by, now=NOW)


def test_it_holds_all_of_the_persons_rows_and_nobody_elses() -> None:
    ada, record = everything()
    assert record["format"] == "unknot-record/1"
    kinds = {label for label, rows in record["records"].items() if rows}
    wanted = {"people.patient", "people.profile", "people.consent", "check.check", "book.booking"}
    assert wanted <= kinds
    (visit,) = record["records"]["book.booking"]
    assert visit["practitioner"].startswith("Practitioner")
    assert visit["service"] == "Adjustment"
    said = json.dumps(record)
    assert "Penicillin" in said
    assert "Ada Finch says so" in said
    assert "Ben" not in said
    assert {one["kind"] for one in record["events"]} >= {"book.booked", "people.consent_given"}
    assert [one["to"] for one in record["messages"]].count(ada.email) == len(record["messages"]) > 0


def test_nothing_in_it_opens_anything() -> None:
    _, record = everything()
    said = json.dumps(record["records"])
    assert ConsentAsk.objects.filter(patient__name="Ada Finch").get().token not in said
    assert Check.objects.filter(episode__patient__name="Ada Finch").get().token not in said


def test_who_may_take_it_and_that_it_is_told() -> None:
    ada, _ = everything()
    assert Event.objects.filter(kind="privacy.record_taken", subject_id=str(ada.pk)).count() == 1
    ask: dict[str, Any] = {"patient": ada, "now": NOW}
    assert code(exporting.take_record, **ask, by=visitor(ada.clinic))[0] == "not_allowed"
    assert code(exporting.hand_over_record, **ask, by=make_staff(ada.clinic))[0] == "not_allowed"
    assert exporting.hand_over_record(**ask, by=make_staff(ada.clinic, "clinician"))["records"]
