"""How what has been set up reads in a list: a name, what matters about it, and whether it is in use."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from unknot.interfaces.web.forms.settings import DAYS
from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.journey.book import closing, dating, prices


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    title: str
    words: tuple[str, ...] = ()
    group: str = ""
    is_active: bool = True
    # What needs somebody's hand: visits that stand where nobody will be.
    warning: str = ""


def location(request: DeskRequest, row: Any) -> Line:
    kept = closing.countries().get(row.holidays_country, "")
    part = f" ({row.holidays_subdivision})" if row.holidays_subdivision else ""
    rooms = f"{row.room_count} room{'' if row.room_count == 1 else 's'}"
    words = (_zone(row.zone), rooms, f"holidays of {kept}{part}" if kept else "no public holidays kept")
    return Line(row.pk, row.name, words, is_active=row.is_active)


def room(request: DeskRequest, row: Any) -> Line:
    return Line(row.pk, row.name, (row.get_kind_display(),), row.location.name, row.is_active)


def thing(request: DeskRequest, row: Any) -> Line:
    return Line(row.pk, row.name, (row.kind,), row.location.name, row.is_active)


_BOOKED_BY = {
    "anyone": "anyone may book",
    "new": "for a first visit",
    "returning": "for people who have been here",
    "plan": "plan only",
    "desk": "desk only",
}


def service(request: DeskRequest, row: Any) -> Line:
    words = [f"{row.minutes} min", row.get_practitioner_kind_display(), row.get_room_kind_display().lower()]
    if row.equipment_kind:
        words.append(row.equipment_kind)
    if row.is_class:
        words.append(f"class of {row.capacity}")
    words.append(_BOOKED_BY[row.bookable_by])
    if row.price is not None:
        hidden = "" if row.show_price else ", not shown"
        words.append(f"{prices.price_words(row.price, row.currency)}{hidden}")
    return Line(row.pk, row.name, tuple(words), is_active=row.is_active)


def hours(request: DeskRequest, row: Any) -> Line:
    words = [row.location.name]
    if row.valid_from or row.valid_to:
        begins = f"from {_day(row.valid_from)}" if row.valid_from else ""
        ends = f"until {_day(row.valid_to)}" if row.valid_to else ""
        words.append(f"{begins} {ends}".strip())
    over = bool(row.valid_to and row.valid_to < dating.today_at(row.location, request.now))
    title = f"{DAYS[row.weekday]} {row.opens:%H:%M} to {row.closes:%H:%M}"
    return Line(row.pk, title, tuple(words), row.practitioner.name, is_active=not over)


def opening(request: DeskRequest, row: Any) -> Line:
    zone = row.location.zone
    start, end = row.starts_at.astimezone(ZoneInfo(zone)), row.ends_at.astimezone(ZoneInfo(zone))
    title = f"{_day(start.date())}, {start:%H:%M} to {end:%H:%M}"
    words = tuple(one for one in (row.location.name, row.note) if one)
    return Line(row.pk, title, words, row.practitioner.name, row.ends_at > request.now)


def leave(request: DeskRequest, row: Any) -> Line:
    zone = ZoneInfo(request.clinic.zone)
    title = f"{_moment(row.starts_at, zone)} to {_moment(row.ends_at, zone)}"
    words = (row.reason,) if row.reason else ()
    is_active = row.ends_at > request.now
    return Line(row.pk, title, words, row.practitioner.name, is_active, _stands(request, row))


def closure(request: DeskRequest, row: Any) -> Line:
    days = (
        _day(row.first_day)
        if row.first_day == row.last_day
        else f"{_day(row.first_day)} to {_day(row.last_day)}"
    )
    where = row.location.name if row.location else "everywhere"
    words = tuple(one for one in (where, row.reason) if one)
    is_active = row.last_day >= request.now.astimezone(ZoneInfo(request.clinic.zone)).date()
    return Line(row.pk, days, words, is_active=is_active, warning=_stands(request, row))


def _stands(request: DeskRequest, row: Any) -> str:
    visits, classes = dating.standing_in(row, now=request.now)
    words = [
        f"{count} {one}{'' if count == 1 else many}"
        for count, one, many in ((visits, "booked visit", "s"), (classes, "class", "es"))
        if count
    ]
    if not words:
        return ""
    verb = "stands" if visits + classes == 1 else "stand"
    return f"{' and '.join(words)} {verb} in this time: move or cancel at the desk."


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{_day(local.date())}, {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _zone(name: str) -> str:
    return name.replace("_", " ")
