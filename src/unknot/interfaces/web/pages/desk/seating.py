"""A seat for somebody on the phone: the caller just heard, services that fit, times that are free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms

from unknot.interfaces.web.pages.desk.door import DeskRequest
from unknot.interfaces.web.pages.desk.said import because
from unknot.interfaces.web.pages.desk.times import start_of, starts, wished
from unknot.interfaces.web.pages.desk.wish import wish
from unknot.journey.book import actions, queries
from unknot.journey.book.models import Booking, Location, Service
from unknot.journey.check import queries as checks
from unknot.journey.check.facts import tier_of
from unknot.journey.check.models import Check
from unknot.journey.people import queries as people
from unknot.journey.people.models import Patient, Practitioner
from unknot.journey.refusals import Refusal
from unknot.knowledge.load import knowledge
from unknot.scheduling.hours import instant

FIRST = 12


def remember(request: DeskRequest, check: Check, patient: Patient | None) -> None:
    """Which known person is on the phone, until the visit is booked."""
    request.session["caller"] = {"check": str(check.id), "patient": str(patient.id) if patient else ""}


def caller(request: DeskRequest, check: Check) -> Patient | None:
    kept = request.session.get("caller") or {}
    known = kept.get("patient") if kept.get("check") == str(check.id) else ""
    return people.patient(request.actor, UUID(known)) if known else None


def known_of(check: Check, patient: Patient | None) -> dict[str, str]:
    """What the form need not ask again."""
    said = {"name": check.contact_name, "phone": check.contact_phone}
    if patient is None:
        return said
    return {"name": patient.name, "phone": said["phone"] or patient.phone, "email": patient.email}


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be booked after this check, and which of it is being looked at."""

    services: Sequence[Service]
    service: Service | None
    practitioners: Sequence[Practitioner]
    practitioner: Practitioner | None
    places: Sequence[Location] = ()
    place: Location | None = None


def choices(request: DeskRequest, check: Check) -> Choices:
    services = queries.services_for(request.clinic, check, for_staff=True)
    wanted = request.POST.get("service") or request.GET.get("service")
    service = next((one for one in services if one.slug == wanted), None)
    if service is None and (wished_for := wish(request)):
        service = wished_for.first_of(services)
    if service is None and services:
        service = services[0]
    if service is None:
        return Choices((), None, (), None)
    places = queries.places_for(service)
    asked = request.POST.get("place") or request.GET.get("place")
    place = next((one for one in places if str(one.pk) == asked), places[0] if places else None)
    staff = queries.practitioners_for(service, location=place)
    return Choices(services, service, staff, wished(request, staff), places, place)


def times(request: DeskRequest, chosen: Choices) -> dict[str, object]:
    """The first free times; or, when somebody pointed at a time, those nearest to it."""
    wished_for = wish(request)
    if chosen.service is None:
        return {"starts": []}
    if wished_for is None:
        found = queries.first_available(
            chosen.service,
            now=request.now,
            practitioner=chosen.practitioner,
            location=chosen.place,
            limit=FIRST,
            for_staff=True,
        )
    else:
        found = queries.nearest_to(
            chosen.service,
            wanted=wished_for.at,
            now=request.now,
            practitioner=chosen.practitioner,
            location=chosen.place,
            limit=FIRST,
            for_staff=True,
        )
    zone = chosen.place.zone if chosen.place else request.clinic.zone
    return {
        "zone": zone,
        "starts": starts(found, zone, request.now),
        "wish": wished_for,
        "wish_is_free": wished_for is not None and wished_for.at in found,
    }


def wanted(request: DeskRequest) -> str:
    """The time that somebody pointed at, as a choice of the form."""
    wished_for = wish(request)
    return wished_for.at.isoformat() if wished_for else ""


def book(request: DeskRequest, check: Check, chosen: Choices, typed: Mapping[str, Any]) -> Booking:
    """A known person keeps their record; a name that was typed over it is somebody else."""
    if chosen.service is None:
        raise Refusal("not_offered", "After these answers no visit can be booked.")
    patient = caller(request, check)
    is_known = patient is not None and patient.name == typed["name"].strip()
    booking = actions.book(
        clinic=request.clinic,
        service=chosen.service,
        practitioner=chosen.practitioner,
        location=chosen.place,
        starts_at=_start(request, chosen, typed),
        despite=typed["despite"] if typed["day"] else None,
        check=check,
        patient=patient if is_known else None,
        name=typed["name"],
        email=typed["email"],
        phone=typed["phone"],
        note=typed["note"],
        by=request.actor,
        now=request.now,
    )
    request.session.pop("caller", None)
    return booking


def _start(request: DeskRequest, chosen: Choices, typed: Mapping[str, Any]) -> datetime:
    """One of the free times; or any other, on the clock of the place, to be booked against the calendar."""
    if not typed["day"]:
        return start_of(typed["start"])
    zone = ZoneInfo(chosen.place.zone if chosen.place else request.clinic.zone)
    return instant(typed["day"], typed["clock"], zone, last=False)


def explain(form: forms.Form, refusal: Refusal) -> None:
    """The refusal beside the field it is about; when a time is gone, the others stand there to choose."""
    field = {"starts_at": "start"}.get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, refusal.words)


def advice(request: DeskRequest, check: Check) -> dict[str, object]:
    """How urgent it is, in words for the caller and for whoever sits at the desk."""
    known, tier = knowledge(), tier_of(check)
    reading = checks.reading(request.actor, check)
    if tier is None or reading is None:
        raise Refusal("not_found", "This check is not finished.")
    route = known.routes[tier.code]
    number = known.numbers_for(request.clinic.country).ambulance
    lines: dict[str, tuple[str, ...]] = {
        "headline": (route.headline,),
        "staff": (route.staff,),
        "steps": route.steps,
        "say": route.say,
        "do_not": route.do_not,
    }
    words = {key: [one.replace("{emergency}", number) for one in lines[key]] for key in lines}
    patient = check.episode.patient if check.episode else None
    return {
        **words,
        "who": check.contact_name or (patient.name if patient else ""),
        "headline": words["headline"][0],
        "staff": words["staff"][0],
        "tier": tier,
        "route": route,
        "booking_words": route.booking_words,
        "flags": [{"title": one.title, "words": because(one)} for one in reading.flags],
        "held_up": known.held_up.words if reading.open and not reading.flags else "",
        "special": _special(request, [one.action for one in reading.flags]),
    }


def _special(request: DeskRequest, ids: Sequence[str]) -> list[dict[str, object]]:
    known = knowledge()
    number = known.numbers_for(request.clinic.country).ambulance
    return [
        {
            "headline": known.actions[one].headline.replace("{emergency}", number),
            "steps": [step.replace("{emergency}", number) for step in known.actions[one].steps],
        }
        for one in dict.fromkeys(ids)
        if one in known.actions
    ]
