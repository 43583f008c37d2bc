"""Rows as plain values, and their digests. The digests are what an event says about a change and what the
chain is made of, so the bytes below must never depend on the database, the machine or the order of keys."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import models

from unknot.journey.record.models import Event


def plain(value: object) -> object:
    if isinstance(value, datetime):
        # An instant without a zone would be read differently on another machine.
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((plain(part) for part in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def snapshot(row: models.Model) -> dict[str, object]:
    """All columns of a row as plain values; made before and after a change, and compared by digest."""
    return {field.attname: plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def canonical(value: object) -> str:
    """One text for one value: sorted keys, no spaces, and no NaN, which is equal to nothing."""
    return json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest(value: object) -> str:
    return sha256(canonical(value).encode()).hexdigest()


def event_hash(event: Event, *, position: int, previous_hash: str) -> str:
    """What the chain holds for an event: everything it says, where it stands and what stood before it."""
    said = snapshot(event)
    del said["hash"]
    return digest({**said, "position": position, "previous_hash": previous_hash})
