"""The end of an offer, whatever ended it: its seat goes back unless it was taken, and what waits to be told
of it is withdrawn."""

from datetime import datetime

from unknot.journey.book.claiming import claims_of
from unknot.journey.book.models import Hold, Offer, OfferStatus
from unknot.journey.book.turns import take_turn
from unknot.journey.outbox.actions import withdraw
from unknot.journey.people.access import Actor
from unknot.journey.record.actions import write

KINDS = {
    OfferStatus.OPEN: "book.offered",
    OfferStatus.ACCEPTED: "book.offer_accepted",
    OfferStatus.REFUSED: "book.offer_refused",
    OfferStatus.EXPIRED: "book.offer_expired",
    OfferStatus.WITHDRAWN: "book.offer_withdrawn",
}


def owner_of(offer: Offer) -> str:
    """No secret has a digest that looks like this."""
    return f"offer-{offer.pk.hex}"


def hold_of(offer: Offer) -> Hold | None:
    found = Hold.objects.select_related("practitioner", "room__location", "equipment", "service__clinic")
    return found.filter(clinic_id=offer.entry.clinic_id, owner=owner_of(offer)).first()


def close_offer(offer: Offer, status: OfferStatus, by: Actor, now: datetime) -> None:
    """Part of a transaction that has locked the offer and found it open."""
    held = list(
        Hold.objects.filter(clinic_id=offer.entry.clinic_id, owner=owner_of(offer)).values_list(
            "id", flat=True
        )
    )
    take_turn(claims_of(held))
    Hold.objects.filter(id__in=held).delete()
    offer.status, offer.answered_at = status, now
    offer.save(update_fields=["status", "answered_at", "booking"])
    withdraw(subject=offer, now=now)
    tell_of_offer(offer, by, now)


def tell_of_offer(offer: Offer, by: Actor, now: datetime) -> None:
    write(
        clinic_id=offer.entry.clinic_id,
        kind=KINDS[OfferStatus(offer.status)],
        subject=offer,
        by=by,
        now=now,
        data={
            "entry": offer.entry_id,
            "starts_at": offer.starts_at,
            "answer_by": offer.answer_by,
            "by_hand": offer.by_hand,
            "booking": offer.booking_id,
        },
    )
