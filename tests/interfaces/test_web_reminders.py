"""What a reminder's links open: a page that asks, a button that says yes, and how to be reminded."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.answers import BENIGN
from tests.factories import make_patient
from tests.interfaces.desk import a_moment, sign_in, staff, words
from tests.journey.checks import decided
from tests.journey.diary import at, booked, make_diary, reminders
from unknot.journey.book import reminding
from unknot.journey.book.links import short_token
from unknot.journey.book.models import Booking
from unknot.journey.book.queries import manage_token
from unknot.journey.outbox.actions import mark_failed
from unknot.journey.people.models import Clinic, Patient
from unknot.journey.record.models import Event

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def opened(client: Client, name: str, booking: Booking) -> Any:
    return client.get(reverse(name, args=[manage_token(booking)]))


def at_desk(client: Client, clinic: Clinic) -> Client:
    sign_in(client, staff(clinic).user)
    return client


def test_opening_the_links_changes_nothing(client: Client) -> None:
    booking = booked(make_diary(), at(3, 10))
    before, events = Booking.objects.values().get(), Event.objects.count()

    for name in ("booking", "booking-confirm", "booking-move", "booking-cancel"):
        assert opened(client, name, booking).status_code == HTTPStatus.OK
        client.head(reverse(name, args=[manage_token(booking)]))
    client.get(reverse("booking-short", args=[short_token(booking)]), follow=True)

    assert Booking.objects.values().get() == before
    assert Event.objects.count() == events


def test_one_tap_says_yes_and_everybody_sees_it(client: Client) -> None:
    diary = make_diary()
    booking = booked(diary, at(3, 10))

    page = client.get(reverse("booking-short", args=[short_token(booking)]), follow=True)
    said = client.post(page.request["PATH_INFO"], {"sequence": "0"}, follow=True)

    assert "Yes, I am coming" in words(page)
    assert "We know that you are coming" in words(said)
    assert Booking.objects.get().confirmed_at is not None
    assert "Yes, I am coming" not in words(opened(client, "booking-confirm", booking))
    desk = at_desk(Client(), diary.clinic)
    assert "✓ Confirmed" in words(desk.get(reverse("desk-booking", args=[booking.id])))


@pytest.mark.parametrize("sequence", ["0", "", "x"])
def test_a_yes_to_another_time_is_asked_again(client: Client, sequence: str) -> None:
    diary = make_diary()
    booking = booked(diary, at(3, 10))
    Booking.objects.update(sequence=1)

    page = client.post(reverse("booking-confirm", args=[manage_token(booking)]), {"sequence": sequence})

    assert page.status_code == HTTPStatus.CONFLICT
    assert "This visit has a new time" in words(page)
    assert Booking.objects.get().confirmed_at is None


def test_a_cancelled_visit_and_a_wrong_address_ask_nothing(client: Client) -> None:
    booking = booked(make_diary(), at(3, 10))
    Booking.objects.update(status="cancelled")

    assert opened(client, "booking-confirm", booking)["Location"] == reverse(
        "booking", args=[manage_token(booking)]
    )
    assert client.get(reverse("booking-short", args=["x" * 33])).status_code == HTTPStatus.NOT_FOUND


def test_after_the_limit_the_page_shows_whom_to_call(client: Client) -> None:
    diary = make_diary()
    soon = booked(diary, at(0, 15))
    page = words(opened(client, "booking-confirm", soon))
    assert "If you cannot come, please call us" in page
    assert reverse("booking-move", args=[manage_token(soon)]) not in page


def test_the_link_shows_and_changes_how_one_is_reminded(client: Client, settings: Settings) -> None:
    diary = make_diary()
    patient = make_patient(diary.clinic, phone="(707) 555-0123")
    booking = booked(diary, at(3, 10), patient=patient)
    url = reverse("booking-reminders", args=[manage_token(booking)])

    without = client.post(url, {"remind_by": "sms"})
    settings.TEXTS_OFFERED = True
    page = words(opened(client, "booking", booking))
    changed = client.post(url, {"remind_by": "sms"}, follow=True)
    wrong = client.post(url, {"remind_by": "pigeon"})

    assert without.status_code == wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "By e-mail: Wednesday 25 November, 10:00 am" in " ".join(page.split())
    assert "By text message: Wednesday 25 November" in " ".join(words(changed).split())
    assert "We have noted" in words(changed)
    assert [one.channel for one in reminders(booking, "queued")] == ["sms"]


def test_without_a_number_texts_are_refused_in_words(client: Client, settings: Settings) -> None:
    settings.TEXTS_OFFERED = True
    booking = booked(make_diary(), at(3, 10))
    page = client.post(reverse("booking-reminders", args=[manage_token(booking)]), {"remind_by": "both"})
    assert "we need a mobile number" in words(page)


@pytest.mark.parametrize("offered", [True, False])
def test_texts_are_offered_at_booking_where_they_can_be_sent(
    client: Client, settings: Settings, offered: bool
) -> None:
    settings.TEXTS_OFFERED = offered
    diary = make_diary()
    check = decided(BENIGN, diary.clinic)
    url = reverse("book-details", args=[check.token, diary.service.slug])
    typed = {"name": "Ann Example", "email": "ann@example.org", "phone": "707 555 0123", "note": ""}
    when = {"start": at(3, 9).isoformat(), "with": "", "zone": "Europe/Madrid"}

    form = client.get(url, when)
    client.post(url, {**typed, **when, "remind_by": "sms"})

    assert ("By text message" in words(form)) is offered
    patient = Patient.objects.get()
    assert (patient.remind_by, patient.zone) == ("sms" if offered else "email", "Europe/Madrid")
    assert [one.channel for one in reminders(Booking.objects.get())] == ["sms" if offered else "email"]


def test_the_desk_sees_what_was_missed_and_notes_a_wish(client: Client) -> None:
    diary = make_diary()
    patient = make_patient(diary.clinic, name="Ann Example")
    gone, coming = booked(diary, at(1, 10), patient=patient), booked(diary, at(3, 10), patient=patient)
    Booking.objects.filter(id=gone.id).update(status="no_show")
    desk = at_desk(client, diary.clinic)

    found = words(desk.get(reverse("desk-people"), {"q": "Ann"}))
    page = words(desk.get(reverse("desk-booking", args=[coming.id])))
    refused = desk.post(reverse("desk-reminders", args=[coming.id]), {"remind_by": "sms"}, follow=True)
    noted = desk.post(reverse("desk-reminders", args=[coming.id]), {"remind_by": "none"}, follow=True)

    assert "did not come: 1" in found
    assert "did not come: 1" in page
    assert "we need a mobile number" in words(refused)
    assert "Noted." in words(noted)
    assert reminding.planned(coming) == []


def test_every_page_of_the_desk_says_how_many_messages_never_arrived(client: Client) -> None:
    diary = make_diary()
    bookings = [booked(diary, at(3, hour)) for hour in (10, 11)]
    desk = at_desk(client, diary.clinic)
    assert "never arrived" not in words(desk.get(reverse("desk")))

    mark_failed(message=reminders(bookings[0])[0], error="550 gone", permanent=True, now=at(0, 10))

    assert desk.get(reverse("desk-people")).context["given_up"] == 1
    assert '1<span class="visually-hidden"> never arrived' in words(desk.get(reverse("desk")))
    assert "550 gone" in words(desk.get(reverse("desk-outbox"), {"only": "failed"}))


@pytest.mark.parametrize(("why", "late"), [("The person asked", True), ("The practitioner is away", False)])
def test_the_desks_reason_says_whose_late_cancellation_it_is(client: Client, why: str, late: bool) -> None:
    diary = make_diary()
    booking = booked(diary, at(0, 15))
    desk = at_desk(client, diary.clinic)

    desk.post(reverse("desk-cancel", args=[booking.id]), {"why": why, "more": ""})

    assert Booking.objects.get().cancelled_late is late
    day = words(desk.get(reverse("desk")))
    assert ("✕ Cancelled, late" in day) is late
