"""Calendar feeds: making and closing a secret address, and what stands in the calendar behind it.

A person's calendar says when and where, never what for. A practitioner's or a room's says initials and the
service, because it lands in the calendars of telephones and of families.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from unknot.journey.book.feed_models import Feed
from unknot.journey.book.models import Booking, BookingStatus, Room
from unknot.journey.people.access import OWNER, Actor, require
from unknot.journey.people.models import Clinic, Patient, Practitioner
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH

SECRET_BYTES = 16
BEHIND = timedelta(days=90)
AHEAD = timedelta(days=400)
# Enough for a telephone, a tablet, a computer and a family; more are leaks that nobody closed.
MOST_OPEN = 5
CHANGES = ("book.booked", "book.moved", "book.cancelled")

Owner = Practitioner | Room | Patient


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One visit as a feed tells it; `changed_at` is when it was booked, moved or cancelled last."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    made_at: datetime
    changed_at: datetime
    is_cancelled: bool
    initials: str
    service: str
    practitioner: str
    room: str
    # Of the location, or else of the clinic.
    address: str = ""
    phone: str = ""


def make_feed(
    *, of: Owner, by: Actor, now: datetime, booking: Booking | None = None, language: str = ENGLISH
) -> tuple[Feed, str]:
    """A new feed and its secret, which is told this once. An owner makes any of the clinic's, a practitioner
    their own; a person makes theirs by showing the link of one of their visits (`booking`)."""
    require(by, "book.make_feed", of.clinic_id, booking)
    _refuse_others(of, by, booking)
    secret = secrets.token_hex(SECRET_BYTES)
    with transaction.atomic():
        if _of(of).filter(revoked_at=None).count() >= MOST_OPEN:
            words = _("There are %(n)s open calendar addresses already. Please close one of them first.")
            raise Refusal("too_many", words % {"n": MOST_OPEN})
        feed = Feed.objects.create(
            clinic=of.clinic,
            **{_kind(of): of},
            token_digest=_digest(secret),
            language=language,
            made_at=now,
            made_by=by.name,
        )
        _tell("book.feed_made", feed, by, now)
    return feed, secret


def close_feed(*, feed: Feed, by: Actor, now: datetime, booking: Booking | None = None) -> Feed:
    """The address answers no more; whoever may make it may close it."""
    require(by, "book.close_feed", feed.clinic_id, booking)
    owner = feed.practitioner or feed.room or feed.patient
    if owner is None:
        raise Refusal("not_found", _("There is no such calendar address."))
    _refuse_others(owner, by, booking)
    with transaction.atomic():
        current = Feed.objects.select_for_update().get(id=feed.id)
        if current.is_open:
            current.revoked_at = now
            current.save(update_fields=["revoked_at"])
            _tell("book.feed_closed", current, by, now)
    return current


def feed_behind(secret: str, clinic: Clinic) -> Feed | None:
    """The feed whose secret this is, closed ones too; None for what never was one of this clinic's."""
    found = Feed.objects.select_related("clinic", "practitioner", "room", "patient")
    return found.filter(token_digest=_digest(secret), clinic=clinic).first()


def open_feeds(of: Owner) -> list[Feed]:
    return list(_of(of).filter(revoked_at=None))


def may_make(actor: Actor, of: Practitioner | Room) -> bool:
    """Whether this member of staff may make, see and close the addresses of this calendar."""
    return actor.role == OWNER or (isinstance(of, Practitioner) and str(of.user_id) == actor.id)


def feed(feed_id: UUID, clinic: Clinic) -> Feed | None:
    found = Feed.objects.select_related("clinic", "practitioner", "room", "patient")
    return found.filter(id=feed_id, clinic=clinic).first()


def occurrences(feed: Feed, *, now: datetime) -> list[Occurrence]:
    """The visits of the last ninety days and all that are booked ahead, cancelled ones too, in order."""
    rows = (
        _bookings(feed)
        .filter(starts_at__gte=now - BEHIND, starts_at__lt=now + AHEAD)
        .select_related("clinic", "patient", "service", "practitioner", "room__location")
        .order_by("starts_at", "uid")
    )
    bookings = list(rows)
    changed = _changed(feed.clinic_id, bookings)
    return [_occurrence(one, changed.get(str(one.pk), one.created_at)) for one in bookings]


def _bookings(feed: Feed) -> models.QuerySet[Booking]:
    found = Booking.objects.filter(clinic_id=feed.clinic_id)
    if feed.practitioner:
        return found.filter(practitioner=feed.practitioner)
    return found.filter(room=feed.room) if feed.room else found.filter(patient=feed.patient)


def _occurrence(booking: Booking, changed_at: datetime) -> Occurrence:
    return Occurrence(
        uid=booking.uid,
        sequence=booking.sequence,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=booking.zone,
        made_at=booking.created_at,
        changed_at=max(changed_at, booking.created_at),
        is_cancelled=booking.status == BookingStatus.CANCELLED,
        initials=initials(booking.patient.name),
        service=booking.service.name,
        practitioner=booking.practitioner.name,
        room=booking.room.name,
        address=booking.location.address or booking.clinic.address,
        phone=booking.location.phone or booking.clinic.phone,
    )


def initials(name: str) -> str:
    """`Ana María López` -> `A. M. L.`; enough to know who is next, too little to tell anybody else."""
    return " ".join(f"{word[0].upper()}." for word in name.split()[:4])


def _changed(clinic_id: UUID, bookings: Sequence[Booking]) -> Mapping[str, datetime]:
    """booking id -> when the record last saw it booked, moved or cancelled."""
    found = Event.objects.filter(
        clinic_id=clinic_id,
        subject_type=Booking._meta.label_lower,
        subject_id__in=[str(one.pk) for one in bookings],
        kind__in=CHANGES,
    )
    return dict(found.order_by().values_list("subject_id").annotate(at=Max("at")))


def _refuse_others(of: Owner, by: Actor, booking: Booking | None) -> None:
    if isinstance(of, Patient):
        allowed = booking is not None and booking.patient_id == of.pk and by.kind == "person"
    else:
        allowed = by.kind == "staff" and may_make(by, of)
    if not allowed:
        raise Refusal("not_allowed", _("Only its owner can open or close this calendar."))


def _kind(of: Owner) -> str:
    return {Practitioner: "practitioner", Room: "room", Patient: "patient"}[type(of)]


def _of(of: Owner) -> models.QuerySet[Feed]:
    return Feed.objects.filter(clinic_id=of.clinic_id, **{_kind(of): of})


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _tell(kind: str, feed: Feed, by: Actor, now: datetime) -> None:
    """Never the secret, and not its digest either: what is recorded is read by many."""
    after = {key: value for key, value in snapshot(feed).items() if key != "token_digest"}
    write(clinic_id=feed.clinic_id, kind=kind, subject=feed, by=by, now=now, after=after)
