"""The page of one person at the desk: what they told, what was found for good, and who may write which."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import a_moment, desk_of, words
from unknot.journey.people.models import Profile

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_what_is_typed_stands_on_the_page(client: Client) -> None:
    desk = desk_of(client)
    person = make_patient(desk.clinic, name="Ada Finch")
    address = reverse("desk-person", args=[person.pk])
    assert "all of it is unknown" in words(client.get(address))
    assert address in words(client.get(reverse("desk-people"), {"q": "Ada"}))

    page = words(client.post(address, {"medicines": "Ramipril", "birth_date": "1980-05-31"}, follow=True))
    assert "Written down." in page
    assert "Ramipril" in page
    assert 'value="1980-05-31"' in page
    assert Profile.objects.get().patient == person


def test_a_minor_without_a_guardian_is_explained_and_what_was_typed_stays(client: Client) -> None:
    desk = desk_of(client)
    address = reverse("desk-person", args=[make_patient(desk.clinic).pk])
    answer = client.post(address, {"birth_date": "2012-05-01", "allergies": "Pollen"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = words(answer)
    assert "Somebody under 18 needs a parent or guardian" in page
    assert "Pollen" in page


def test_a_warning_sign_is_answered_on_the_page(client: Client) -> None:
    desk = desk_of(client)
    address = reverse("desk-person", args=[make_patient(desk.clinic).pk])
    page = words(client.post(address, {"history": "numb between my legs, cannot pee"}, follow=True))
    assert "Please read this first" in page
    assert "911" in page


def test_a_clinician_records_facts_and_the_desk_reads_them(client: Client) -> None:
    desk = desk_of(client, "clinician")
    person = make_patient(desk.clinic)
    address = reverse("desk-person-facts", args=[person.pk])
    sent = {"find_pacemaker": "no", "find_fused_at": ["lumbar"], "find_migraine": "yes"}
    page = words(client.post(address, sent, follow=True))
    assert "3 of" in page
    assert Profile.objects.get().facts == {
        "pacemaker": False,
        "fused_at": ["lumbar"],
        "migraine": True,
    }

    desk.membership.role = "front_desk"
    desk.membership.save()
    page = words(client.get(reverse("desk-person", args=[person.pk])))
    assert "A clinician records these." in page
    assert "find_pacemaker" not in page
    assert "<strong>Low back</strong>" in page
    assert client.post(address, sent).status_code == HTTPStatus.FORBIDDEN


def test_a_person_of_another_clinic_is_not_there(client: Client) -> None:
    desk_of(client)
    stranger = make_patient(make_clinic())
    for name in ("desk-person", "desk-person-facts"):
        method = client.get if name == "desk-person" else client.post
        assert method(reverse(name, args=[stranger.pk])).status_code == HTTPStatus.NOT_FOUND


def test_the_page_costs_the_same_for_somebody_with_much_to_tell(client: Client) -> None:
    desk = desk_of(client, "clinician")
    bare, full = make_patient(desk.clinic), make_patient(desk.clinic)
    Profile.objects.create(patient=full, history="x " * 900, facts={"migraine": True}, written_at=NOW)
    counts = []
    for person in (bare, full):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("desk-person", args=[person.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 19
