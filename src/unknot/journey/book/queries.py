"""Reading the calendar: free starts for those who book, the day for those who work, one booking for whoever
holds its signed link. Starts are instants in UTC; the pages show them in the zone of their location."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db.models import Q, QuerySet

from unknot.journey.book.facts import cancel_hours_of, zone_of
from unknot.journey.book.models import (
    HOLDING,
    BookableBy,
    Booking,
    BookingStatus,
    Equipment,
    Location,
    Room,
    Service,
)
from unknot.journey.book.openings import REACH, givers, openings
from unknot.journey.book.sessions import class_starts
from unknot.journey.check.facts import tier_of
from unknot.journey.check.models import Check, Episode
from unknot.journey.check.queries import keeps_hands_off
from unknot.journey.people.access import Actor, may, own_clinic
from unknot.journey.people.models import Clinic, Practitioner
from unknot.scheduling.hours import day_window, local_day
from unknot.scheduling.offers import by_day, first, nearest
from unknot.scheduling.ticks import Bits, Window, instant_of, tick_at_or_after, tick_of

# How far one reading of the calendar looks ahead for "first available": most clinics have room within it.
ONLINE = (BookableBy.ANYONE, BookableBy.NEW, BookableBy.RETURNING)
STRIDE = timedelta(days=14)
_LINK = signing.Signer(salt="unknot.booking", sep=".")


@dataclass(frozen=True, slots=True)
class DayOffer:
    day: date
    starts: tuple[datetime, ...]


def services_for(clinic: Clinic, check: Check | None, *, for_staff: bool = False) -> list[Service]:
    """The services that the check leaves open, in the clinic's order; without a check all of them, for
    staff. What only a plan or the desk may book is not shown to others."""
    found = Service.objects.filter(clinic=clinic, is_active=True).select_related("clinic")
    if check is not None and not for_staff:
        found = found.filter(bookable_by__in=ONLINE)
    if check is None:
        return list(found)
    if tier_of(check) is None or (check.episode is not None and check.episode.booking_closed):
        return []
    # A clinician may have opened what the check had closed: then the episode says so, not the route.
    return list(found.filter(hands_on=False) if keeps_hands_off(check) else found)


def service(clinic: Clinic, slug: str) -> Service | None:
    return Service.objects.filter(clinic=clinic, slug=slug, is_active=True).select_related("clinic").first()


def practitioners_for(service: Service, *, location: Location | None = None) -> list[Practitioner]:
    """Who gives this service and has a calendar, by name; with a location, who ever works there."""
    found = Practitioner.objects.filter(resource__in=givers(service).values("pk"))
    if location is not None:
        found = found.filter(Q(hours__location=location) | Q(openings__location=location)).distinct()
    return list(found.order_by("name"))


def places_for(service: Service) -> list[Location]:
    """Where this service can be had: a room of its kind, and equipment where it needs some."""
    found = Location.objects.filter(
        clinic_id=service.clinic_id,
        is_active=True,
        rooms__is_active=True,
        rooms__kind=service.room_kind,
    )
    if service.equipment_kind:
        found = found.filter(equipment__is_active=True, equipment__kind=service.equipment_kind)
    return list(found.distinct())


def starts_by_day(
    service: Service,
    *,
    day: date,
    days: int,
    now: datetime,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    for_staff: bool = False,
) -> list[DayOffer]:
    """Every free start of `days` local days from `day`, a row for each day, empty ones too: days of the
    location, or of the clinic when any location will do."""
    zone = zone_of(location or service.clinic)
    window = day_window(day, zone, days=days)
    starts = _starts(service, window, now, practitioner, location, for_staff=for_staff)
    windows = [day_window(day + timedelta(days=ahead), zone) for ahead in range(days)]
    found = by_day(starts, _wide(window), windows)
    return [
        DayOffer(day + timedelta(days=ahead), tuple(map(instant_of, ticks)))
        for ahead, ticks in enumerate(found)
    ]


def first_available(
    service: Service,
    *,
    now: datetime,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    limit: int = 20,
    for_staff: bool = False,
) -> list[datetime]:
    """The earliest free starts up to the service's horizon. The calendar is read at most twice: what is near
    first."""
    zone = zone_of(location or service.clinic)
    found: list[datetime] = []
    day, last = local_day(tick_of(now), zone), _last_day(service, now, location)
    days = STRIDE.days
    while day <= last and len(found) < limit:
        window = day_window(day, zone, days=days)
        starts = _starts(service, window, now, practitioner, location, for_staff=for_staff)
        found += map(instant_of, first(starts, _wide(window), limit - len(found)))
        day += timedelta(days=days)
        days = max((last - day).days + 1, 1)
    return found


def nearest_to(
    service: Service,
    *,
    wanted: datetime,
    now: datetime,
    practitioner: Practitioner | None = None,
    location: Location | None = None,
    limit: int = 6,
    for_staff: bool = False,
) -> list[datetime]:
    """The free starts closest to a wanted one within a week on either side, in order of time."""
    zone = zone_of(location or service.clinic)
    day = max(local_day(tick_of(wanted), zone) - timedelta(days=7), local_day(tick_of(now), zone))
    window = day_window(day, zone, days=15)
    starts = _starts(service, window, now, practitioner, location, for_staff=for_staff)
    return [instant_of(tick) for tick in nearest(starts, _wide(window), tick_of(wanted), limit)]


def day(actor: Actor, on: date, clinic: Clinic) -> list[Booking]:
    """All bookings that begin on a local day of the clinic, cancelled ones too, with all that the desk
    shows."""
    clinic_id = own_clinic(actor, "book.read")
    window = day_window(on, zone_of(clinic))
    found = _with_all().filter(clinic_id=clinic_id, start_tick__gte=window.first, start_tick__lt=window.end)
    return list(found.order_by("start_tick", "practitioner__name"))


def visits_in(actor: Actor, episode: Episode, *, limit: int) -> list[Booking]:
    """The visits of one bout, cancelled ones too; the latest first."""
    found = _with_all().filter(clinic_id=own_clinic(actor, "book.read"), episode=episode)
    return list(found.order_by("-starts_at", "-id")[:limit])


def kept_at(actor: Actor, episode: Episode) -> list[datetime]:
    """When the visits of one bout were that were kept, the earliest first."""
    if not may(actor, "follow.read", episode.clinic_id, episode):
        return []
    found = Booking.objects.filter(clinic_id=episode.clinic_id, episode=episode, status=BookingStatus.ARRIVED)
    return list(found.order_by("starts_at").values_list("starts_at", flat=True))


def ids_in(actor: Actor, episode: Episode) -> list[UUID]:
    """All visits of one bout."""
    found = Booking.objects.filter(clinic_id=own_clinic(actor, "book.read"), episode=episode).order_by()
    return list(found.values_list("id", flat=True))


def booking(actor: Actor, booking_id: UUID) -> Booking | None:
    return _with_all().filter(clinic_id=own_clinic(actor, "book.read"), id=booking_id).first()


def booking_for(token: str) -> Booking | None:
    """The booking whose signed link this is."""
    try:
        booking_id = UUID(hex=_LINK.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return _with_all().filter(id=booking_id).first()


def manage_token(booking: Booking) -> str:
    return _LINK.sign(booking.id.hex)


def upcoming(actor: Actor, patient_id: UUID, *, now: datetime) -> list[Booking]:
    """What a patient still has before them."""
    found = _with_all().filter(
        clinic_id=own_clinic(actor, "book.read"),
        patient_id=patient_id,
        starts_at__gte=now,
        status__in=HOLDING,
    )
    return list(found.order_by("starts_at"))


def rooms(actor: Actor) -> list[Room]:
    found = Room.objects.filter(clinic_id=own_clinic(actor, "book.read"), is_active=True)
    return list(found.select_related("location").order_by("name"))


def equipment(actor: Actor) -> list[Equipment]:
    found = Equipment.objects.filter(clinic_id=own_clinic(actor, "book.read"), is_active=True)
    return list(found.order_by("name"))


def practitioners(actor: Actor) -> list[Practitioner]:
    found = Practitioner.objects.filter(clinic_id=own_clinic(actor, "book.read"), is_active=True)
    return list(found.order_by("name"))


def may_change(booking: Booking, *, now: datetime) -> bool:
    """Whether the holder of the link may still move or cancel it: until the service's limit, or the
    clinic's."""
    limit = timedelta(hours=cancel_hours_of(booking.service))
    return booking.is_standing and now <= booking.starts_at - limit


def _starts(
    service: Service,
    window: Window,
    now: datetime,
    practitioner: Practitioner | None,
    location: Location | None,
    *,
    for_staff: bool,
) -> Bits:
    """Free starts of the window as bits of the widened window."""
    wide = _wide(window)
    not_before = max(earliest(service, now, for_staff=for_staff), window.first)
    if service.is_class:
        found = class_starts(service, wide, practitioner=practitioner, location=location, now=now)
        skipped = not_before - wide.first
        found = found >> skipped << skipped
    else:
        seen = openings(service, wide, practitioner=practitioner, location=location, now=now)
        found = seen.starts(not_before=not_before)
    end = min(window.end, _horizon(service, now, location))
    return found & ((1 << max(end - wide.first, 0)) - 1)


def earliest(service: Service, now: datetime, *, for_staff: bool) -> int:
    """The first tick that may still be booked; the desk may seat somebody who stands before it."""
    lead = timedelta(0) if for_staff else timedelta(minutes=service.lead_minutes)
    return tick_at_or_after(now + lead)


def is_within_horizon(service: Service, start: int, now: datetime, location: Location | None = None) -> bool:
    return start < _horizon(service, now, location)


def _wide(window: Window) -> Window:
    """The window with as much on either side as a visit can reach: a late one ends on the next day."""
    return Window(window.first - REACH, window.end + REACH)


def _horizon(service: Service, now: datetime, location: Location | None) -> int:
    return day_window(_last_day(service, now, location), zone_of(location or service.clinic)).end


def _last_day(service: Service, now: datetime, location: Location | None) -> date:
    zone = zone_of(location or service.clinic)
    return local_day(tick_of(now), zone) + timedelta(days=service.horizon_days)


def _with_all() -> QuerySet[Booking]:
    return Booking.objects.select_related(
        "clinic",
        "patient",
        "service",
        "service__clinic",
        "practitioner",
        "room",
        "room__location",
        "from_check",
        "episode",
    )
