"""Whose turn it is to claim. The unique constraint decides who wins; this keeps those who wait from waiting
in a ring."""

from collections.abc import Iterable

from django.db import connection

from unknot.scheduling.ticks import TICK_MINUTES

_TICKS_A_DAY = 24 * 60 // TICK_MINUTES


def take_turn(claims: Iterable[tuple[int, int]]) -> None:
    """On PostgreSQL one advisory lock for each resource and day, in sorted order, until the transaction
    ends: bare constraints showed deadlock storms of half a minute under a race. SQLite has one writer at
    a time anyway."""
    if connection.vendor != "postgresql":
        return
    turns = sorted({(resource, tick // _TICKS_A_DAY) for resource, tick in claims})
    with connection.cursor() as cursor:
        for resource, day in turns:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [resource, day])
