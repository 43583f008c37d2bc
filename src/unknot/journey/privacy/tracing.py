"""Where a person's rows are: the way from each model to the person it is about. A test walks all models: one
that leads to a person and is not here fails."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from unknot.journey.outbox.models import Message
from unknot.journey.record.models import Event

# In the order of the journey: label -> the lookup of the person, or several.
PATHS: Mapping[str, str] = {
    "people.patient": "id",
    "people.profile": "patient",
    "people.consent": "patient",
    "people.consentwithdrawal": "consent__patient",
    "people.consentask": "patient",
    "check.episode": "patient",
    "check.check": "episode__patient",
    "check.alert": "episode__patient|from_check__episode__patient",
    "book.feed": "patient",
    "book.hold": "patient",
    "book.waitlistentry": "patient",
    "book.offer": "entry__patient",
    "book.booking": "patient",
    "plan.plan": "patient",
    "plan.plannedvisit": "plan__patient",
    "plan.careplan": "patient",
    "visit.receipt": "patient",
    "visit.arrival": "patient",
    "visit.reevaluation": "patient",
    "visit.letter": "patient",
    "visit.visit": "patient",
    "visit.addendum": "visit__patient",
    "follow.checkin": "patient",
    "follow.spasm": "patient",
    "follow.reading": "patient",
    "privacy.privacyrequest": "patient",
    "privacy.restriction": "patient",
    "privacy.brokenglass": "patient",
    "privacy.merge": "kept",
}
# Rows that lead to a person and say nothing of them, with the reason.
NOT_THEIRS: Mapping[str, str] = {
    "book.resource": "the place of a person in the calendar: it holds nothing but their id",
    "book.claim": "the five minutes that a visit takes: the visit is there",
}
_AT_ONCE = 500


def model_of(label: str) -> type[models.Model]:
    return apps.get_model(label)


def rows_of(label: str, people: Collection[UUID]) -> models.QuerySet[Any]:
    """The rows of one kind that are about these people, the oldest first."""
    wanted = list(people)
    theirs = models.Q(pk=None)
    for path in PATHS[label].split("|"):
        theirs |= models.Q(**{f"{path}__in": wanted})
    return model_of(label)._base_manager.filter(theirs).order_by("pk")


def about(rows: Mapping[str, Collection[str]], model: type[Event] | type[Message]) -> Iterator[Any]:
    """The events of, or the messages about, these rows by label; each kind in its order."""
    for label, ids in rows.items():
        wanted = list(ids)
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            found = model._default_manager.filter(subject_type=label, subject_id__in=part)
            yield from found.order_by("id").iterator()
