"""Offering a seat that has come free, and what becomes of the offer. While it is open its seat is held for
one person; when it is refused or over, the seat goes to the next in line. Taking it moves or makes the visit
in one transaction, and never leaves the seat free in between."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.clinical.urgency import Tier
from unknot.journey.book.actions import book_held, move_to_held
from unknot.journey.book.closing_offers import close_offer, hold_of, owner_of, tell_of_offer
from unknot.journey.book.facts import need_of
from unknot.journey.book.models import Booking, EntryStatus, Hold, Offer, OfferStatus, WaitlistEntry
from unknot.journey.book.queues import Freed, fitting, line
from unknot.journey.book.refusing import gate, refuse_closed, start_of
from unknot.journey.book.seating import seat
from unknot.journey.book.waitlist import end, refuse_hands_off
from unknot.journey.book.waitlist_letters import quiet_of, ways_to, write_offer, zone_of_person
from unknot.journey.check.actions import name_patient
from unknot.journey.check.models import Check
from unknot.journey.people.access import SYSTEM, Actor, require
from unknot.journey.people.models import Practitioner
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import TICK, instant_of
from unknot.scheduling.waitlist import answer_by, reasons

# More than these would not be reached before the seat is over.
TRIED = 20
_URGENCY = {
    Tier.CLINIC_VISIT_OK: "a visit here is right",
    Tier.SEE_PHYSICIAN_SOON: "should see a physician soon",
}


def freed_by(event: Event) -> Freed | None:
    """What has come free by a cancelled or moved visit, or by an offer that nobody took."""
    if event.kind.startswith("book.offer_"):
        found = (
            Offer.objects.select_related("practitioner", "entry__service").filter(id=event.subject_id).first()
        )
        if found is None:
            return None
        service = found.entry.service if found.entry.service.is_class else None
        return Freed(found.practitioner, found.starts_at, found.ends_at, service)
    rows = Booking.objects.select_related("practitioner", "service")
    booking = rows.filter(id=event.subject_id).first()
    if booking is None:
        return None
    service = booking.service if booking.service.is_class else None
    was = event.data.get("freed")
    if was is None:
        return Freed(booking.practitioner, booking.starts_at, booking.ends_at, service)
    practitioner = Practitioner.objects.get(id=was["practitioner_id"])
    starts_at, ends_at = (datetime.fromisoformat(was[name]) for name in ("starts_at", "ends_at"))
    return Freed(practitioner, starts_at, ends_at, service)


def offer_freed(
    freed: Freed, *, now: datetime, may_move: Callable[[Booking, datetime], bool] = lambda _row, _at: True
) -> Offer | None:
    """Offers what has come free to the first in line who can be reached and has time to answer. `may_move`
    says whether a visit that somebody has may come at that start: a visit of a plan keeps its spacing."""
    if freed.starts_at <= now:
        return None
    reachable = [(entry, match) for entry, match in line(freed, now=now) if ways_to(entry)]
    for entry, match in reachable[:TRIED]:
        practitioner, starts_at = freed.practitioner, match.seat.starts_at
        if entry.booking is not None and not may_move(entry.booking, starts_at):
            continue
        why = [*reasons(match, now=now), *_urgency(entry)]
        try:
            return _make(entry, practitioner, starts_at, SYSTEM, now, why)
        except Refusal:
            continue  # no time left to answer, or somebody was quicker: the next may fit another start
    return None


def offer(
    *, entry: WaitlistEntry, practitioner: Practitioner, starts_at: datetime, by: Actor, now: datetime
) -> Offer:
    """The desk offers a free time that suits the person; they are written to, or called."""
    require(by, "book.offer", entry.clinic_id)
    refuse_closed(entry.patient, entry.clinic)
    refuse_hands_off(entry.patient, entry.service)
    suiting = {(seat.practitioner, seat.starts_at) for seat in fitting(entry, now=now, limit=10_000)}
    if (practitioner.pk, starts_at) not in suiting:
        words = "This time is no longer free, or does not suit them. Please choose another."
        raise Refusal("does_not_suit", words, field="start")
    return _make(entry, practitioner, starts_at, by, now, [f"offered by {by.name}"], by_hand=True)


def accept(*, offer: Offer, by: Actor, now: datetime, check: Check | None = None) -> Booking:
    """The visit is made, or moved to the offered time; `check` is a newer one than they joined with."""
    require(by, "book.answer_offer", offer.entry.clinic_id, offer)
    with transaction.atomic():
        current = _open(offer, now)
        entry, held = current.entry, hold_of(current)
        if held is None:
            raise _over()
        refuse_closed(entry.patient, entry.clinic)
        refuse_hands_off(entry.patient, entry.service)
        if entry.booking is not None:
            current.booking = move_to_held(booking=entry.booking, held=held, by=by, now=now)
        else:
            current.booking = _first_visit(entry, held, check or entry.from_check, by, now)
        close_offer(current, OfferStatus.ACCEPTED, by, now)
        end(entry, EntryStatus.SEATED, "book.waitlist_seated", by, now)
    return current.booking


def refuse(*, offer: Offer, by: Actor, now: datetime) -> Offer:
    """Not this one; the person keeps their place, and the next in line is asked."""
    require(by, "book.answer_offer", offer.entry.clinic_id, offer)
    with transaction.atomic():
        current = _open(offer, now)
        close_offer(current, OfferStatus.REFUSED, by, now)
    return current


def withdraw_offer(*, offer: Offer, by: Actor, now: datetime) -> Offer:
    """The clinic takes it back."""
    require(by, "book.offer", offer.entry.clinic_id)
    with transaction.atomic():
        current = _open(offer, now)
        close_offer(current, OfferStatus.WITHDRAWN, by, now)
    return current


def expire_over(*, now: datetime) -> int:
    """Ends the offers that nobody answered in time. Their seats were free from that moment already."""
    over = Offer.objects.filter(status=OfferStatus.OPEN, answer_by__lte=now)
    done = 0
    for row in list(over.order_by("answer_by")[:100]):
        with transaction.atomic():
            current = _locked(row)
            if current.status == OfferStatus.OPEN:
                close_offer(current, OfferStatus.EXPIRED, SYSTEM, now)
                done += 1
    return done


def _make(
    entry: WaitlistEntry,
    practitioner: Practitioner,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    why: Sequence[str],
    *,
    by_hand: bool = False,
) -> Offer:
    service = entry.service
    lead = timedelta(0) if by_hand else timedelta(minutes=service.lead_minutes)
    until = answer_by(
        now, entry.clinic.offer_minutes, quiet_of(entry), zone_of_person(entry), latest=starts_at - lead
    )
    if until is None:
        raise Refusal("too_late", "There is too little time left to ask them and hear from them.")
    start, ticks = start_of(service, starts_at, by, now), need_of(service).ticks
    made = Offer(entry=entry, offered_at=now, answer_by=until, by_hand=by_hand, reasons=list(why))
    at = instant_of(start)
    times = {"starts_at": at, "ends_at": at + ticks * TICK, "start_tick": start, "ticks": ticks}
    hold = Hold(
        patient=entry.patient,
        clinic=entry.clinic,
        service=service,
        owner=owner_of(made),
        held_at=now,
        until=until,
        **times,
    )
    with transaction.atomic():
        _refuse_unless_waiting(entry)
        seat(hold, practitioner, by, now)
        made.practitioner, made.room = hold.practitioner, hold.room
        made.starts_at, made.ends_at = hold.starts_at, hold.ends_at
        made.save()
        tell_of_offer(made, by, now)
        write_offer(made, now)
    return made


def _first_visit(entry: WaitlistEntry, held: Hold, check: Check | None, by: Actor, now: datetime) -> Booking:
    gate(entry.service, check, by, now, "")
    if check and check.episode:
        name_patient(episode=check.episode, patient=entry.patient, by=by, now=now)
    return book_held(held=held, patient=entry.patient, check=check, language=entry.language, by=by, now=now)


def _refuse_unless_waiting(entry: WaitlistEntry) -> None:
    rows = WaitlistEntry.objects.select_for_update(of=("self",)).filter(id=entry.pk)
    waiting = rows.filter(status=EntryStatus.WAITING)
    if not waiting or Offer.objects.filter(entry=entry, status=OfferStatus.OPEN).exists():
        raise Refusal("not_waiting", "They no longer wait, or have an offer that they have not answered.")


def _open(offer: Offer, now: datetime) -> Offer:
    """The offer, locked, if it can still be answered; in words what became of it if it cannot."""
    current = _locked(offer)
    if current.status == OfferStatus.ACCEPTED:
        raise Refusal(
            "accepted", _("You have taken this time already."), details={"booking": current.booking}
        )
    if current.status == OfferStatus.REFUSED:
        raise Refusal("refused", _("You have said no to this time. It was offered to somebody else."))
    if current.status == OfferStatus.WITHDRAWN:
        raise Refusal(
            "withdrawn", _("The clinic had to take this offer back. You keep your place on the list.")
        )
    if current.status == OfferStatus.EXPIRED or now >= current.answer_by:
        raise _over()
    return current


def _over() -> Refusal:
    return Refusal("over", _("The time to answer is over. You keep your place on the list."))


def _locked(offer: Offer) -> Offer:
    found = Offer.objects.select_for_update(of=("self",)).select_related(
        "entry__clinic",
        "entry__patient",
        "entry__service__clinic",
        "entry__booking",
        "entry__from_check__episode",
        "entry__from_check__clinic",
        "practitioner",
        "room__location",
        "booking",
    )
    return found.get(id=offer.pk)


def _urgency(entry: WaitlistEntry) -> list[str]:
    words = _URGENCY.get(Tier(entry.urgency))
    return [f"their check: {words}"] if words else []
