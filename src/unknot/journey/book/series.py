"""Several seats of one person in one transaction: all of them, or none and nothing is changed. What moves
within the same change may take each other's place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from unknot.journey.book.claiming import Place, claims_of, clear, overdue
from unknot.journey.book.models import Booking, Claim, Resource, Service
from unknot.journey.book.refusing import refuse_closed, refuse_unclear
from unknot.journey.book.reminding import plan
from unknot.journey.book.seating import seat_of_patient, wanted
from unknot.journey.book.turns import take_turn
from unknot.journey.check.models import Check, Episode
from unknot.journey.check.queries import held_back
from unknot.journey.outbox.actions import withdraw
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH
from unknot.scheduling.offers import Seat
from unknot.scheduling.ticks import TICK, instant_of


@dataclass(frozen=True, slots=True)
class Wish:
    """A seat that one visit is to have: a new visit, or `moves` to it."""

    service: Service
    start: int
    seat: Seat
    moves: Booking | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all visits of the series; `reason` is why it goes without a check."""

    clinic: Clinic
    patient: Patient
    check: Check | None = None
    episode: Episode | None = None
    language: str = ENGLISH
    reason: str = ""


def take_all(*, wishes: Sequence[Wish], terms: Terms, by: Actor, now: datetime) -> list[Booking]:
    """The bookings in the order of the wishes; whoever asks for them writes the letter that tells of all.
    Raises Refusal "taken" when anybody was faster at any of them, "changed" when a visit that was to move
    has changed."""
    require(by, "book.book", terms.clinic.pk)
    for wish in wishes:
        if wish.moves is not None:
            require(by, "book.move", terms.clinic.pk, wish.moves)
    _refuse(wishes, terms, by, now)
    with transaction.atomic():
        refuse_closed(terms.patient, terms.clinic)
        before = {}
        rows = []
        for wish in wishes:
            row = _moved(wish, by) if wish.moves else _new(wish, terms, now)
            before[row.pk] = snapshot(wish.moves) if wish.moves else None
            rows.append(row)
        _sit(rows, wishes, terms)
        _claim(rows, wishes, now)
        for row in rows:
            _tell(row, before[row.pk], by, now, terms.reason)
            if before[row.pk] is not None:
                withdraw(subject=row, now=now)
            plan(booking=row, now=now)
    return rows


def _refuse(wishes: Sequence[Wish], terms: Terms, by: Actor, now: datetime) -> None:
    for wish in wishes:
        refuse_unclear(terms.clinic, wish.service, terms.patient, "", by)
        # How far ahead people may book is no limit for a course that a clinician has laid out.
        if instant_of(wish.start) < now:
            raise Refusal("past", "One of these times has passed. Please look at the plan again.")
    # A check opened the course, or a clinician did; what has closed it since counts here.
    if any(wish.service.hands_on for wish in wishes) and held_back(terms.patient):
        words = "After this person's latest answers hands-on care waits for a physician, or for a clinician."
        raise Refusal("held_back", words)


def _new(wish: Wish, terms: Terms, now: datetime) -> Booking:
    return Booking(
        clinic=terms.clinic,
        patient=terms.patient,
        service=wish.service,
        from_check=terms.check,
        episode=terms.episode,
        language=terms.language,
        created_at=now,
    )


def _moved(wish: Wish, by: Actor) -> Booking:
    found = Booking.objects.select_for_update(of=("self",)).select_related("clinic", "patient", "service")
    row = found.get(id=wish.moves.pk) if wish.moves else None
    if row is None or wish.moves is None or row.sequence != wish.moves.sequence or not row.is_standing:
        raise Refusal("changed", "Somebody has changed this visit meanwhile. Please look at the plan again.")
    row.sequence += 1
    row.confirmed_at = None
    return row


def _sit(rows: Sequence[Booking], wishes: Sequence[Wish], terms: Terms) -> None:
    """Each booking with its time, its practitioner and its things; nothing is saved yet."""
    named = {resource for wish in wishes for resource in wish.seat.resources}
    found = Resource.objects.filter(id__in=named, clinic=terms.clinic)
    known = {one.pk: one for one in found.select_related("practitioner", "room__location", "equipment")}
    for row, wish in zip(rows, wishes, strict=True):
        row.starts_at, row.start_tick = instant_of(wish.start), wish.start
        row.ticks = wish.seat.need.ticks
        row.ends_at = row.starts_at + row.ticks * TICK
        row.equipment = None
        for resource in map(known.__getitem__, wish.seat.resources):
            for kind in ("practitioner", "room", "equipment"):
                if thing := getattr(resource, kind):
                    setattr(row, kind, thing)


def _claim(rows: Sequence[Booking], wishes: Sequence[Wish], now: datetime) -> None:
    """Within one transaction what these bookings held and no longer need goes first: a visit may move to
    where another of them was, and nobody else comes between."""
    whose = {
        place: row
        for row, wish in zip(rows, wishes, strict=True)
        for place in wanted(row, wish.seat.need, wish.seat.resources, seat_of_patient(row))
    }
    columns = ("resource_id", "tick", "booking_id")
    old = Claim.objects.filter(booking__in=[row.pk for row in rows]).values_list(*columns)
    held = {(resource, tick): booking for resource, tick, booking in old}
    kept = {place for place, booking in held.items() if place in whose and whose[place].pk == booking}
    over = overdue(set(whose), now, ())
    take_turn(whose.keys() | held.keys() | claims_of(over))
    try:
        with transaction.atomic():
            for row in rows:
                row.save()
            clear(over, now)
            _give_back({place: booking for place, booking in held.items() if place not in kept})
            # Sorted, so that no two transactions wait for each other in a ring.
            new = sorted(whose.keys() - kept)
            Claim.objects.bulk_create(Claim(resource_id=r, tick=t, booking=whose[r, t]) for r, t in new)
    except IntegrityError as error:
        if "book_claim" not in str(error):
            raise
        raise Refusal("taken", "Somebody has just taken one of these times. Nothing was changed.") from error


def _give_back(held: Mapping[Place, UUID]) -> None:
    ticks: dict[tuple[UUID, int], list[int]] = {}
    for (resource, tick), booking in held.items():
        ticks.setdefault((booking, resource), []).append(tick)
    for (booking, resource), some in ticks.items():
        Claim.objects.filter(booking_id=booking, resource_id=resource, tick__in=some).delete()


def _tell(row: Booking, before: dict[str, object] | None, by: Actor, now: datetime, reason: str) -> None:
    write(
        clinic_id=row.clinic_id,
        kind="book.booked" if before is None else "book.moved",
        subject=row,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(row),
        data={"starts_at": row.starts_at, "service": row.service.slug},
    )
