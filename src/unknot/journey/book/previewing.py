"""A move before it is made: where it could go, and what it would do.

What it would do is found out by doing it and taking it back in one transaction: the one action decides, with
every permission, claim, letter and reminder, so that what is shown cannot differ from what would happen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from unknot.journey.book.actions import move
from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import Booking, Resource
from unknot.journey.book.openings import REACH, claims, openings
from unknot.journey.book.queries import earliest, is_within_horizon
from unknot.journey.book.reminding import planned
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Practitioner
from unknot.journey.refusals import Refusal
from unknot.scheduling.offers import Site, free_starts
from unknot.scheduling.ticks import Window, erode, span_bits, tick_of, ticks_of


@dataclass(frozen=True, slots=True)
class Change:
    """`becomes` is the visit as it would stand, with the `letters` that would leave at once and the
    reminders that would be queued; or nothing, and the `refusal` says why, with what stands in the way in
    `reasons`. `withdrawn` are the reminders that go."""

    becomes: Booking | None
    refusal: Refusal | None
    letters: Sequence[Message] = ()
    reminders: Sequence[Message] = ()
    withdrawn: int = 0
    reasons: Sequence[str] = ()


def preview_move(
    *,
    booking: Booking,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    practitioner: Practitioner | None = None,
) -> Change:
    """Nothing of it stays. Who may not move the visit is refused here as there."""
    require(by, "book.move", booking.clinic_id, booking)
    before = len(planned(booking))
    try:
        with transaction.atomic():
            moved = move(booking=booking, starts_at=starts_at, practitioner=practitioner, by=by, now=now)
            change = Change(moved, None, _letters(moved), planned(moved), before)
            transaction.set_rollback(True)
    except Refusal as refusal:
        is_taken = refusal.code == "taken"
        whom = practitioner or booking.practitioner
        return Change(None, refusal, reasons=_reasons(booking, starts_at, whom, now) if is_taken else ())
    return change


def starts_for_move(
    *, booking: Booking, window: Window, by: Actor, now: datetime
) -> dict[UUID, Sequence[int]]:
    """practitioner -> the ticks of the window at which this visit could start with them, at the location
    where it is: its own seat does not stand in its way, but the person's other visits do."""
    require(by, "book.move", booking.clinic_id, booking)
    wide = Window(window.first - REACH, window.end + REACH)
    own = (booking.pk,)
    seen = openings(booking.service, wide, location=booking.location, now=now, releasing=own)
    person = list(Resource.objects.filter(patient_id=booking.patient_id).values_list("pk", flat=True))
    elsewhere = 0
    for bits in claims(person, wide, now=now, releasing=own).values():
        elsewhere |= bits
    last = window.end
    while last > window.first and not is_within_horizon(booking.service, last - 1, now, booking.location):
        last -= 1
    soonest = max(earliest(booking.service, now, for_staff=by.kind == "staff"), window.first)
    asked = span_bits(soonest, last, wide)
    found: dict[UUID, Sequence[int]] = {}
    for _, site in seen.sites:
        for giver in site.givers:
            starts = free_starts(Site((giver,), site.pools, site.allowed), wide) & asked
            starts &= erode(wide.all & ~elsewhere, giver.need.ticks)
            found[seen.ids[giver.calendar.resource]] = list(ticks_of(starts, wide))
    return found


def _reasons(booking: Booking, starts_at: datetime, practitioner: Practitioner, now: datetime) -> list[str]:
    """What stands in the way of this visit with this practitioner at that time."""
    start, place = tick_of(starts_at), booking.location
    window = Window(start - REACH, start + REACH)
    seen = openings(
        booking.service, window, practitioner=practitioner, location=place, now=now, releasing=(booking.pk,)
    )
    givers = [(giver, site) for _, site in seen.sites for giver in site.givers]
    if not givers:
        return [f"{practitioner.name} is not in at {place.name} then."]
    found = []
    for giver, site in givers:
        held = giver.need.seat_ticks(start)
        bits = span_bits(held.start, held.stop, window)
        if seen.claimed.get(giver.calendar.resource, 0) & bits:
            found += _others(booking, practitioner, held) or [f"{practitioner.name} is taken then."]
        elif giver.calendar.free & bits != bits:
            found.append(f"{practitioner.name} is not in for all of it.")
        if not all(any(one.free & bits == bits for one in pool) for pool in site.pools):
            found.append(f"No {booking.service.get_room_kind_display().lower()} is free for all of it.")
    return found


def _others(booking: Booking, practitioner: Practitioner, held: range) -> list[str]:
    """Whom the practitioner sees in these ticks, buffers included."""
    zone = zone_of(booking.location)
    rows = Booking.objects.filter(
        claims__tick__gte=held.start, claims__tick__lt=held.stop, claims__resource__practitioner=practitioner
    ).exclude(pk=booking.pk)
    told = {row.start_tick: row for row in rows.select_related("patient")}
    return [
        f"{practitioner.name} sees {row.patient.name} at {row.starts_at.astimezone(zone):%-I:%M %p}.".replace(
            "AM", "am"
        ).replace("PM", "pm")
        for _, row in sorted(told.items())
    ]


def _letters(booking: Booking) -> list[Message]:
    found = Message.objects.filter(
        subject_type=booking._meta.label_lower, subject_id=str(booking.pk), status=Status.QUEUED
    )
    return list(found.filter(kind="moved", key__endswith=f":{booking.sequence}"))
