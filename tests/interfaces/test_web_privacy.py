"""Requests about the record on the pages of the person and of the desk: asked, due on the worklist, answered,
erased; years that an owner sets; what is past them."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import a_moment, desk_of, sign_in, words
from tests.interfaces.spoken import left_in_english
from tests.interfaces.test_web_me import come_in, somebody
from tests.journey.test_erasing import asked
from unknot.journey.people.models import Patient
from unknot.journey.privacy.models import PrivacyRequest
from unknot.server import worker

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_a_person_asks_and_reads_the_answer(client: Client) -> None:
    desk_client = Client()
    desk = desk_of(desk_client)
    somebody(desk.clinic)
    come_in(client)
    wrong = client.post(reverse("me-ask"), {"kind": "correct", "words": " "})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = words(client.post(reverse("me-ask"), {"kind": "correct", "words": "born 1981"}, follow=True))
    assert "We have it, and answer you here." in page
    assert "we are at it" in page

    row = PrivacyRequest.objects.get()
    work = words(desk_client.get(reverse("desk-work")))
    address = reverse("desk-privacy-request", args=[row.pk])
    assert address in work
    assert "by 23 Dec" in work
    assert "born 1981" in words(desk_client.get(address))
    refused = desk_client.post(address, {"do": "done", "answer": " "})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    desk_client.post(address, {"do": "done", "answer": "It says 1981 now."})
    assert "It says 1981 now." in words(client.get(reverse("me")))
    assert address not in words(desk_client.get(reverse("desk-work")))


def test_the_desk_writes_down_what_is_asked_on_the_telephone_and_an_owner_erases(client: Client) -> None:
    desk = desk_of(client)
    ada = somebody(desk.clinic)
    page = words(client.post(reverse("desk-person-ask", args=[ada.pk]), {"kind": "erase"}, follow=True))
    assert "It must be answered by 23 Dec 2026." in page
    assert "An owner of the clinic erases." in page
    address = reverse("desk-privacy-request", args=[PrivacyRequest.objects.get().pk])
    assert client.post(address, {"do": "erase"}).status_code == HTTPStatus.FORBIDDEN

    desk.membership.role = "owner"
    desk.membership.save()
    assert "Nothing has to be kept" in words(client.get(address))
    assert "Erased, as far as it may be." in words(client.post(address, {"do": "erase"}, follow=True))
    assert Patient.objects.get(pk=ada.pk).email == ""
    again = words(client.post(reverse("desk-person-ask", args=[ada.pk]), {"kind": "soup"}, follow=True))
    assert "Please say what we should do." in again


def test_an_overdue_request_says_so(client: Client) -> None:
    desk = desk_of(client)
    asked(make_patient(desk.clinic), "correct", "the name")
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        sign_in(client, desk.membership.user)
        assert "overdue" in words(client.get(reverse("desk-work")))
        assert "overdue" in words(client.get(reverse("desk-privacy")))


def test_an_owner_sets_the_years_and_removes_what_is_past_them(client: Client) -> None:
    desk = desk_of(client, "owner")
    old = make_patient(desk.clinic, name="Old Finch", registered_at=NOW - timedelta(days=1000))
    address = reverse("desk-privacy")
    assert "Old Finch" in words(client.get(address))
    assert "right would be a whole number" in words(client.post(address, {"kind": "messages", "years": "x"}))
    client.post(address, {"kind": "messages", "years": "5"})
    assert "Old Finch" not in words(client.get(address))
    page = words(client.post(reverse("desk-privacy-remove", args=[old.pk]), follow=True))
    assert "has to be kept still" in page
    client.post(address, {"kind": "messages", "years": ""})
    page = words(client.post(reverse("desk-privacy-remove", args=[old.pk]), follow=True))
    assert "Removed. The record stays verifiable without it." in page
    assert Patient.objects.get(pk=old.pk).name == "Erased person"

    desk.membership.role = "front_desk"
    desk.membership.save()
    assert "Years here" not in words(client.get(address))
    assert client.post(address, {"kind": "messages", "years": "5"}).status_code == HTTPStatus.FORBIDDEN


def test_the_page_asks_the_database_the_same_however_many_there_are(client: Client) -> None:
    desk = desk_of(client, "owner")
    counts = []
    for _ in range(3):
        asked(make_patient(desk.clinic), "correct", "the name")
        make_patient(desk.clinic, registered_at=NOW - timedelta(days=1000))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk-privacy"))
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 24


def test_what_is_asked_is_spanish_and_the_letters_are_sent(client: Client) -> None:
    ada = somebody(make_clinic())
    client.get("/?lang=es")
    come_in(client)
    page = words(client.post(reverse("me-ask"), {"kind": "erase"}, follow=True))
    assert left_in_english(page) == []
    assert "Borrar lo que saben de mí" in page
    assert PrivacyRequest.objects.get(patient=ada).language == "es"
    worker.turn(now=NOW)
