"""Placing the visits of a plan: a proposal that writes nothing, and taking it, all or nothing. When somebody
was faster, only what was hit is solved anew, and the difference is shown before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from unknot.journey.book.letters import write_course
from unknot.journey.book.models import Booking
from unknot.journey.book.series import Terms, Wish, take_all
from unknot.journey.people.access import Actor, require
from unknot.journey.plan.ground import Ground, ground_of
from unknot.journey.plan.keeping import locked, tell
from unknot.journey.plan.models import Plan, PlannedVisit, Standing
from unknot.journey.plan.queries import visits_of
from unknot.journey.refusals import Refusal
from unknot.scheduling.offers import Seat
from unknot.scheduling.plans import Answer, Limits, Placed
from unknot.scheduling.repairs import repair
from unknot.scheduling.supplies import need_of

# A person waits for the answer: the best so far after this long, said as what it is.
LIMITS = Limits(effort=4.0, seconds=8.0)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the visits would be. `version` is the state of the plan that it was made for; `before` are the
    seats that stood, or that were proposed, when it was made."""

    plan: Plan
    version: int
    visits: tuple[PlannedVisit, ...]
    answer: Answer
    ground: Ground
    before: Mapping[str, Placed]

    @property
    def seats(self) -> dict[str, Placed]:
        return {one.key: one for one in self.answer.placed if one.key not in self.ground.over}

    @property
    def new(self) -> dict[str, Placed]:
        """What would be written: visits without a booking, and those that would move."""
        return {key: seat for key, seat in self.seats.items() if self.ground.seats.get(key) != seat}

    @property
    def changed(self) -> dict[str, Placed]:
        """What is elsewhere than it was, or than it was proposed before."""
        return {key: seat for key, seat in self.seats.items() if self.before.get(key, seat) != seat}


def propose(
    *,
    plan: Plan,
    by: Actor,
    now: datetime,
    wanted: Mapping[str, Placed] | None = None,
) -> Proposal:
    """The best placing of all visits that are still ahead; what has a seat keeps it where it can. `wanted`
    are seats of an earlier proposal, kept to in the same way."""
    require(by, "plan.read", plan.clinic_id)
    visits = tuple(visits_of(plan))
    ground = ground_of(plan, visits, now=now)
    open_keys = {one.key for one in visits if one.standing == Standing.OPEN}
    kept = {key: seat for key, seat in (wanted or {}).items() if key in open_keys | ground.seats.keys()}
    supply, booked = ground.stock.supply, ground.booked(kept)
    done = repair(ground.course, ground.person, supply, booked, cancelled=ground.gone, limits=LIMITS)
    return Proposal(plan, plan.version, visits, done.answer, ground, {**ground.seats, **kept})


def take(
    *,
    plan: Plan,
    seats: Mapping[str, Placed],
    version: int,
    by: Actor,
    now: datetime,
) -> list[Booking]:
    """Books and moves what the proposal says: all of it or nothing, with one letter. Raises Refusal
    "changed" when the plan is not as it was, "taken" when a seat is gone."""
    require(by, "plan.take", plan.clinic_id)
    with transaction.atomic():
        current = locked(plan)
        if current.version != version:
            raise Refusal("changed", "Somebody has changed this plan meanwhile. Please look at it again.")
        visits = {one.key: one for one in visits_of(current)}
        ground = ground_of(current, tuple(visits.values()), now=now)
        wishes = {key: _wish(visits[key], seat, ground) for key, seat in sorted(seats.items())}
        terms = Terms(
            clinic=current.clinic,
            patient=current.patient,
            check=current.from_check,
            episode=current.episode,
            language=current.language,
            reason=current.reason,
        )
        bookings = take_all(wishes=list(wishes.values()), terms=terms, by=by, now=now)
        for key, booking in zip(wishes, bookings, strict=True):
            if visits[key].booking_id != booking.pk:
                visits[key].booking = booking
                visits[key].save(update_fields=["booking"])
        current.version += 1
        current.save(update_fields=["version"])
        tell("plan.taken", current, by, now, data={"visits": sorted(seats)})
        moved = any(wish.moves for wish in wishes.values())
        write_course(bookings, about=current, moved=moved, now=now)
    return bookings


def _wish(visit: PlannedVisit, seat: Placed, ground: Ground) -> Wish:
    """What a seat is in the calendar. Raises Refusal for one that is not the visit's, or not free."""
    if visit.standing not in (Standing.OPEN, Standing.BOOKED) or seat.service != visit.service.slug:
        raise Refusal("changed", "Somebody has changed this plan meanwhile. Please look at it again.")
    if not ground.can_have(seat):
        raise Refusal("taken", "Somebody has just taken one of these times. Nothing was changed.")
    moves = visit.booking if visit.standing == Standing.BOOKED else None
    need = need_of(seat, ground.stock.supply)
    return Wish(visit.service, seat.start, Seat(need, seat.practitioner, seat.resources), moves)
