"""The story of an episode: what happened in every room of the journey, as entries in one order, newest
first.

Each kind of entry has one teller, which reads its rows with a fixed number of queries and no more than are
shown; the page merges them. A new kind is a new teller in TELLERS.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from unknot.clinical.findings import CauseResult
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.pages.desk.episodes import visits_told
from unknot.interfaces.web.pages.desk.episodes.entries import Asked, Entry, Part
from unknot.interfaces.web.pages.desk.outbox import worded
from unknot.interfaces.web.pages.desk.said import because
from unknot.interfaces.web.templatetags.desk import moment
from unknot.journey.book import queries as book
from unknot.journey.book.models import Booking
from unknot.journey.check import queries as checks
from unknot.journey.check.facts import assessment_of
from unknot.journey.check.models import Alert, Check
from unknot.journey.outbox import queries as outbox
from unknot.journey.plan import queries as plans
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan, Plan, PlanStatus

# What a page holds; more is one link away.
LIMIT = 60


@dataclass(frozen=True, slots=True)
class Story:
    """`has_more` when there is more to tell of before."""

    entries: tuple[Entry, ...]
    has_more: bool


def story(asked: Asked, kinds: Collection[str] = ()) -> Story:
    """The entries of these kinds, of all where none is named."""
    found: list[Entry] = []
    for kind, (_, teller) in TELLERS.items():
        if not kinds or kind in kinds:
            found += teller(asked)
    found.sort(key=lambda one: one.at, reverse=True)
    end = asked.skip + asked.limit
    return Story(tuple(found[asked.skip : end]), len(found) > end)


def _checks(asked: Asked) -> Iterator[Entry]:
    rows = checks.checks_of(asked.actor, asked.episode, limit=asked.most)
    for row in rows:
        reading, assessment = checks.reading(asked.actor, row), assessment_of(row)
        if reading is None or assessment is None or row.decided_at is None:
            continue
        flags = tuple(f"{one.title}: {because(one)}" for one in reading.flags)
        causes = [one for one in assessment.shown if assessment.tier < Tier.URGENT_SAME_DAY]
        parts = [Part(f"{one.name} ({one.fit})", tuple(_weighed(one))) for one in causes]
        yield Entry(
            row.decided_at,
            "check",
            f"Check, {row.get_channel_display().lower()}",
            flags or ("No warning sign that we ask about is up.",),
            tier=row.tier,
            link=reverse("desk-check", args=[row.pk]),
            parts=tuple(parts),
        )


def _weighed(cause: CauseResult) -> Iterator[str]:
    yield from (f"For: {one.words}" for one in cause.speaks_for)
    yield from (f"Against: {one.words}" for one in cause.speaks_against)


def _alerts(asked: Asked) -> Iterator[Entry]:
    for row in checks.alerts_of(asked.actor, asked.episode, limit=asked.most):
        yield Entry(
            row.raised_at,
            "alert",
            row.get_kind_display(),
            (row.reason, *_closing(row, asked.zone)),
            ("closed", "neutral") if row.closed_at else ("open", "danger"),
            tier=row.tier,
            link=reverse("desk-check", args=[row.from_check_id]) if row.from_check_id else "",
        )
    words = {"check.booking_closed": "Hands-on booking was closed", "check.booking_opened": "Opened again"}
    for event in checks.openings_of(asked.actor, asked.episode, limit=asked.most):
        by = f"by {event.actor_name}" if event.actor_name else ""
        lines = tuple(filter(None, (event.reason, by)))
        yield Entry(event.at, "alert", words[event.kind], lines)


def _closing(row: Alert, zone: str) -> Iterator[str]:
    if row.closed_at:
        by = row.closed_by.name if row.closed_by else "Unknot"
        yield f"{row.closing_word} ({by}, {moment(row.closed_at, zone)})"


def _written(asked: Asked) -> Iterator[Entry]:
    for row in plans.versions(asked.actor, asked.episode)[: asked.most]:
        plan = content_of(row)
        goals = "; ".join(goal.activity for goal in plan.goals)
        agreed = (f"{row.agreed_name} agreed {moment(row.agreed_at, asked.zone)}",) if row.agreed_at else ()
        lines = (*((f"Goals: {goals}",) if goals else ()), *((row.reason,) if row.reason else ()), *agreed)
        yield Entry(
            row.agreed_at or row.offered_at or row.written_at,
            "plan",
            f"Plan, version {row.number}",
            (*lines, *((f"Ended: {row.ended_why}",) if row.ended_why else ())),
            (row.get_status_display().lower(), PLAN_TONES.get(PlanStatus(row.status), "neutral")),
            link=reverse("desk-care-plan", args=[row.pk]),
        )


PLAN_TONES = {PlanStatus.AGREED: "ok", PlanStatus.OFFERED: "info"}


def _plans(asked: Asked) -> Iterator[Entry]:
    yield from _written(asked)
    for row in plans.plans_in(asked.actor, asked.episode, limit=asked.most):
        count = getattr(row, "visit_count", 0)
        rhythm = ", then ".join(
            f"{per_week:g} a week for {weeks} week{'' if weeks == 1 else 's'}"
            for per_week, weeks in row.phases
        )
        ended = (f"Ended {moment(row.ended_at, asked.zone)}",) if row.ended_at else ()
        yield Entry(
            row.created_at,
            "plan",
            f"Course of {count} visit{'' if count == 1 else 's'}",
            (f"{rhythm}, from {row.begins:%-d %b %Y}, {row.location.name}", *ended),
            ("ended", "neutral") if row.ended_at else ("running", "ok"),
            link=reverse("desk-plan", args=[row.pk]),
        )


MESSAGE_TONES = {"sent": "ok", "failed": "danger", "queued": "info"}


def _messages(asked: Asked) -> Iterator[Entry]:
    episode = asked.episode
    rows: Mapping[type, Collection[object]] = {
        Booking: book.ids_in(asked.actor, episode),
        Plan: [one.pk for one in plans.plans_in(asked.actor, episode, limit=asked.most)],
        CarePlan: [one.pk for one in plans.versions(asked.actor, episode)],
        Check: [one.pk for one in checks.checks_of(asked.actor, episode, limit=asked.most)],
    }
    for row in outbox.about_any(asked.actor, rows, limit=asked.most):  # type: ignore[arg-type]
        yield Entry(
            row.due_at,
            "message",
            worded(row).kind_words,  # type: ignore[attr-defined]  # worded() writes it
            (f"{row.get_channel_display()} to {row.to}",),
            (row.get_status_display().lower(), MESSAGE_TONES.get(row.status, "neutral")),
            link=reverse("desk-message", args=[row.pk]),
        )


Teller = Callable[[Asked], Iterable[Entry]]
TELLERS: Mapping[str, tuple[str, Teller]] = {
    "check": ("Checks", _checks),
    "alert": ("Warnings", _alerts),
    "plan": ("Plans", _plans),
    "visit": ("Visits", visits_told.visits),
    "arrival": ("Before visits", visits_told.before_visits),
    "check_in": ("Check-ins, spasms", visits_told.said_between),
    "course": ("How it went", visits_told.readings),
    "note": ("Notes", visits_told.written_notes),
    "looked": ("Looking again, letters", visits_told.looked_again),
    "consent": ("Consents", visits_told.consented),
    "message": ("Messages", _messages),
}
