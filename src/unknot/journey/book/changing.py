"""What the actions of an owner who sets up the calendar have in common: one line of words, a short name that
is free, and a change that is written down with what stood before."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.text import slugify

from unknot.journey.people.access import Actor
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal

M = TypeVar("M", bound=models.Model)


def line(text: str, *, field: str, most: int = 200) -> str:
    """One line of words, without needless spaces."""
    words = " ".join(text.split())
    if not words:
        raise Refusal("name_missing", "Please give a name.", field=field)
    if len(words) > most:
        raise Refusal("name_long", f"Please give a shorter name, of at most {most} letters.", field=field)
    return words


def free_slug(model: type[models.Model], clinic_id: object, name: str) -> str:
    """A short name for addresses that nothing else of the clinic has."""
    start = slugify(name)[:40] or "one"
    taken = set(model._default_manager.filter(clinic_id=clinic_id).values_list("slug", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(one for one in numbered if one not in taken)


def apply(row: M, values: Mapping[str, Any], allowed: Collection[str]) -> dict[str, object]:
    """Puts the values into the row, which is not saved yet; returns what stood there before."""
    if strangers := values.keys() - set(allowed):
        raise TypeError(f"{', '.join(sorted(strangers))} cannot be changed of a {type(row).__name__}")
    before = snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    return before


def tell(
    kind: str,
    row: models.Model,
    clinic_id: Any,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    data: Mapping[str, object] | None = None,
) -> None:
    write(
        clinic_id=clinic_id,
        kind=kind,
        subject=row,
        by=by,
        now=now,
        before=before,
        after=snapshot(row),
        data=data,
    )
