"""How courses stand: what the record holds of each, and the stop and refer rules that speak by it. As many
courses as are asked for take the same few questions to the database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Min

from unknot.clinical.reevaluation import Course, Measured, spoken
from unknot.clinical.reevaluation import from_json as measured_from
from unknot.clinical.stopping import Fired
from unknot.clinical.urgency import Tier
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.facts import facts_of
from unknot.journey.check.models import Check, CheckStatus
from unknot.journey.people.access import Actor, may
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan
from unknot.journey.plan.work import Due, in_force
from unknot.journey.visit.models import Reevaluation, Visit
from unknot.knowledge.load import knowledge

WEEK = 7 * 24 * 3600
# What the rules that go by visits and weeks ask for.
MILESTONES = frozenset({"adjust", "change", "reevaluate", "stop_passive"})
_LEGS = ("leg_pain", "leg_numbness", "leg_weakness")


@dataclass(frozen=True, slots=True)
class Pain:
    """A value of 0 to 10, when it was said, and where it stands."""

    value: float
    at: datetime
    where: str


class _Signed(NamedTuple):
    episode_id: UUID
    signed_at: datetime
    pain: int | None
    screen: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A course, the last that is known of it, and the rules that speak; those with `missing` wait for a
    measure. `looked` is when somebody last looked again."""

    course: Course
    measured: Measured
    fired: tuple[Fired, ...]
    pains: tuple[Pain, ...]
    looked: datetime | None

    @property
    def settled(self) -> tuple[Fired, ...]:
        return tuple(one for one in self.fired if not one.missing)

    @property
    def is_answered(self) -> bool:
        """Whether somebody has looked again after the last that was said of the pain."""
        return self.looked is not None and all(one.at <= self.looked for one in self.pains)

    @property
    def open(self) -> tuple[Fired, ...]:
        return tuple(one for one in self.fired if one.missing)


def standing(actor: Actor, care_plan: CarePlan, *, now: datetime) -> Standing | None:
    """None for whoever may not read notes."""
    return standings(actor, [care_plan], now=now).get(care_plan.pk)


def standings(actor: Actor, care_plans: Iterable[CarePlan], *, now: datetime) -> dict[UUID, Standing]:
    """By plan, of this actor's clinic; none for whoever may not read notes."""
    rows = [one for one in care_plans if may(actor, "visit.read_notes", one.clinic_id)]
    episodes = [one.episode_id for one in rows]
    kept, notes = _kept(episodes), _by_episode(_notes(episodes))
    looked, checks = _by_episode(_looked(episodes)), _by_episode(_checks(episodes))
    return {
        row.pk: _standing(
            row,
            kept.get(row.episode_id, (0, None)),
            notes.get(row.episode_id, []),
            [one for one in looked.get(row.episode_id, []) if one.care_plan_id == row.pk],
            checks.get(row.episode_id, []),
            now,
        )
        for row in rows
    }


def speaking(actor: Actor, *, now: datetime) -> list[Due]:
    """The plans in force at which a rule speaks, or would have something measured by now, the oldest first,
    but for those that somebody has looked at since."""
    rows = in_force(actor)
    found = standings(actor, rows, now=now)
    return [
        Due(row, why)
        for row in rows
        if (stands := found.get(row.pk)) and not stands.is_answered
        for why in _whys(stands)
    ]


def _whys(stands: Standing) -> Iterator[str]:
    """Each rule that holds; of those that wait for a measure at their milestone the gravest alone."""
    yield from (f"{one.rule.title} ({one.rule.id})" for one in stands.settled)
    waiting = [one.rule for one in stands.open if one.rule.action in MILESTONES]
    if waiting:
        yield f"To measure: {waiting[-1].title.lower()}? ({waiting[-1].id})"


def _standing(
    row: CarePlan,
    kept: tuple[int, datetime | None],
    notes: list[Any],
    looked: list[Any],
    checks: list[Any],
    now: datetime,
) -> Standing:
    visits, first = kept
    pains = tuple(_pains(checks, notes, looked))
    begins = first or row.agreed_at or row.written_at
    course = Course(
        visits=visits,
        weeks=max((now - begins).total_seconds() / WEEK, 0.0),
        pain_at_start=pains[0].value if pains else None,
        goals=content_of(row).goals,
    )
    measured = _measured(row, notes, looked, checks, pains)
    fired = spoken(course, measured, knowledge())
    return Standing(course, measured, fired, pains, looked[-1].signed_at if looked else None)


def _measured(
    row: CarePlan, notes: list[Any], looked: list[Any], checks: list[Any], pains: tuple[Pain, ...]
) -> Measured:
    """What was said last. The warning signs are those of a check since the plan: none is not "no"."""
    said = measured_from(looked[-1].measured) if looked else Measured()
    since = row.agreed_at or row.written_at
    later = [one for one in checks if one.decided_at and one.decided_at > since]
    facts = facts_of(checks[-1], knowledge()) if checks else {}
    legs = [facts.get(name) for name in _LEGS]
    found = any(one.tier >= Tier.SEE_PHYSICIAN_SOON for one in later)
    return replace(
        said,
        # A value that is the start as well measures no change.
        pain=round(pains[-1].value) if len(pains) > 1 else None,
        new_red_flag=True if found else (False if later else None),
        new_leg_symptoms=None,
        leg_symptoms=_any_leg(legs),
        neuro_examined=bool(notes[-1].screen) if notes else None,
        contraindications_checked=None,
    )


def _any_leg(said: Sequence[object]) -> bool | None:
    """None when nothing is known to be there and something was not asked."""
    if any(one not in (None, "none") for one in said):
        return True
    return None if None in said else False


def _pains(checks: list[Any], notes: list[Any], looked: list[Any]) -> Iterable[Pain]:
    """From the first to the last; the check's worst pain only where no note says one: they are two
    measures."""
    found = [Pain(float(row.pain), row.signed_at, "note") for row in notes if row.pain is not None]
    found += [
        Pain(float(one.measured["pain"]), one.signed_at, "re-evaluation")
        for one in looked
        if one.measured["pain"] is not None
    ]
    if found:
        return sorted(found, key=lambda one: one.at)
    severity = facts_of(checks[0], knowledge()).get("pain_severity") if checks else None
    if isinstance(severity, int | float):
        return [Pain(float(severity), checks[0].decided_at, "check, at its worst")]
    return []


def _kept(episodes: list[UUID]) -> dict[UUID, tuple[int, datetime | None]]:
    found = Booking.objects.filter(episode_id__in=episodes, status=BookingStatus.ARRIVED)
    counted = found.order_by().values_list("episode_id").annotate(Count("id"), Min("starts_at"))
    return {episode: (count, first) for episode, count, first in counted}


def _notes(episodes: list[UUID]) -> Iterable[Any]:
    """Two of what a note holds, read by the database: a bout of years has hundreds of notes."""
    found = Visit.objects.filter(episode_id__in=episodes).exclude(seal="").order_by("signed_at")
    parts = found.values_list("episode_id", "signed_at", "content__pain", "content__screen")
    return [_Signed(*row) for row in parts]


def _looked(episodes: list[UUID]) -> Iterable[Any]:
    found = Reevaluation.objects.filter(episode_id__in=episodes).order_by("signed_at")
    return found.only("episode_id", "care_plan_id", "signed_at", "measured")


def _checks(episodes: list[UUID]) -> Iterable[Any]:
    found = Check.objects.filter(episode_id__in=episodes, status=CheckStatus.DECIDED).order_by("decided_at")
    return found.only("episode_id", "decided_at", "tier", "answers", "form")


def _by_episode(rows: Iterable[Any]) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.episode_id, []).append(row)
    return found
