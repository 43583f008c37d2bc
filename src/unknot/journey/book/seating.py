"""Finding a seat for a booking and claiming it. The claims' unique constraint decides who wins; who loses
tries the next free seat, and then is told the nearest starts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from unknot.journey.book.facts import need_of, zone_of
from unknot.journey.book.models import Booking, Claim, Resource
from unknot.journey.book.openings import Openings, claims, openings
from unknot.journey.book.queries import nearest_to
from unknot.journey.book.turns import take_turn
from unknot.journey.people.access import Actor
from unknot.journey.people.models import Practitioner
from unknot.journey.refusals import Refusal
from unknot.scheduling.hours import day_window, local_day
from unknot.scheduling.offers import Calendar, seat_at
from unknot.scheduling.ticks import Window, instant_of, span_bits

# Somebody may take a seat between our reading and our claiming: then the next free one is tried, this often.
TRIES = 4


def seat(
    booking: Booking, practitioner: Practitioner | None, by: Actor, now: datetime, *, or_anyone: bool = False
) -> None:
    """Finds the fairest free seat at the booking's start and claims it; saves the booking with it."""
    patient, _ = Resource.objects.get_or_create(clinic=booking.clinic, patient=booking.patient)
    for _ in range(TRIES):
        seen = _around(booking, practitioner)
        if practitioner is not None and or_anyone and not _free(booking, seen):
            practitioner = None
            continue
        seat = _free(booking, seen)
        if seat is None:
            break
        booking.practitioner_id, booking.room_id = seen.ids[seat[0]], seen.ids[seat[1]]
        if _claimed(booking, [*seat], patient.pk):
            return
    _refuse_overlap(booking, patient.pk)
    raise _taken(booking, practitioner, by, now)


def _around(booking: Booking, practitioner: Practitioner | None) -> Openings:
    """What is free on the day of the booking, with a margin for its buffers."""
    held = need_of(booking.service).seat_ticks(booking.start_tick)
    whole = day_window(local_day(booking.start_tick, zone_of(booking.clinic)), zone_of(booking.clinic))
    window = Window(min(whole.first, held.start), max(whole.end, held.stop))
    return openings(booking.service, window, practitioner=practitioner, releasing=booking.id)


def _free(booking: Booking, seen: Openings) -> tuple[int, int] | None:
    """Among those who are free, whoever has least to do that day, so that "anyone" is shared fairly."""

    def least_busy(calendar: Calendar) -> tuple[int, int]:
        return seen.claimed.get(calendar.resource, 0).bit_count(), calendar.resource

    return seat_at(
        seen.need, booking.start_tick, seen.practitioners, seen.rooms, seen.window, order=least_busy
    )


def _claimed(booking: Booking, seat: list[int], patient: int) -> bool:
    """Claims what the booking needs and gives back what it no longer does; False if somebody came first."""
    need = need_of(booking.service)
    wanted = {(resource, tick) for resource in seat for tick in need.seat_ticks(booking.start_tick)}
    wanted |= {(patient, tick) for tick in need.person_ticks(booking.start_tick)}
    take_turn(wanted)
    try:
        with transaction.atomic():
            booking.save()
            held = set(Claim.objects.filter(booking=booking).values_list("resource_id", "tick"))
            # Sorted, so that no two transactions wait for each other in a ring.
            new = [Claim(resource_id=r, tick=t, booking=booking) for r, t in sorted(wanted - held)]
            Claim.objects.bulk_create(new)
            _give_back(booking.id, held - wanted)
    except IntegrityError as error:
        # A new booking was rolled back with its claims: Django must insert it again, not update it.
        booking._state.adding = not Booking.objects.filter(id=booking.id).exists()
        if "book_claim" not in str(error):
            raise
        return False
    return True


def _give_back(booking_id: UUID, held: Iterable[tuple[int, int]]) -> None:
    by_resource: dict[int, list[int]] = {}
    for resource, tick in held:
        by_resource.setdefault(resource, []).append(tick)
    for resource, ticks in by_resource.items():
        Claim.objects.filter(booking_id=booking_id, resource_id=resource, tick__in=ticks).delete()


def _refuse_overlap(booking: Booking, patient: int) -> None:
    """Nobody can be in two places: a second visit of the same person at that time is said as what it is."""
    window = Window(booking.start_tick, booking.start_tick + booking.ticks)
    held = claims([patient], window, releasing=booking.id).get(patient, 0)
    if held & span_bits(window.first, window.end, window):
        words = gettext("This person already has a visit at that time. Please choose another time.")
        raise Refusal("overlap", words, field="starts_at")


def _taken(booking: Booking, practitioner: Practitioner | None, by: Actor, now: datetime) -> Refusal:
    others = nearest_to(
        booking.service,
        wanted=instant_of(booking.start_tick),
        now=now,
        practitioner=practitioner,
        for_staff=by.kind == "staff",
    )
    words = gettext("Somebody has just taken this time. These are the nearest ones that are free.")
    if not others:
        words = gettext(
            "Somebody has just taken this time, and no other is free that week. Please choose another day."
        )
    return Refusal("taken", words, field="starts_at", details={"nearest": others})
