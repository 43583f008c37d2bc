"""From what somebody said to how it is going: read at every entry and each Monday, kept when it says
something new, and told to whoever must know."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from unknot.clinical.checkins import CheckIn as Said
from unknot.clinical.courses import stage
from unknot.clinical.following import Alert as Call
from unknot.clinical.following import Stage, State
from unknot.clinical.settling import settled
from unknot.clinical.trajectories import Trajectory, trajectory
from unknot.clinical.urgency import Tier
from unknot.journey.check.alerting import raise_alert
from unknot.journey.check.facts import facts_of
from unknot.journey.check.models import AlertKind, Check, CheckStatus, Episode
from unknot.journey.follow.models import CheckIn, MondayRun, Reading
from unknot.journey.people.access import CLINICIAN, SYSTEM
from unknot.journey.people.models import Clinic
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.visit.models import Arrival
from unknot.knowledge.load import knowledge

# How soon somebody must look, and how that stands beside the tiers of a check.
URGENT = {
    "same_day": (Tier.URGENT_SAME_DAY, timedelta(0)),
    "same_week": (Tier.SEE_PHYSICIAN_SOON, timedelta(days=2)),
    "review": (Tier.CLINIC_VISIT_OK, timedelta(days=7)),
}
# A tick has called the desk by itself, with its sign.
CALLED_ALREADY = "red_flag"
STAGES: Mapping[str, Stage] = {"acute": "acute", "subacute": "subacute"}
MORNING = 6


def course_of(episode: Episode, *, now: datetime) -> Trajectory:
    """How the bout goes as of now, from everything that was said in it."""
    zone = ZoneInfo(episode.clinic.zone)
    return trajectory(
        _said(episode, zone),
        start=episode.started_at.astimezone(zone).date(),
        stage=stage_of(episode),
        today=now.astimezone(zone).date(),
        rules=knowledge().following,
    )


def stage_of(episode: Episode) -> Stage:
    """How old the pain was at the first check; acute where nobody said."""
    found = Check.objects.filter(episode=episode, status=CheckStatus.DECIDED).order_by("decided_at").first()
    facts = facts_of(found, knowledge()) if found else {}
    days = facts.get("duration_days")
    name = stage(float(days)) if isinstance(days, int | float) else "acute"
    return STAGES.get(name, "persistent")


def read(*, episode: Episode, now: datetime) -> Reading | None:
    """Reads the bout again; the new row, or None when it says what it said before. Raises the alerts that
    were not raised yet."""
    assert episode.patient_id is not None  # noqa: S101  # whoever says something has a name
    found = course_of(episode, now=now)
    with transaction.atomic():
        last = Reading.objects.select_for_update().filter(episode=episode).first()
        told = State.of(last.state) if last else None
        state = settled(told, found)
        called = set(last.called) if last else set()
        fresh = [one for one in found.alerts if one.key not in called and one.urgency in URGENT]
        if state == told and not fresh:
            return None
        row = Reading.objects.create(
            clinic_id=episode.clinic_id,
            patient_id=episode.patient_id,
            episode=episode,
            state=state.code,
            since=found.since,
            reason=found.reason if state == found.state else (last.reason if last else found.reason),
            notes=list(found.notes),
            called=sorted(called | {one.key for one in fresh}),
            knowledge_version=knowledge().version,
            read_at=now,
        )
        data = {"state": state.code, "before": told.code if told else ""}
        after = snapshot(row)
        write(
            clinic_id=row.clinic_id,
            kind="follow.read",
            subject=row,
            by=SYSTEM,
            now=now,
            after=after,
            data=data,
        )
        for one in fresh:
            _call(episode, one, now)
    return row


def read_on_mondays(*, now: datetime) -> int:
    """For the worker: every open bout of every clinic where it is Monday morning, once."""
    done = 0
    for clinic in Clinic.objects.all():
        there = now.astimezone(ZoneInfo(clinic.zone))
        if there.weekday() == 0 and there.hour >= MORNING:
            done += _read_clinic(clinic, there.date(), now)
    return done


def _read_clinic(clinic: Clinic, on: date, now: datetime) -> int:
    if MondayRun.objects.filter(clinic=clinic, on=on).exists():
        return 0
    try:
        with transaction.atomic():
            run = MondayRun.objects.create(clinic=clinic, on=on)
    except IntegrityError:
        return 0  # another worker does it
    heard = CheckIn.objects.filter(clinic=clinic).order_by().values("episode")
    bouts = Episode.objects.filter(id__in=heard, ended_at=None).select_related("clinic")
    for bout in bouts.iterator():
        read(episode=bout, now=now)
        run.read += 1
    run.save(update_fields=["read"])
    return run.read


def _call(episode: Episode, call: Call, now: datetime) -> None:
    if call.code == CALLED_ALREADY:
        return
    tier, within = URGENT[call.urgency]
    raise_alert(
        clinic=episode.clinic,
        kind=AlertKind.FOLLOW,
        reason=call.words,
        tier=tier,
        now=now,
        due_at=now + within,
        role=CLINICIAN,
        episode=episode,
    )


def _said(episode: Episode, zone: ZoneInfo) -> list[Said]:
    rows = CheckIn.objects.filter(episode=episode)
    said = [
        Said(
            on=row.said_at.astimezone(zone).date(),
            key=str(row.pk),
            pain_average=row.pain_average,
            spasm_days=row.spasm_days,
            limited_days=row.limited_days,
            global_change=row.global_change,
            red_flag=True if row.ticked else (False if row.none_new else None),
        )
        for row in rows
    ]
    arrivals = Arrival.objects.filter(episode=episode).exclude(pain=None)
    said += [
        Said(on=row.said_at.astimezone(zone).date(), key=str(row.pk), kind="visit", pains=(row.pain,))
        for row in arrivals
        if row.pain is not None
    ]
    return said
