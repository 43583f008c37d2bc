"""The waiting list at the desk: who waits, what they were offered until when, and what the desk does."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_clinic
from tests.interfaces.desk import a_moment, desk_of, words
from tests.journey.diary import at, booked
from tests.journey.waiting import MORNING, cancel, full, open_offer, waits, work
from unknot.journey.book.models import Booking, Hold, Offer, WaitlistEntry

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def test_the_list_says_who_waits_for_what_and_what_they_were_offered(client: Client) -> None:
    desk = desk_of(client)
    (booking,) = full(desk.diary, at(1, 10))
    waits(desk.diary, wishes=MORNING)
    waits(desk.diary, "Ben Ode", email="", phone="+1 707 555 0188")
    cancel(booking)

    page = words(client.get(reverse("desk-waitlist")))

    for said in (
        "2 people wait, 1 of them with an open offer",
        "Ana Lopez",
        "Monday to Friday: until 12:00 pm",
        "Offered Tue 24 Nov, 10:00 am",
        "kept until Mon 23 Nov, 11:30 am",
        "asked for Tuesday 00:00 to 12:00",
        "No e-mail: only you can tell them.",
    ):
        assert said in page


def test_the_desk_offers_by_hand_and_notes_the_answer(client: Client) -> None:
    desk = desk_of(client)
    entry = waits(desk.diary, email="", phone="+1 707 555 0188", wishes=(MORNING[2],))
    address = reverse("desk-waiting", args=[entry.id])
    page = words(client.get(address))
    value = f"{at(2, 10).astimezone(NOW.tzinfo).isoformat()}|{desk.diary.practitioners[0].pk}"
    assert value in page
    assert "11:30 am" not in page, "the visit with its buffer would end after twelve"

    listed = words(client.post(address, {"start": value}, follow=True))
    assert "Offered to Ana Lopez, and kept for them until Mon 23 Nov, 11:30 am." in listed
    gone = client.post(address, {"start": value})
    assert gone.status_code == HTTPStatus.CONFLICT
    wrong = client.post(address, {"start": "nonsense"})
    assert "Choose one of the times." in words(wrong)

    offer = Offer.objects.get()
    said = words(client.post(reverse("desk-offer-answer", args=[offer.id]), {"answer": "yes"}, follow=True))
    assert "Ana Lopez has the time now." in said
    assert Booking.objects.get().starts_at == at(2, 10)
    again = words(client.post(reverse("desk-offer-answer", args=[offer.id]), {"answer": "no"}, follow=True))
    assert "You have taken this time already." in again


@pytest.mark.parametrize(("answer", "status"), [("no", "refused"), ("back", "withdrawn")])
def test_no_and_taking_back_pass_it_on(client: Client, answer: str, status: str) -> None:
    desk = desk_of(client)
    (booking,) = full(desk.diary, at(1, 10))
    waits(desk.diary)
    cancel(booking)
    offer = open_offer()
    client.post(reverse("desk-offer-answer", args=[offer.id]), {"answer": answer})
    offer.refresh_from_db()
    assert (offer.status, Hold.objects.count()) == (status, 0)


def test_somebody_is_put_on_the_list_and_taken_off_it(client: Client) -> None:
    desk = desk_of(client)
    mine = booked(desk.diary, at(3, 10))
    sent: dict[str, Any] = {"days": ["1"], "service": desk.diary.service.slug}
    listed = words(client.post(reverse("desk-wait", args=[mine.patient_id]), sent, follow=True))
    assert f"{mine.patient.name} is on the waiting list for Adjustment." in listed
    assert reverse("desk-earlier", args=[mine.id]) in words(
        client.get(reverse("desk-booking", args=[mine.id]))
    )
    earlier = words(client.post(reverse("desk-earlier", args=[mine.id]), {}, follow=True))
    assert "is on the list for an earlier time." in earlier
    assert WaitlistEntry.objects.filter(status="waiting").count() == 2

    for entry in WaitlistEntry.objects.all():
        client.post(reverse("desk-waiting-leave", args=[entry.id]))
    assert "Nobody is waiting for a time." in words(client.get(reverse("desk-waitlist")))
    work()


def test_the_list_of_another_clinic_is_not_there(client: Client) -> None:
    desk = desk_of(client)
    elsewhere = waits(desk.diary)
    WaitlistEntry.objects.filter(id=elsewhere.id).update(clinic=make_clinic())
    assert client.get(reverse("desk-waiting", args=[elsewhere.id])).status_code == HTTPStatus.NOT_FOUND


def test_the_list_takes_as_many_queries_however_many_wait(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    desk = desk_of(client)
    counts = []
    for round_ in range(2):
        for number in range(1 + 5 * round_):
            waits(desk.diary, f"Person{number} Round{round_}")
        with django_assert_max_num_queries(20) as seen:
            client.get(reverse("desk-waitlist"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
