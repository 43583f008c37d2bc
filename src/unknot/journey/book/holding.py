"""Keeping a seat for somebody while they fill the form. They get a secret; whoever has it may book what is
held, and nobody else may until its time is over. One seat for each person, and a few for each address, so
that nobody can keep a calendar shut."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from unknot.journey.book.claiming import claims_of, clear, fits
from unknot.journey.book.facts import need_of
from unknot.journey.book.models import Hold, Location, Service
from unknot.journey.book.refusing import gate, refuse_unclear, start_of
from unknot.journey.book.seating import seat
from unknot.journey.book.turns import take_turn
from unknot.journey.check.models import Check
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Practitioner
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal
from unknot.scheduling.ticks import TICK, instant_of

# At one time from one address of the network: a full waiting room, but not a machine that wants them all.
MOST = 8
BATCH = 100


def hold(
    *,
    clinic: Clinic,
    service: Service,
    starts_at: datetime,
    secret: str,
    by: Actor,
    now: datetime,
    check: Check | None = None,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    address: str = "",
) -> Hold:
    """The seat at that start, kept for whoever has the secret for the clinic's minutes; what they held before
    goes back once the new one is theirs. Asked again for the same start, it is kept no longer than it was."""
    require(by, "book.hold", clinic.pk)
    refuse_unclear(clinic, service, None, "", by)
    start = start_of(service, starts_at, by, now, location)
    gate(service, check, by, now, "")
    where = salted_hmac("unknot.hold", address).hexdigest() if address else ""
    for is_last in (False, True):
        row = of(clinic, secret) or Hold(clinic=clinic, owner=_digest(secret))
        asked = Hold(service=service, start_tick=start)
        if not row._state.adding and fits(row, asked, practitioner, location, now):
            return row
        _refuse_hoarding(clinic, where, row, now)
        row.service, row.start_tick, row.ticks = service, start, need_of(service).ticks
        row.starts_at, row.ends_at = instant_of(start), instant_of(start) + row.ticks * TICK
        row.session, row.address = None, where
        row.held_at, row.until = now, now + timedelta(minutes=clinic.hold_minutes)
        try:
            with transaction.atomic():
                seat(row, practitioner, by, now, location=location)
                _tell("book.held", row, by, now)
            return row
        except IntegrityError:
            # The same person in two windows: the other one has just made the row, and now it is there.
            if is_last:
                raise
    raise AssertionError("unreachable")


def of(clinic: Clinic, secret: str) -> Hold | None:
    """What whoever has the secret holds, or held last."""
    if not secret:
        return None
    found = Hold.objects.select_related("practitioner", "room__location", "equipment", "service__clinic")
    return found.filter(clinic=clinic, owner=_digest(secret)).first()


def is_kept(
    clinic: Clinic, secret: str, service: Service, starts_at: datetime, *, now: datetime
) -> datetime | None:
    """Until when this start is kept for whoever has the secret; None when it is not."""
    held = of(clinic, secret)
    if held is None or now >= held.until:
        return None
    return held.until if (held.service_id, held.starts_at) == (service.pk, starts_at) else None


def asked_at(held: Hold | None, service: Service, starts_at: datetime, now: datetime) -> datetime:
    """From when a start is judged too soon or not: for what is kept, from when it was asked for."""
    if held is None or now >= min(held.until, starts_at):
        return now
    return held.held_at if (held.service_id, held.starts_at) == (service.pk, starts_at) else now


def clear_over(*, now: datetime) -> int:
    """Gives back what is held no longer. Nobody waits for it: what is over is in nobody's way before."""
    over = list(Hold.objects.filter(until__lte=now).values_list("id", flat=True)[:BATCH])
    done = 0
    for hold_id in over:
        with transaction.atomic():
            take_turn(claims_of([hold_id]))
            done += clear([hold_id], now)
    return done


def _refuse_hoarding(clinic: Clinic, where: str, own: Hold, now: datetime) -> None:
    others = Hold.objects.filter(clinic=clinic, address=where, until__gt=now).exclude(id=own.id)
    if where and others.count() >= MOST:
        words = _("Many times are being kept from where you are. Please try again in some minutes.")
        raise Refusal("too_many_holds", words)


def _digest(secret: str) -> str:
    """Secrets are long and random: a plain digest of them is not guessed."""
    return sha256(secret.encode()).hexdigest()


def _tell(kind: str, row: Hold, by: Actor, now: datetime) -> None:
    write(
        clinic_id=row.clinic_id,
        kind=kind,
        subject=row,
        by=by,
        now=now,
        data={"starts_at": row.starts_at, "service": row.service.slug, "until": row.until},
    )
