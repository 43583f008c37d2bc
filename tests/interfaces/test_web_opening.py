"""Opening a record is an event; a restricted one opens to the named, and to a clinician with a reason who is
seen; no address that names a person's row is in no table."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse

from tests.answers import SOON
from tests.factories import NOW, make_episode, make_membership, make_patient
from tests.interfaces.desk import Desk, desk_of, sign_in, words
from tests.journey.checks import decided
from tests.journey.diary import at, booked
from unknot.clinical.consents import Need
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.pages.desk.records import RECORDS
from unknot.interfaces.web.pages.desk.said import short
from unknot.journey.book.models import Booking
from unknot.journey.check.models import Alert, AlertKind, Check
from unknot.journey.outbox.actions import queue
from unknot.journey.people import queries
from unknot.journey.people.access import SYSTEM, holder
from unknot.journey.people.consents import ask_consent
from unknot.journey.people.models import Membership, Patient, Role
from unknot.journey.privacy.models import BrokenGlass, Restriction
from unknot.journey.privacy.opening import NAMED
from unknot.journey.record.models import Event
from unknot.journey.visit.arriving import Said, arrive

pytestmark = pytest.mark.django_db
# Addresses with such an id that open no record: when somebody comes, what they pay, how they are reached; and
# what an owner does with the row itself.
DAILY = frozenset(
    (
        *("desk-booking", "desk-mark", "desk-reminders", "desk-move", "desk-starts", "desk-change"),
        *("desk-cancel", "desk-charge", "desk-earlier", "desk-wait", "desk-plan-new", "desk-statement"),
        *("desk-merge", "desk-person-ask", "desk-privacy-remove", "desk-open-booking", "desk-seat"),
        *("desk-restrict", "desk-break-glass"),
    )
)
WHY = "Collapsed in the waiting room."


@pytest.fixture
def travel() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def page_of(person: Patient) -> str:
    return reverse("desk-person", args=[person.pk])


def colleague(desk: Desk, role: str) -> tuple[Client, Membership]:
    member = make_membership(desk.clinic, role)
    client = Client()
    sign_in(client, member.user)
    return client, member


def restricted(desk: Desk, *named: Membership) -> Patient:
    person = make_patient(desk.clinic)
    given = {"reason": "Works at this clinic.", "named": [str(one.pk) for one in named]}
    answer = desk.client.post(reverse("desk-restrict", args=[person.pk]), given)
    assert answer.status_code == HTTPStatus.FOUND
    return person


def test_every_address_that_names_a_persons_row_is_in_a_table() -> None:
    found = set()
    for pattern in get_resolver().url_patterns:
        for one in getattr(pattern, "url_patterns", [pattern]):
            for inner in getattr(one, "url_patterns", [one]):
                if str(inner.name).startswith("desk-") and set(inner.pattern.converters) & set(NAMED):
                    found.add(inner.name)
    assert found == set(RECORDS) | DAILY
    assert not set(RECORDS) & DAILY


def test_opening_a_record_is_an_event_once_an_hour(client: Client, travel: Any) -> None:
    desk = desk_of(client, "clinician")
    person = make_patient(desk.clinic)
    bout = make_episode(desk.clinic, patient=person)
    for _ in range(2):
        desk.client.get(page_of(person))
        desk.client.get(reverse("desk-episode", args=[bout.pk]))
    opened = Event.objects.filter(kind="privacy.record_opened")
    assert [(one.subject_id, one.actor_name) for one in opened] == [(str(person.pk), "Mara Quill")]
    travel.shift(timedelta(hours=1, seconds=1))
    desk.client.get(page_of(person))
    assert opened.all().count() == 2
    colleague(desk, Role.FRONT_DESK)[0].get(page_of(person))
    assert opened.all().count() == 3


def test_what_was_not_shown_was_not_opened(client: Client, travel: Any) -> None:
    desk = desk_of(client, "front_desk")
    desk.client.get(reverse("desk-person", args=["01a20a5a-054e-76bd-b56a-7de06e111966"]))
    bout = make_episode(desk.clinic, patient=make_patient(desk.clinic))
    refused = desk.client.get(reverse("desk-look-again", args=[bout.pk]))
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert not Event.objects.filter(kind="privacy.record_opened").exists()


def test_a_restricted_record_opens_to_the_named_alone(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    (named, member), (other, _) = colleague(desk, Role.CLINICIAN), colleague(desk, Role.CLINICIAN)
    front, _ = colleague(desk, Role.FRONT_DESK)
    person = restricted(desk, member)
    bout = make_episode(desk.clinic, patient=person)
    for address in (page_of(person), reverse("desk-episode", args=[bout.pk])):
        assert desk.client.get(address).status_code == HTTPStatus.OK
        assert named.get(address).status_code == HTTPStatus.OK
        refused = other.get(address)
        assert refused.status_code == HTTPStatus.FORBIDDEN
        assert person.name not in words(refused)
        assert "Open it with this reason" in words(refused)
        shut = front.get(address)
        assert shut.status_code == HTTPStatus.FORBIDDEN
        assert "Open it with this reason" not in words(shut)
    assert front.get(reverse("desk-plan-new", args=[person.pk])).status_code == HTTPStatus.OK

    lifted = desk.client.post(
        reverse("desk-restrict", args=[person.pk]), {"do": "lift", "reason": "She left the clinic."}
    )
    assert lifted.status_code == HTTPStatus.FOUND
    assert other.get(page_of(person)).status_code == HTTPStatus.OK


def test_the_glass_is_broken_with_a_reason_for_four_hours_and_seen(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    other, member = colleague(desk, Role.CLINICIAN)
    front, _ = colleague(desk, Role.FRONT_DESK)
    person = restricted(desk)
    address = reverse("desk-break-glass", args=[person.pk])
    assert front.post(address, {"reason": WHY}).status_code == HTTPStatus.FORBIDDEN
    assert other.post(address, {"reason": "because"}).status_code == HTTPStatus.CONFLICT
    assert not BrokenGlass.objects.exists()

    assert other.post(address, {"reason": WHY}).status_code == HTTPStatus.FOUND
    assert other.get(page_of(person)).status_code == HTTPStatus.OK
    alert = Alert.objects.get(kind=AlertKind.RECORD)
    assert (alert.role, person.name in alert.reason) == (Role.OWNER, False)
    told = Event.objects.get(kind="privacy.glass_broken")
    assert (told.reason, told.actor_id) == (WHY, str(member.user_id))
    assert WHY in words(desk.client.get(reverse("desk-record")))
    travel.shift(timedelta(hours=4, seconds=1))
    assert other.get(page_of(person)).status_code == HTTPStatus.FORBIDDEN


def test_only_an_owner_restricts_with_a_reason_and_once(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    person = restricted(desk)
    again = desk.client.post(reverse("desk-restrict", args=[person.pk]), {"reason": "Once more, please."})
    assert "restricted already" in words(again)
    other = make_patient(desk.clinic)
    assert desk.client.post(reverse("desk-restrict", args=[other.pk]), {"reason": ""}).status_code == 409
    clinician, _ = colleague(desk, Role.CLINICIAN)
    refused = clinician.post(reverse("desk-restrict", args=[other.pk]), {"reason": "I would like to."})
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert Restriction.objects.count() == 1


def test_lists_of_the_day_say_when_and_how_urgent_and_not_what_was_said(client: Client, travel: Any) -> None:
    """The day, the visit and the work of whoever is not named; the named read on."""
    desk = desk_of(client, "owner")
    (named, member), (other, _) = colleague(desk, Role.CLINICIAN), colleague(desk, Role.CLINICIAN)
    person = restricted(desk, member)
    check = decided(SOON, desk.clinic)
    visit = booked(desk.diary, at(0, 10), patient=person)
    Booking.objects.filter(pk=visit.pk).update(from_check=check)
    by = holder(visit, clinic_id=visit.clinic_id)
    arrive(booking=visit, said=Said(words="It woke me at night.", pain=7), by=by, now=NOW)
    secrets = (reverse("desk-check", args=[check.pk]), "It woke me", "Pain 7 of 10")
    pages = (reverse("desk"), reverse("desk-booking", args=[visit.pk]))
    for address in pages:
        open_page, shut = words(named.get(address)), words(other.get(address))
        for one in secrets:
            assert one in open_page
            assert one not in shut
        for one in (
            person.name,
            "What they said is restricted",
            f'data-tier="{Tier.SEE_PHYSICIAN_SOON.code}"',
        ):
            assert one in shut
    may_read = queries.staff(member.user, desk.clinic.pk)
    assert may_read is not None
    flag = short(may_read, Check.objects.get(pk=check.pk)).flags[0].title
    assert flag in words(named.get(reverse("desk-work"), {"whose": "all"}))
    work = words(other.get(reverse("desk-work"), {"whose": "all"}))
    assert person.name in work
    assert flag not in work
    other.post(reverse("desk-break-glass", args=[person.pk]), {"reason": WHY})
    assert secrets[1] in words(other.get(pages[1]))


def test_a_letter_that_leads_into_a_restricted_record_is_restricted(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    front, _ = colleague(desk, Role.FRONT_DESK)
    person = restricted(desk)
    ask = ask_consent(patient=person, need=Need("data"), by=SYSTEM, now=NOW)
    given: dict[str, Any] = {"clinic_id": desk.clinic.pk, "to": "ana@example.org", "context": {}, "now": NOW}
    letter = queue(kind="consent_asked", key="one", subject=ask, **given)
    address = reverse("desk-message", args=[letter.pk])
    assert front.get(address).status_code == HTTPStatus.FORBIDDEN
    assert desk.client.get(address).status_code == HTTPStatus.OK
    lift = {"do": "lift", "reason": "She left the clinic."}
    desk.client.post(reverse("desk-restrict", args=[person.pk]), lift)
    assert front.get(address).status_code == HTTPStatus.OK
