"""Plans and notes of a few of the demo's people, through the same actions as everybody's: one who gets
better, one who does not, one whose plan waits for a yes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from unknot.clinical.courses import Course, course_for
from unknot.clinical.notes import EMPTY, Done, Note
from unknot.clinical.plans import proposal
from unknot.clinical.written import Goal
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.facts import facts_of, tier_of
from unknot.journey.check.models import Check, Episode
from unknot.journey.follow import actions as following
from unknot.journey.people.access import Actor, holder
from unknot.journey.people.models import Patient
from unknot.journey.plan import writing
from unknot.journey.plan.models import CarePlan
from unknot.journey.visit import noting
from unknot.knowledge.load import knowledge
from unknot.server.demo import callers
from unknot.server.demo.callers import Caller

# How far back a course of care may have begun, and how long ago its last visit was at least.
BEGAN = timedelta(weeks=7)
_RISEN, _LIFTED = "get up without holding on", "lift my bag into the car"


@dataclass(frozen=True, slots=True)
class Patience:
    """Somebody's course: what they want to do again, their pain at each visit, and from week to week."""

    goal: Goal
    pains: tuple[int, ...]
    said: tuple[str, ...]
    weeks: tuple[int, ...]


COURSES = (
    Patience(
        Goal(_LIFTED, 3),
        (7, 5, 4, 3),
        ("Slept badly.", "Better in the mornings.", "Walks daily."),
        (7, 6, 4, 3, 2, 2, 1),
    ),
    Patience(Goal(_RISEN, 2), (6, 6, 7, 6), ("It locked again.", "No change yet."), (6, 6, 6, 7, 6, 6, 6)),
)
WAITING = Goal("sit through a film", 4)
_FINDINGS = {"instability_at": [], "hypermobility": False}


def write(patients: Sequence[Patient], by: Actor, now: datetime) -> tuple[int, int]:
    """How many plans and how many signed notes that made."""
    chosen = _chosen(patients, now)
    notes = 0
    for (patient, visits), course in zip(chosen, COURSES, strict=False):
        row = _agreed(patient, visits[0].starts_at - timedelta(days=1), course.goal, by)
        for booking in visits:
            booking.episode = row.episode
        Booking.objects.bulk_update(visits, ["episode"])
        notes += _notes(visits, course, by)
        _between(row.episode, course, now)
    waiting = [patient for patient, _ in chosen[len(COURSES) :][:1]]
    for patient in waiting:
        _offered(patient, now - timedelta(days=3), WAITING, by)
    return min(len(chosen), len(COURSES)) + len(waiting), notes


def _chosen(patients: Sequence[Patient], now: datetime) -> list[tuple[Patient, list[Booking]]]:
    """Those without a check who came often lately, with the visits to which they came."""
    ill = {caller.patient for caller in callers.CALLERS}
    found = []
    for place, patient in enumerate(patients):
        kept = Booking.objects.filter(patient=patient, status=BookingStatus.ARRIVED)
        visits = list(
            kept.filter(starts_at__gte=now - BEGAN).select_related("from_check").order_by("starts_at")
        )
        if place not in ill and len(visits) >= 4:
            found.append((patient, visits))
    return found


def _offered(patient: Patient, at: datetime, goal: Goal, by: Actor) -> CarePlan:
    check = _checked(patient, at)
    course = course_for(
        "nonspecific",
        "subacute",
        facts_of(check, knowledge()),
        knowledge(),
        region="lumbar",
        tier=tier_of(check),
    )
    if not isinstance(course, Course):
        raise LookupError("the demo's answers open no course")
    plan = replace(proposal(course, "lumbar"), goals=(goal,))
    row = writing.draft(check=check, plan=plan, findings=_FINDINGS, by=by, now=at)
    return writing.offer(care_plan=row, by=by, now=at)


def _agreed(patient: Patient, at: datetime, goal: Goal, by: Actor) -> CarePlan:
    row = _offered(patient, at, goal, by)
    person = holder(row, clinic_id=row.clinic_id, name=patient.name)
    return writing.agree(care_plan=row, name=patient.name, by=person, now=at + timedelta(hours=2))


def _checked(patient: Patient, at: datetime) -> Check:
    said = {**callers.BACK, "movement_effect": "worse", "muscle_spasm": True}
    check = callers.one(patient.clinic, patient, Caller(0, 1, said), at)
    return Check.objects.select_related("clinic", "episode__patient").get(id=check.pk)


def _between(episode: Episode, course: Patience, now: datetime) -> None:
    """What they said between visits, week by week, and two spasms."""
    by = holder(episode, clinic_id=episode.clinic_id)
    for number, pain in enumerate(course.weeks):
        at = episode.started_at + timedelta(days=7 * number, hours=9)
        if at < now:
            week = following.Week(
                pain_average=pain, spasm_days=min(7, pain), limited_days=pain // 2, none_new=True
            )
            following.say(episode=episode, week=week, key=f"demo-week-{number:02}", by=by, now=at)
    for number, days in enumerate((2, 9)):
        at = episode.started_at + timedelta(days=days, hours=11)
        if at < now:
            spasm = following.Bout(at=at, how_bad=course.weeks[0], minutes=20, set_off=("sitting",))
            following.record_spasm(episode=episode, bout=spasm, key=f"demo-spasm-{number}", by=by, now=at)


def _notes(visits: Sequence[Booking], course: Patience, by: Actor) -> int:
    for number, (booking, pain) in enumerate(zip(visits, course.pains, strict=False)):
        at = booking.ends_at
        visit = noting.begin(booking=booking, by=by, now=at)
        note = _note(course.said[number % len(course.said)], pain)
        visit = noting.keep(visit=visit, note=note, version=visit.version, by=by, now=at)
        noting.sign(visit=visit, version=visit.version, by=by, now=at)
    return min(len(visits), len(course.pains))


def _note(said: str, pain: int) -> Note:
    done = Done("mobilisation", "lumbar", "L4", "both", minutes=8, reason="Asked and examined today.")
    return replace(
        EMPTY,
        said=said,
        pain=pain,
        motion={"flexion": "limited" if pain < 6 else "painful"},
        screen="clear",
        tender=("L4 left", "L5 left"),
        done=(done,),
        advice="Walk twice a day; the two exercises of the sheet.",
        step="continue",
    )
