"""Writing claims: the one place that takes ticks and gives them back, for bookings and for holds. The unique
constraint of the claims decides who wins."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from unknot.journey.book.models import Booking, Claim, Hold, Location
from unknot.journey.book.turns import take_turn
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Practitioner
from unknot.journey.record.actions import write

Seated = Booking | Hold
# A resource at a tick.
Place = tuple[int, int]


def claimed(row: Seated, wanted: set[Place], now: datetime, held: Hold | None = None) -> bool:
    """Claims what a booking or a hold needs and gives back what it no longer does; False if somebody came
    first. What was `held` for it becomes its own in the same statement, so that nobody can come between, and
    holds whose time is over give way."""
    mine = [held.pk] if held and held.pk != row.pk else []
    over = overdue(wanted, now, [*mine, row.pk])
    try:
        with transaction.atomic():
            # Nobody deletes a claim before it is their turn: two who do would wait for each other. Within the
            # savepoint, so that whoever comes too late gives up their turn before they try another seat.
            take_turn(wanted | claims_of([*mine, *over]))
            row.save()
            Claim.objects.filter(hold_id__in=mine).update(**_whose(row))
            clear(over, now)
            Hold.objects.filter(id__in=mine).delete()
            has = set(Claim.objects.filter(**_whose(row)).values_list("resource_id", "tick"))
            # Sorted, so that no two transactions wait for each other in a ring.
            new = [Claim(resource_id=r, tick=t, **_whose(row)) for r, t in sorted(wanted - has)]
            Claim.objects.bulk_create(new)
            _give_back(row, has - wanted)
    except IntegrityError as error:
        # A new row was rolled back with its claims: Django must insert it again, not update it.
        row._state.adding = not type(row).objects.filter(id=row.id).exists()
        if "book_claim" not in str(error):
            raise
        return False
    return True


def fits(
    held: Hold, row: Seated, practitioner: Practitioner | None, location: Location | None, now: datetime
) -> bool:
    """Whether what is held is what is asked for, and still held."""
    return (
        now < held.until
        and (held.service_id, held.start_tick) == (row.service_id, row.start_tick)
        and (practitioner is None or held.practitioner_id == practitioner.pk)
        and (location is None or held.room.location_id == location.pk)
    )


def kept(row: Seated, held: Hold, person: int | None) -> set[Place]:
    """The row with the seat that is held, and the claims that make it true; nothing is saved yet. No claims
    when somebody has cleared the hold meanwhile."""
    found = claims_of([held.pk])
    if not found:
        return set()
    row.practitioner, row.room, row.equipment = held.practitioner, held.room, held.equipment
    row.session, row.ticks, row.ends_at = held.session, held.ticks, held.ends_at
    if person is None:
        return found
    return found | {(person, tick) for tick in range(held.start_tick, held.start_tick + held.ticks)}


def clear(holds: Collection[UUID], now: datetime) -> int:
    """Gives back what these holds held, because their time is over, and says how many there were. Part of a
    transaction whose turn it is."""
    found = list(Hold.objects.filter(id__in=holds)) if holds else []
    for hold in found:
        write(clinic_id=hold.clinic_id, kind="book.hold_expired", subject=hold, by=SYSTEM, now=now)
    if found:
        Hold.objects.filter(id__in=[hold.pk for hold in found]).delete()
    return len(found)


def overdue(wanted: set[Place], now: datetime, mine: Collection[UUID]) -> list[UUID]:
    """Holds that stand in the way though their time is over."""
    ticks = [tick for _, tick in wanted]
    found = Claim.objects.filter(
        hold__until__lte=now,
        resource_id__in={resource for resource, _ in wanted},
        tick__gte=min(ticks),
        tick__lte=max(ticks),
    )
    found = found.exclude(hold_id__in=mine).order_by()
    return list(found.values_list("hold_id", flat=True).distinct())


def claims_of(holds: Collection[UUID]) -> set[Place]:
    if not holds:
        return set()
    return set(Claim.objects.filter(hold_id__in=holds).values_list("resource_id", "tick"))


def _whose(row: Seated) -> dict[str, Any]:
    return {"booking": row, "hold": None} if isinstance(row, Booking) else {"booking": None, "hold": row}


def _give_back(row: Seated, has: Iterable[Place]) -> None:
    by_resource: dict[int, list[int]] = {}
    for resource, tick in has:
        by_resource.setdefault(resource, []).append(tick)
    for resource, ticks in by_resource.items():
        Claim.objects.filter(**_whose(row), resource_id=resource, tick__in=ticks).delete()
