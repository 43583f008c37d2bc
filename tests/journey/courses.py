"""A course of care in a small clinic, for tests of plans: adjustments, a massage, a look again."""

from dataclasses import dataclass
from typing import Any

from tests.factories import NOW, make_patient, make_practitioner
from tests.journey.diary import WEEK, Diary, make_diary
from unknot.journey.book.arranging import add_room, add_service, set_hours
from unknot.journey.book.models import Location, RoomKind, Service
from unknot.journey.book.places import home
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Patient, PractitionerKind
from unknot.journey.plan.actions import Share, lay_out
from unknot.journey.plan.models import Plan
from unknot.journey.plan.placing import propose, take
from unknot.journey.plan.queries import visits_of
from unknot.scheduling.ticks import instant_of


@dataclass(frozen=True, slots=True)
class Practice:
    diary: Diary
    massage: Service
    again: Service
    location: Location
    patient: Patient

    @property
    def clinic(self) -> Any:
        return self.diary.clinic


def make_practice(
    *, chiropractors: int = 2, rooms: int = 3, clinic: Clinic | None = None, patient: Patient | None = None
) -> Practice:
    """Chiropractors, one massage therapist, rooms; visits may be booked far ahead."""
    diary = make_diary(practitioners=chiropractors, rooms=rooms, clinic=clinic, horizon_days=14)
    clinic = diary.clinic
    masseur = make_practitioner(clinic, kind=PractitionerKind.MASSAGE_THERAPIST)
    set_hours(practitioner=masseur, hours=WEEK, by=SYSTEM, now=NOW)
    add_room(clinic=clinic, name="Quiet room", kind=RoomKind.TREATMENT, by=SYSTEM, now=NOW)
    kinds: dict[str, Any] = {"room_kind": RoomKind.TREATMENT, "clinic": clinic, "by": SYSTEM, "now": NOW}
    massage = add_service(
        name="Massage",
        slug="massage",
        minutes=45,
        practitioner_kind=PractitionerKind.MASSAGE_THERAPIST,
        **kinds,
    )
    again = add_service(
        name="Looking again",
        slug="again",
        minutes=45,
        practitioner_kind=PractitionerKind.CHIROPRACTOR,
        **kinds,
    )
    return Practice(diary, massage, again, home(clinic), patient or make_patient(clinic))


def make_plan(practice: Practice, **fields: Any) -> Plan:
    """Twice a week for two weeks, weekly for two more; a massage at the second visit, a look again at the
    sixth by who began. Laid out by the system for the day of NOW."""
    adjustment = practice.diary.service
    given: dict[str, Any] = {
        "patient": practice.patient,
        "location": practice.location,
        "phases": [(2, 2), (1, 2)],
        "shares": [
            Share(adjustment),
            Share(practice.massage, frozenset({2})),
            Share(practice.again, frozenset({6}), adjustment),
        ],
        "begins": NOW.date(),
        "by": SYSTEM,
        "now": NOW,
    }
    return lay_out(**{**given, **fields})


def place_all(plan: Plan, **fields: Any) -> Plan:
    """The plan with everything booked as proposed."""
    proposal = propose(plan=plan, by=SYSTEM, now=NOW)
    take(
        **{
            "plan": plan,
            "seats": proposal.new,
            "version": proposal.version,
            "by": SYSTEM,
            "now": NOW,
            **fields,
        }
    )
    plan.refresh_from_db()
    return plan


def starts(plan: Plan) -> dict[str, Any]:
    """Where each visit is booked, by its key."""
    return {one.key: one.booking.starts_at for one in visits_of(plan) if one.booking}


def days(plan: Plan) -> list[int]:
    """The days of the booked trips, counted from the first."""
    found = sorted({at.date() for at in starts(plan).values()})
    return [(day - found[0]).days for day in found]


def start_of(seat: Any) -> Any:
    return instant_of(seat.start)
