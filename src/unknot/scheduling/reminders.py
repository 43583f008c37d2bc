"""When a reminder goes out: some time before the visit, and never in the night of the person who gets it.

The rule, in full. A reminder is wanted a number of minutes before the visit, counted on the real time line:
24 hours are 24 hours, also when the clocks change in between. If the person's clock then shows quiet hours,
it goes out before they begin, by `AHEAD`, never after them: a reminder that waits for the morning may come
after an early visit. One whose moment has passed when the visit is booked or moved is not sent at all: the
letter about the booking has just told them. Two that fall together are one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unknot.scheduling.errors import BadTime
from unknot.scheduling.hours import instant

# So that a mail server that is busy for some minutes does not push the reminder into the night after all.
AHEAD = timedelta(minutes=15)
_DAY = timedelta(days=1)
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001  # any day: only the distance between two clocks is taken
LEAST_AWAKE = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begins` until just before `ends` on the person's clock; 21:00 to 08:00 runs over midnight. The
    same time twice means no quiet hours. At least `LEAST_AWAKE` of a day must not be quiet."""

    begins: time
    ends: time

    def __post_init__(self) -> None:
        if self.begins.tzinfo or self.ends.tzinfo:
            raise BadTime("quiet hours are wall-clock times, without a zone")
        if self.begins != self.ends and self._awake < LEAST_AWAKE:
            words = f"quiet hours from {self.begins:%H:%M} to {self.ends:%H:%M} leave less than 4 hours a day"
            raise BadTime(words)

    @property
    def _awake(self) -> timedelta:
        """How long a day without a clock change is not quiet."""
        begins, ends = (datetime.combine(_MIDNIGHT, clock) for clock in (self.begins, self.ends))
        return (begins - ends) % _DAY

    def hold(self, clock: time) -> bool:
        """Whether this wall-clock time is quiet."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def is_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """What the person's clock says counts, also in an hour that comes twice."""
    return quiet.hold(at.astimezone(zone).time())


def before_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """The instant itself, or `AHEAD` of the beginning of the quiet hours that it falls into; in UTC, never
    later than `at` and never quiet."""
    found = at.astimezone(UTC)
    while is_quiet(found, quiet, zone):
        found = _began(found, quiet, zone) - AHEAD
    return found


def after_quiet(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """The instant itself, or the first one after it at which the quiet hours are over; in UTC."""
    found = at.astimezone(UTC)
    while is_quiet(found, quiet, zone):
        day = found.astimezone(zone).date()
        ends = (instant(day + ahead * _DAY, quiet.ends, zone, last=True) for ahead in (0, 1))
        found = min(end for end in ends if end > found)
    return found


def send_times(
    starts_at: datetime, minutes_before: Iterable[int], quiet: QuietHours, zone: ZoneInfo, *, now: datetime
) -> dict[int, datetime]:
    """For each wanted number of minutes before the visit the instant (UTC) at which its reminder goes out,
    earliest first. What would be due by `now` is left out, and of two that fall together the one that was
    wanted closer to the visit."""
    found: dict[int, datetime] = {}
    for minutes in sorted(set(minutes_before), reverse=True):
        if minutes <= 0:
            raise BadTime(f"a reminder {minutes} minutes before the visit would come after its start")
        at = before_quiet(starts_at.astimezone(UTC) - timedelta(minutes=minutes), quiet, zone)
        if at > now and at not in found.values():
            found[minutes] = at
    return found


def _began(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """The beginning of the quiet hours in which this instant lies: at the first of two such times, and when
    the clock has jumped for one that is skipped."""
    day = at.astimezone(zone).date()
    begins = (instant(day - back * _DAY, quiet.begins, zone, last=False) for back in (0, 1))
    return max(begin for begin in begins if begin <= at)
