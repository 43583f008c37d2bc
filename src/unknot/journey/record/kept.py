"""Rows that say what somebody said at a moment: made once, never changed, never removed but by an erasure."""

from typing import Any, NoReturn, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


class Kept(Exception):
    """Somebody tried to change or remove what was said. That is a bug."""


class KeptQuerySet(models.QuerySet[_Row]):
    def update(self, **_changes: Any) -> NoReturn:
        raise Kept("what was said is never changed")

    def delete(self) -> NoReturn:
        raise Kept("what was said is never removed")


class KeptRow(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Kept("what was said is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Kept("what was said is never removed")
