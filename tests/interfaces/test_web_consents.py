"""Consents on the pages: asked at the desk, signed on the person's page in their language, taken back; the
line that says what is missing."""

from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_clinic, make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.interfaces.spoken import left_in_english
from tests.journey.test_consents import DATA, signed
from unknot.clinical.consents import Need
from unknot.journey.people.models import Consent, ConsentAsk, Patient

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def asked(desk: Desk, person: Patient, **fields: str) -> str:
    """The address of the page that a text is signed on."""
    given = {"what": "thrust thrust", "region": "lumbar", "here": "", **fields}
    answer = desk.client.post(reverse("desk-consents", args=[person.pk]), given)
    assert answer.status_code == HTTPStatus.FOUND
    return str(answer["Location"])


def sign(client: Client, address: str, **fields: str) -> str:
    page = client.get(address)
    given = {"name": "Ada Finch", "signed_as": "self", "read": page.context["text"].digest, **fields}
    return words(client.post(address, given, follow=True))


def test_a_text_is_asked_signed_and_read_again(client: Client) -> None:
    desk = desk_of(client)
    person = make_patient(desk.clinic, name="Ada Finch")
    listing = reverse("desk-consents", args=[person.pk])
    assert "the use of data" in words(client.get(listing))
    address = asked(desk, person)
    page = words(client.get(address))
    assert "Quick thrust, low back" in page
    assert "960,140" in page

    assert "Thank you. It is signed." in sign(client, address, signature="[[[1,2],[3,4]]]")
    row = Consent.objects.get()
    assert row.taken_by == desk.membership.user
    assert "M1 2 L3 4" in words(client.get(address))
    page = words(client.get(listing))
    assert "A quick thrust (low back)" in page
    assert "holds" in page
    assert "960,140" in words(client.get(reverse("desk-consent", args=[person.pk, row.pk])))


def test_a_person_signs_in_spanish_and_reads_nothing_english(client: Client) -> None:
    desk = desk_of(client)
    address = asked(desk, make_patient(desk.clinic), what="neck manual")
    person = Client()
    page = words(person.get(address, {"lang": "es"}))
    assert left_in_english(page) == []
    assert "Consentimiento para tratar el cuello" in page
    assert "Sí, estoy de acuerdo" in page


def test_what_stands_against_a_signature_is_said_and_what_was_typed_stays(client: Client) -> None:
    desk = desk_of(client)
    address = asked(desk, make_patient(desk.clinic))
    assert "Please write your name" in sign(client, address, name=" ")
    page = sign(client, address, name="Bo Finch", signed_as="nobody")
    assert "Please say who signs." in page
    assert 'value="Bo Finch"' in page
    assert not Consent.objects.exists()


def test_what_is_taken_back_is_told_at_the_desk(client: Client) -> None:
    desk = desk_of(client)
    row = signed(make_patient(desk.clinic))
    where = [row.patient_id, row.pk]
    client.post(reverse("desk-consent-withdraw", args=where), {"why": "no more"})
    page = words(client.get(reverse("desk-consent", args=where)))
    assert "taken back" in page
    assert "no more" in page
    page = words(client.post(reverse("desk-consent-withdraw", args=where), follow=True))
    assert "This was taken back before." in page


def test_a_letter_or_nothing_where_a_region_is_missing(client: Client) -> None:
    desk = desk_of(client)
    person = make_patient(desk.clinic)
    where = reverse("desk-consents", args=[person.pk])
    answer = client.post(where, {"what": "thrust thrust", "region": "", "here": ""})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Choose the technique and the region" in words(answer)
    page = words(client.post(where, {"what": "data", "letter": ""}, follow=True))
    assert "A letter with the link is on its way" in page
    assert ConsentAsk.objects.get().by_letter


def test_the_persons_page_says_what_is_missing(client: Client) -> None:
    desk = desk_of(client)
    person = make_patient(desk.clinic)
    where = reverse("desk-person", args=[person.pk])
    assert "?what=data" in words(client.get(where))
    signed(person, DATA)
    assert "Not signed yet" not in words(client.get(where))


def test_other_clinics_consents_are_not_there(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["vine.example"]
    desk = desk_of(client)
    mine, row = signed(make_patient(desk.clinic)), signed(make_patient(make_clinic()))
    tokens = {one.consent_id: one.token for one in ConsentAsk.objects.all()}
    for consent, status in ((mine, HTTPStatus.OK), (row, HTTPStatus.NOT_FOUND)):
        for address in (
            reverse("desk-consents", args=[consent.patient_id]),
            reverse("desk-consent", args=[consent.patient_id, consent.pk]),
            reverse("consent", args=[tokens[consent.pk]]),
        ):
            assert client.get(address, headers={"host": "vine.example"}).status_code == status


def test_the_page_asks_the_database_the_same_however_much_was_signed(client: Client) -> None:
    desk = desk_of(client)
    person = make_patient(desk.clinic)
    where = reverse("desk-consents", args=[person.pk])
    counts = []
    client.get(where)  # the first look of an hour is also written down
    for region in ("lumbar", "thoracic", "pelvis"):
        signed(person, Need("thrust", "thrust", region))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(where)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 14
