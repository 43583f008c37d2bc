"""Loads the demo clinic into an empty database, or says why not.

People and the calendar's frame come through the same actions as a real clinic's; the past visits, which no
action could make (nobody books into the past), are written in bulk with their claims and their events.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse

from unknot.journey.people import actions, queries
from unknot.journey.people.access import SYSTEM, Actor
from unknot.journey.people.models import Clinic, Membership, Patient, Practitioner, Role
from unknot.journey.record.actions import link
from unknot.server.demo import asked, calendar, callers, care, extras, house, signed, told
from unknot.server.demo import people as cast
from unknot.server.stop import Stop

Say = Callable[[str], object]


def is_loaded() -> bool:
    return any(clinic.is_demo for clinic in queries.clinics())


def has_real_clinic() -> bool:
    return any(not clinic.is_demo for clinic in queries.clinics())


def sign_ins(address: str) -> list[str]:
    width = max(len(one.email) for one in cast.STAFF)
    lines = [
        f"  {Role(one.role).label.lower():<10}  {one.email:<{width}}  {one.password}" for one in cast.STAFF
    ]
    where = f"Nobody in it is real. Staff sign in at {address}{reverse('signin')}:"
    return [where, *lines, cast.OPEN_TO_ALL]


def load(*, now: datetime, say: Say) -> Clinic:
    """All of it or nothing: a half-loaded demo would look like a bug of the product."""
    if has_real_clinic():
        raise Stop(
            "this database belongs to a real clinic, and demo patients must never stand among real ones: "
            "name another database with DATABASE_URL, or another folder with UNKNOT_HOME."
        )
    if is_loaded():
        raise Stop("the demo clinic is there already; for a new one, remove the database first.")
    with transaction.atomic():
        clinic = _open(now)
        practitioners = _staff(clinic, now)
        patients = _patients(clinic, now)
        say(f"  {len(practitioners)} practitioners, {len(patients)} invented patients")
        frame = calendar.furnish(clinic, practitioners, now)
        extras.keep_holidays(clinic, now)
        say(f"  {calendar.fill(frame, patients, now)} visits over sixteen weeks")
        say(f"  {extras.add(frame, patients, now)} sessions of a class, and a second house in another zone")
        checks = callers.ring(clinic, patients, _staff_actor(clinic, Role.FRONT_DESK), now)
        say(f"  {len(checks)} checks, some of them worrying")
        say(f"  {told.write_down(patients, now)} people with history, medicines and whom to call")
        plans, notes = care.write(patients, _staff_actor(clinic, Role.CLINICIAN), now)
        say(f"  {plans} written plans, {notes} signed notes")
        say(f"  {asked.ask(patients, now)} people ask about their records")
        say(f"  {signed.sign(patients, now)} consents signed, one of them taken back")
        say(f"  {callers.seat(frame.services, patients, checks, now)} visits booked from them")
    link(now=now, clinic_id=clinic.pk)
    return clinic


def _open(now: datetime) -> Clinic:
    clinic = actions.open_clinic(
        name=house.NAME,
        slug=house.SLUG,
        zone=house.ZONE,
        country=house.COUNTRY,
        phone=house.PHONE,
        email=house.EMAIL,
        address=house.ADDRESS,
        is_demo=True,
        by=SYSTEM,
        now=now,
    )
    return actions.set_policy(clinic=clinic, texts_name=house.TEXTS_NAME, by=SYSTEM, now=now)


def _staff(clinic: Clinic, now: datetime) -> dict[str, Practitioner]:
    treating = {}
    for one in cast.STAFF:
        member = actions.invite(
            clinic=clinic, email=one.email, name=one.name, role=one.role, by=SYSTEM, now=now
        )
        actions.set_password(membership=member, password=one.password, by=SYSTEM, now=now)
        if one.treats_as:
            treating[one.name] = actions.add_practitioner(
                clinic=clinic, name=one.name, kind=one.treats_as, user=member.user, by=SYSTEM, now=now
            )
    for name, kind in cast.OTHERS:
        treating[name] = actions.add_practitioner(clinic=clinic, name=name, kind=kind, by=SYSTEM, now=now)
    return treating


def _staff_actor(clinic: Clinic, role: str) -> Actor:
    """The one of the demo who has this role."""
    member = Membership.objects.select_related("user").get(clinic=clinic, role=role)
    actor = queries.staff(member.user, clinic.pk)
    if actor is None:
        raise LookupError(f"the demo's {role} cannot sign in")
    return actor


def _patients(clinic: Clinic, now: datetime) -> list[Patient]:
    year = now.astimezone(ZoneInfo(clinic.zone)).year
    return [
        actions.register_patient(
            clinic=clinic,
            name=one.name,
            email=one.email,
            phone=one.phone,
            birth_year=one.birth_year,
            is_synthetic=True,
            by=SYSTEM,
            now=now,
        )
        for one in cast.patients(year)
    ]
