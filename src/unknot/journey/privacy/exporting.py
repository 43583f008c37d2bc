"""Everything that the clinic holds about one person, as plain values: docs/record-download.md."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from unknot.journey.outbox.models import Message
from unknot.journey.people.access import Actor, require
from unknot.journey.people.doubles import identities
from unknot.journey.people.models import Patient
from unknot.journey.privacy.tracing import PATHS, about, rows_of
from unknot.journey.record.actions import write
from unknot.journey.record.facts import plain
from unknot.journey.record.models import Event

FORMAT = "unknot-record/1"
# What opens something is for whoever holds it, and no part of what is known of a person.
SECRETS = frozenset({"token", "token_digest", "phone_digits"})
# A letter that opens a record does not belong into the record that it opened.
LEFT_OUT = ("sign_in_link",)


def take_record(*, patient: Patient, by: Actor, now: datetime) -> dict[str, Any]:
    """For the person themselves; that it was taken is an event."""
    require(by, "privacy.take_record", patient.clinic_id, patient)
    return _taken(patient, by, now)


def hand_over_record(*, patient: Patient, by: Actor, now: datetime) -> dict[str, Any]:
    """For somebody who asks for it at the desk: it holds private answers, and so only whoever may read those
    hands it over."""
    require(by, "privacy.hand_over_record", patient.clinic_id)
    return _taken(patient, by, now)


def _taken(patient: Patient, by: Actor, now: datetime) -> dict[str, Any]:
    with transaction.atomic():
        write(clinic_id=patient.clinic_id, kind="privacy.record_taken", subject=patient, by=by, now=now)
        return record_of(patient, now=now)


def record_of(patient: Patient, *, now: datetime) -> dict[str, Any]:
    records = {label: [_told(row) for row in _with_names(label, patient)] for label in PATHS}
    subjects = {label: [str(row["id"]) for row in rows] for label, rows in records.items()}
    return {
        "format": FORMAT,
        "made_at": plain(now),
        "clinic": {"name": patient.clinic.name, "phone": patient.clinic.phone, "email": patient.clinic.email},
        "records": records,
        "messages": [_message(one) for one in about(subjects, Message) if one.kind not in LEFT_OUT],
        "events": [_event(one) for one in about(subjects, Event)],
    }


def _with_names(label: str, patient: Patient) -> Iterator[models.Model]:
    found = rows_of(label, identities(patient))
    named = [field.name for field in found.model._meta.concrete_fields if _is_named(field)]
    yield from found.select_related(*named) if named else found


def _told(row: models.Model) -> dict[str, Any]:
    """All columns but those that open something; who and what is named beside its id."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in SECRETS or field.name == "clinic":
            continue
        found[field.attname] = plain(getattr(row, field.attname))
        if _is_named(field):
            found[field.name] = getattr(getattr(row, field.name), "name", None)
    return found


def _is_named(field: Any) -> bool:
    """Whether it leads to somebody or something with a name: a practitioner, a service, a room."""
    target = field.related_model
    return (
        target is not None
        and field.name != "clinic"
        and any(one.name == "name" for one in target._meta.fields)
    )


def _message(row: Message) -> Mapping[str, Any]:
    return {
        "id": str(row.pk),
        "about": [row.subject_type, row.subject_id],
        "kind": row.kind,
        "channel": row.channel,
        "to": row.to,
        "status": row.status,
        "due_at": plain(row.due_at),
        "sent_at": plain(row.sent_at),
        "subject": row.rendered_subject,
        "body": row.rendered_body,
    }


def _event(row: Event) -> Mapping[str, Any]:
    return {
        "id": str(row.pk),
        "about": [row.subject_type, row.subject_id],
        "kind": row.kind,
        "at": plain(row.at),
        "by": {"kind": row.actor_kind, "name": row.actor_name},
        "reason": row.reason,
    }
