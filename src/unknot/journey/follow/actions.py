"""Saying how it goes: a check-in, a spasm. Kept once, read at once; a warning sign leads to its advice and
calls the desk in the same transaction."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unknot.clinical.notes import places_of
from unknot.journey.check import asking_again
from unknot.journey.check.alerting import heed
from unknot.journey.check.models import Episode
from unknot.journey.follow.models import CheckIn, Spasm
from unknot.journey.follow.reading import read
from unknot.journey.people.access import Actor, require
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

LONGEST = 2000
SCALES = {"pain_average": (0, 10), "spasm_days": (0, 7), "limited_days": (0, 7), "global_change": (1, 7)}
KEY = re.compile(r"[A-Za-z0-9-]{8,40}")
# A diary is of what happened, not of long ago.
OLDEST = timedelta(days=400)
MOST_MINUTES = 7 * 24 * 60
SET_OFF = ("sitting", "lifting", "bending", "standing", "sleep", "stress", "cold", "exercise", "unknown")
HELPED = ("moving", "heat", "rest", "exercise", "massage", "medicine", "nothing")
Row = TypeVar("Row", CheckIn, Spasm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The answers of a check-in; nothing said is nothing known."""

    pain_average: int | None = None
    spasm_days: int | None = None
    limited_days: int | None = None
    global_change: int | None = None
    ticked: Collection[str] = ()
    none_new: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """One spasm, as it is told."""

    at: datetime
    how_bad: int
    minutes: int | None = None
    set_off: Collection[str] = ()
    helped: Collection[str] = ()
    places: Collection[str] = ()
    words: str = ""


def say(*, episode: Episode, week: Week, key: str, by: Actor, now: datetime, language: str = "en") -> CheckIn:
    """Keeps a check-in as it was said; the one of this key where it was sent before. Raises Refusal naming
    what cannot be."""
    require(by, "follow.say", episode.clinic_id, episode)
    assert episode.patient is not None  # noqa: S101  # whoever has the address has a name
    _refuse_week(week)
    known = _sent_before(CheckIn, episode, key)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _kept(episode, week, key, by, now, language)
    except IntegrityError:
        return CheckIn.objects.get(episode=episode, key=key)  # sent twice at once


def record_spasm(*, episode: Episode, bout: Bout, key: str, by: Actor, now: datetime) -> Spasm:
    """Keeps a spasm, once for each key. Raises Refusal naming what cannot be."""
    require(by, "follow.record_spasm", episode.clinic_id, episode)
    assert episode.patient_id is not None  # noqa: S101  # as above
    _refuse_bout(bout, now)
    known = _sent_before(Spasm, episode, key)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            row = Spasm.objects.create(
                clinic_id=episode.clinic_id,
                patient_id=episode.patient_id,
                episode=episode,
                key=key,
                at=bout.at,
                how_bad=bout.how_bad,
                minutes=bout.minutes,
                set_off=sorted(bout.set_off),
                helped=sorted(bout.helped),
                places=sorted(bout.places),
                words=bout.words.strip(),
                written_at=now,
            )
            _tell("follow.spasm_recorded", row, by, now)
            _heed(episode, bout.words, "the spasm diary", now)
    except IntegrityError:
        return Spasm.objects.get(episode=episode, key=key)  # sent twice at once
    return row


def _kept(episode: Episode, week: Week, key: str, by: Actor, now: datetime, language: str) -> CheckIn:
    assert episode.patient is not None  # noqa: S101  # as above
    listed, ticked = _signs(episode.patient.pk, week)
    check = None
    if ticked:
        check = asking_again.open_check(
            patient=episode.patient,
            episode=episode,
            ticked=ticked,
            by=by,
            now=now,
            language=language,
        )
    row = CheckIn.objects.create(
        clinic_id=episode.clinic_id,
        patient=episode.patient,
        episode=episode,
        from_check=check,
        key=key,
        pain_average=week.pain_average,
        spasm_days=week.spasm_days,
        limited_days=week.limited_days,
        global_change=week.global_change,
        asked=listed,
        ticked=ticked,
        none_new=week.none_new and not ticked,
        words=week.words.strip(),
        knowledge_version=knowledge().version,
        language=language,
        said_at=now,
    )
    _tell("follow.said", row, by, now)
    if check:
        asking_again.call_desk(check=check, ticked=ticked, where="a check-in", now=now)
    _heed(episode, week.words, "a check-in", now)
    read(episode=episode, now=now)
    return row


def _signs(patient_id: UUID, week: Week) -> tuple[list[str], list[str]]:
    """What stood on the list, and what of it was ticked."""
    listed = [sign.id for _screen, found in asking_again.asked(patient_id) for sign in found]
    ticked = [sign for sign in listed if sign in week.ticked]
    if len(ticked) < len(set(week.ticked)):
        raise Refusal("signs", _("Please look at the list again."), field="signs")
    return listed, ticked


def _heed(episode: Episode, words: str, where: str, now: datetime) -> None:
    heed(words=words, where=where, clinic=episode.clinic, patient=episode.patient, episode=episode, now=now)


def _refuse_week(week: Week) -> None:
    for name, (least, most) in SCALES.items():
        figure = getattr(week, name)
        if figure is not None and not least <= figure <= most:
            words = _("Please choose a number from %(least)s to %(most)s.") % {"least": least, "most": most}
            raise Refusal(name, words, field=name)
    _refuse_words(week.words)


def _refuse_bout(bout: Bout, now: datetime) -> None:
    if not 0 <= bout.how_bad <= 10:
        raise Refusal("how_bad", _("Please choose a number from 0 to 10."), field="how_bad")
    if not now - OLDEST <= bout.at <= now + timedelta(minutes=5):
        raise Refusal("at", _("Please give a time that has passed, of the last year."), field="at")
    if bout.minutes is not None and not 0 <= bout.minutes <= MOST_MINUTES:
        raise Refusal("minutes", _("Please say how long, of at most a week."), field="minutes")
    known = {"set_off": set(SET_OFF), "helped": set(HELPED), "places": set(places_of(knowledge()))}
    for name, allowed in known.items():
        if not set(getattr(bout, name)) <= allowed:
            raise Refusal(name, _("Please choose one of the answers."), field=name)
    _refuse_words(bout.words)


def _refuse_words(words: str) -> None:
    if len(words) > LONGEST:
        text = _("Please keep the note under %(n)s characters.") % {"n": LONGEST}
        raise Refusal("words", text, field="words")


def _sent_before(kind: type[Row], episode: Episode, key: str) -> Row | None:
    if not KEY.fullmatch(key):
        raise Refusal("key", _("This page is too old. Please open it again."), field="key")
    return kind.objects.filter(episode=episode, key=key).first()


def _tell(kind: str, row: CheckIn | Spasm, by: Actor, now: datetime) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, after=snapshot(row))
