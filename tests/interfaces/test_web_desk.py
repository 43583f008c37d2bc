"""The desk through its pages: who gets in, who waits, who comes today, and what may be done by whom."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_clinic, make_membership, make_user
from unknot.interfaces.web.forms import desk as forms
from unknot.journey.people.models import Clinic, Membership, Role

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough word"


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic(name="Vine Street Clinic", slug="vine")


def staff(clinic: Clinic, role: str = Role.FRONT_DESK, email: str = "mara@example.org") -> Membership:
    user = make_user(email=email, name="Mara Quill", password=PASSWORD)
    return make_membership(clinic, role, user=user)


def sign_in(client: Client, clinic: Clinic, role: str = Role.FRONT_DESK) -> Membership:
    membership = staff(clinic, role, email=f"{role}@example.org")
    client.force_login(membership.user)
    return membership


def text(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]  # the test client's response
    return content.decode()


def test_nobody_sees_the_desk_without_signing_in(client: Client, clinic: Clinic) -> None:
    response = client.get(reverse("desk"))

    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == f"{reverse('signin')}?next={reverse('desk')}"


def test_signing_in_opens_the_page_that_was_wanted(client: Client, clinic: Clinic) -> None:
    staff(clinic)
    wanted = reverse("desk-outbox")

    response = client.post(
        reverse("signin"), {"email": " Mara@Example.org", "password": PASSWORD, "next": wanted}
    )

    assert response["Location"] == wanted
    assert client.get(wanted).status_code == HTTPStatus.OK
    assert client.session.get_expiry_age() <= 12 * 60 * 60


@pytest.mark.parametrize(
    ("email", "password"),
    [("mara@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("other@example.org", PASSWORD)],
)
def test_a_refused_sign_in_never_says_what_was_wrong(
    client: Client, clinic: Clinic, email: str, password: str
) -> None:
    staff(clinic)
    make_user(email="other@example.org", password=PASSWORD)  # somebody who does not work here

    response = client.post(reverse("signin"), {"email": email, "password": password})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This e-mail and password do not open the desk of this clinic." in text(response)
    assert "_auth_user_id" not in client.session


def test_sign_in_does_not_send_people_to_another_site(client: Client, clinic: Clinic) -> None:
    staff(clinic)

    response = client.post(
        reverse("signin"),
        {"email": "mara@example.org", "password": PASSWORD, "next": "https://evil.example/desk"},
    )

    assert response["Location"] == reverse("desk")


def test_many_wrong_tries_with_one_e_mail_must_wait(client: Client, clinic: Clinic) -> None:
    forms._failed.storage.reset()
    staff(clinic)
    for _ in range(8):
        client.post(reverse("signin"), {"email": "mara@example.org", "password": "wrong"})

    response = client.post(reverse("signin"), {"email": "mara@example.org", "password": PASSWORD})

    assert "Wait a quarter of an hour" in text(response)
    forms._failed.storage.reset()


def test_signing_out_takes_a_post_and_ends_the_session(client: Client, clinic: Clinic) -> None:
    sign_in(client, clinic)

    assert client.get(reverse("signout")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post(reverse("signout")).status_code == HTTPStatus.FOUND
    assert client.get(reverse("desk")).status_code == HTTPStatus.FOUND
