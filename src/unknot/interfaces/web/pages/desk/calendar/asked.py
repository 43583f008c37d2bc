"""What somebody asks the calendar for: which day, day or week, by practitioner or room, where, and of whom.
It is all in the address, so that a calendar can be kept, sent and gone back to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, QueryDict
from django.urls import reverse

from unknot.journey.book.agenda import zone_at
from unknot.journey.book.models import Location
from unknot.journey.people.models import Clinic
from unknot.scheduling.hours import day_window
from unknot.scheduling.ticks import Window

WEEK = 7
# Calendars end somewhere: beyond these nobody books, and arithmetic with days would fail.
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Asked:
    """`place` is the location that is looked at; None is all of them, which is possible where their clocks
    agree."""

    day: date
    today: date
    zone: ZoneInfo
    view: str
    by: str
    place: Location | None
    places: Sequence[Location]
    who: str
    cancelled: bool
    whole_day: bool

    @property
    def days(self) -> list[date]:
        if self.view == "day":
            return [self.day]
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=ahead) for ahead in range(WEEK)]

    @property
    def window(self) -> Window:
        return day_window(self.days[0], self.zone, days=len(self.days))

    @property
    def looked_at(self) -> list[Location]:
        return [self.place] if self.place else list(self.places)

    @property
    def may_have_all(self) -> bool:
        return len({one.zone for one in self.places}) <= 1

    @property
    def title(self) -> str:
        if self.view == "day":
            words = f"{self.day:%A} {self.day.day} {self.day:%B}"
            return f"Today, {words}" if self.day == self.today else words
        first, last = self.days[0], self.days[-1]
        begin = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
        return f"{begin} to {last.day} {last:%B} {last.year}"

    def address(self, **changes: object) -> str:
        """The same calendar with something else about it; what is usual is left out of the address."""
        asked = {
            "date": "" if self.day == self.today else self.day.isoformat(),
            "view": "" if self.view == "day" else self.view,
            "by": "" if self.by == "practitioner" else self.by,
            "place": self.place.slug if self.place and len(self.places) > 1 else "",
            "who": self.who,
            "cancelled": "1" if self.cancelled else "",
            "hours": "all" if self.whole_day else "",
            **changes,
        }
        query = urlencode({key: value for key, value in asked.items() if value})
        return reverse("desk-calendar") + (f"?{query}" if query else "")

    def shifted(self, steps: int) -> str:
        day = self.day + timedelta(days=steps * (1 if self.view == "day" else WEEK))
        return self.address(date=day.isoformat() if day != self.today else "")

    def of_day(self, day: date) -> str:
        """The day view of a day of this week."""
        return replace(self, view="day", day=day).address(who="")


def asked_for(sent: QueryDict, clinic: Clinic, places: Sequence[Location], now: datetime) -> Asked:
    place = next((one for one in places if one.slug == sent.get("place")), None)
    if place is None and len({one.zone for one in places}) > 1:
        place = places[0]
    zone = zone_at(clinic, place or (places[0] if places else None))
    today = now.astimezone(zone).date()
    return Asked(
        day=_date(sent.get("date", ""), today),
        today=today,
        zone=zone,
        view="week" if sent.get("view") == "week" else "day",
        by="room" if sent.get("by") == "room" else "practitioner",
        place=place,
        places=places,
        who=sent.get("who", ""),
        cancelled=sent.get("cancelled") == "1",
        whole_day=sent.get("hours") == "all",
    )


def _date(words: str, otherwise: date) -> date:
    if not words:
        return otherwise
    try:
        day = date.fromisoformat(words)
    except ValueError as error:
        raise Http404 from error
    if not FIRST <= day <= LAST:
        raise Http404
    return day
