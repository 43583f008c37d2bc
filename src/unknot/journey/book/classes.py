"""Laying out the sessions of a class, and cancelling one. A session claims its practitioner, its room and its
equipment once; its seats are resources that bookings claim."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from uuid_utils.compat import uuid7

from unknot.journey.book.actions import cancel
from unknot.journey.book.closing import why_closed
from unknot.journey.book.facts import need_of, zone_of
from unknot.journey.book.models import (
    Booking,
    BookingStatus,
    Claim,
    Equipment,
    Location,
    Resource,
    Room,
    Service,
    Session,
)
from unknot.journey.book.openings import REACH, claims, givers, present
from unknot.journey.book.turns import take_turn
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Practitioner
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.scheduling.hours import instant
from unknot.scheduling.offers import Need
from unknot.scheduling.ticks import TICK, Window, instant_of, span_bits, tick_of

MOST_WEEKS = 104


def lay_out(
    *,
    service: Service,
    practitioner: Practitioner,
    room: Room,
    first_day: date,
    clock: time,
    by: Actor,
    now: datetime,
    weeks: int = 1,
    equipment: Equipment | None = None,
) -> list[Session]:
    """A session each week at the same time of the room's clock, all of them or none: whatever stands in the
    way of any is said for each, in `details["days"]`. Where the clock skips the time, the session begins when
    it has jumped; of a time that comes twice, at the first."""
    require(by, "book.lay_out", service.clinic_id)
    minutes = _refuse_misfit(service, practitioner, room, equipment)
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refusal("weeks", f"Please lay out one to {MOST_WEEKS} weeks at once.", field="weeks")
    need, zone = need_of(service, minutes), zone_of(room.location)
    days = [first_day + timedelta(weeks=ahead) for ahead in range(weeks)]
    starts = [tick_of(instant(day, clock, zone, last=False)) for day in days]
    if clock.minute % 5 or clock.second:
        raise Refusal("off_grid", "Classes start at full five minutes.", field="clock")
    if instant_of(starts[0]) < now:
        raise Refusal("past", "The first of these has passed. Please choose a later day.", field="first_day")
    things = _resources(practitioner, room, equipment)
    series = uuid7() if weeks > 1 else None
    with transaction.atomic():
        take_turn([(one, tick) for one in things for start in starts for tick in need.seat_ticks(start)])
        _refuse_blocked(things, practitioner, room.location, need, dict(zip(days, starts, strict=True)), now)
        sessions = [
            Session(
                clinic=service.clinic,
                service=service,
                practitioner=practitioner,
                room=room,
                equipment=equipment,
                starts_at=instant_of(start),
                ends_at=instant_of(start) + need.ticks * TICK,
                start_tick=start,
                ticks=need.ticks,
                seats=service.capacity,
                series=series,
            )
            for start in starts
        ]
        _claim(sessions, things, need)
        for one in sessions:
            _tell("book.session_laid_out", one, by, now)
    return sessions


def cancel_session(*, session: Session, by: Actor, now: datetime, reason: str) -> Session:
    """Everybody's seat is cancelled and they are written to; the practitioner and the room are free again."""
    require(by, "book.cancel_session", session.clinic_id)
    if not reason.strip():
        words = "Please say why. The letter to those who have booked repeats it."
        raise Refusal("reason_missing", words, field="reason")
    with transaction.atomic():
        current = Session.objects.select_for_update().get(id=session.pk)
        if current.cancelled_at is not None:
            raise Refusal("cancelled", "This session is cancelled already.")
        for booking in Booking.objects.filter(session=current, status=BookingStatus.BOOKED).order_by("id"):
            cancel(booking=booking, by=by, now=now, reason=reason)
        Claim.objects.filter(session=current).delete()
        before, current.cancelled_at = snapshot(current), now
        current.save(update_fields=["cancelled_at"])
        _tell("book.session_cancelled", current, by, now, before=before, reason=reason.strip())
    return current


def _refuse_misfit(
    service: Service, practitioner: Practitioner, room: Room, equipment: Equipment | None
) -> int | None:
    """What the service asks for must be what is given; returns the practitioner's own minutes, if any."""
    if not service.is_class:
        words = f"{service.name} is not a class: it has one seat. Give it a capacity first."
        raise Refusal("not_a_class", words, field="service")
    giving = givers(service).filter(practitioner_id=practitioner.pk).values_list("own_minutes", flat=True)
    if not giving:
        words = f"{practitioner.name} does not give {service.name}, or has no hours yet."
        raise Refusal("practitioner", words, field="practitioner")
    if room.clinic_id != service.clinic_id or room.kind != service.room_kind or not room.is_active:
        raise Refusal("room", f"{service.name} needs another kind of room.", field="room")
    has = equipment.kind if equipment and equipment.location_id == room.location_id else ""
    if has != service.equipment_kind:
        words = f"{service.name} needs this in the same place: {service.equipment_kind or 'nothing more'}."
        raise Refusal("equipment", words, field="equipment")
    minutes: int | None = giving[0]
    return minutes


def _resources(practitioner: Practitioner, room: Room, equipment: Equipment | None) -> list[int]:
    found = [practitioner.resource.pk, room.resource.pk]
    return [*found, equipment.resource.pk] if equipment else found


def _refuse_blocked(
    things: Sequence[int],
    practitioner: Practitioner,
    place: Location,
    need: Need,
    starts: dict[date, int],
    now: datetime,
) -> None:
    window = Window(min(starts.values()) - REACH, max(starts.values()) + REACH)
    held = claims(things, window, now=now)
    there = present([practitioner.pk], [place], window).get((practitioner.pk, place.pk), 0)
    blocked = {}
    for day, start in starts.items():
        ticks = need.seat_ticks(start)
        wanted = span_bits(ticks.start, ticks.stop, window)
        if closed := why_closed(place, day):
            blocked[day] = f"{place.name} is shut: {closed}"
        elif there & wanted != wanted:
            blocked[day] = f"{practitioner.name} is not there at that time"
        elif any(held.get(one, 0) & wanted for one in things):
            blocked[day] = "the practitioner, the room or the equipment is taken"
    if blocked:
        days = "; ".join(f"{day:%a} {day.day} {day:%b %Y}: {why}" for day, why in blocked.items())
        words = f"Nothing was laid out, because of {len(blocked)} of {len(starts)} days. {days}."
        raise Refusal("blocked", words, details={"days": blocked})


def _claim(sessions: list[Session], things: Sequence[int], need: Need) -> None:
    Session.objects.bulk_create(sessions)
    Resource.objects.bulk_create(
        Resource(clinic_id=one.clinic_id, session=one, seat_number=number)
        for one in sessions
        for number in range(1, one.seats + 1)
    )
    held = sorted((one, tick, row) for row, each in enumerate(sessions) for one in things
                  for tick in need.seat_ticks(each.start_tick))  # fmt: skip
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(
                Claim(resource_id=one, tick=tick, session=sessions[row]) for one, tick, row in held
            )
    except IntegrityError as error:
        if "book_claim" not in str(error):
            raise
        words = "Somebody has just taken one of these times. Please look again."
        raise Refusal("taken", words, field="clock") from error


def _tell(
    kind: str,
    session: Session,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, object] | None = None,
    reason: str = "",
) -> None:
    write(
        clinic_id=session.clinic_id,
        kind=kind,
        subject=session,
        by=by,
        now=now,
        reason=reason,
        before=before,
        after=snapshot(session),
        data={"starts_at": session.starts_at, "service": session.service.slug},
    )
