"""The check as it happens: begin, answer screen by screen, decide. Answers are merged, never dropped, and
the moment they make an emergency the check decides itself; what is decided opens an episode and, where it is
urgent, closes booking and calls the desk."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.clinical.assess import to_json
from unknot.clinical.errors import InvalidAnswers
from unknot.clinical.questions import Answers, emergency_so_far, plain, read_answers
from unknot.clinical.urgency import Tier
from unknot.journey.check.alerting import raise_alert
from unknot.journey.check.editions import keep_edition
from unknot.journey.check.events import tell
from unknot.journey.check.facts import answers_of, assessed, reason_of
from unknot.journey.check.models import (
    AlertKind,
    Check,
    CheckChannel,
    CheckForm,
    CheckStatus,
    Episode,
)
from unknot.journey.check.queries import is_held
from unknot.journey.people.access import Actor, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH
from unknot.knowledge.load import knowledge


def begin(
    *,
    clinic: Clinic,
    by: Actor,
    now: datetime,
    channel: str = CheckChannel.WEB,
    form: str = CheckForm.FULL,
    episode: Episode | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    language: str = ENGLISH,
) -> Check:
    """A new draft; `episode` when it is asked again within one that is open. Whoever has its token may
    answer it. The contact is that of a caller, so that an alert says whom to call back. `language` is the one
    the questions are read in."""
    require(by, "check.begin", clinic.pk)
    if episode and episode.clinic_id != clinic.pk:
        raise Refusal("not_allowed", _("This belongs to another clinic."))
    with transaction.atomic():
        check = Check.objects.create(
            clinic=clinic,
            episode=episode,
            channel=channel,
            form=form,
            knowledge_version=knowledge().version,
            started_at=now,
            contact_name=" ".join(contact_name.split())[:200],
            contact_phone=" ".join(contact_phone.split())[:40],
            language=language,
        )
        tell("check.begun", check, by, now, data={"channel": channel, "form": form})
    return check


def answer(
    *,
    check: Check,
    answers: Mapping[str, object],
    by: Actor,
    now: datetime,
    screen: str = "",
    language: str = "",
) -> Check:
    """Adds what one screen asked to what was said before; None takes an answer back. The check that is
    returned may be decided."""
    require(by, "check.answer", check.clinic_id, check)
    with transaction.atomic():
        current = _draft(check)
        before = snapshot(current)
        given = _read({key: value for key, value in answers.items() if value is not None})
        kept = {key: value for key, value in answers_of(current, knowledge()).items() if key not in answers}
        said = {**kept, **given}
        current.answers = plain(said)
        current.language = language or current.language
        if screen and screen not in current.done_screens:
            current.done_screens = [*current.done_screens, screen]
        current.save()
        tell("check.answered", current, by, now, before=before, data={"screen": screen})
        return _decide(current, by, now) if emergency_so_far(said, knowledge()) else current


def decide(*, check: Check, by: Actor, now: datetime) -> Check:
    """Assesses what was said and seals it. What was not answered counts as unknown, which is never safer
    than an answer. Asking twice decides once: a form that is sent again shows the same result."""
    require(by, "check.decide", check.clinic_id, check)
    with transaction.atomic():
        current = Check.objects.select_for_update().get(id=check.id)
        return current if current.status == CheckStatus.DECIDED else _decide(current, by, now)


def _decide(check: Check, by: Actor, now: datetime) -> Check:
    before = snapshot(check)
    assessment = assessed(check, knowledge())
    keep_edition(now)
    closes = knowledge().routes[assessment.tier.code].booking == "closed"
    episode = check.episode or Episode.objects.create(clinic_id=check.clinic_id, started_at=now)
    if closes and not episode.booking_closed:
        episode.booking_closed = True
        episode.save(update_fields=["booking_closed"])
    check.episode = episode
    check.assessment = to_json(assessment)
    check.tier = assessment.tier
    check.knowledge_version = assessment.knowledge_version
    check.decided_at = now
    check.status = CheckStatus.DECIDED
    check.save()
    said: dict[str, object] = {
        "tier": assessment.tier.code,
        "knowledge_version": assessment.knowledge_version,
        "booking_closed": episode.booking_closed,
    }
    tell("check.decided", check, by, now, before=before, data=said)
    if assessment.tier >= Tier.URGENT_SAME_DAY:
        raise_alert(
            clinic=check.clinic,
            kind=AlertKind.ANSWERS,
            reason=reason_of(assessment, knowledge()),
            tier=assessment.tier,
            now=now,
            check=check,
        )
    return check


def open_booking(*, episode: Episode, reason: str, by: Actor, now: datetime) -> Episode:
    """A clinician opens what a result had closed or kept from hands-on care, and says why. The check itself
    stays as it was decided, and the next one is judged anew."""
    require(by, "check.open_booking", episode.clinic_id, episode)
    if not reason.strip():
        words = "Please write why visits may be booked again: who has seen this person, and what they found."
        raise Refusal("reason_missing", words, field="reason")
    with transaction.atomic():
        current = Episode.objects.select_for_update().get(id=episode.id)
        if not is_held(current):
            raise Refusal("already_open", "Visits can already be booked for this person.")
        before = snapshot(current)
        current.booking_closed, current.opened_at = False, now
        current.save(update_fields=["booking_closed", "opened_at"])
        tell("check.booking_opened", current, by, now, before=before, reason=reason.strip())
    return current


def end_episode(*, episode: Episode, reason: str, by: Actor, now: datetime) -> Episode:
    """The bout is over. Never while hands-on care waits for a physician or a warning stands: what is over no
    longer holds anything back."""
    require(by, "check.end_episode", episode.clinic_id)
    if not reason.strip():
        raise Refusal("reason_missing", "Say in a few words why this bout is over.", field="reason")
    with transaction.atomic():
        current = Episode.objects.select_for_update().get(id=episode.id)
        if current.ended_at is not None:
            raise Refusal("ended", "This bout is over already.")
        if is_held(current):
            words = "Hands-on care waits for a physician in this bout. Open it again first, with a reason."
            raise Refusal("held", words)
        if current.alerts.filter(closed_at=None).exists():
            raise Refusal("alerts", "A warning of this bout is still open. See to it and close it first.")
        before = snapshot(current)
        current.ended_at = now
        current.save(update_fields=["ended_at"])
        tell("check.episode_ended", current, by, now, before=before, reason=reason.strip())
    return current


def name_patient(*, episode: Episode, patient: Patient, by: Actor, now: datetime) -> Episode:
    """Whose episode it is becomes known, for example when they book. It never passes to somebody else."""
    with transaction.atomic():
        current = Episode.objects.select_for_update().get(id=episode.id)
        if current.patient_id == patient.id:
            return current
        if current.patient_id or current.clinic_id != patient.clinic_id:
            words = _("These answers belong to somebody else. Please do the check once more for this person.")
            raise Refusal("not_their_check", words)
        before = snapshot(current)
        current.patient = patient
        current.save(update_fields=["patient"])
        tell("check.patient_named", current, by, now, before=before)
    return current


def _read(answers: Mapping[str, object]) -> Answers:
    try:
        return read_answers(answers, knowledge())
    except InvalidAnswers as error:
        words = _("Some answers could not be read. Please look at them once more.")
        raise Refusal("invalid_answers", words, details=dict(error.errors)) from error


def _draft(check: Check) -> Check:
    current = Check.objects.select_for_update().get(id=check.id)
    if current.status == CheckStatus.DECIDED:
        raise Refusal("already_decided", _("This check is finished. To answer differently, begin a new one."))
    return current
