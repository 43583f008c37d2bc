"""Booking in Spanish to the letter and the calendar file, and what the desk is told of it."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.answers import BENIGN, URGENT
from tests.interfaces.desk import a_moment, desk_of, words
from tests.interfaces.spoken import heard, left_in_english
from tests.interfaces.test_mail import CONTEXT
from tests.interfaces.test_web_patient_booking import book
from tests.journey.checks import decided
from tests.journey.diary import Diary, at, make_diary
from unknot.interfaces.mail.render import FOR_STAFF, NEEDED, render
from unknot.journey.book.models import Booking
from unknot.journey.book.queries import manage_token
from unknot.journey.check.models import Alert, AlertKind, Check
from unknot.journey.outbox.models import Message
from unknot.knowledge.load import knowledge

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


@pytest.fixture
def diary(client: Client) -> Diary:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    return make_diary()


def assert_spanish(response: Any) -> str:
    page = words(response)
    assert '<html lang="es">' in page
    assert left_in_english(page) == []
    return heard(page)


def test_every_step_of_booking_is_spanish(client: Client, diary: Diary) -> None:
    check = decided(BENIGN, diary.clinic)
    slug = diary.service.slug

    services = assert_spanish(client.get(reverse("book", args=[check.token])))
    times = assert_spanish(client.get(reverse("book-times", args=[check.token, slug])))
    address = reverse("book-details", args=[check.token, slug])
    form = assert_spanish(client.get(address, {"start": at(1, 9).isoformat()}))
    empty = assert_spanish(client.post(address, {"start": at(1, 9).isoformat(), "with": "", "email": "x"}))
    done = assert_spanish(book(client, diary, check))

    assert "¿Qué tipo de cita?" in services
    assert "libres" in times
    assert re.search(r"(Lunes|Martes|Miércoles|Jueves|Viernes) \d+ de \w+, 9:00 am", form)
    assert "Por favor, escriba su nombre" in empty
    assert "Esto no parece un correo electrónico" in empty
    assert "Su cita está reservada" in done


def test_what_cannot_be_done_is_refused_in_spanish(client: Client, diary: Diary) -> None:
    closed = decided(URGENT, diary.clinic)

    refused = client.get(reverse("book", args=[closed.token]))
    past = book(client, diary, start=at(-1, 9).isoformat())

    assert refused.status_code == past.status_code == HTTPStatus.CONFLICT
    assert "esperan hasta que le haya visto un médico" in assert_spanish(refused)
    assert "Esta hora ya pasó" in assert_spanish(past)


def test_moving_and_cancelling_is_spanish_and_so_are_the_letters(client: Client, diary: Diary) -> None:
    book(client, diary, start=at(3, 9).isoformat())
    token = manage_token(Booking.objects.get())

    for name in ("booking", "booking-move", "booking-cancel", "booking-confirm"):
        assert_spanish(client.get(reverse(name, args=[token])))
    later = {"start": at(2, 10).isoformat(), "with": ""}
    assert "hora nueva" in assert_spanish(
        client.post(reverse("booking-move", args=[token]), later, follow=True)
    )
    cancelled = client.post(reverse("booking-cancel", args=[token]), follow=True)
    assert "Esta cita está cancelada" in assert_spanish(cancelled)

    messages = list(Message.objects.order_by("id"))
    assert [one.kind for one in messages] == ["booked", "reminder", "moved", "reminder", "cancelled"]
    for message in messages:
        letter = render(message.kind, message.context, "https://clinic.example")
        assert '<html lang="es">' in letter.html
        assert left_in_english(letter.html) == []
        assert left_in_english(letter.text) == []
        assert letter.subject.startswith(("Su cita", "Recordatorio"))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("note", "sign"),
    [
        ("No puedo orinar desde anoche, q hago?", "urinary_retention"),
        ("tengo dormida la entrepierna y no siento el papel al limpiarme", "saddle_numbness"),
        ("mi marido me pega", "harm_by_others"),
        ("i cant pee since last night", "urinary_retention"),
    ],
)
def test_a_warning_sign_in_the_note_is_answered_in_the_language_of_the_page(
    client: Client, diary: Diary, note: str, sign: str, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = words(book(client, diary, note=note))

    (person,) = (one.person for one in knowledge(language).net.signs if one.id == sign)
    assert person in page
    assert Booking.objects.get().note == note
    assert Booking.objects.get().is_standing
    alert = Alert.objects.get()
    assert alert.kind == AlertKind.WORDING
    assert alert.episode
    assert alert.episode.booking_closed
    if language == "es":
        assert left_in_english(page.replace(note, "")) == []


def test_a_harmless_spanish_note_raises_nothing(client: Client, diary: Diary) -> None:
    book(client, diary, note="no tengo fiebre ni hormigueo, orino bien, me muero por un masaje")

    assert not Alert.objects.exists()


@pytest.mark.parametrize("kind", sorted(NEEDED.keys() - FOR_STAFF))
def test_every_letter_to_a_person_can_be_spanish(kind: str) -> None:
    letter = render(kind, {**CONTEXT, "language": "es"}, "https://clinic.example")

    assert left_in_english(letter.html) == []
    assert left_in_english(letter.text) == []
    assert "martes 1 de diciembre de 2026, 10:30 am" in letter.text or kind in (
        "call_back",
        "plan_offered",
        "check_in",
        "consent_asked",
        "sign_in_link",
        "request_answered",
        "erased",
        "waiting",
    )


@pytest.mark.parametrize("kind", sorted(FOR_STAFF))
def test_letters_to_staff_stay_english(kind: str) -> None:
    assert render(kind, {**CONTEXT, "language": "es"}) == render(kind, {**CONTEXT, "language": "en"})


def test_the_calendar_file_is_spanish_and_still_tells_nothing(client: Client, diary: Diary) -> None:
    book(client, diary)
    token = manage_token(Booking.objects.get())

    file = Calendar.from_ical(client.get(reverse("booking-calendar", args=[token])).content)

    (event,) = file.walk("VEVENT")
    assert str(event["SUMMARY"]) == "Cita"
    assert "Cambiar o cancelar:" in str(event["DESCRIPTION"])


def test_a_letter_keeps_the_language_of_the_booking_when_the_desk_moves_it(client: Client) -> None:
    desk = desk_of(client)
    person = Client()
    person.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    book(person, desk.diary)
    booking = Booking.objects.get()
    assert booking.language == "es"

    client.post(
        reverse("desk-cancel", args=[booking.id]), {"why": "clinic", "reason": "Alex is ill"}, follow=True
    )

    assert {one.context["language"] for one in Message.objects.all()} == {"es"}


def test_the_desk_is_english_and_says_who_speaks_spanish(client: Client) -> None:
    desk = desk_of(client)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    person = Client()
    person.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    book(person, desk.diary)
    booking = Booking.objects.get()

    page = words(client.get(reverse("desk-booking", args=[booking.id])))

    assert '<html lang="en">' in page
    assert "Speaks Spanish" in page
    assert "nobody who speaks it has reviewed what it listens for: please read this note" in page


def test_an_alert_and_a_check_say_that_the_person_speaks_spanish(client: Client) -> None:
    desk = desk_of(client)
    check = decided(URGENT, desk.clinic)
    Check.objects.all()._update(  # type: ignore[attr-defined]  # sealed, and this is a test
        [(Check._meta.get_field("language"), None, "es")]
    )

    assert "Speaks Spanish" in words(client.get(reverse("desk-alerts")))
    assert "Speaks Spanish" in words(client.get(reverse("desk-check", args=[check.id])))
