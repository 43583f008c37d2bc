"""Changing what can be booked: a service, and how long a practitioner takes for it or that they do not give
it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from unknot.journey.book.changing import apply, line, tell
from unknot.journey.book.models import BookableBy, Offering, RoomKind, Service, Session
from unknot.journey.book.openings import LONGEST_MINUTES
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Practitioner, PractitionerKind
from unknot.journey.refusals import Refusal

FIELDS = (
    "name",
    "description",
    "minutes",
    "buffer_before",
    "buffer_after",
    "practitioner_kind",
    "room_kind",
    "equipment_kind",
    "hands_on",
    "bookable_by",
    "capacity",
    "lead_minutes",
    "horizon_days",
    "cancel_hours",
    "price",
    "currency",
    "show_price",
    "position",
    "is_active",
)
MOST_SEATS = 60


def change_service(*, service: Service, by: Actor, now: datetime, **values: Any) -> Service:
    """What is named is changed, for what is booked or moved from now on."""
    require(by, "book.arrange", service.clinic_id)
    with transaction.atomic():
        current = Service.objects.select_for_update().get(id=service.pk)
        before = apply(current, values, FIELDS)
        refuse_wrong(current)
        coming = Session.objects.filter(service=current, cancelled_at=None, starts_at__gt=now)
        if not current.is_class and coming.exists():
            words = "Sessions of this class are still to come. Cancel them first, or keep more than one seat."
            raise Refusal("sessions", words, field="capacity")
        current.save()
        tell("book.service_changed", current, current.clinic_id, by, now, before=before)
    return current


def set_offering(
    *,
    service: Service,
    practitioner: Practitioner,
    by: Actor,
    now: datetime,
    minutes: int | None = None,
    is_offered: bool = True,
) -> Offering | None:
    """How long this practitioner takes; no minutes is the service's own. Without a difference there is no
    row, and None comes back."""
    require(by, "book.arrange", service.clinic_id)
    if practitioner.clinic_id != service.clinic_id or practitioner.kind != service.practitioner_kind:
        words = f"{practitioner.name} is not of the kind that gives {service.name}."
        raise Refusal("practitioner", words, field="practitioner")
    if minutes is not None:
        _refuse_minutes(minutes, service.buffer_before, service.buffer_after)
    with transaction.atomic():
        found = Offering.objects.filter(service=service, practitioner=practitioner).first()
        if is_offered and minutes in (None, service.minutes):
            if found:
                tell("book.offering_usual", found, service.clinic_id, by, now)
                found.delete()
            return None
        row = found or Offering(service=service, practitioner=practitioner)
        if (row.minutes, row.is_offered, row.pk is None) == (minutes, is_offered, False):
            return row
        row.minutes, row.is_offered = minutes, is_offered
        row.save()
        tell("book.offering_set", row, service.clinic_id, by, now)
    return row


def set_offerings(
    *, service: Service, wanted: Iterable[tuple[Practitioner, int | None, bool]], by: Actor, now: datetime
) -> None:
    """The minutes of several practitioners and whether they give it at all: all of them or none."""
    require(by, "book.arrange", service.clinic_id)
    with transaction.atomic():
        for who, minutes, is_offered in wanted:
            set_offering(
                service=service, practitioner=who, minutes=minutes, is_offered=is_offered, by=by, now=now
            )


def refuse_wrong(service: Service) -> None:
    """A service that cannot be, said beside the field it is about; tidies its words."""
    service.name = line(service.name, field="name")
    service.equipment_kind = " ".join(service.equipment_kind.split()).lower()
    service.currency = service.currency.strip().upper()
    _refuse_minutes(service.minutes, service.buffer_before, service.buffer_after)
    if service.practitioner_kind not in PractitionerKind.values:
        raise Refusal("kind", "Please choose who gives it.", field="practitioner_kind")
    if service.room_kind not in RoomKind.values:
        raise Refusal("kind", "Please choose a kind of room.", field="room_kind")
    if service.bookable_by not in BookableBy.values:
        raise Refusal("bookable_by", "Please choose who may book it.", field="bookable_by")
    if not 1 <= service.capacity <= MOST_SEATS:
        raise Refusal("capacity", f"A visit has 1 to {MOST_SEATS} seats.", field="capacity")
    if service.price is not None and not (len(service.currency) == 3 and service.currency.isalpha()):
        words = "Please give the currency by its three letters, for example USD."
        raise Refusal("currency", words, field="currency")
    if service.show_price and service.price is None:
        raise Refusal("price", "There is no price to show.", field="price")
    if not 1 <= service.horizon_days <= 400:
        raise Refusal("horizon", "Visits can be booked 1 to 400 days ahead.", field="horizon_days")


def _refuse_minutes(minutes: int, before: int, after: int) -> None:
    if minutes < 5 or minutes % 5 or before % 5 or after % 5:
        words = "A service and its buffers take full five minutes, and a service at least five."
        raise Refusal("minutes", words, field="minutes")
    if minutes + before + after > LONGEST_MINUTES:
        hours = LONGEST_MINUTES // 60
        raise Refusal("minutes", f"A visit with its buffers takes at most {hours} hours.", field="minutes")
