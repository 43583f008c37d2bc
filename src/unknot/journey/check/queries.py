"""Reading checks: by the token of whoever answers, or by staff under the table of access; what waits at the
desk; whether a check still opens booking; and which instruments a clinic can ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from unknot.clinical.findings import Finding
from unknot.clinical.questionnaires.filling import filled, mismatches
from unknot.clinical.questionnaires.instruments import Instrument
from unknot.journey.check.facts import assessment_of, discreet, filling_of, tier_of
from unknot.journey.check.models import Alert, Check, CheckStatus, Episode, InstrumentText
from unknot.journey.language import words as in_words
from unknot.journey.people.access import Actor, may, own_clinic
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.record import queries as record
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal
from unknot.knowledge.languages import ENGLISH
from unknot.knowledge.load import knowledge, offered

# Cauda equina syndrome comes mostly within two weeks of the first visit whatever the treatment (TRAGER24), so
# older answers do not speak for today. This is for booking; before every visit the signs are asked again.
HOLDS_FOR = timedelta(days=14)
# Whoever comes back later may feel otherwise by then: yesterday's answers must not be decided as today's.
RESUMABLE_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reading:
    """A check as one actor may see it: without private answers for those whom they do not concern."""

    check: Check
    flags: tuple[Finding, ...]
    open: tuple[Finding, ...]
    hides_private: bool


def draft(token: str, *, now: datetime) -> Check | None:
    """The check that this token resumes; none when it was begun too long ago."""
    found = Check.objects.select_related("clinic").filter(token=token, status=CheckStatus.DRAFT)
    return found.filter(started_at__gte=now - RESUMABLE_FOR).first()


def decided(token: str) -> Check | None:
    found = Check.objects.select_related("clinic", "episode__patient")
    return found.filter(token=token, status=CheckStatus.DECIDED).first()


def check(actor: Actor, check_id: UUID) -> Check | None:
    found = Check.objects.select_related("clinic", "episode__patient")
    return found.filter(clinic_id=own_clinic(actor, "check.read"), id=check_id).first()


def check_to_trace(actor: Actor, check_id: UUID) -> Check | None:
    """The check, for those who may see how it was decided."""
    clinic_id = own_clinic(actor, "check.trace")
    found = Check.objects.select_related("clinic", "episode__patient")
    return found.filter(clinic_id=clinic_id, id=check_id, status=CheckStatus.DECIDED).first()


def episode(actor: Actor, episode_id: UUID) -> Episode | None:
    found = Episode.objects.select_related("patient")
    return found.filter(clinic_id=own_clinic(actor, "check.read"), id=episode_id).first()


def episodes_of(actor: Actor, patients: Iterable[UUID]) -> list[Episode]:
    """The bouts of these people, the latest first."""
    found = Episode.objects.filter(clinic_id=own_clinic(actor, "check.read"), patient_id__in=list(patients))
    return list(found.order_by("-started_at"))


def checks_of(actor: Actor, episode: Episode, *, limit: int) -> list[Check]:
    """The results of one bout, the latest first."""
    found = Check.objects.filter(clinic_id=own_clinic(actor, "check.read"), episode=episode)
    found = found.filter(status=CheckStatus.DECIDED).select_related("episode")
    return list(found.order_by("-decided_at", "-id")[:limit])


def alerts_of(actor: Actor, episode: Episode, *, limit: int) -> list[Alert]:
    """What was raised in one bout, with who dealt with it; the latest first."""
    found = Alert.objects.filter(clinic_id=own_clinic(actor, "check.read"), episode=episode)
    return list(found.select_related("closed_by").order_by("-raised_at", "-id")[:limit])


def openings_of(actor: Actor, episode: Episode, *, limit: int) -> list[Event]:
    """When care was closed in one bout, and who opened it again and why; the latest first."""
    if own_clinic(actor, "check.read") != episode.clinic_id:
        return []
    return record.history(episode, kinds=("check.booking_closed", "check.booking_opened"), limit=limit)


def recent(actor: Actor, *, limit: int = 50) -> list[Check]:
    """The clinic's latest results, youngest first."""
    clinic_id = own_clinic(actor, "check.read")
    found = Check.objects.select_related("episode__patient")
    return list(found.filter(clinic_id=clinic_id, status=CheckStatus.DECIDED).order_by("-id")[:limit])


def open_alerts(actor: Actor) -> list[Alert]:
    """What somebody must look at, most urgent first and then whoever has waited longest."""
    clinic_id = own_clinic(actor, "check.read")
    found = Alert.objects.select_related("from_check", "episode__patient")
    return list(found.filter(clinic_id=clinic_id, closed_at=None).order_by("-tier", "raised_at"))


def closed_alerts(actor: Actor, *, limit: int = 50) -> list[Alert]:
    """What was dealt with, by whom and with which word; latest first."""
    clinic_id = own_clinic(actor, "check.read")
    found = Alert.objects.select_related("from_check", "episode__patient", "closed_by")
    return list(found.filter(clinic_id=clinic_id, closed_at__isnull=False).order_by("-closed_at")[:limit])


def alert(actor: Actor, alert_id: UUID) -> Alert | None:
    found = Alert.objects.select_related("from_check", "episode__patient", "clinic")
    return found.filter(clinic_id=own_clinic(actor, "check.read"), id=alert_id).first()


def reading(actor: Actor, check: Check) -> Reading | None:
    """What was found and why, cut to what this actor may see; None for a draft, and for those who may see
    nothing."""
    assessment = assessment_of(check)
    if assessment is None or not may(actor, "check.read", check.clinic_id, check):
        return None
    if may(actor, "check.read_private", check.clinic_id, check):
        return Reading(check, assessment.flags, assessment.open, hides_private=False)
    flags = tuple(discreet(flag, knowledge()) for flag in assessment.flags)
    still_open = tuple(discreet(flag, knowledge()) for flag in assessment.open)
    hides = flags != assessment.flags or still_open != assessment.open
    return Reading(check, flags, still_open, hides_private=hides)


def latest(actor: Actor, patient: Patient, *, now: datetime) -> Check | None:
    """The person's last decided check that is still recent enough to book by; what it opens is for
    `refusal_to_book`."""
    found = Check.objects.filter(
        clinic_id=own_clinic(actor, "check.read"),
        episode__patient=patient,
        status=CheckStatus.DECIDED,
        started_at__gte=now - HOLDS_FOR,
    )
    return found.select_related("clinic", "episode").order_by("-decided_at").first()


def closed_episode(patient: Patient) -> Episode | None:
    """The patient's episode for which booking is closed, if there is one that has not ended."""
    return Episode.objects.filter(patient=patient, booking_closed=True, ended_at=None).first()


def refusal_to_book(check: Check, *, hands_on: bool, now: datetime) -> Refusal | None:
    """Why this check does not open booking (of hands-on care or of any), in words for the person; None when
    it does."""
    tier = tier_of(check)
    if tier is None or check.episode is None:
        return Refusal("not_decided", _("Please finish the check first."))
    route = in_words().routes[tier.code]
    if check.episode.booking_closed:
        earlier = _(
            "Earlier answers closed online booking until a clinician has spoken with you. "
            "Please call us: %(phone)s."
        ) % {"phone": check.clinic.phone}
        return Refusal("booking_closed", route.booking_words if route.booking == "closed" else earlier)
    if now - check.started_at > HOLDS_FOR:
        words = _(
            "Your answers are more than two weeks old. Please answer the questions again before you book."
        )
        return Refusal("stale", words)
    if hands_on and keeps_hands_off(check):
        return Refusal("not_offered", route.booking_words)
    return None


def keeps_hands_off(check: Check) -> bool:
    """Whether this check leaves hands-on care to wait for a physician, and no clinician opened it since."""
    tier = tier_of(check)
    if tier is None or check.decided_at is None or knowledge().routes[tier.code].booking != "no_hands_on":
        return False
    opened_at = check.episode.opened_at if check.episode else None
    return opened_at is None or opened_at < check.decided_at


def is_held(episode: Episode) -> bool:
    """Whether there is something here for a clinician to open: booking is closed, or the latest check keeps
    hands-on care waiting."""
    if episode.booking_closed:
        return True
    latest = Check.objects.filter(episode=episode, status=CheckStatus.DECIDED).order_by("-decided_at").first()
    return latest is not None and keeps_hands_off(latest)


def held_back(patient: Patient) -> bool:
    """Whether hands-on care of this person waits for a physician: the latest answers of a bout that has not
    ended say so, and no clinician opened it since."""
    return any(is_held(one) for one in Episode.objects.filter(patient=patient, ended_at=None))


def instruments_for(clinic: Clinic, *, language: str = "en") -> dict[str, Instrument]:
    """The instruments that this clinic can ask in this language, by id: those in our own words where we have
    them in it, and those whose slots it filled. Words that no longer fit the definition are as good as none:
    their scores would be wrong."""
    has_words = language in {one.code for one in offered()}
    known = knowledge(language if has_words else ENGLISH).questionnaires.instruments
    texts = InstrumentText.objects.filter(clinic=clinic, language=language, replaced_at=None)
    fillings = {text.instrument: filling_of(text) for text in texts}
    return {
        name: filled(one, fillings[name]) if name in fillings else one
        for name, one in known.items()
        if (has_words and one.is_ready) or (name in fillings and not any(mismatches(fillings[name], known)))
    }


def instrument_texts(actor: Actor, instrument_id: str) -> list[InstrumentText]:
    """All words that the actor's clinic ever asked this instrument with, the present ones of each language
    first."""
    found = InstrumentText.objects.filter(clinic_id=own_clinic(actor, "check.read"), instrument=instrument_id)
    return list(found.order_by("language", "-number"))


def current_text(clinic: Clinic, instrument_id: str, language: str) -> InstrumentText | None:
    """The words in which this clinic asks the instrument at present."""
    found = InstrumentText.objects.filter(clinic=clinic, instrument=instrument_id, language=language)
    return found.filter(replaced_at=None).first()
