"""How a bout has gone, for the person's page and the clinician's: its picture, its words, and its table."""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unknot.clinical.checkins import DAYS
from unknot.clinical.following import StateWords
from unknot.clinical.trajectories import Trajectory
from unknot.interfaces.web.course_picture import DARK, LIGHT, Drawn, drawn, svg
from unknot.interfaces.web.spasm_calendar import Day, calendar
from unknot.journey.book import queries as book
from unknot.journey.check.models import Episode
from unknot.journey.follow import queries
from unknot.journey.follow.models import Spasm
from unknot.journey.follow.reading import course_of, stage_of
from unknot.journey.language import words as in_words
from unknot.journey.people.access import Actor

MOST = 400


class Told(NamedTuple):
    """`state` is what was last told; `rows` are week, pain, spasm days and limited days; `calendar` is the
    spasm diary by weeks."""

    course: Trajectory
    picture: Drawn
    state: StateWords | None
    reason: str
    said: str
    usual: str
    rows: list[tuple[int, str, str, str]]
    calendar: list[list[Day]]


def told(actor: Actor, episode: Episode, *, now: datetime) -> Told:
    course, known = course_of(episode, now=now), in_words().following
    readings = queries.readings_in(actor, episode, limit=1)
    line = known.expected.get(stage_of(episode))
    spasms = queries.spasms_in(actor, episode, limit=MOST)
    said = _said(course, len(spasms))
    picture = drawn(
        course,
        line,
        visits=tuple(_week(episode, at) for at in book.kept_at(actor, episode)),
        spasms=tuple((_week(episode, one.at), one.how_bad) for one in spasms),
        words={
            "title": _("How it has gone"),
            "description": said,
            "week": _("Weeks since the first check"),
            "pain": _("Pain, 0 to 10"),
            "usual": _("around the average of studies"),
            "visit": _("visit"),
            "spasm": _("spasm"),
            "own": _("your average pain") if actor.kind == "person" else _("average pain"),
        },
    )
    rows = [
        (week.number, _figure(week.pain), _figure(week.spasm_days), _figure(week.limited_days))
        for week in course.weeks
    ]
    state = known.states.get(readings[0].state) if readings else None
    reason = readings[0].reason if readings else ""
    usual = known.expected_label if picture.expected else ""
    days = _calendar(episode, spasms, now=now)
    return Told(course, picture, state, reason, said, usual, rows, days)


def as_image(found: Told, *, dark: bool) -> HttpResponse:
    """Its own document: styles inside a picture are no styles of a page."""
    answer = HttpResponse(svg(found.picture, DARK if dark else LIGHT), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _said(course: Trajectory, spasms: int) -> str:
    """The picture in a sentence or two."""
    counted = ngettext("%(n)s spasm is written down.", "%(n)s spasms are written down.", spasms) % {
        "n": spasms
    }
    return f"{_of_pain(course)} {counted}" if spasms else _of_pain(course)


def _of_pain(course: Trajectory) -> str:
    pains = [(week.number, float(week.pain)) for week in course.weeks if week.pain is not None]
    if not pains:
        return _("No week has an answer about pain yet.")
    first, last = pains[0], pains[-1]
    if len(pains) == 1:
        return _("Pain was %(pain)g of 10 in week %(week)s.") % {"pain": first[1], "week": first[0]}
    return _("Pain was %(first)g of 10 in week %(begin)s and %(last)g in week %(end)s.") % {
        "first": first[1],
        "begin": first[0],
        "last": last[1],
        "end": last[0],
    }


def _calendar(episode: Episode, spasms: list[Spasm], *, now: datetime) -> list[list[Day]]:
    zone = ZoneInfo(episode.clinic.zone)
    worst: dict[date, int] = {}
    for one in spasms:
        on = one.at.astimezone(zone).date()
        worst[on] = max(one.how_bad, worst.get(on, 0))
    begun = min(episode.started_at.astimezone(zone).date(), *worst, now.astimezone(zone).date())
    return calendar(worst, start=begun, today=now.astimezone(zone).date())


def _week(episode: Episode, at: datetime) -> float:
    zone = ZoneInfo(episode.clinic.zone)
    return (at.astimezone(zone) - episode.started_at.astimezone(zone)).total_seconds() / 86400 / DAYS


def _figure(value: object) -> str:
    return "–" if value is None else f"{float(value):g}"  # type: ignore[arg-type]  # figures of a week
