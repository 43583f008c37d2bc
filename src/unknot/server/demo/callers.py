"""A few who took the check lately, through the same actions as everybody: some fine, some not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from unknot.clinical.questions import plain, read_answers
from unknot.clinical.translating import assumed
from unknot.journey.book import actions as booking_actions
from unknot.journey.book.models import Service
from unknot.journey.book.queries import first_available
from unknot.journey.check import actions, alerting, queries
from unknot.journey.check.models import Alert, Check, CheckStatus
from unknot.journey.people.access import Actor, holder, visitor
from unknot.journey.people.models import Clinic, Patient
from unknot.knowledge.load import knowledge


@dataclass(frozen=True, slots=True)
class Caller:
    """Who it was, how long ago, and what they did not deny; `closed` is what the desk did about it."""

    patient: int
    hours_ago: float
    said: Mapping[str, object]
    asks_for_a_call: bool = False
    books: str = ""
    closed: str = ""


BACK: dict[str, object] = {"sex": "female", "pain_sites": ["low_back"], "pain_severity": 6}

CALLERS = (
    Caller(
        3,
        50,
        {**BACK, "pain_onset": "sudden", "movement_effect": "worse", "muscle_spasm": True},
        books="first-visit",
    ),
    Caller(
        11,
        30,
        {**BACK, "sex": "male", "pain_severity": 3, "improves_with_rest": True},
        books="advice",
    ),
    Caller(
        17,
        26,
        {**BACK, "leg_pain": "left", "leg_pain_below_knee": True, "worse_with_sitting": True},
    ),
    Caller(
        23,
        21,
        {**BACK, "saddle_numbness": "new", "bladder_emptying": "new"},
        asks_for_a_call=True,
        closed="Rang at once; her son drove her to the emergency department, who have called back.",
    ),
    Caller(
        29,
        3,
        {**BACK, "weight_loss": True, "cancer_history": "past", "night_pain": True},
    ),
    Caller(
        36,
        1.5,
        {**BACK, "sex": "male", "fever": True, "diabetes": True, "pain_severity": 8},
        asks_for_a_call=True,
    ),
    Caller(
        44,
        0.5,
        {**BACK, "movement_effect": "worse", "previous_similar_episodes": True},
        asks_for_a_call=True,
    ),
)


def ring(clinic: Clinic, patients: Sequence[Patient], desk: Actor, now: datetime) -> dict[int, Check]:
    """The decided check of each who called, by the caller's place among the patients."""
    return {
        caller.patient: one(clinic, patients[caller.patient], caller, now, desk=desk) for caller in CALLERS
    }


def seat(
    services: Mapping[str, Service], patients: Sequence[Patient], checks: Mapping[int, Check], now: datetime
) -> int:
    """Who was free to book did so, at the first free start; their letters are in the outbox."""
    booking = [caller for caller in CALLERS if caller.books]
    for caller in booking:
        service, check, person = services[caller.books], checks[caller.patient], patients[caller.patient]
        booking_actions.book(
            clinic=service.clinic,
            service=service,
            starts_at=first_available(service, now=now, limit=1)[0],
            check=check,
            name=person.name,
            email=person.email,
            phone=person.phone,
            by=holder(check, clinic_id=service.clinic_id),
            now=now,
        )
    return len(booking)


def one(
    clinic: Clinic, patient: Patient, caller: Caller, now: datetime, *, desk: Actor | None = None
) -> Check:
    """Their check, decided as long ago as they say; the desk closes what it raised where there is a word."""
    at = now - timedelta(hours=caller.hours_ago)
    check = actions.begin(clinic=clinic, by=visitor(clinic), now=at)
    person = holder(check, clinic_id=clinic.pk, name=patient.name)
    at += timedelta(minutes=3)
    check = actions.answer(check=check, answers=_answers(caller, patient, at), by=person, now=at)
    if check.status != CheckStatus.DECIDED:
        check = actions.decide(check=check, by=person, now=at)
    if check.episode:
        actions.name_patient(episode=check.episode, patient=patient, by=person, now=at)
    if caller.asks_for_a_call:
        at += timedelta(minutes=2)
        alerting.leave_contact(check=check, name=patient.name, phone=patient.phone, by=person, now=at)
    if caller.closed and desk:
        for alert in _open_alerts(desk, check):
            alerting.close_alert(alert=alert, word=caller.closed, by=desk, now=at + timedelta(minutes=9))
    return check


def _answers(caller: Caller, patient: Patient, now: datetime) -> dict[str, object]:
    """What the caller said, and "no" to everything else that the check asks."""
    known = knowledge()
    said = {"age": now.year - (patient.birth_year or now.year), **caller.said}
    return dict(plain(assumed(read_answers(said, known), known)))


def _open_alerts(desk: Actor, check: Check) -> list[Alert]:
    return [alert for alert in queries.open_alerts(desk) if alert.from_check_id == check.pk]
