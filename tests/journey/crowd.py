"""A crowd that wants the same at the same instant, for tests of races: everybody waits at one gate, and
what became of each is counted. And the same crowd with the constraint away, for the controls."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, local
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Count

from unknot.journey.book import claiming, openings, seating, series, sessions
from unknot.journey.book.models import Claim, Resource
from unknot.journey.refusals import Refusal

PATIENCE = 30.0


def at_once(people: int, act: Callable[[int], object]) -> Counter[str]:
    """How many got what: "done", the code of a refusal, or the name of an unexpected error."""
    gate = Barrier(people)

    def one(number: int) -> str:
        try:
            connection.ensure_connection()  # what takes long is behind everybody when the gate opens
            gate.wait(PATIENCE)
            act(number)
        except Refusal as refusal:
            nothing_offered = refusal.code == "taken" and not refusal.details.get("nearest", True)
            return "taken, and nothing else offered" if nothing_offered else refusal.code
        except Exception as error:  # whatever it is, it is what the test is about
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(people) as pool:
        return Counter(pool.map(one, range(people)))


def twice_claimed() -> int:
    """Resources at ticks that more than one row claims."""
    rows = Claim.objects.order_by().values("resource_id", "tick").annotate(holders=Count("id"))
    return rows.filter(holders__gt=1).count()


@contextmanager
def all_have_chosen(monkeypatch: pytest.MonkeyPatch, people: int) -> Iterator[None]:
    """On PostgreSQL everybody has chosen a seat from the same calendar before anybody claims one."""
    with monkeypatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(seating, "claimed", _together(people)(claiming.claimed))
        yield


@contextmanager
def unprotected(monkeypatch: pytest.MonkeyPatch, people: int) -> Iterator[None]:
    """No constraint, nobody waits for a turn, and everybody has looked before anybody claims: what is left
    is the check of a calendar that only looks. PostgreSQL's transactions meet at a second gate; SQLite's
    come one after the other, so there everybody is shown the calendar as it was at first."""
    with monkeypatch.context() as patch, without_the_constraint():
        for module in (claiming, seating, series):
            patch.setattr(module, "take_turn", lambda claims: None)
        if connection.vendor == "sqlite":
            patch.setattr(openings, "claims", lambda *args, **kwargs: {})
            patch.setattr(sessions, "_free", _first_seats)
        else:
            together = _together(people)
            # The last that each of them does before it claims.
            patch.setattr(seating, "claimed", together(claiming.claimed))
            patch.setattr(series, "overdue", together(claiming.overdue))
        yield


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """The claims without what makes a place in them unique; they are emptied before it comes back."""
    whole = Claim._meta.constraints
    (constraint,) = (one for one in whole if isinstance(one, models.UniqueConstraint))
    # SQLite makes the table anew from what the model says.
    Claim._meta.constraints = [one for one in whole if one is not constraint]
    with connection.schema_editor() as editor:
        editor.remove_constraint(Claim, constraint)
    try:
        yield
    finally:
        Claim.objects.all().delete()
        Claim._meta.constraints = whole
        with connection.schema_editor() as editor:
            editor.add_constraint(Claim, constraint)


def _first_seats(session: Any, now: object) -> Any:
    return Resource.objects.filter(session=session)


def _together(people: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """What it wraps goes on once everybody in the crowd has come so far; each waits only the first time."""
    gate, seen = Barrier(people), local()

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any, **kwargs: Any) -> Any:
            if not hasattr(seen, "before"):
                seen.before = True
                gate.wait(PATIENCE)
            return function(*args, **kwargs)

        return waiting

    return wrap
