"""Every address of the product, for everybody who may come to it: who is let in stands in one table, and an
address without a line in it fails. With another clinic's ids nobody gets in anywhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import make_clinic, make_membership, make_patient, make_user
from tests.interfaces.desk import sign_in
from tests.interfaces.doors import ADDRESS_IS_THE_KEY, DESK, EVERYBODY, OWN_RECORD
from tests.journey.test_outside import TUESDAY, ics
from unknot.clinical.consents import Need
from unknot.journey.book.feeds import make_feed
from unknot.journey.book.models import Booking, BookingStatus, Leave, Service, Session, WaitlistEntry
from unknot.journey.book.outside import add_outside
from unknot.journey.book.places import home
from unknot.journey.book.queues import fitting
from unknot.journey.book.waitlist_offers import offer
from unknot.journey.check.models import Alert, Check, CheckStatus, Episode
from unknot.journey.outbox.models import Message
from unknot.journey.people import consents, queries
from unknot.journey.people.access import SYSTEM, Actor
from unknot.journey.people.models import Clinic, Membership, Patient, Practitioner
from unknot.journey.plan.actions import Share, lay_out
from unknot.journey.plan.models import CarePlan, PlanStatus
from unknot.journey.privacy.merging import merge
from unknot.journey.privacy.requests import ask_about_record
from unknot.journey.visit import actions as charges
from unknot.journey.visit import lettering
from unknot.server.demo import clinic as demo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
# Turned away: to the sign-in, by role, or because there is no such row here.
OUT = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
GONE = HTTPStatus.NOT_FOUND
ROLES = ("owner", "front_desk", "clinician", "treating_owner", "auditor")
HERE, THERE = "redwood.example.org", "hill.example.org"


def addresses() -> Iterator[URLPattern]:
    def walk(patterns: list[Any]) -> Iterator[URLPattern]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns)
            else:
                yield one

    return walk(get_resolver().url_patterns)


@pytest.fixture(scope="module")
def names() -> dict[str, tuple[str, ...]]:
    """Every named address and what it needs."""
    return {str(one.name): tuple(one.pattern.converters) for one in addresses()}


def test_every_address_stands_in_the_table_once(names: dict[str, tuple[str, ...]]) -> None:
    tables = (EVERYBODY, ADDRESS_IS_THE_KEY, OWN_RECORD, DESK)
    told = [name for table in tables for name in table]
    assert sorted(told) == sorted(set(told))
    assert set(told) == set(names), "an address that nobody has said who may open, or one that is gone"


def actor_of(clinic: Clinic, role: str) -> Actor:
    member = Membership.objects.select_related("user").filter(clinic=clinic, role=role).first()
    assert member is not None
    found = queries.staff(member.user, clinic.pk)
    assert found is not None
    return found


def world(clinic: Clinic) -> dict[str, Any]:
    """A row of every kind that an address can name; the demo clinic has most of them."""
    clinician = actor_of(clinic, "clinician")
    kept = Booking.objects.filter(status=BookingStatus.ARRIVED, episode__isnull=False).first()
    assert kept is not None
    person, ahead = kept.patient, Booking.objects.filter(starts_at__gt=NOW + timedelta(days=2)).first()
    given: dict[str, Any] = {"by": SYSTEM, "now": NOW}
    charge = charges.Charge("Visit", 5000)
    ask = consents.ask_consent(patient=person, need=Need("data"), **given)
    consent = consents.give_consent(ask=ask, name="Somebody", language="en", **given)
    bout = Episode.objects.get(id=CarePlan.objects.all()[0].episode_id)
    rows: dict[str, Any] = {
        "booking_id": ahead,
        "patient_id": person,
        "check_id": Check.objects.filter(status=CheckStatus.DECIDED).first(),
        "alert_id": Alert.objects.filter(closed_at=None).first(),
        "episode_id": kept.episode,
        "care_plan_id": CarePlan.objects.filter(status=PlanStatus.AGREED).first(),
        "entry_id": WaitlistEntry.objects.first(),
        "message_id": Message.objects.first(),
        "letter_id": lettering.begin_letter(episode=bout, kind="referral", by=clinician, now=NOW),
        "receipt_id": charges.issue(booking=kept, charges=[charge], currency="USD", **given),
        "item_id": charges.add_price_item(clinic=clinic, name="Tape", price=500, currency="USD", **given),
        "consent_id": consent,
        "request_id": ask_about_record(
            patient=person, kind="correct", words="My name.", by=clinician, now=NOW
        ),
        "feed_id": make_feed(of=Practitioner.objects.all()[0], by=actor_of(clinic, "owner"), now=NOW)[0],
        "calendar_id": add_outside(
            practitioner=Practitioner.objects.all()[0], name="Own", data=ics(TUESDAY), **given
        ),
        "row_id": Service.objects.first(),
        "other_id": make_patient(clinic),
        "merge_id": merge(
            kept=make_patient(clinic), merged=make_patient(clinic), by=actor_of(clinic, "front_desk"), now=NOW
        ),
    }
    ids = {name: one.pk for name, one in rows.items()}
    return {**ids, **others(clinic), "kind": "practitioner", "slug": "services", "on": "2026-11-24"}


def others(clinic: Clinic) -> dict[str, UUID]:
    """What the demo lacks: a course of visits, and an offer to somebody who waits."""
    service = Service.objects.get(slug="chiropractic")
    entry = next(one for one in WaitlistEntry.objects.select_related("service") if fitting(one, now=NOW))
    seat = fitting(entry, now=NOW)[-1]
    who = Practitioner.objects.get(id=seat.practitioner)
    desk = actor_of(clinic, "front_desk")
    course = lay_out(
        patient=Patient.objects.all()[0],
        location=home(clinic),
        phases=[(1, 2)],
        shares=[Share(service)],
        begins=NOW.date(),
        by=SYSTEM,
        now=NOW,
    )
    return {
        "plan_id": course.pk,
        "offer_id": offer(entry=entry, practitioner=who, starts_at=seat.starts_at, by=desk, now=NOW).pk,
        "leave_id": Leave.objects.all()[0].pk,
        "session_id": Session.objects.all()[0].pk,
        "place_id": Practitioner.objects.filter(user__isnull=True)[0].pk,
    }


def member(clinic: Clinic, role: str) -> Membership:
    user = make_user(email=f"{role}@{clinic.slug}.example.org")
    made = make_membership(clinic, role.removeprefix("treating_"), user=user)
    if role.startswith("treating_"):
        Practitioner.objects.create(clinic=clinic, user=user, name=role, kind="chiropractor")
    return made


class _Undo(Exception): ...


def came(client: Client, path: str, host: str) -> int:
    """What an address answers, without keeping what it did: by reading, or by an empty form where it only
    takes forms."""
    answer = None
    try:
        with transaction.atomic():
            answer = client.get(path, headers={"host": host})
            if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                answer = client.post(path, headers={"host": host})
            raise _Undo
    except _Undo:
        pass
    assert answer is not None
    to_sign_in = answer.status_code == HTTPStatus.FOUND and answer["Location"].startswith("/sign-in")
    return HTTPStatus.UNAUTHORIZED if to_sign_in else answer.status_code


@pytest.fixture
def here(settings: Any) -> Iterator[tuple[Clinic, dict[str, Any]]]:
    """The demo clinic at a host of its own, and the ids of its rows."""
    settings.ALLOWED_HOSTS = [".example.org"]
    with time_machine.travel(NOW, tick=False):
        clinic = demo.load(now=NOW, say=lambda words: None)
        Clinic.objects.filter(id=clinic.pk).update(slug="redwood")
        clinic.refresh_from_db()
        yield clinic, world(clinic)


def test_who_is_let_in_is_what_the_table_says(
    here: tuple[Clinic, dict[str, Any]], names: dict[str, tuple[str, ...]]
) -> None:
    """For each role at home; a stranger of the same role has another clinic's ids and gets in nowhere."""
    clinic, rows = here
    there = make_clinic(slug="hill")
    visitor, wrong = Client(), []
    for role in ROLES:
        own, stranger = Client(), Client()
        sign_in(own, member(clinic, role).user)
        sign_in(stranger, member(there, role).user)
        for name, roles in DESK.items():
            path = reverse(name, kwargs={one: rows[one] for one in names[name]})
            got = came(own, path, HERE)
            wrong += [f"{name}, {role}: {got}"] if (got in OUT) is (role in roles) else []
            if any(one.endswith("_id") for one in names[name]):
                got = came(stranger, path, THERE)
                wrong += [] if got in (*OUT, GONE) else [f"{name}, {role} of another clinic: {got}"]
            if role == ROLES[0]:
                got = came(visitor, path, HERE)
                wrong += [] if got == HTTPStatus.UNAUTHORIZED else [f"{name}, nobody: {got}"]
    assert not wrong, chr(10).join(wrong)


def test_an_address_that_is_a_key_opens_nothing_when_it_is_wrong(
    here: tuple[Clinic, dict[str, Any]], names: dict[str, tuple[str, ...]]
) -> None:
    wrong = []
    for name in ADDRESS_IS_THE_KEY:
        given = dict.fromkeys(names[name], "no-such-key")
        given |= {one: "00000000-0000-0000-0000-000000000000" for one in names[name] if one.endswith("_id")}
        got = came(Client(), reverse(name, kwargs=given), HERE)
        wrong += [f"{name}: {got}"] if got != HTTPStatus.NOT_FOUND else []
    assert wrong == []


def test_a_persons_own_pages_open_for_nobody_who_has_not_come_in(
    here: tuple[Clinic, dict[str, Any]], names: dict[str, tuple[str, ...]]
) -> None:
    rows = {**here[1], "code": "no-such-code"}
    staff = Client()
    sign_in(staff, member(here[0], "owner").user)
    for client in (Client(), staff):
        for name in OWN_RECORD - {"me-signin", "me-signout", "me-enter"}:
            path = reverse(name, kwargs={one: rows[one] for one in names[name]})
            try:
                with transaction.atomic():
                    answer = client.get(path, headers={"host": HERE})
                    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                        answer = client.post(path, headers={"host": HERE})
                    raise _Undo
            except _Undo:
                pass
            assert answer.status_code in (HTTPStatus.FOUND, HTTPStatus.NOT_FOUND), name
            assert "/me" in answer.get("Location", "/me"), name
