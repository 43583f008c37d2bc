"""What somebody must look at: raised by answers, by words or by a person who asks to be called; it stands
until a person closes it with a word."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.clinical.urgency import Tier
from unknot.clinical.wording import read
from unknot.journey.check.events import tell
from unknot.journey.check.facts import tier_of, titles
from unknot.journey.check.models import Alert, AlertKind, Check, Episode
from unknot.journey.outbox.actions import withdraw
from unknot.journey.people.access import DESK, SYSTEM, Actor, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge

# How long somebody who asks for a call may wait. Urgent ones are due at once.
CALL_BACK_WITHIN = {
    Tier.SELF_CARE: timedelta(hours=24),
    Tier.CLINIC_VISIT_OK: timedelta(hours=24),
    Tier.SEE_PHYSICIAN_SOON: timedelta(hours=4),
}


def raise_alert(
    *,
    clinic: Clinic,
    kind: str,
    reason: str,
    tier: Tier,
    now: datetime,
    due_at: datetime | None = None,
    role: str = DESK,
    check: Check | None = None,
    episode: Episode | None = None,
    by: Actor = SYSTEM,
) -> Alert:
    """Something that a named role must look at, at once unless `due_at` says later; it stays until a person
    closes it."""
    with transaction.atomic():
        alert = Alert.objects.create(
            clinic=clinic,
            kind=kind,
            episode=episode or (check.episode if check else None),
            from_check=check,
            role=role,
            reason=reason,
            tier=tier,
            due_at=due_at or now,
            raised_at=now,
        )
        tell("check.alert_raised", alert, by, now, data={"tier": tier.code, "kind": kind})
    return alert


def leave_contact(*, check: Check, name: str, phone: str, by: Actor, now: datetime) -> Alert:
    """Somebody asks to be called. The alert that stands for this check becomes the request; otherwise a new
    one is raised."""
    require(by, "check.leave_contact", check.clinic_id, check)
    caller, number = " ".join(name.split())[:200], " ".join(phone.split())[:40]
    if not caller:
        raise Refusal("name_missing", _("Please give your name."), field="name")
    if sum(character.isdigit() for character in number) < 7:
        words = _("Please give your phone number with its area code, so that we can call you.")
        raise Refusal("phone_invalid", words, field="phone")
    with transaction.atomic():
        current = Check.objects.select_for_update().get(id=check.id)
        before = snapshot(current)
        current.contact_name, current.contact_phone = caller, number
        current.save(update_fields=["contact_name", "contact_phone"])
        tell("check.contact_left", current, by, now, before=before)
        standing = Alert.objects.filter(from_check=current, closed_at=None).first()
        if standing:
            standing.kind = AlertKind.CALL_BACK
            standing.save(update_fields=["kind"])
            return standing
        tier = tier_of(current) or Tier.CLINIC_VISIT_OK
        return raise_alert(
            clinic=current.clinic,
            kind=AlertKind.CALL_BACK,
            reason="Asks to be called back.",
            tier=tier,
            now=now,
            due_at=now + CALL_BACK_WITHIN.get(tier, timedelta(0)),
            check=current,
        )


def heed(
    *,
    words: str,
    where: str,
    clinic: Clinic,
    now: datetime,
    episode: Episode | None = None,
    patient: Patient | None = None,
    by: Actor = SYSTEM,
) -> Episode | None:
    """Reads what somebody has just saved in their own words. A warning sign in it calls the desk and, where
    it cannot wait, closes hands-on care; the text itself is never refused. The episode concerned, if any."""
    alarms = read(words, knowledge().net)
    if not alarms:
        return episode
    with transaction.atomic():
        current = episode or Episode.objects.create(clinic=clinic, patient=patient, started_at=now)
        if alarms[0].tier >= Tier.URGENT_SAME_DAY:
            close_booking(episode=current, where=where, by=by, now=now)
        raise_alert(
            clinic=clinic,
            kind=AlertKind.WORDING,
            reason=f"Written in {where}: {', '.join(titles(alarms, knowledge()))}.",
            tier=alarms[0].tier,
            now=now,
            episode=current,
            by=by,
        )
    return current


def close_booking(*, episode: Episode, where: str, by: Actor, now: datetime) -> None:
    """No visit is booked in this bout until a clinician opens it again."""
    if episode.booking_closed:
        return
    with transaction.atomic():
        before = snapshot(episode)
        episode.booking_closed = True
        episode.save(update_fields=["booking_closed"])
        tell("check.booking_closed", episode, by, now, before=before, data={"where": where})


def close_alert(*, alert: Alert, word: str, by: Actor, now: datetime) -> Alert:
    require(by, "check.close_alert", alert.clinic_id, alert)
    said = word.strip()
    if not said:
        words = "Please say in a word or two what was done, so that the next person knows."
        raise Refusal("word_missing", words, field="word")
    with transaction.atomic():
        current = Alert.objects.select_for_update().get(id=alert.id)
        if current.closed_at:
            raise Refusal("already_closed", f"Somebody has closed this already: {current.closing_word}")
        before = snapshot(current)
        current.closed_at, current.closing_word = now, said
        current.closed_by_id = by.id
        current.save()
        withdraw(subject=current, now=now)
        tell("check.alert_closed", current, by, now, before=before, reason=said)
    return current
