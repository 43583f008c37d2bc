"""Moving on the calendar: what is free, what a move would do, making it, and the way back."""

import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.answers import BENIGN
from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.checks import decided
from tests.journey.diary import at, booked, make_diary, often
from unknot.journey.book.arranging import add_leave
from unknot.journey.book.models import Booking, Claim
from unknot.journey.check.models import Episode
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM
from unknot.journey.record.models import Event

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def utc(day: int, hour: int, minute: int = 0) -> Any:
    return at(day, hour, minute).astimezone(NOW.tzinfo)


def preview(desk: Desk, booking: Booking, start: Any, **more: str) -> str:
    response = desk.client.get(
        reverse("desk-change", args=[booking.pk]), {"start": start.isoformat(), "with": "", **more}
    )
    assert response.status_code == HTTPStatus.OK
    return words(response)


def everything() -> tuple[Any, ...]:
    rows = [list(model.objects.order_by("pk").values_list()) for model in (Booking, Claim, Message, Event)]
    return tuple(map(repr, rows))


def test_a_move_is_shown_before_it_is_made_and_looking_changes_nothing(client: Client) -> None:
    desk = desk_of(client)
    often(desk.diary, 24, 2)
    booking = booked(
        desk.diary, at(3, 10), patient=make_patient(desk.clinic, name="Ada Finch", email="ada@example.org")
    )
    before = everything()

    said = preview(desk, booking, at(3, 14))

    assert "Move Ada Finch?" in said
    assert "Thu 26 Nov, 10:00 am" in said
    assert "Thu 26 Nov, 2:00 pm" in said
    assert "We write to ada@example.org at once." in said
    assert "Reminders anew: e-mail Wed 25 Nov, 2:00 pm; e-mail Thu 26 Nov, 12:00 pm." in said
    assert "2 reminders of the old time are withdrawn." in said
    assert "Move the visit" in said
    assert everything() == before


def test_the_form_moves_it_and_the_notice_leads_back(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    sent = {"start": at(1, 14).isoformat(), "with": "", "seen": "0", "back": "/desk/calendar?date=2026-11-24"}

    response = client.post(reverse("desk-change", args=[booking.pk]), sent)
    calendar = words(client.get("/desk/calendar?date=2026-11-24"))

    assert response["Location"] == f"/desk/calendar?date=2026-11-24#visit-{booking.pk}"
    assert Booking.objects.get().starts_at == at(1, 14)
    assert "now comes Tue 24 Nov, 2:00 pm." in calendar
    (undo,) = re.findall(r'<a href="([^"]+)">Move it back</a>', calendar)
    assert "10:00 am" in words(client.get(undo))
    assert Message.objects.filter(kind="moved").count() == 1


def test_another_practitioner_and_a_room_that_changes_are_shown(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    booking = booked(desk.diary, at(1, 10))
    other = next(one for one in desk.diary.practitioners if one != booking.practitioner)

    said = preview(desk, booking, at(1, 10), **{"with": str(other.pk)})

    assert other.name in said
    assert 'is-changed"><th scope="row">With' in said
    assert "Nothing would change" in preview(desk, booking, at(1, 10))


def test_what_does_not_fit_is_said_with_its_reasons_and_the_nearest_starts(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    booked(desk.diary, at(1, 14), patient=make_patient(desk.clinic, name="Bo Larch"))
    name = booking.practitioner.name

    taken = preview(desk, booking, at(1, 14))
    closed = preview(desk, booking, at(1, 12))

    assert "This does not fit" in taken
    assert f"{name} sees Bo Larch at 2:00 pm." in taken
    assert "No treatment room is free for all of it." in taken
    assert "Nearest free times" in taken
    assert "Move the visit" not in taken
    assert f"{name} is not in for all of it." in closed
    assert "This time has passed." in preview(desk, booking, at(0, 9))


def test_who_holds_an_earlier_warning_sign_is_not_moved(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    Episode.objects.create(clinic=desk.clinic, patient=booking.patient, started_at=NOW, booking_closed=True)
    assert "Earlier answers held a warning sign." in preview(desk, booking, at(1, 14))


def test_a_visit_that_changed_meanwhile_is_shown_anew(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    page = reverse("desk-change", args=[booking.pk])
    client.post(page, {"start": at(1, 14).isoformat(), "seen": "0"})

    late = client.post(page, {"start": at(1, 15).isoformat(), "seen": "0"})

    assert late.status_code == HTTPStatus.CONFLICT
    assert "Somebody has changed this visit" in words(late)
    assert Booking.objects.get().starts_at == at(1, 14)


def test_a_time_that_is_taken_while_it_is_looked_at_is_refused_in_words(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    booked(desk.diary, at(1, 14))

    late = client.post(
        reverse("desk-change", args=[booking.pk]), {"start": at(1, 14).isoformat(), "seen": "0"}
    )

    assert late.status_code == HTTPStatus.CONFLICT
    assert "Somebody has just taken this time." in words(late)
    assert Booking.objects.get(pk=booking.pk).starts_at == at(1, 10)


def test_the_way_back_never_leads_to_another_site(client: Client) -> None:
    desk = desk_of(client)
    booking = booked(desk.diary, at(1, 10))
    said = preview(desk, booking, at(1, 14), back="https://evil.example/")
    assert "evil" not in said
    assert "/desk/calendar?date=2026-11-24" in said


def test_free_starts_know_the_visit_itself_its_person_and_each_practitioner(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    booking = booked(desk.diary, at(1, 10))
    one = booking.practitioner
    other = next(each for each in desk.diary.practitioners if each != one)
    booked(desk.diary, at(1, 15), patient=booking.patient)
    add_leave(practitioner=other, starts_at=at(1, 9), ends_at=at(1, 12), by=SYSTEM, now=NOW)

    found = client.get(reverse("desk-starts", args=[booking.pk]), {"date": "2026-11-24"}).json()["starts"]
    free = {who: {minute * 60 for minute in minutes} for who, minutes in found.items()}

    assert utc(1, 10, 15).timestamp() in free[str(one.pk)]
    assert utc(1, 10, 15).timestamp() not in free[str(other.pk)]
    assert utc(1, 14).timestamp() in free[str(other.pk)]
    for who in (one, other):
        assert utc(1, 15).timestamp() not in free[str(who.pk)]  # the person is elsewhere
        assert utc(1, 14, 45).timestamp() not in free[str(who.pk)]
    assert min(map(min, free.values())) >= utc(1, 9).timestamp()
    assert max(map(max, free.values())) < utc(2, 0).timestamp()


def test_free_starts_are_one_reading_however_many_give_the_visit(client: Client) -> None:
    desk = desk_of(client, practitioners=6, rooms=3)
    booking = booked(desk.diary, at(1, 10))
    page = reverse("desk-starts", args=[booking.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        client.get(page, {"view": "week"})
    assert len(queries) <= 18


def test_a_visit_of_another_clinic_is_not_found(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    desk_of(client)
    other = make_diary(clinic=make_clinic(name="Other", slug="other"), lead_minutes=0)
    theirs = booked(other, at(1, 10))
    for name in ("desk-change", "desk-starts"):
        page = reverse(name, args=[theirs.pk])
        start = {"start": at(1, 14).isoformat()}
        host = {"host": "vine.example.org"}
        assert client.get(page, start, headers=host).status_code == HTTPStatus.NOT_FOUND
        assert Client().get(page, start, headers=host).status_code == HTTPStatus.FOUND
    refused = client.post(reverse("desk-change", args=[theirs.pk]), start, headers=host)
    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert Booking.objects.get().starts_at == at(1, 10)


def test_an_empty_place_leads_to_a_call_that_offers_it_first(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    whom = desk.diary.practitioners[1]
    wished = {"at": f"{utc(2, 14, 15):%Y-%m-%dT%H:%MZ}", "with": str(whom.pk)}

    said = words(client.get(reverse("desk-call"), wished))
    gone = words(client.get(reverse("desk-call"), {"at": f"{NOW - timedelta(hours=1):%Y-%m-%dT%H:%MZ}"}))

    assert "Wed 25 Nov, 2:15 pm" in said
    assert whom.name in said
    assert "if the answers allow it" not in gone
    assert "if the answers allow it" not in words(client.get(reverse("desk-call"), {"at": "soon"}))


def test_the_time_that_was_pointed_at_is_chosen_already_or_said_to_be_taken(client: Client) -> None:
    desk = desk_of(client)
    check = decided(BENIGN, desk.clinic, contact_name="Ada Finch", contact_phone="707 555 0101")
    page = reverse("desk-seat", args=[check.pk])
    wished = {"at": f"{utc(2, 14, 15):%Y-%m-%dT%H:%MZ}", "with": str(desk.diary.practitioners[0].pk)}

    free = words(client.get(page, wished))
    booked(desk.diary, at(2, 14))
    gone = words(client.get(page, wished))

    assert "Free times nearest to Wed 25 Nov, 2:15 pm" in free
    assert f'value="{utc(2, 14, 15).isoformat()}" checked' in free
    assert "itself is not free for Adjustment, 30 minutes" in gone
    assert "2:45 pm" in gone
