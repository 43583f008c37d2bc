"""Finding a seat for a booking and claiming it. The claims' unique constraint decides who wins; who loses
tries the next free seat, and then is told the nearest starts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Booking, Claim, Equipment, Location, Resource, Room
from unknot.journey.book.openings import REACH, Openings, claims, openings
from unknot.journey.book.queries import nearest_to
from unknot.journey.book.turns import take_turn
from unknot.journey.people.access import Actor
from unknot.journey.people.models import Practitioner
from unknot.journey.refusals import Refusal
from unknot.scheduling.hours import day_window, local_day
from unknot.scheduling.offers import Calendar, Need, Seat, seat_at
from unknot.scheduling.ticks import TICK, Window, instant_of, span_bits

# Somebody may take a seat between our reading and our claiming: then the next free one is tried, this often.
TRIES = 4


def seat(
    booking: Booking,
    practitioner: Practitioner | None,
    by: Actor,
    now: datetime,
    *,
    or_anyone: bool = False,
    location: Location | None = None,
) -> None:
    """Finds the fairest free seat at the booking's start, at the location or at any, and claims it; saves the
    booking with it. How long the visit takes is known with who gives it."""
    person = seat_of_patient(booking)
    for _ in range(TRIES):
        seen = around(booking, practitioner, location)
        if practitioner is not None and or_anyone and not free(booking, seen):
            practitioner = None
            continue
        found = free(booking, seen)
        if found is None:
            break
        take(booking, found, seen)
        if claimed(booking, wanted(booking, found.need, found.resources, person)):
            return
    refuse_overlap(booking, person)
    raise taken(booking, practitioner, by, now, location)


def seat_of_patient(booking: Booking) -> int:
    """The resource of the person: nobody is in two places."""
    found, _ = Resource.objects.get_or_create(clinic=booking.clinic, patient=booking.patient)
    return found.pk


def around(booking: Booking, practitioner: Practitioner | None, location: Location | None) -> Openings:
    """What is free on the day of the booking, with a margin for its buffers."""
    zone = zone_of(location or booking.clinic)
    whole = day_window(local_day(booking.start_tick, zone), zone)
    near = Window(booking.start_tick - REACH, booking.start_tick + REACH)
    window = Window(min(whole.first, near.first), max(whole.end, near.end))
    return openings(
        booking.service, window, practitioner=practitioner, location=location, releasing=booking.id
    )


def free(booking: Booking, seen: Openings) -> Seat | None:
    """Among those who are free, whoever has least to do that day, so that "anyone" is shared fairly; at the
    first location, in the clinic's order, where there is a seat."""

    def least_busy(calendar: Calendar) -> tuple[int, int]:
        return seen.claimed.get(calendar.resource, 0).bit_count(), calendar.resource

    for _, site in seen.sites:
        found = seat_at(site, booking.start_tick, seen.window, order=least_busy)
        if found is not None:
            return found
    return None


def take(booking: Booking, found: Seat, seen: Openings) -> None:
    """The booking with this seat; nothing is saved yet."""
    room, *things = (seen.ids[one] for one in found.things)
    booking.practitioner_id = seen.ids[found.giver]
    booking.room = Room.objects.select_related("location").get(id=room)
    booking.equipment = Equipment.objects.get(id=things[0]) if things else None
    lasts(booking, found.need)


def lasts(booking: Booking, need: Need) -> None:
    booking.ticks = need.ticks
    booking.ends_at = booking.starts_at + need.ticks * TICK


def wanted(booking: Booking, need: Need, resources: Iterable[int], person: int) -> set[tuple[int, int]]:
    """The claims that make the booking true."""
    found = {(resource, tick) for resource in resources for tick in need.seat_ticks(booking.start_tick)}
    return found | {(person, tick) for tick in need.person_ticks(booking.start_tick)}


def claimed(booking: Booking, wanted: set[tuple[int, int]]) -> bool:
    """Claims what the booking needs and gives back what it no longer does; False if somebody came first."""
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


def refuse_overlap(booking: Booking, patient: int) -> None:
    """Nobody can be in two places: a second visit of the same person at that time is said as what it is."""
    window = Window(booking.start_tick, booking.start_tick + booking.ticks)
    held = claims([patient], window, releasing=booking.id).get(patient, 0)
    if held & span_bits(window.first, window.end, window):
        words = gettext("This person already has a visit at that time. Please choose another time.")
        raise Refusal("overlap", words, field="starts_at")


def taken(
    booking: Booking,
    practitioner: Practitioner | None,
    by: Actor,
    now: datetime,
    location: Location | None = None,
) -> Refusal:
    others = nearest_to(
        booking.service,
        wanted=instant_of(booking.start_tick),
        now=now,
        practitioner=practitioner,
        location=location,
        for_staff=by.kind == "staff",
    )
    words = gettext("Somebody has just taken this time. These are the nearest ones that are free.")
    if not others:
        words = gettext(
            "Somebody has just taken this time, and no other is free that week. Please choose another day."
        )
    return Refusal("taken", words, field="starts_at", details={"nearest": others})
