"""Seating somebody against the calendar, on purpose: into a time that is taken, or outside opening hours. It
is done at the desk by whoever may, with a reason, and claims the overflow seat of the practitioner, which
is one more resource under the one constraint: a second overbooking of the same time is refused like any
other."""

from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce

from unknot.journey.book.claiming import claimed
from unknot.journey.book.facts import need_of
from unknot.journey.book.models import Booking, Claim, Exceptional, Location, Resource, Room
from unknot.journey.book.openings import Openings, claims, givers
from unknot.journey.book.seating import (
    around,
    free,
    lasts,
    refuse_overlap,
    seat_of_patient,
    take,
    wanted,
)
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Practitioner
from unknot.journey.refusals import Refusal
from unknot.scheduling.offers import Need, Site
from unknot.scheduling.ticks import Bits, span_bits

TRIES = 4
REASON_LENGTH = 300


def refuse_despite(clinic: Clinic, practitioner: Practitioner | None, despite: str, by: Actor) -> None:
    """Who may book against the calendar, with whom, and why."""
    require(by, "book.overbook", clinic.pk)
    if practitioner is None:
        words = "Please say with whom: an overbooked visit takes the extra seat of one practitioner."
        raise Refusal("practitioner_missing", words, field="practitioner")
    if not despite.strip():
        words = "Please write why this visit is booked although the calendar has no room for it."
        raise Refusal("reason_missing", words, field="despite")
    if len(despite.strip()) > REASON_LENGTH:
        words = f"Please keep the reason under {REASON_LENGTH} characters."
        raise Refusal("reason_long", words, field="despite")


def seat_despite(
    booking: Booking, practitioner: Practitioner, despite: str, location: Location | None, now: datetime
) -> None:
    """Takes an ordinary seat if there is one after all. Otherwise the overflow seat, and with it whatever of
    practitioner, room and equipment is free throughout, so that nothing else comes on top."""
    if booking.service.is_class:
        words = "A class is full when it is full: lay out another session, or change its seats."
        raise Refusal("class_full", words, field="starts_at")
    person, overflow = seat_of_patient(booking), overflow_of(practitioner)
    need = _need(booking, practitioner)
    for _ in range(TRIES):
        seen = around(booking, practitioner, location, now)
        found = free(booking, seen)
        if found is not None:
            take(booking, found, seen)
            booking.exception = booking.exception_reason = ""
            if claimed(booking, wanted(booking, found.need, found.resources, person), now):
                return
            continue
        extra = _squeeze(booking, practitioner, need, seen, location)
        booking.exception_reason = despite.strip()
        if claimed(booking, wanted(booking, need, [overflow, *extra], person), now):
            return
        if claims([overflow], seen.window, now=now).get(overflow, 0) & _span(booking, need, seen):
            words = f"The extra seat of {practitioner.name} is taken at that time too."
            raise Refusal("overflow_taken", words, field="starts_at")
        refuse_overlap(booking, person, now)
    raise Refusal("taken", "Somebody has just taken this time. Please look again.", field="starts_at")


def overflow_of(practitioner: Practitioner) -> int:
    found, _ = Resource.objects.get_or_create(clinic_id=practitioner.clinic_id, overflow_of=practitioner)
    return found.pk


def _need(booking: Booking, practitioner: Practitioner) -> Need:
    rows = givers(booking.service).filter(practitioner_id=practitioner.pk)
    minutes = list(rows.values_list("own_minutes", flat=True))
    if not minutes:
        words = f"{practitioner.name} does not give {booking.service.name}."
        raise Refusal("practitioner", words, field="practitioner")
    return need_of(booking.service, minutes[0])


def _squeeze(
    booking: Booking, practitioner: Practitioner, need: Need, seen: Openings, location: Location | None
) -> list[int]:
    """Fills in where, in what way and how long; returns the resources that are free for it all the same."""
    lasts(booking, need)
    span, own = _span(booking, need, seen), practitioner.resource.pk
    place, site = _where(own, seen, location, booking)
    is_open = any(one.calendar.resource == own and one.calendar.free & span == span for one in site.givers)
    is_own = not seen.claimed.get(own, 0) & span
    is_off_hours = is_own and not is_open
    booking.practitioner = practitioner
    booking.exception = Exceptional.OFF_HOURS if is_off_hours else Exceptional.OVERBOOKED
    free_ones = [[one.resource for one in pool if one.free & span == span][:1] for pool in site.pools]
    rooms, *things = free_ones
    room = None if rooms else _room_of(own, booking, need, place)
    if room is None:
        room = seen.ids[rooms[0] if rooms else site.pools[0][0].resource]
    booking.room = Room.objects.select_related("location").get(id=room)
    booking.equipment_id = next((seen.ids[one] for pool in things for one in pool), None)
    return [*([own] if is_own else []), *(one for pool in free_ones for one in pool)]


def _span(booking: Booking, need: Need, seen: Openings) -> Bits:
    held = need.seat_ticks(booking.start_tick)
    return span_bits(held.start, held.stop, seen.window)


def _where(own: int, seen: Openings, location: Location | None, booking: Booking) -> tuple[Location, Site]:
    """The location that was named; else where the practitioner is around that time; else the first."""
    sites = [(place, site) for place, site in seen.sites if site.pools[0]]
    named = [one for one in sites if location is not None and one[0].pk == location.pk]
    around = [one for one in sites if any(giver.calendar.resource == own for giver in one[1].givers)]
    found = named if location is not None else around or sites
    if not found:
        words = f"There is no room for {booking.service.name} there."
        raise Refusal("room", words, field="location")
    return found[0]


def _room_of(own: int, booking: Booking, need: Need, place: Location) -> UUID | None:
    """The room in which the practitioner then is: two who come at one time are seen where they are."""
    held = need.seat_ticks(booking.start_tick)
    claim = Claim.objects.filter(resource_id=own, tick__gte=held.start, tick__lt=held.stop)
    there = claim.order_by("tick").values_list(Coalesce("booking__room", "session__room"))
    rooms = [room for (room,) in there]
    return Room.objects.filter(id__in=rooms, location=place).values_list("pk", flat=True).first()
