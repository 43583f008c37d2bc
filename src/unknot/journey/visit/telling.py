"""What the record holds of one bout, in words for a letter."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from unknot.clinical.letters import Recorded
from unknot.clinical.notes import MOVEMENTS, SIGNS, Note, segment_words
from unknot.clinical.reevaluation import from_json as measured_from
from unknot.clinical.written import WrittenPlan
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.facts import assessment_of
from unknot.journey.check.models import Check, CheckStatus, Episode
from unknot.journey.check.profiles import OWN_WORDS
from unknot.journey.people.models import Profile
from unknot.journey.plan.judging import content_of
from unknot.journey.plan.models import CarePlan
from unknot.journey.visit.models import Reevaluation, Visit
from unknot.journey.visit.noting import note_of
from unknot.knowledge.load import knowledge


def recorded_of(episode: Episode) -> Recorded:
    """Everything, private answers too: a clinician reads it, and takes out what the reader does not need."""
    zone = ZoneInfo(episode.clinic.zone)
    signed = Visit.objects.filter(episode=episode).exclude(seal="").order_by("signed_at")
    notes = [(row.signed_at, note_of(row)) for row in signed]
    looked = Reevaluation.objects.filter(episode=episode).order_by("-signed_at").first()
    check = Check.objects.filter(episode=episode, status=CheckStatus.DECIDED).order_by("decided_at").first()
    assessment = assessment_of(check) if check else None
    profile = Profile.objects.filter(patient=episode.patient).first() if episode.patient else None
    pains = [(at, note.pain) for at, note in notes if note.pain is not None and at]
    if looked is not None and looked.measured["pain"] is not None:
        pains.append((looked.signed_at, looked.measured["pain"]))
    return Recorded(
        since=f"{episode.started_at.astimezone(zone):%-d %B %Y}",
        warning_signs=tuple(one.title for one in assessment.flags) if assessment else None,
        causes=tuple(f"{one.name} ({one.fit})" for one in assessment.shown) if assessment else (),
        told=tuple(_told(profile)),
        found=tuple(_found(notes[-1][1])) if notes else (),
        visits=Booking.objects.filter(episode=episode, status=BookingStatus.ARRIVED).count(),
        done=tuple(_done(note for _, note in notes)),
        advice=tuple(note.advice for _, note in notes if note.advice),
        pains=tuple((_day(at, zone), float(pain)) for at, pain in _ends(pains)),
        goals=tuple(_goals(_plan_of(episode, looked), looked)),
        rules=tuple(_rules(looked)),
        outcome=looked.outcome if looked else "",
        reasons=looked.reasons if looked else "",
    )


def _told(profile: Profile | None) -> Iterator[tuple[str, str]]:
    for name in OWN_WORDS:
        if profile is not None and (words := getattr(profile, name)):
            yield name.capitalize(), words


def _found(note: Note) -> Iterator[str]:
    moved = [f"{MOVEMENTS[name].lower()} {value}" for name, value in note.motion.items()]
    if moved:
        yield f"Movement: {', '.join(moved)}."
    if note.screen == "clear":
        yield "Neurological screen: nothing found."
    for name, value in note.signs.items():
        yield f"{SIGNS[name]}: {value}."
    if note.tender:
        yield f"Tender: {', '.join(map(segment_words, note.tender))}."
    if note.found:
        yield note.found


def _done(notes: Iterator[Note]) -> Iterator[str]:
    names = knowledge().care.techniques
    for note in notes:
        for one in note.done:
            name = names[one.technique].name if one.technique in names else one.technique
            yield f"{name}, {one.region}"


def _ends(pains: list[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    return [pains[0], pains[-1]] if len(pains) > 1 else pains


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%-d %b}"


def _plan_of(episode: Episode, looked: Reevaluation | None) -> WrittenPlan | None:
    if looked is not None:
        return content_of(looked.care_plan)
    row = CarePlan.objects.filter(episode=episode).exclude(agreed_at=None).order_by("-number").first()
    return content_of(row) if row else None


def _goals(
    plan: WrittenPlan | None, looked: Reevaluation | None
) -> Iterator[tuple[str, int | None, int | None]]:
    now = measured_from(looked.measured).goals if looked else ()
    for number, goal in enumerate(plan.goals if plan else ()):
        yield goal.activity, goal.now, now[number] if number < len(now) else None


def _rules(looked: Reevaluation | None) -> Iterator[str]:
    for one in looked.spoken if looked else ():
        if not one["missing"]:
            yield f"{one['title']} ({one['id']})."
