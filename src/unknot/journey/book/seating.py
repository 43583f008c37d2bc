"""Finding a seat for a booking and claiming it. The claims' unique constraint decides who wins; who loses
tries the next free seat, and then is told the nearest starts."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from unknot.journey.book.claiming import Seated, claimed, fits, kept
from unknot.journey.book.facts import need_of, zone_of
from unknot.journey.book.models import Booking, Equipment, Hold, Location, Resource, Room, Service
from unknot.journey.book.openings import REACH, Openings, claims, openings
from unknot.journey.book.queries import nearest_to
from unknot.journey.book.sessions import free_seat, session_at, turnstile
from unknot.journey.book.turns import take_turn
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor
from unknot.journey.people.models import Patient, Practitioner
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH
from unknot.scheduling.hours import day_window, local_day
from unknot.scheduling.offers import Calendar, Need, Seat, seat_at
from unknot.scheduling.ticks import TICK, Window, instant_of, span_bits

# Somebody may take a seat between our reading and our claiming: then the next free one is tried, this often.
# Everybody else who wants the same one first may come before us, and each time one of them has got it.
TRIES = 32


def fresh(service: Service, patient: Patient, start: int, check: Check | None, now: datetime) -> Booking:
    """A visit that is not saved and has no seat yet, as long as the service usually takes."""
    at, ticks = instant_of(start), need_of(service).ticks
    return Booking(
        clinic=service.clinic,
        patient=patient,
        service=service,
        starts_at=at,
        ends_at=at + ticks * TICK,
        start_tick=start,
        ticks=ticks,
        from_check=check,
        episode=check.episode if check else None,
        language=check.language if check else ENGLISH,
        created_at=now,
    )


def seat(
    booking: Seated,
    practitioner: Practitioner | None,
    by: Actor,
    now: datetime,
    *,
    or_anyone: bool = False,
    location: Location | None = None,
    held: Hold | None = None,
) -> None:
    """Finds the fairest free seat at the booking's start, at the location or at any, and claims it; saves the
    booking with it. How long the visit takes is known with who gives it. What somebody has `held` becomes
    theirs if it is what they ask for, and is free again if it is not."""
    person = seat_of_patient(booking)
    if held is not None and fits(held, booking, practitioner, location, now):
        own = kept(booking, held, person)
        if own and claimed(booking, own, now, held):
            return
    if booking.service.is_class:
        seat_in_class(booking, practitioner, by, now, or_anyone=or_anyone, location=location, held=held)
        return
    for _ in range(TRIES):
        seen = around(booking, practitioner, location, now, held)
        if practitioner is not None and or_anyone and not free(booking, seen):
            practitioner = None
            continue
        found = free(booking, seen)
        if found is None:
            break
        take(booking, found, seen)
        if claimed(booking, wanted(booking, found.need, found.resources, person), now, held):
            return
    refuse_overlap(booking, person, now)
    raise taken(booking, practitioner, by, now, location)


def seat_in_class(
    booking: Seated,
    practitioner: Practitioner | None,
    by: Actor,
    now: datetime,
    *,
    or_anyone: bool,
    location: Location | None,
    held: Hold | None,
) -> None:
    """The first free seat of a session at the booking's start; practitioner and room are the session's."""
    person, start = seat_of_patient(booking), booking.start_tick
    for _ in range(TRIES):
        found = session_at(booking.service, start, practitioner=practitioner, location=location, now=now)
        if found is None and or_anyone and practitioner is not None:
            practitioner = None
            continue
        if found is None:
            break
        # One after the other, so that the last seats are given out rather than fought over.
        take_turn([(turnstile(found), start)])
        place = free_seat(found, now=now)
        if place is None:
            continue
        booking.session, booking.practitioner = found, found.practitioner
        booking.room, booking.equipment = found.room, found.equipment
        booking.ticks, booking.ends_at = found.ticks, found.ends_at
        there = range(start, start + found.ticks)
        both = [one for one in (place, person) if one is not None]
        if claimed(booking, {(one, tick) for one in both for tick in there}, now, held):
            return
    refuse_overlap(booking, person, now)
    raise taken(booking, practitioner, by, now, location)


def seat_of_patient(booking: Seated) -> int | None:
    """The resource of the person: nobody is in two places. Who a hold is for, nobody knows yet."""
    if isinstance(booking, Hold):
        return None
    found, _ = Resource.objects.get_or_create(clinic=booking.clinic, patient=booking.patient)
    return found.pk


def around(
    booking: Seated,
    practitioner: Practitioner | None,
    location: Location | None,
    now: datetime,
    held: Hold | None = None,
) -> Openings:
    """What is free on the day of the booking, with a margin for its buffers."""
    zone = zone_of(location or booking.clinic)
    whole = day_window(local_day(booking.start_tick, zone), zone)
    near = Window(booking.start_tick - REACH, booking.start_tick + REACH)
    window = Window(min(whole.first, near.first), max(whole.end, near.end))
    own = (booking.id, held.id) if held else (booking.id,)
    return openings(
        booking.service, window, practitioner=practitioner, location=location, now=now, releasing=own
    )


def free(booking: Seated, seen: Openings) -> Seat | None:
    """Among those who are free, whoever has least to do that day, so that "anyone" is shared fairly; at the
    first location, in the clinic's order, where there is a seat."""

    def least_busy(calendar: Calendar) -> tuple[int, int]:
        return seen.claimed.get(calendar.resource, 0).bit_count(), calendar.resource

    for _, site in seen.sites:
        found = seat_at(site, booking.start_tick, seen.window, order=least_busy)
        if found is not None:
            return found
    return None


def take(booking: Seated, found: Seat, seen: Openings) -> None:
    """The booking with this seat; nothing is saved yet."""
    room, *things = (seen.ids[one] for one in found.things)
    booking.practitioner_id = seen.ids[found.giver]
    booking.room = Room.objects.select_related("location").get(id=room)
    booking.equipment = Equipment.objects.get(id=things[0]) if things else None
    lasts(booking, found.need)


def lasts(booking: Seated, need: Need) -> None:
    booking.ticks = need.ticks
    booking.ends_at = booking.starts_at + need.ticks * TICK


def wanted(booking: Seated, need: Need, resources: Iterable[int], person: int | None) -> set[tuple[int, int]]:
    """The claims that make the booking true."""
    found = {(resource, tick) for resource in resources for tick in need.seat_ticks(booking.start_tick)}
    if person is None:
        return found
    return found | {(person, tick) for tick in need.person_ticks(booking.start_tick)}


def refuse_overlap(booking: Seated, patient: int | None, now: datetime) -> None:
    """Nobody can be in two places: a second visit of the same person at that time is said as what it is."""
    if patient is None:
        return
    window = Window(booking.start_tick, booking.start_tick + booking.ticks)
    held = claims([patient], window, now=now, releasing=(booking.id,)).get(patient, 0)
    if held & span_bits(window.first, window.end, window):
        words = gettext("This person already has a visit at that time. Please choose another time.")
        raise Refusal("overlap", words, field="starts_at")


def taken(
    booking: Seated,
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
