"""The waiting list on the web: joining from the free times and from a visit, the place, and the offer that is
answered once."""

from datetime import time, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN, SOON, URGENT
from tests.factories import NOW
from tests.interfaces.desk import a_moment, words
from tests.interfaces.spoken import left_in_english
from tests.journey.checks import decided
from tests.journey.diary import at, booked, booked_online, checked, make_diary
from tests.journey.waiting import cancel, full, open_offer, waits, wishes_earlier
from unknot.interfaces.web.forms.wait import Wishes
from unknot.journey.book import queues
from unknot.journey.book.models import Booking, WaitlistEntry
from unknot.journey.book.queries import manage_token
from unknot.scheduling.waitlist import Wish

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

ANN = {"name": "Ann Example", "email": "ann@example.org", "phone": "", "last_day": "", "who": ""}


def answer(client: Client, offer: Any, said: str) -> Any:
    return client.post(reverse("wait-offer", args=[queues.offer_code(offer)]), {"answer": said}, follow=True)


@pytest.mark.parametrize(
    ("sent", "wishes"),
    [
        ({}, ()),
        ({"days": ["1"]}, (Wish(1, time(0), time(0)),)),
        ({"days": ["1"], "parts": ["morning"]}, (Wish(1, time(0), time(12)),)),
        ({"days": ["1"], "parts": ["afternoon", "morning"]}, (Wish(1, time(0), time(17)),)),
        (
            {"days": ["1"], "parts": ["morning", "evening"]},
            (Wish(1, time(0), time(12)), Wish(1, time(17), time(0))),
        ),
        ({"parts": ["evening"]}, tuple(Wish(day, time(17), time(0)) for day in range(7))),
    ],
)
def test_what_is_ticked_becomes_wishes(sent: dict[str, Any], wishes: tuple[Wish, ...]) -> None:
    form = Wishes(sent, practitioners=())
    assert form.is_valid()
    assert form.wishes() == wishes


def test_who_finds_no_time_joins_and_sees_their_place(client: Client) -> None:
    diary = make_diary(practitioners=2, rooms=2)
    check = decided(BENIGN, diary.clinic)
    times = words(client.get(reverse("book-times", args=[check.token, diary.service.slug])))
    address = reverse("book-wait", args=[check.token, diary.service.slug])
    assert address in times

    empty = client.post(address, {})
    who = str(diary.practitioners[1].pk)
    sent = {**ANN, "days": ["0", "1", "2", "3", "4"], "parts": ["morning"], "who": who}
    page = client.post(address, sent, follow=True)

    assert (empty.status_code, "Please give your name." in words(empty)) == (422, True)
    entry = WaitlistEntry.objects.get()
    assert (entry.patient.email, entry.practitioner) == ("ann@example.org", diary.practitioners[1])
    shown = words(page)
    for said in (
        "You are on the waiting list",
        "Monday to Friday: until 12:00 pm",
        "write to ann@example.org",
    ):
        assert said in shown
    again = words(client.get(page.request["PATH_INFO"]))
    assert "Your place on the waiting list" in again
    left = client.post(reverse("wait-leave", args=[queues.entry_code(entry)]), follow=True)
    assert "You are no longer on the waiting list" in words(left)


@pytest.mark.parametrize("answers", [URGENT, SOON])
def test_a_warning_sign_closes_the_waiting_list_too(client: Client, answers: Any) -> None:
    diary = make_diary()
    check = decided(answers, diary.clinic)
    address = reverse("book-wait", args=[check.token, diary.service.slug])
    assert client.get(address).status_code == HTTPStatus.CONFLICT
    assert client.post(address, ANN).status_code == HTTPStatus.CONFLICT
    assert not WaitlistEntry.objects.exists()


def test_from_a_visit_one_wishes_for_an_earlier_one(client: Client) -> None:
    diary = make_diary()
    booking = booked_online(diary, at(3, 10))
    token = manage_token(booking)
    address = reverse("booking-earlier", args=[token])
    assert address in words(client.get(reverse("booking", args=[token])))

    page = words(client.post(address, {"days": ["1", "3"]}, follow=True))

    assert "Earlier than" in page
    assert "Tuesday, Thursday: all day" in page
    assert "You are on the list for an earlier time" in words(client.get(reverse("booking", args=[token])))
    with time_machine.travel(at(3, 11), tick=False):
        assert client.get(address)["Location"] == reverse("booking", args=[token])


def test_an_offer_is_read_without_changing_anything_and_taken_with_one_tap(client: Client) -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    waits(diary)
    cancel(booking)
    offer = open_offer()
    address = reverse("wait-offer", args=[queues.offer_code(offer)])

    read = words(client.get(address))
    place = words(client.get(reverse("wait-place", args=[queues.entry_code(offer.entry)])))
    taken = answer(client, offer, "yes")

    for said in ("A time has come free for you", "We keep it for you until Monday 23 November, 11:30 am"):
        assert said in read
    assert address in place
    assert "The time is yours" in words(taken)
    assert Booking.objects.get(status="booked").starts_at == at(1, 10)
    again = answer(client, offer, "yes")
    assert again.status_code == HTTPStatus.CONFLICT
    assert "You have taken this time" in words(again)
    assert manage_token(Booking.objects.get(status="booked")) in words(again)


def test_who_has_a_visit_sees_both_times_before_they_choose(client: Client) -> None:
    diary = make_diary()
    first, mine = full(diary, at(1, 10), at(3, 14))
    wishes_earlier(mine)
    cancel(first)
    offer = open_offer()
    read = words(client.get(reverse("wait-offer", args=[queues.offer_code(offer)])))
    assert "Your visit now: Thursday 26 November, 2:00 pm" in read
    answer(client, offer, "yes")
    mine.refresh_from_db()
    assert mine.starts_at == at(1, 10)


def test_no_is_an_answer_and_silence_is_one_too(client: Client) -> None:
    diary = make_diary()
    one, two = full(diary, at(1, 10), at(2, 10))
    waits(diary)
    cancel(one)
    first = open_offer()
    assert "You have said no to this time" in words(answer(client, first, "no"))
    cancel(two)
    second = open_offer()
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        late = answer(client, second, "yes")
        read = client.get(reverse("wait-offer", args=[queues.offer_code(second)]))
    assert late.status_code == HTTPStatus.CONFLICT
    assert "The time to answer is over" in words(late)
    assert "The time to answer is over" in words(read)
    assert not Booking.objects.filter(status="booked").exists()


def test_old_answers_are_given_again_while_the_time_is_kept(client: Client) -> None:
    diary = make_diary()
    (booking,) = full(diary, at(18, 10))
    waits(diary)
    later = NOW + timedelta(days=16)
    cancel(booking, later)
    offer = open_offer()
    with time_machine.travel(later, tick=False):
        asked = answer(client, offer, "yes")
        fresh = checked(diary, started_at=later, decided_at=later)
        session = client.session
        session["decided_check"] = fresh.token
        session.save()
        taken = answer(client, offer, "yes")
    assert asked.status_code == HTTPStatus.CONFLICT
    assert "First some questions about warning signs" in words(asked)
    assert "The time is yours" in words(taken)
    assert Booking.objects.get(status="booked").from_check == fresh


def test_strange_links_open_nothing(client: Client) -> None:
    diary = make_diary()
    entry = waits(diary)
    booked(diary, at(1, 10))
    for name, code in (
        ("wait-offer", queues.entry_code(entry)),
        ("wait-place", "x" * 33),
        ("wait-offer", "é"),
    ):
        assert client.get(reverse(name, args=[code])).status_code == HTTPStatus.NOT_FOUND


def test_in_spanish_every_page_of_it_is_spanish(client: Client) -> None:
    diary = make_diary()
    (booking,) = full(diary, at(1, 10))
    entry = waits(diary, language="es")
    cancel(booking)
    offer = open_offer()
    check = decided(BENIGN, diary.clinic)
    wish = manage_token(booked(diary, at(3, 10)))
    client.cookies["unknot-language"] = "es"
    addresses = {
        reverse("wait-place", args=[queues.entry_code(entry)]): "Su lugar en la lista de espera",
        reverse("wait-offer", args=[queues.offer_code(offer)]): "Se ha liberado una hora para usted",
        reverse("book-wait", args=[check.token, diary.service.slug]): "Apuntarse a la lista de espera",
        reverse("booking-earlier", args=[wish]): "¿Le gustaría venir antes?",
    }
    for address, said in addresses.items():
        page = words(client.get(address))
        assert said in page
        assert left_in_english(page) == []
    page = words(answer(client, offer, "no"))
    assert "Ha dicho que no a esta hora" in page
    assert left_in_english(page) == []
