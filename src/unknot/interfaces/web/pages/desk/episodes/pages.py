"""The page of an episode: who, how it stands, its story; and the same as a report on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from unknot.interfaces.web.course_told import as_image
from unknot.interfaces.web.course_told import told as course_told
from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.interfaces.web.pages.desk.episodes.entries import Asked
from unknot.interfaces.web.pages.desk.episodes.looking import missing_words
from unknot.interfaces.web.pages.desk.episodes.story import LIMIT, TELLERS, Story, story
from unknot.interfaces.web.paper import sheet
from unknot.journey.book import attendance
from unknot.journey.check import queries
from unknot.journey.check.models import Episode
from unknot.journey.people.access import may, require
from unknot.journey.plan import queries as plans
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.visit.standing import standing

# A report holds a whole bout; whoever needs more asks for it by dates.
ON_PAPER = 400


@desk
def episode(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    row = found(queries.episode(request.actor, episode_id))
    kinds = [kind for kind in request.GET.getlist("kind") if kind in TELLERS]
    page = _page(request)
    told = _told(request, row, kinds, LIMIT, skip=LIMIT * (page - 1))
    versions = plans.versions(request.actor, row)
    others = queries.episodes_of(request.actor, [row.patient_id]) if row.patient_id else []
    context = {
        "episode": row,
        "person": row.patient,
        "ahead": [one for one in told.entries if one.at > request.now],
        "past": [one for one in told.entries if one.at <= request.now],
        "before": page + 1 if told.has_more else None,
        "kinds": [(kind, words, kind in kinds) for kind, (words, _) in TELLERS.items()],
        "chosen": kinds,
        "others": [one for one in others if one.pk != row.pk],
        "has_plan": bool(versions),
        "held": queries.is_held(row),
        "may_open": may(request.actor, "check.open_booking", request.clinic.pk),
        "missed": _missed(request, row),
        "zone": request.clinic.zone,
        "course": course_told(request.actor, row, now=request.now)
        if may(request.actor, "follow.read", row.clinic_id)
        else None,
        "picture": reverse("desk-course", args=[row.pk]),
        "may_look": may(request.actor, "visit.look_again", request.clinic.pk),
        **_stands(request, versions),
    }
    return show(request, "episode", context, here="people")


@desk
def course_image(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    row = found(queries.episode(request.actor, episode_id))
    require(request.actor, "follow.read", row.clinic_id)
    return as_image(course_told(request.actor, row, now=request.now), dark="dark" in request.GET)


@desk
def report(request: DeskRequest, episode_id: UUID) -> HttpResponse:
    row = found(queries.episode(request.actor, episode_id))
    kinds = [kind for kind in request.GET.getlist("kind") if kind in TELLERS]
    told = _told(request, row, kinds, ON_PAPER)
    who = row.patient.name if row.patient else "A person without a name yet"
    context = {
        "clinic": request.clinic,
        "episode": row,
        "who": who,
        "entries": told.entries,
        "has_more": told.has_more,
        "now": request.now,
        "zone": request.clinic.zone,
        "by": request.actor.name,
    }
    return sheet(request, "episode", context, title=f"Report: {who}")


def _stands(request: DeskRequest, versions: list[CarePlan]) -> dict[str, object]:
    """How the plan in force goes, for whoever may read notes."""
    row = next((one for one in versions if one.status == PlanStatus.AGREED), None)
    stands = standing(request.actor, row, now=request.now) if row else None
    if stands is None:
        return {}
    still_open = [(one, missing_words(one)) for one in stands.open]
    return {"stands": stands, "settled": stands.settled, "open": still_open}


def _told(request: DeskRequest, row: Episode, kinds: list[str], limit: int, *, skip: int = 0) -> Story:
    return story(Asked(request.actor, row, request.clinic.zone, limit, skip), kinds)


def _page(request: DeskRequest) -> int:
    """The first page is 1, and whatever is no page is the first."""
    words = request.GET.get("page", "")
    return max(int(words), 1) if words.isascii() and words.isdigit() and len(words) < 5 else 1


def _missed(request: DeskRequest, row: Episode) -> object:
    if row.patient_id is None:
        return None
    return attendance.missed(request.actor, [row.patient_id], now=request.now).get(row.patient_id)
