"""When practitioners are busy elsewhere, as the calendar's search reads it: one more source of time that is
not open. It claims nothing: what is booked stays, and the desk is shown what it collides with."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from unknot.journey.book.models import Booking, BookingStatus, BusyTime
from unknot.scheduling.spans import Span
from unknot.scheduling.ticks import Window, instant_of


def busy(practitioners: Iterable[UUID], window: Window) -> Iterator[tuple[UUID, Span]]:
    """Each busy time that touches the window, with whose it is."""
    found = BusyTime.objects.filter(
        calendar__practitioner_id__in=list(practitioners),
        start_tick__lt=window.end,
        end_tick__gt=window.first,
    )
    columns = ("calendar__practitioner_id", "start_tick", "end_tick")
    for owner, start, end in found.order_by("start_tick").values_list(*columns):
        yield owner, Span(instant_of(start), instant_of(end))


def collisions(clinic_id: UUID, *, now: datetime) -> QuerySet[Booking]:
    """Visits to come in whose time their practitioner has become busy elsewhere, earliest first."""
    hits = BusyTime.objects.filter(
        calendar__practitioner=OuterRef("practitioner"),
        start_tick__lt=OuterRef("start_tick") + OuterRef("ticks"),
        end_tick__gt=OuterRef("start_tick"),
    )
    found = Booking.objects.filter(clinic_id=clinic_id, status=BookingStatus.BOOKED, starts_at__gte=now)
    found = found.select_related("patient", "practitioner", "service", "room")
    return found.filter(Exists(hits)).order_by(F("starts_at"))
