"""Before a visit, on a person's own telephone and at the door: without a script, in two languages, a sign
leads to its advice in the same request, and the desk sees it; the address opens nothing else."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.diary import at, booked
from unknot.clinical.urgency import Tier
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.book.queries import manage_token
from unknot.journey.check.models import Alert
from unknot.journey.visit.arriving import arrival_code
from unknot.journey.visit.models import Arrival

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def visit(desk: Desk, **fields: str) -> Booking:
    given = {"name": "Ada Finch", "phone": "(707) 555-0142", **fields}
    return booked(desk.diary, at(0, 13), patient=make_patient(desk.clinic, **given))


def address(booking: Booking) -> str:
    return reverse("arrive", args=[arrival_code(booking)])


def test_none_new_is_taken_with_thanks_and_read_at_the_desk(client: Client) -> None:
    desk = desk_of(client, "clinician")
    booking = visit(desk)
    person = Client()
    page = words(person.get(address(booking)))
    assert "My speech is slurred" in page
    assert "You have new numbness or an odd feeling between your legs" in page
    assert "Ada" not in page, "whoever guessed the address learns no name"

    sent = {"ending": "none", "pain": "4", "reaction": "mild", "words": "slept better"}
    answer = person.post(address(booking), sent, follow=True)

    assert "Your clinician reads this before your visit." in words(answer)
    for name in ("desk", "desk-booking"):
        where = reverse(name, args=[booking.pk] if name == "desk-booking" else [])
        assert "Asked again: no new warning sign" in words(client.get(where))
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.ARRIVED)
    note = reverse("desk-note", args=[booking.pk])
    assert "Pain 4 of 10" in words(client.get(note))
    client.post(note, {"do": "begin"})
    assert "On arrival: “slept better”" in words(client.get(note))


def test_an_emergency_shows_its_advice_next_and_the_desk_is_called(client: Client) -> None:
    desk = desk_of(client)
    booking = visit(desk)
    page = words(Client().post(address(booking), {"signs": ["saddle_numbness"]}, follow=True))
    assert "Call 911 now" in page
    assert Alert.objects.get().tier == Tier.EMERGENCY_NOW
    shown = words(client.get(reverse("desk-booking", args=[booking.pk])))
    assert "Stop: a warning sign" in shown
    assert "Warning sign in something private" in shown


def test_another_sign_goes_on_to_the_questions_it_leaves_open(client: Client) -> None:
    desk = desk_of(client)
    booking = visit(desk)
    person = Client()
    answer = person.post(address(booking), {"signs": ["leg_weakness"]}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/check/q/")
    assert Alert.objects.count() == 1
    assert "Stop: a warning sign" in words(client.get(reverse("desk")))


def test_no_answer_is_asked_for_and_not_sure_is_taken_as_open(client: Client) -> None:
    desk = desk_of(client)
    booking = visit(desk)
    empty = Client().post(address(booking), {"pain": "7"})
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please tick what is new" in words(empty)
    assert not Arrival.objects.exists()
    page = words(Client().post(address(booking), {"ending": "not_sure"}, follow=True))
    assert "One thing is still open" in page
    assert "Warning signs not answered" in words(client.get(reverse("desk")))


def test_words_pass_the_net_and_a_wrong_figure_is_named(client: Client) -> None:
    desk = desk_of(client)
    booking = visit(desk)
    wrong = Client().post(address(booking), {"ending": "none", "reaction": "great"})
    assert "Please choose one of the answers." in words(wrong)
    said = {"ending": "none", "words": "I wet myself yesterday and did not feel it"}
    page = words(Client().post(address(booking), said, follow=True))
    assert "Please read this first" in page
    assert Alert.objects.filter(kind="wording").exists()


def test_it_is_asked_on_the_day_and_in_spanish(client: Client) -> None:
    desk = desk_of(client)
    booking = visit(desk)
    person = Client()
    page = words(person.get(f"{address(booking)}?lang=es"))
    assert "Antes de su visita" in page
    assert "My speech" not in page
    manage = reverse("booking", args=[manage_token(booking)])
    assert address(booking) in words(Client().get(manage))
    Booking.objects.filter(id=booking.pk).update(status=BookingStatus.CANCELLED)
    late = Client().post(address(booking), {"ending": "none"})
    assert "These questions are for the day of the visit." in words(late)
    assert Client().get(reverse("arrive", args=["x" * 33])).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("name", "digits", "is_found"),
    [
        ("finch", "0142", True),
        ("FINCH ", "0142", True),
        ("finch", "0143", False),
        ("fin", "0142", False),
        ("finch", "142", False),
        ("", "0142", False),
        ("finch", "٠١٤٢", False),
    ],
)
def test_the_door_knows_who_has_a_visit_today(client: Client, name: str, digits: str, is_found: bool) -> None:
    booking = visit(desk_of(client))
    answer = Client().post(reverse("arrive-door"), {"name": name, "digits": digits})
    if is_found:
        assert answer["Location"] == address(booking)
    else:
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "We cannot find a visit of today" in words(answer)


def test_two_people_with_one_name_and_number_ask_at_the_desk(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    visit(desk)
    visit(desk, name="Bo Finch")
    answer = Client().post(reverse("arrive-door"), {"name": "finch", "digits": "0142"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_sheet_for_the_door_is_a_page_with_the_code(client: Client) -> None:
    desk_of(client)
    sheet = client.get(reverse("desk-door-sheet"))
    assert sheet.content[:5] == b"%PDF-"
