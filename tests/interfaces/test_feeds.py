"""Calendar feeds: secret addresses that say little, follow every change, and answer nobody once closed."""

import re
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.factories import NOW, make_clinic, make_patient, make_staff, make_user
from tests.interfaces.desk import a_moment, desk_of, words
from tests.interfaces.readers import on_disk, sync
from tests.journey.diary import Diary, at, booked, link_of, make_diary
from unknot.journey.book.actions import cancel, move
from unknot.journey.book.feed_models import Feed
from unknot.journey.book.feeds import MOST_OPEN, close_feed, initials, make_feed
from unknot.journey.book.models import Booking
from unknot.journey.book.queries import manage_token
from unknot.journey.people.access import Actor
from unknot.journey.people.models import Role
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

MEDICAL = ("spasm", "spine", "back", "pain", "chiro", "massage", "adjust", "therap", "clinic")


def address(secret: str) -> str:
    return reverse("calendar-feed", args=[secret])


def events(client: Client, secret: str) -> dict[str, Any]:
    response = client.get(address(secret))
    assert response.status_code == HTTPStatus.OK
    return {str(one["UID"]): one for one in Calendar.from_ical(response.content).walk("VEVENT")}


def of_practitioner(diary: Diary) -> str:
    owner = make_staff(diary.clinic, Role.OWNER)
    return make_feed(of=diary.practitioners[0], by=owner, now=NOW)[1]


def of_patient(booking: Booking) -> str:
    return make_feed(of=booking.patient, booking=booking, by=link_of(booking), now=NOW)[1]


def test_staff_read_initials_and_service_and_nothing_else_of_the_person(client: Client) -> None:
    diary = make_diary()
    patient = make_patient(diary.clinic, name="Ana María López", email="ana@example.org", phone="555 0199")
    booking = booked(diary, at(1, 9), patient=patient, note="Second floor?")

    response = client.get(address(of_practitioner(diary)))
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")

    assert event["SUMMARY"] == "A. M. L. Adjustment"
    assert event["LOCATION"] == "Room 0"
    assert event["UID"] == booking.uid
    assert event.decoded("dtstart") == at(1, 9)
    assert event.decoded("dtend") == at(1, 9) + timedelta(minutes=30)
    for told in ("María", "López", "ana@", "0199", "floor"):
        assert told not in response.content.decode()


def test_a_persons_calendar_holds_no_medical_word_and_only_their_visits(client: Client) -> None:
    clinic = make_clinic(name="Vine Street Spine Clinic", address="12 Vine Street\nSanta Rosa")
    diary = make_diary(clinic=clinic, practitioners=2, rooms=2)
    mine = booked(diary, at(1, 9))
    booked(diary, at(1, 9))

    response = client.get(address(of_patient(mine)))
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    said = re.sub(rb"(?m)^(PRODID|UID).*$", b"", response.content).decode().lower()

    assert event["UID"] == mine.uid
    assert event["SUMMARY"] == "Appointment"
    assert event["LOCATION"] == "12 Vine Street, Santa Rosa"
    assert [word for word in MEDICAL if word in said] == []


def test_a_moved_visit_keeps_its_name_counts_up_and_a_cancelled_one_says_so(client: Client) -> None:
    diary = make_diary()
    secret = of_practitioner(diary)
    first, second = booked(diary, at(1, 9)), booked(diary, at(1, 11))

    move(booking=first, starts_at=at(2, 14), by=make_staff(diary.clinic), now=NOW + timedelta(minutes=5))
    cancel(booking=second, by=make_staff(diary.clinic), now=NOW + timedelta(minutes=6))
    found = events(client, secret)

    assert (found[first.uid]["SEQUENCE"], found[second.uid]["SEQUENCE"]) == (1, 1)
    assert found[first.uid].decoded("dtstart") == at(2, 14)
    assert found[first.uid].decoded("dtstamp") == NOW + timedelta(minutes=5)
    assert (found[first.uid]["STATUS"], found[second.uid]["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert found[second.uid]["TRANSP"] == "TRANSPARENT"


def test_who_has_it_already_gets_nothing_until_something_changes(client: Client) -> None:
    diary = make_diary()
    secret = of_practitioner(diary)
    booking = booked(diary, at(1, 9))
    first = client.get(address(secret))

    by_tag = client.get(address(secret), headers={"If-None-Match": first["ETag"]})
    by_date = client.get(address(secret), headers={"If-Modified-Since": first["Last-Modified"]})
    move(booking=booking, starts_at=at(2, 14), by=make_staff(diary.clinic), now=NOW + timedelta(minutes=5))
    after = client.get(address(secret), headers={"If-None-Match": first["ETag"]})
    after_by_date = client.get(address(secret), headers={"If-Modified-Since": first["Last-Modified"]})

    assert (by_tag.status_code, by_tag.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert by_date.status_code == HTTPStatus.NOT_MODIFIED
    assert (after.status_code, after_by_date.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert after["ETag"] != first["ETag"]
    assert first["Cache-Control"] == "private, no-cache"
    assert client.head(address(secret)).status_code == HTTPStatus.OK


def test_a_closed_address_is_gone_and_a_guessed_one_never_was(client: Client) -> None:
    diary = make_diary()
    owner = make_staff(diary.clinic, Role.OWNER)
    feed, secret = make_feed(of=diary.rooms[0], by=owner, now=NOW)

    close_feed(feed=feed, by=owner, now=NOW)

    assert client.get(address(secret)).status_code == HTTPStatus.GONE
    assert client.get(address("0" * 32)).status_code == HTTPStatus.NOT_FOUND
    assert client.post(address(secret)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_secret_is_long_and_kept_nowhere() -> None:
    diary = make_diary()
    feed, secret = make_feed(of=diary.rooms[0], by=make_staff(diary.clinic, Role.OWNER), now=NOW)

    assert re.fullmatch(r"[0-9a-f]{32}", secret)
    kept = [str(value) for row in Feed.objects.values() for value in row.values()]
    kept += [str(value) for row in Event.objects.values() for value in row.values()]
    assert [one for one in kept if secret in one] == []
    assert feed.token_digest not in str(list(Event.objects.values("data", "after_digest")))


def test_the_window_is_ninety_days_back_and_all_ahead(client: Client) -> None:
    diary = make_diary()
    secret = of_practitioner(diary)
    for days in (-91, -89, 59):
        row = booked(diary, at(1, 9))
        start = NOW + timedelta(days=days)
        row.claims.all().delete()
        Booking.objects.filter(id=row.id).update(starts_at=start, ends_at=start + timedelta(minutes=30))

    starts = [one.decoded("dtstart") for one in events(client, secret).values()]

    assert sorted(starts) == [NOW - timedelta(days=89), NOW + timedelta(days=59)]


def test_only_an_owner_or_whose_calendar_it_is_may_open_or_close_it() -> None:
    diary = make_diary(practitioners=2)
    mine, other = diary.practitioners
    user = make_user()
    mine.user = user
    mine.save()
    clinician = Actor(kind="staff", id=str(user.pk), role=Role.CLINICIAN, clinic_id=diary.clinic.pk)
    booking, strange = booked(diary, at(1, 9)), booked(diary, at(1, 11))

    make_feed(of=mine, by=clinician, now=NOW)

    for of, by, shown in (
        (other, clinician, None),
        (diary.rooms[0], clinician, None),
        (mine, make_staff(diary.clinic, Role.FRONT_DESK), None),
        (mine, make_staff(make_clinic(), Role.OWNER), None),
        (booking.patient, make_staff(diary.clinic, Role.OWNER), booking),
        (strange.patient, link_of(booking), booking),
        (mine, link_of(booking), booking),
    ):
        with pytest.raises(Refusal):
            make_feed(of=of, by=by, booking=shown, now=NOW)
    feed, _ = make_feed(of=booking.patient, booking=booking, by=link_of(booking), now=NOW)
    with pytest.raises(Refusal):
        close_feed(feed=feed, booking=strange, by=link_of(strange), now=NOW)


def test_so_many_addresses_and_no_more() -> None:
    diary = make_diary()
    booking = booked(diary, at(1, 9))
    for _ in range(MOST_OPEN):
        of_patient(booking)

    with pytest.raises(Refusal, match="close one"):
        of_patient(booking)


def test_the_owner_makes_an_address_at_the_desk_sees_it_once_and_closes_it(client: Client) -> None:
    desk = desk_of(client, Role.OWNER)
    booked(desk.diary, at(1, 9))
    make = reverse("desk-feed-make", args=["practitioner", desk.diary.practitioners[0].pk])

    made = words(client.post(make))
    url = re.search(r'value="(http://[^"]+/calendar/[0-9a-f]{32}\.ics)"', made)
    assert url is not None
    again = words(client.get(reverse("desk-calendars")))
    read = Client().get(url[1])
    client.post(reverse("desk-feed-close", args=[Feed.objects.get().pk]))

    assert url[1] not in again
    assert read.status_code == HTTPStatus.OK
    assert "BEGIN:VEVENT" in read.content.decode()
    assert Client().get(url[1]).status_code == HTTPStatus.GONE


def test_the_front_desk_sees_the_calendars_and_opens_none(client: Client) -> None:
    desk = desk_of(client)
    make = reverse("desk-feed-make", args=["room", desk.diary.rooms[0].pk])

    assert "New address" not in words(client.get(reverse("desk-calendars")))
    assert client.post(make).status_code == HTTPStatus.FORBIDDEN
    assert client.post(reverse("desk-feed-make", args=["car", desk.diary.rooms[0].pk])).status_code in (
        403,
        404,
    )


def test_a_person_makes_one_by_the_link_of_a_visit_in_their_language_and_closes_it(client: Client) -> None:
    diary = make_diary()
    token = manage_token(booked(diary, at(1, 9)))
    page = reverse("booking-feed", args=[token])

    assert page in words(client.get(reverse("booking", args=[token])))
    made = words(client.post(page, headers={"Accept-Language": "es"}))
    url = re.search(r'value="http://[^/"]+(/calendar/[0-9a-f]{32}\.ics)"', made)
    assert url is not None
    read = client.get(url[1]).content.decode()
    client.post(reverse("booking-feed-close", args=[token, Feed.objects.get().pk]))

    assert "SUMMARY:Cita" in read
    assert client.get(url[1]).status_code == HTTPStatus.GONE


def test_initials_are_those_of_every_name() -> None:
    assert initials("  robin   example ") == "R. E."
    assert initials("") == ""


@pytest.mark.django_db(transaction=True)
def test_a_real_client_follows_the_running_server_through_a_move_and_an_end(
    live_server: Any, tmp_path: Path
) -> None:
    """vdirsyncer reads the feed over the network, again after a move and a cancellation, and is refused when
    the address was closed."""
    diary = make_diary()
    owner = make_staff(diary.clinic, Role.OWNER)
    feed, secret = make_feed(of=diary.practitioners[0], by=owner, now=NOW)
    first, second = booked(diary, at(1, 9)), booked(diary, at(1, 11))
    url = live_server.url + address(secret)

    before = sync(url, tmp_path)
    seen_before = on_disk(tmp_path)
    move(booking=first, starts_at=at(2, 14), by=owner, now=NOW)
    cancel(booking=second, by=owner, now=NOW)
    after = sync(url, tmp_path)
    seen_after = on_disk(tmp_path)
    close_feed(feed=feed, by=owner, now=NOW)
    closed = sync(url, tmp_path)

    assert (before.returncode, after.returncode) == (0, 0), before.stderr + after.stderr
    assert [(one.start, one.sequence, one.cancelled) for one in seen_before] == [
        (at(1, 9).timestamp(), 0, False),
        (at(1, 11).timestamp(), 0, False),
    ]
    assert [(one.start, one.sequence, one.cancelled) for one in seen_after] == [
        (at(1, 11).timestamp(), 1, True),
        (at(2, 14).timestamp(), 1, False),
    ]
    assert closed.returncode != 0
    assert "Gone" in closed.stderr
