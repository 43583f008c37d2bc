"""The warning signs once more, as one list, to somebody who is known: before a visit, and from week to week.
A tick opens the short check with the sign in it, closes hands-on care and calls the desk."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from unknot.clinical import arrival as core
from unknot.clinical.arrival import Sign
from unknot.clinical.asking import Screen
from unknot.clinical.questions import Answers
from unknot.clinical.urgency import Tier
from unknot.journey.check import actions as checks
from unknot.journey.check.alerting import close_booking, raise_alert
from unknot.journey.check.facts import PRIVATE_SIGN, answers_of
from unknot.journey.check.models import AlertKind, Check, CheckChannel, CheckForm, CheckStatus, Episode
from unknot.journey.language import words as in_words
from unknot.journey.people.access import Actor, holder, may, require
from unknot.journey.people.models import Patient
from unknot.knowledge.load import knowledge


def asked(patient_id: UUID) -> tuple[tuple[Screen, tuple[Sign, ...]], ...]:
    """The list for this person, in the words of the page that is being made."""
    return core.signs(before(patient_id), in_words())


def before(patient_id: UUID) -> Answers:
    """The answers of the person's latest decided check, whichever bout it was in."""
    found = Check.objects.filter(episode__patient_id=patient_id, status=CheckStatus.DECIDED)
    row = found.order_by("-decided_at").first()
    return answers_of(row, knowledge()) if row else {}


def open_check(
    *, patient: Patient, episode: Episode, ticked: Collection[str], by: Actor, now: datetime, language: str
) -> Check:
    """The short check that the ticks open, with what they say in it; decided where that is an emergency."""
    require(by, "check.begin", episode.clinic_id)
    check = checks.begin(
        clinic=episode.clinic,
        by=by,
        now=now,
        channel=CheckChannel.DESK if by.kind == "staff" else CheckChannel.WEB,
        form=CheckForm.SHORT,
        episode=episode,
        contact_name=patient.name,
        contact_phone=patient.phone,
        language=language,
    )
    answers: Mapping[str, object] = core.said(ticked, before(patient.pk), knowledge())
    writer = by if by.kind == "staff" else holder(check, clinic_id=check.clinic_id, name=by.name)
    return checks.answer(check=check, answers=answers, by=writer, now=now, language=language)


def call_desk(*, check: Check, ticked: Collection[str], where: str, now: datetime) -> None:
    """The tick itself calls; where the check has decided an emergency it has done so."""
    episode = check.episode
    assert episode is not None  # noqa: S101  # open_check has given it one
    episode.refresh_from_db()
    person = holder(check, clinic_id=check.clinic_id)
    close_booking(episode=episode, where=where, by=person, now=now)
    if check.status == CheckStatus.DECIDED:
        return
    listed = _listed()
    words = dict.fromkeys(PRIVATE_SIGN if listed[one].private else listed[one].words for one in ticked)
    raise_alert(
        clinic=check.clinic,
        kind=AlertKind.ANSWERS,
        reason=f"Ticked in {where}: {'; '.join(words)}.",
        tier=Tier.URGENT_SAME_DAY,
        now=now,
        check=check,
    )


def signs_words(actor: Actor, ticked: Collection[str], clinic_id: UUID) -> list[str]:
    """The signs that were ticked, as this actor may read them."""
    private = may(actor, "check.read_private", clinic_id)
    listed = _listed()
    found = (listed.get(one) for one in ticked)
    return list(
        dict.fromkeys(
            PRIVATE_SIGN if sign.private and not private else sign.words for sign in found if sign is not None
        )
    )


def _listed() -> dict[str, Sign]:
    return {sign.id: sign for _screen, found in core.signs({}, knowledge()) for sign in found}
