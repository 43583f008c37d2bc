"""Free times as choices: grouped by day of the clinic, each with the instant as its value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from unknot.journey.people.models import Practitioner
from unknot.journey.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Start:
    at: datetime
    day: str
    value: str


def starts(found: Iterable[datetime], zone: str, now: datetime) -> list[Start]:
    return [Start(at, _day(at, zone, now), at.isoformat()) for at in found]


def start_of(value: str) -> datetime:
    """The instant behind a choice; what somebody typed into the address instead is refused in words."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError as error:
        raise Refusal("no_time", "Choose one of the times.", field="start") from error
    if at.tzinfo is None:
        raise Refusal("no_time", "Choose one of the times.", field="start")
    return at


def wished(request: HttpRequest, staff: Sequence[Practitioner]) -> Practitioner | None:
    wanted = request.POST.get("with") or request.GET.get("with") or ""
    return next((one for one in staff if str(one.id) == wanted), None)


def day_in(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _day(at: datetime, zone: str, now: datetime) -> str:
    """Today, Mon 23 Nov"""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    words = f"{local:%a} {local.day} {local:%b}"
    if local.date() == today:
        return f"Today, {words}"
    return f"Tomorrow, {words}" if local.date() == today + timedelta(days=1) else words
