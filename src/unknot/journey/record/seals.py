"""Rows that are signed and then never change: an agreed plan, a signed note, a consent. The seal is a digest
of what was signed; the event that tells of it holds the seal too, and stands in the chain. So neither the row
nor its seal nor the whole row can be changed or removed without `unknot verify` saying so."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, ClassVar
from uuid import UUID

from django.apps import apps
from django.db import models

from unknot.journey.record.facts import digest, plain
from unknot.journey.record.models import Event


class SealedRow(Exception):
    """Somebody tried to change or remove what has been signed. That is a bug, or worse; never an answer for a
    person."""


class SealedQuerySet(models.QuerySet[Any]):
    def update(self, **changes: Any) -> int:
        self._refuse(changes)
        return super().update(**changes)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], *args: Any, **options: Any) -> int:
        rows, names = list(objs), list(fields)
        self.model._default_manager.filter(pk__in=[row.pk for row in rows])._refuse(names)
        return super().bulk_update(rows, names, *args, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.exclude(seal="").exists():
            raise SealedRow("what has been signed is never removed")
        return super().delete()

    def _refuse(self, names: Collection[str]) -> None:
        if self.model.is_closed_to(names) and self.exclude(seal="").exists():
            raise SealedRow("what has been signed is never changed")


class Sealed(models.Model):
    """Has a clinic. `SIGNED` are the columns that the seal covers; the others may go on changing."""

    SIGNED: ClassVar[frozenset[str]]

    seal = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects: ClassVar[Any] = SealedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        names = kwargs.get("update_fields")
        touches = names is None or type(self).is_closed_to(names)
        if not self._state.adding and touches and self._was_sealed():
            raise SealedRow("what has been signed is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self._was_sealed():
            raise SealedRow("what has been signed is never removed")
        return super().delete(*args, **kwargs)

    @classmethod
    def is_closed_to(cls, names: Collection[str]) -> bool:
        """Whether one of these fields or columns is signed."""
        closed = {name for field in cls._meta.concrete_fields for name in (field.name, field.attname)}
        open_still = closed - _named(cls, cls.SIGNED) - {"seal"}
        return not set(names) <= open_still

    def digest(self) -> str:
        fields = sorted(field.attname for field in self._meta.concrete_fields if field.name in self.SIGNED)
        said = {name: plain(getattr(self, name)) for name in fields}
        return digest({"row": self._meta.label_lower, "id": str(self.pk), **said})

    def close(self) -> None:
        """Seals the row as it stands; whoever signs saves it, and tells of it with `data={"seal": ...}`."""
        self.seal = self.digest()

    def _was_sealed(self) -> bool:
        return type(self)._base_manager.filter(pk=self.pk).exclude(seal="").exists()


def _named(model: type[Sealed], signed: Collection[str]) -> set[str]:
    """The signed fields under both of their names."""
    found = [field for field in model._meta.concrete_fields if field.name in signed]
    return {name for field in found for name in (field.name, field.attname)}


def sealed_models() -> list[type[Sealed]]:
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def sealed(clinic_id: UUID) -> int:
    """How many rows of a clinic are sealed."""
    return sum(_rows(model, clinic_id).count() for model in sealed_models())


def broken(clinic_id: UUID) -> Iterator[str]:
    """What is wrong with the sealed rows of a clinic, in words; nothing when they are as they were signed."""
    told: dict[tuple[str, str], str] = {}
    gone = _removed(clinic_id)
    events = Event.objects.filter(clinic_id=clinic_id, data__seal__isnull=False).order_by("id")
    for label, pk, data in events.values_list("subject_type", "subject_id", "data").iterator():
        told[label, pk] = data["seal"]
    for model in sealed_models():
        for row in _rows(model, clinic_id).iterator():
            name, key = f"{model._meta.verbose_name} {row.pk}", (model._meta.label_lower, str(row.pk))
            if row.digest() != row.seal:
                yield f"{name} was changed after it was signed"
            elif told.pop(key, None) != row.seal:
                yield f"{name} has a seal that the record does not know"
            told.pop(key, None)
    for label, pk in told.keys() - {key for key, seal in gone.items() if told.get(key) == seal}:
        yield f"{label} {pk} was signed and is gone"


def removal(row: Sealed) -> dict[str, object]:
    """What the event of a lawful removal must hold, so that the seal outlives its row: `unknot verify` then
    knows that the row was taken out and not lost. The event's subject is the row."""
    return {"removed_seal": row.seal}


def _removed(clinic_id: UUID) -> dict[tuple[str, str], str]:
    events = Event.objects.filter(clinic_id=clinic_id, data__removed_seal__isnull=False)
    found = events.values_list("subject_type", "subject_id", "data")
    return {(label, pk): data["removed_seal"] for label, pk, data in found.iterator()}


def _rows(model: Any, clinic_id: UUID) -> Any:
    return model._base_manager.filter(clinic_id=clinic_id).exclude(seal="")
