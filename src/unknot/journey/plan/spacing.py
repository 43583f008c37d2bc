"""Whether a visit of a plan may come at another time without breaking the plan: what the waiting list asks
before it offers somebody an earlier time."""

from collections.abc import Iterable
from datetime import date, datetime

from unknot.journey.book.facts import zone_of
from unknot.journey.book.models import HOLDING, Booking
from unknot.journey.plan.models import PlannedVisit


def keeps_spacing(booking: Booking, starts_at: datetime) -> bool:
    """True for a visit of no plan. Otherwise the visits of its day stay on one day, and to the trips before
    and after it the plan's least and greatest gaps hold, in days on the clock of the plan's location."""
    own = PlannedVisit.objects.filter(booking=booking, dropped_at=None).select_related("plan__location")
    visit = own.first()
    if visit is None:
        return True
    zone = zone_of(visit.plan.location)
    rows = visit.plan.visits.filter(dropped_at=None, booking__status__in=HOLDING)
    days = {
        row: row.booking.starts_at.astimezone(zone).date()
        for row in rows.exclude(pk=visit.pk).select_related("booking")
        if row.booking
    }
    return _fits(visit, starts_at.astimezone(zone).date(), days.items())


def _fits(visit: PlannedVisit, day: date, others: Iterable[tuple[PlannedVisit, date]]) -> bool:
    for other, theirs in others:
        apart = (theirs - day).days
        if other.trip == visit.trip:
            fits = apart == 0
        elif other.trip < visit.trip:
            least = visit.gap_least if other.trip == visit.trip - 1 else 1
            fits = -apart >= least
        else:
            fits = apart >= 1 and (other.trip > visit.trip + 1 or apart <= other.gap_most)
        if not fits:
            return False
    return True
