"""The door of the desk and its pages on people: who gets in, who waits, what was said, what was sent."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.answers import BENIGN, EMERGENCY, SOON, URGENT, private_sign
from tests.factories import NOW, make_clinic, make_patient, make_user
from tests.interfaces.desk import PASSWORD, a_moment, desk_of, sign_in, staff, words
from tests.journey.checks import decided
from unknot.journey.check.models import Alert, Episode
from unknot.journey.outbox.actions import mark_failed, mark_sent, queue
from unknot.journey.outbox.models import Message
from unknot.journey.people.models import Role
from unknot.knowledge.load import knowledge

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_nobody_sees_the_desk_without_signing_in(client: Client) -> None:
    make_clinic()

    response = client.get(reverse("desk"))

    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == f"{reverse('signin')}?next={reverse('desk')}"


def test_signing_in_opens_the_page_that_was_wanted(client: Client) -> None:
    staff(make_clinic(is_demo=True))
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
def test_a_refused_sign_in_never_says_what_was_wrong(client: Client, email: str, password: str) -> None:
    staff(make_clinic())
    make_user(email="other@example.org", password=PASSWORD)  # somebody who does not work here

    response = client.post(reverse("signin"), {"email": email, "password": password})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This e-mail and password do not open the desk of this clinic." in words(response)
    assert "_auth_user_id" not in client.session


def test_sign_in_does_not_send_people_to_another_site(client: Client) -> None:
    staff(make_clinic(is_demo=True))
    sent = {"email": "mara@example.org", "password": PASSWORD, "next": "https://evil.example/desk"}

    assert client.post(reverse("signin"), sent)["Location"] == reverse("desk")


def test_signing_out_takes_a_post_and_ends_the_session(client: Client) -> None:
    desk_of(client)

    assert client.get(reverse("signout")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.post(reverse("signout")).status_code == HTTPStatus.FOUND
    assert client.get(reverse("desk")).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("page", ["desk", "desk-call", "desk-people", "desk-outbox"])
def test_who_waits_stands_on_top_of_every_page(client: Client, page: str) -> None:
    desk = desk_of(client)
    decided(EMERGENCY, desk.clinic, contact_name="Robin Vale", contact_phone="707 555 0142")

    said = words(client.get(reverse(page)))

    assert "One person needs someone now" in said
    assert "Robin Vale" in said
    assert 'href="tel:7075550142"' in said


def test_an_alert_stays_until_it_is_closed_with_a_word(client: Client) -> None:
    desk = desk_of(client)
    decided(URGENT, desk.clinic, contact_name="Robin Vale")
    alert = Alert.objects.get()
    close = reverse("desk-alert-close", args=[alert.id])

    empty = client.post(close, {"word": "  "})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Say in a few words what was done." in words(empty)
    assert "One person needs someone now" in words(client.get(reverse("desk")))

    client.post(close, {"word": "Spoke to him, he is on the way"})
    said = words(client.get(reverse("desk-alerts")))
    assert "Nobody is waiting." in said
    assert "Spoke to him, he is on the way" in said
    assert "Mara Quill" in said
    assert "needs someone now" not in words(client.get(reverse("desk")))


def test_an_alert_is_closed_once(client: Client) -> None:
    desk = desk_of(client)
    decided(URGENT, desk.clinic)
    close = reverse("desk-alert-close", args=[Alert.objects.get().id])
    client.post(close, {"word": "Spoke to her"})

    again = client.post(close, {"word": "Me too"})

    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Alert.objects.get().closing_word == "Spoke to her"


def test_only_a_clinician_opens_booking_again_and_says_why(client: Client) -> None:
    desk = desk_of(client)
    decided(EMERGENCY, desk.clinic)
    page = reverse("desk-open-booking", args=[Episode.objects.get().id])

    refused = client.get(page)
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert "This is not open to you" in words(refused)
    assert client.post(page, {"reason": "let me"}).status_code == HTTPStatus.FORBIDDEN
    assert Episode.objects.get().booking_closed

    sign_in(client, staff(desk.clinic, Role.CLINICIAN, "alex@example.org").user)
    assert client.post(page, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(page, {"reason": "Seen by Dr Ames today"}).status_code == HTTPStatus.FOUND
    assert not Episode.objects.get().booking_closed

    again = client.post(page, {"reason": "Once more"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert "Visits can already be booked" in words(again)


def test_a_clinician_opens_hands_on_care_that_waited_for_a_physician(client: Client) -> None:
    desk = desk_of(client)
    check = decided(SOON, desk.clinic)
    sheet = reverse("desk-check", args=[check.id])
    assert "Hands-on care waits for a physician" in words(client.get(sheet))
    assert "open it again" not in words(client.get(sheet))

    sign_in(client, staff(desk.clinic, Role.CLINICIAN, "alex@example.org").user)
    assert "open it again" in words(client.get(sheet))
    page = reverse("desk-open-booking", args=[check.episode_id])
    assert client.post(page, {"reason": "Dr Ames has seen her"}).status_code == HTTPStatus.FOUND
    assert "A clinician opened hands-on care" in words(client.get(sheet))


def test_private_answers_are_for_clinicians(client: Client) -> None:
    desk = desk_of(client)
    check = decided({**BENIGN, private_sign(): True}, desk.clinic)
    page = reverse("desk-check", args=[check.id])
    question = knowledge().questions[private_sign()]

    at_the_desk = words(client.get(page))
    sign_in(client, staff(desk.clinic, Role.CLINICIAN, "alex@example.org").user)
    to_the_clinician = words(client.get(page))

    assert (question.because in at_the_desk, question.because in to_the_clinician) == (False, True)
    assert "Private answers are shown to clinicians only." in at_the_desk


def test_the_sheet_of_a_check_says_how_urgent_and_why_and_every_answer(client: Client) -> None:
    desk = desk_of(client)
    check = decided(URGENT, desk.clinic, contact_name="Robin Vale")

    said = words(client.get(reverse("desk-check", args=[check.id])))

    assert "Doctor today" in said
    assert "Robin Vale" in said
    assert "Hands-on care is closed" in said
    assert f"version {check.knowledge_version}" in said


def test_what_belongs_to_another_clinic_is_not_found(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["vine.localhost"]
    desk = desk_of(client)
    other = decided(URGENT, make_clinic(slug="dale"))
    assert desk.clinic != other.clinic

    for name in ("desk-check", "desk-seat", "desk-booking", "desk-message"):
        page = client.get(reverse(name, args=[other.id]), headers={"host": "vine.localhost"})
        assert page.status_code == HTTPStatus.NOT_FOUND
        assert "Nothing here by that address" in words(page)


def test_people_are_found_by_name_phone_and_e_mail(client: Client) -> None:
    desk = desk_of(client)
    make_patient(
        desk.clinic,
        name="Robin Vale",
        email="rv@example.org",
        phone="707 555-0142",
        phone_digits="7075550142",
    )

    for text in ("robin", "5550142", "RV@example"):
        assert "Robin Vale" in words(client.get(reverse("desk-people"), {"q": text}))
    assert "Nobody by" in words(client.get(reverse("desk-people"), {"q": "zzz"}))


def letter(clinic_id: object, key: str = "one") -> Message:
    given = {"to": "ada@example.org", "kind": "booked", "context": {}, "now": NOW}
    return queue(clinic_id=clinic_id, key=key, **given)  # type: ignore[arg-type]  # a test's short cut


def test_the_outbox_shows_each_message_with_its_fate(client: Client) -> None:
    desk = desk_of(client)
    sent = letter(desk.clinic.id)
    mark_sent(
        message=sent, subject="Your appointment", body="Hello <Ada>", attachment="BEGIN:VCALENDAR", now=NOW
    )
    mark_failed(message=letter(desk.clinic.id, "two"), error="550 no such box", permanent=True, now=NOW)

    said = words(client.get(reverse("desk-outbox")))
    assert ("Sent" in said, "550 no such box" in said) == (True, True)
    assert "550 no such box" not in words(client.get(reverse("desk-outbox"), {"only": "sent"}))

    page = client.get(reverse("desk-message", args=[sent.id]))
    assert "Hello &lt;Ada&gt;" in page.content.decode()
    file = client.get(reverse("desk-attachment", args=[sent.id]))
    assert (file["Content-Type"], file.content) == ("text/calendar; charset=utf-8", b"BEGIN:VCALENDAR")


def test_a_given_up_message_can_be_sent_again(client: Client) -> None:
    desk = desk_of(client)
    message = mark_failed(message=letter(desk.clinic.id), error="550", permanent=True, now=NOW)
    page = client.get(reverse("desk-message", args=[message.id]))
    assert "Try again" in words(page)

    after = client.post(reverse("desk-retry", args=[message.id]), follow=True)

    assert "It is in the queue again" in words(after)
    assert Message.objects.get().status == "queued"
