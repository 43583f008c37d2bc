"""Merging two people on the pages: proposed, looked at, done, undone."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_patient
from tests.interfaces.desk import a_moment, desk_of, words
from tests.journey.diary import at, booked
from tests.journey.test_consents import signed
from unknot.journey.people.models import Patient
from unknot.journey.privacy.models import Merge

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_two_rows_become_one_and_are_taken_apart(client: Client) -> None:
    desk = desk_of(client)
    ada = make_patient(desk.clinic, name="Ada Finch", email="ada@example.org")
    twin = make_patient(desk.clinic, name="Ada Finsh", email="ada@example.org")
    booked(desk.diary, at(1, 10), patient=twin)
    signed(twin)
    address = reverse("desk-merge", args=[ada.pk, twin.pk])
    page = words(client.get(reverse("desk-person", args=[ada.pk])))
    assert address in page
    assert "similar name, same e-mail address" in page

    page = words(client.get(address))
    assert "1 booking moves over" in page
    assert "1 signed row stays as it was signed" in page
    assert "Name: Ada Finch and Ada Finsh" in page
    assert not Merge.objects.exists()
    page = words(client.post(address, follow=True))
    assert "are one now" in page
    assert "Merged into this" in page
    answer = client.get(reverse("desk-person", args=[twin.pk]))
    assert answer["Location"] == reverse("desk-person", args=[ada.pk])

    undo = reverse("desk-merge-undo", args=[Merge.objects.get().pk])
    assert "stands by themselves again" in words(client.post(undo, follow=True))
    assert "This was undone already." in words(client.post(undo, follow=True))
    assert Patient.objects.filter(merged_into=None).count() >= 2


def test_what_has_to_be_settled_first_is_said_and_the_rest_is_refused(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    ada, twin = make_patient(desk.clinic), make_patient(desk.clinic)
    for person in (ada, twin):
        booked(desk.diary, at(1, 10), patient=person)
    address = reverse("desk-merge", args=[ada.pk, twin.pk])
    page = words(client.get(address))
    assert "Both have a visit at the same time." in page
    assert "Make them one person" not in page
    assert "Both have a visit at the same time." in words(client.post(address, follow=True))
    assert client.get(reverse("desk-merge", args=[ada.pk, ada.pk])).status_code == HTTPStatus.NOT_FOUND
    desk.membership.role = "clinician"
    desk.membership.save()
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN
    assert client.post(address).status_code == HTTPStatus.FORBIDDEN
