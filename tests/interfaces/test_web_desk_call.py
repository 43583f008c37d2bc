"""Taking a call: emergency advice at once, nothing left out counted as no, a seat in two pages."""

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN, named
from tests.factories import make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.diary import at, booked
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.pages.desk.asking import groups, nothing
from unknot.journey.book.models import Booking
from unknot.journey.check.models import Alert, Check
from unknot.journey.outbox.models import Message
from unknot.journey.people.models import Patient
from unknot.knowledge.load import knowledge

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def quick(**answers: str) -> dict[str, Any]:
    """A call in which every group is "none of these", and only what has no such answer is said."""
    page = groups(QueryDict(), {})
    sent: dict[str, Any] = {f"none-of-{group.name}": "yes" for group in page}
    sent["shown"] = [item.question.id for group in page for item in group.items]
    for group in page:
        for item in group.items:
            if nothing(item.question) is None:
                value = BENIGN[item.question.id]
                sent[item.question.id] = value if isinstance(value, list) else str(value)
    return {**sent, **answers}


def called(client: Client, sent: dict[str, Any]) -> str:
    """The address that a call leads to; a second round is answered with "none of these" as well."""
    caller = {"name": "Robin Vale", "phone": "707 555 0142", **sent}
    response = client.post(reverse("desk-call"), caller)
    if response.status_code != HTTPStatus.FOUND:
        said = words(response)
        response = client.post(reverse("desk-call"), {**caller, **pressed(said), "shown": shown_in(said)})
    assert response.status_code == HTTPStatus.FOUND, words(response)
    return str(response["Location"])


def shown_in(page: str) -> list[str]:
    return re.findall(r'name="shown" value="(\w+)"', page)


def pressed(page: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r'name="(none-of-[\w-]+)"', page), "yes")


def seat(desk: Desk, page: str, **changes: str) -> Any:
    sent = {
        "service": desk.diary.service.slug,
        "start": at(1, 10).isoformat(),
        "name": "Robin Vale",
        "phone": "707 555 0142",
        "email": "robin@example.org",
        "note": "",
        **changes,
    }
    return desk.client.post(page, sent)


def test_an_emergency_answer_gives_the_advice_and_raises_the_alert(client: Client) -> None:
    desk = desk_of(client)

    page = called(client, {named(Tier.EMERGENCY_NOW): "yes"})
    said = words(client.get(page))

    assert "911" in said
    assert "Read this out" in said
    assert 'name="start"' not in said
    alert = Alert.objects.get()
    assert alert.from_check is not None
    assert (alert.from_check.contact_name, alert.from_check.contact_phone) == ("Robin Vale", "707 555 0142")
    assert desk.clinic == alert.clinic


def test_answers_that_are_an_emergency_by_themselves_are_marked_before_anything_is_sent(
    client: Client,
) -> None:
    desk_of(client)

    said = words(client.get(reverse("desk-call")))

    row = said[said.index(f'name="{named(Tier.EMERGENCY_NOW)}" value="yes"') :]
    assert "data-alarming" in row[: row.index(">")]
    assert "Please call 911 now." in said


def test_what_was_left_out_is_never_a_no(client: Client) -> None:
    desk_of(client)

    empty = client.post(reverse("desk-call"), {"name": "Robin Vale"})
    assert "Nothing has been answered yet." in words(empty)
    assert Check.objects.count() == 0

    page = called(client, {named(Tier.EMERGENCY_NOW): "no"})
    assert Check.objects.get().tier == Tier.URGENT_SAME_DAY
    assert "The alert is raised." in words(client.get(page))


def test_a_caller_without_signs_is_booked_in_two_pages(client: Client) -> None:
    desk = desk_of(client)

    page = called(client, quick())
    shown = words(client.get(page))
    response = seat(desk, page)

    assert "First free times" in shown
    assert 'value="Robin Vale"' in shown
    booking = Booking.objects.get()
    assert response["Location"] == reverse("desk-booking", args=[booking.id])
    assert (booking.starts_at, booking.patient.name) == (at(1, 10), "Robin Vale")
    assert booking.from_check == Check.objects.get()
    assert (booking.from_check.channel, booking.from_check.form) == ("phone", "short")
    assert Message.objects.filter(kind="booked", to="robin@example.org").count() == 1
    assert Alert.objects.count() == 0


def test_somebody_else_took_the_time_and_what_was_typed_stays(client: Client) -> None:
    desk = desk_of(client)
    page = called(client, quick())
    booked(desk.diary, at(1, 10))

    response = seat(desk, page, note="Has a dog")

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    said = words(response)
    assert "Somebody has just taken this time." in said
    assert ("Has a dog" in said, 'value="robin@example.org"' in said) == (True, True)


def test_a_seat_needs_a_way_to_reach_the_person(client: Client) -> None:
    desk = desk_of(client)
    page = called(client, quick())

    response = seat(desk, page, phone="", email="")

    assert "We need a phone number or an e-mail" in words(response)
    assert Booking.objects.count() == 0


def test_a_known_person_keeps_their_record(client: Client) -> None:
    desk = desk_of(client)
    ada = make_patient(desk.clinic, name="Ada Finch", email="ada@example.org", phone="707 555 0100")
    page_of_call = reverse("desk-call")

    found = words(client.get(page_of_call, {"q": "finch"}))
    prefilled = words(client.get(page_of_call, {"patient": str(ada.id)}))
    page = called(client, quick(patient=str(ada.id), name="Ada Finch", phone="707 555 0100"))
    seat(desk, page, name="Ada Finch", phone="707 555 0100", email="ada@example.org")

    assert f"?patient={ada.id}" in found
    assert 'value="Ada Finch"' in prefilled
    assert Booking.objects.get().patient == ada
    assert Patient.objects.count() == 1


def test_a_caller_of_a_booking_closed_earlier_stays_closed(client: Client) -> None:
    desk = desk_of(client)
    page = called(client, {named(Tier.URGENT_SAME_DAY): "yes"})

    response = seat(desk, page)

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Booking.objects.count() == 0


def test_answers_that_cannot_be_read_are_named_and_the_rest_is_kept(client: Client) -> None:
    desk_of(client)
    typed = next(q.id for q in knowledge().critical if q.type == "number" and not q.presets)

    response = client.post(reverse("desk-call"), {"name": "Robin Vale", typed: "elephant"})

    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'href="#q-{typed}"' in words(response)
    assert 'value="Robin Vale"' in words(response)
    assert Check.objects.filter(status="decided").count() == 0


def test_questions_that_come_to_apply_are_asked_in_a_second_round(client: Client) -> None:
    desk_of(client)
    first = quick(age="30", sex="female")

    again = words(client.post(reverse("desk-call"), first))

    assert "Please ask" in again
    assert "pregnant" in shown_in(again)
    assert "pregnant" not in first["shown"]
    assert Check.objects.filter(status="decided").count() == 0


def test_none_of_these_never_speaks_for_a_question_that_was_not_on_the_page(client: Client) -> None:
    desk_of(client)
    first = quick(age="30", sex="female")
    again = words(client.post(reverse("desk-call"), first))

    client.post(reverse("desk-call"), {**first, "shown": shown_in(again), **pressed(again)})

    assert Check.objects.get().answers["pregnant"] is False


def test_a_group_that_gains_a_question_must_be_answered_again(client: Client) -> None:
    desk_of(client)
    first = quick(age="30", sex="female")

    again = words(client.post(reverse("desk-call"), first))

    pregnancy = again[again.index('id="q-pregnant"') :]
    group = pregnancy[: pregnancy.index("data-none")]
    assert "checked" not in group[group.rindex("<input") :]
