"""Before a visit: the warning signs once more, pain now, how the last visit was taken. A tick stops the visit
with advice, closes hands-on care and calls the desk, all in the transaction that stores it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from unknot.clinical import arrival as core
from unknot.clinical.arrival import Sign, State
from unknot.clinical.asking import Screen
from unknot.clinical.urgency import Tier
from unknot.journey.book.links import behind, code_of
from unknot.journey.book.models import HOLDING, Booking
from unknot.journey.check import asking_again
from unknot.journey.check.alerting import heed, raise_alert
from unknot.journey.check.facts import tier_of
from unknot.journey.check.models import AlertKind, Check, Episode
from unknot.journey.people.access import CLINICIAN, Actor, may, own_clinic, require
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal
from unknot.journey.visit.models import Arrival, Reaction
from unknot.knowledge.load import knowledge

# From when on a person may answer; until then what they say would be old by the visit.
OPENS = timedelta(hours=24)
LONGEST = 2000
# Who stands at the door: from long after the beginning of a visit that may run late, to later the same day.
LATE, AHEAD = timedelta(hours=2), timedelta(hours=12)
LAST_DIGITS = 4
_ADDRESS = "unknot.arrival"
WHERE = "the questions before a visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says before a visit; `ticked` are ids of signs. Nothing said is nothing known."""

    ticked: Collection[str] = ()
    none_new: bool = False
    pain: int | None = None
    reaction: str = ""
    words: str = ""


def asked_of(booking: Booking) -> tuple[tuple[Screen, tuple[Sign, ...]], ...]:
    """The list of signs for the person of this visit, in the words of the page that is being made."""
    return asking_again.asked(booking.patient_id)


def is_asked_for(booking: Booking, now: datetime) -> bool:
    """Whether these questions are for now: around the day of a visit that stands."""
    return booking.is_standing and booking.starts_at - OPENS <= now < booking.ends_at + OPENS


def arrive(*, booking: Booking, said: Said, by: Actor, now: datetime, language: str = "en") -> Arrival:
    """Stores it as it was said. With a tick its `from_check` has the sign in it already: decided where that
    is an emergency, else to be gone on with. Raises Refusal for what cannot be."""
    require(by, "visit.arrive", booking.clinic_id, booking)
    _refuse(booking, said, now)
    with transaction.atomic():
        asked = asked_of(booking)
        listed = [sign.id for _screen, found in asked for sign in found]
        ticked = [sign for sign in listed if sign in said.ticked]
        if len(ticked) < len(set(said.ticked)):
            raise Refusal("signs", _("Please look at the list again."), field="signs")
        episode = _bout(booking, now) if ticked else booking.episode
        check = None
        if episode and ticked:
            check = asking_again.open_check(
                patient=booking.patient, episode=episode, ticked=ticked, by=by, now=now, language=language
            )
        row = Arrival.objects.create(
            clinic_id=booking.clinic_id,
            booking=booking,
            patient_id=booking.patient_id,
            episode=episode,
            from_check=check,
            asked=listed,
            ticked=ticked,
            none_new=said.none_new and not ticked,
            pain=said.pain,
            reaction=said.reaction,
            words=said.words.strip(),
            knowledge_version=knowledge().version,
            language=language,
            asked_by_id=UUID(by.id) if by.kind == "staff" else None,
            said_at=now,
        )
        _tell(row, by, now)
        if check:
            asking_again.call_desk(check=check, ticked=ticked, where=WHERE, now=now)
        _follow(row, booking, by, now)
    return row


def arrival_code(booking: Booking) -> str:
    """The address of these questions for one visit. It opens nothing else: it may stand on a door."""
    return code_of(booking.id, _ADDRESS)


def visit_behind(code: str) -> Booking | None:
    found = behind(code, _ADDRESS)
    rows = Booking.objects.select_related("clinic", "patient", "service", "practitioner", "episode")
    return rows.filter(id=found).first() if found else None


def at_the_door(clinic: Clinic, *, name: str, digits: str, now: datetime) -> Booking | None:
    """Today's next visit of the one person who has this family name and a telephone number that ends so. None
    also where two people do: they ask at the desk."""
    told = name.strip().casefold()
    if not told or len(digits) != LAST_DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    found = Booking.objects.filter(
        clinic=clinic, starts_at__range=(now - LATE, now + AHEAD), status__in=HOLDING
    ).select_related("patient")
    rows = [row for row in found.order_by("starts_at") if _is(row.patient, told, digits)]
    return rows[0] if rows and len({row.patient_id for row in rows}) == 1 else None


def _is(patient: Patient, told: str, digits: str) -> bool:
    number = "".join(sign for sign in patient.phone if sign.isdigit())
    return told in patient.name.casefold().split() and number.endswith(digits)


def state_of(row: Arrival | None) -> State:
    """Whether the visit may begin by what was said: "open" is not asked, or not answered."""
    if row is None:
        return "open"
    tier = tier_of(row.from_check) if row.from_check else None
    return core.state(row.ticked, tier, none=row.none_new)


def last_said(booking: Booking) -> Arrival | None:
    """For whoever has just said it."""
    return Arrival.objects.filter(booking=booking).select_related("from_check").first()


def worst(rows: Collection[Arrival]) -> State:
    """What was said once goes on counting: a later "none" does not take back a tick."""
    states = {state_of(row) for row in rows}
    return "stopped" if "stopped" in states else "clear" if "clear" in states else "open"


def arrivals(actor: Actor, bookings: Collection[UUID]) -> dict[UUID, list[Arrival]]:
    """What was said before these visits, the latest first."""
    found = Arrival.objects.filter(clinic_id=own_clinic(actor, "visit.read_arrivals"), booking__in=bookings)
    rows: dict[UUID, list[Arrival]] = {}
    for row in found.select_related("from_check", "asked_by"):
        rows.setdefault(row.booking_id, []).append(row)
    return rows


def signs_words(actor: Actor, row: Arrival) -> list[str]:
    """The signs that were ticked, as this actor may read them."""
    return asking_again.signs_words(actor, row.ticked, row.clinic_id)


def of_check(check: Check) -> Arrival | None:
    """Before which visit this check was opened, if before one."""
    return Arrival.objects.filter(from_check=check).select_related("booking").first()


def arrivals_in(actor: Actor, episode: Episode, *, limit: int) -> list[Arrival]:
    if not may(actor, "visit.read_arrivals", episode.clinic_id):
        return []
    found = Arrival.objects.filter(clinic_id=episode.clinic_id, episode=episode)
    return list(found.select_related("from_check")[:limit])


def _refuse(booking: Booking, said: Said, now: datetime) -> None:
    if not is_asked_for(booking, now):
        raise Refusal("not_now", _("These questions are for the day of the visit."))
    if said.pain is not None and not 0 <= said.pain <= 10:
        raise Refusal("pain", _("Please choose a number from 0 to 10."), field="pain")
    if said.reaction not in {"", *Reaction.values}:
        raise Refusal("reaction", _("Please choose one of the answers."), field="reaction")
    if len(said.words) > LONGEST:
        words = _("Please keep the note under %(n)s characters.") % {"n": LONGEST}
        raise Refusal("words", words, field="words")


def _bout(booking: Booking, now: datetime) -> Episode:
    """The bout of this visit, else the person's open one, else a new one."""
    if booking.episode:
        return booking.episode
    there = Episode.objects.filter(patient_id=booking.patient_id, ended_at=None).order_by("-id").first()
    return there or Episode.objects.create(clinic=booking.clinic, patient=booking.patient, started_at=now)


def _follow(row: Arrival, booking: Booking, by: Actor, now: datetime) -> None:
    if row.reaction == Reaction.STRONG:
        raise_alert(
            clinic=row.clinic,
            kind=AlertKind.ANSWERS,
            reason="A reaction after the last visit that was strong, long or new.",
            tier=Tier.SEE_PHYSICIAN_SOON,
            now=now,
            role=CLINICIAN,
            episode=row.episode or _bout(booking, now),
        )
    heed(
        words=row.words,
        where=WHERE,
        clinic=row.clinic,
        patient=booking.patient,
        episode=row.episode or Episode.objects.filter(patient=booking.patient, ended_at=None).first(),
        now=now,
    )


def _tell(row: Arrival, by: Actor, now: datetime) -> None:
    write(
        clinic_id=row.clinic_id,
        kind="visit.arrived",
        subject=row,
        by=by,
        now=now,
        after=snapshot(row),
        data={"ticked": len(row.ticked), "none_new": row.none_new},
    )
