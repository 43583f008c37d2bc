"""The record as a file: a ZIP with a PDF that can be read and all of it as JSON, for the person and for
whomever a clinician hands it to."""

import io
import json
import zipfile
from http import HTTPStatus
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import a_moment, desk_of
from tests.interfaces.test_web_me import come_in, somebody
from tests.journey.test_consents import signed
from unknot.interfaces.web import paper
from unknot.journey.check.profiles import record_facts
from unknot.journey.people.access import SYSTEM

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def opened(answer: Any) -> zipfile.ZipFile:
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_a_person_downloads_a_pdf_and_json(client: Client) -> None:
    ada = somebody()
    signed(ada)
    assert client.post(reverse("me-download")).status_code == HTTPStatus.FOUND
    come_in(client)
    box = opened(client.post(reverse("me-download")))
    assert sorted(box.namelist()) == ["record.json", "record.pdf"]
    assert json.loads(box.read("record.json"))["records"]["people.patient"][0]["name"] == "Ada Finch"
    pages = pypdfium2.PdfDocument(box.read("record.pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "Ada Finch" in text
    assert "960,140" in text


def test_a_no_is_told_and_what_nobody_asked_is_not(client: Client) -> None:
    ada = somebody()
    facts = {"pacemaker": False, "fused_at": [], "migraine": True}
    record_facts(patient=ada, facts=facts, by=SYSTEM, now=NOW)
    come_in(client)
    pages = pypdfium2.PdfDocument(opened(client.post(reverse("me-download"))).read("record.pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    for words in ("electrical device: no", "fusion at: none", "Migraine: yes"):
        assert words in text
    assert "ypermobility" not in text


def test_without_a_pdf_library_the_page_is_in_the_box(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Any:
        raise paper.NoPaper("no Pango here")

    monkeypatch.setattr(paper, "_setter", none)
    somebody()
    come_in(client)
    box = opened(client.post(reverse("me-download")))
    assert "Ada Finch" in box.read("record.html").decode()


def test_a_clinician_hands_it_over_and_the_desk_does_not(client: Client) -> None:
    desk = desk_of(client, "clinician")
    ada = make_patient(desk.clinic, name="Ada Finch")
    address = reverse("desk-person-record", args=[ada.pk])
    assert opened(client.post(address)).namelist()
    desk.membership.role = "front_desk"
    desk.membership.save()
    assert client.post(address).status_code == HTTPStatus.FORBIDDEN


def test_a_record_of_another_clinic_is_not_handed_over(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["vine.example"]
    desk = desk_of(client, "clinician")
    stranger, own = make_patient(make_clinic()), make_patient(desk.clinic)
    for person, status in ((own, HTTPStatus.OK), (stranger, HTTPStatus.NOT_FOUND)):
        address = reverse("desk-person-record", args=[person.pk])
        assert client.post(address, headers={"host": "vine.example"}).status_code == status
