"""One's own record: the way in by a letter, once and not for long, the same answer for every address; whose
record of a shared address; what stands in it, and that nobody else's does."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import a_moment, desk_of, words
from tests.interfaces.spoken import left_in_english
from tests.journey.checks import code
from tests.journey.diary import at, booked, make_diary
from tests.journey.test_consents import DATA, THRUST, signed
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM, holder, visitor
from unknot.journey.people.consents import ask_consent
from unknot.journey.people.models import Clinic, ConsentWithdrawal, Patient
from unknot.journey.privacy import actions, queries
from unknot.journey.privacy.models import SignInLink
from unknot.journey.record.models import Event
from unknot.server import worker

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
ADDRESS = "ada@example.org"


def ask(client: Client, email: str = ADDRESS) -> Any:
    return client.post(reverse("me-signin"), {"email": email}, follow=True)


def letter() -> str:
    """The way in of the last letter."""
    worker.turn(now=NOW)
    return str(Message.objects.filter(kind="sign_in_link").latest("id").context["link"])


def come_in(client: Client) -> Any:
    ask(client)
    return client.post(letter(), follow=True)


def somebody(clinic: Clinic | None = None, **fields: Any) -> Patient:
    return make_patient(clinic or make_clinic(), **{"email": ADDRESS, "name": "Ada Finch", **fields})


def test_a_letter_opens_the_record_once(client: Client) -> None:
    patient = somebody()
    assert client.get(reverse("me"))["Location"] == reverse("me-signin")
    ask(client, " Ada@Example.org ")
    link = letter()
    page = words(client.get(link))
    assert "Open my record" in page
    assert SignInLink.objects.get().used_at is None

    assert "Ada Finch" in words(client.post(link, follow=True))
    kinds = list(Event.objects.filter(kind__startswith="privacy.").values_list("kind", flat=True))
    assert kinds == ["privacy.sign_in_asked", "privacy.signed_in", "privacy.own_record_opened"]
    assert Event.objects.get(kind="privacy.own_record_opened").subject_id == str(patient.pk)
    again = Client()
    assert again.get(link).status_code == HTTPStatus.GONE
    assert again.post(link).status_code == HTTPStatus.GONE
    assert again.get(reverse("me")).status_code == HTTPStatus.FOUND


def test_nobody_learns_which_addresses_are_known(client: Client) -> None:
    somebody()
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert known.status_code == unknown.status_code == HTTPStatus.OK
    assert (
        words(known).count("If we know this address") == words(unknown).count("If we know this address") == 1
    )
    assert known.redirect_chain == unknown.redirect_chain
    letter()
    assert [one.to for one in Message.objects.all()] == [ADDRESS]
    assert ask(client, "no address").status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_same_work_is_done_for_every_address(client: Client) -> None:
    somebody()
    counts = []
    for email in (ADDRESS, "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse("me-signin"), {"email": email})
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_post_box_cannot_be_filled_and_links_grow_old(client: Client) -> None:
    somebody()
    for _ in range(actions.MOST + 3):
        ask(client)
    link = letter()
    assert Message.objects.count() == SignInLink.objects.count() == actions.MOST
    with time_machine.travel(NOW + actions.OPEN_FOR + timedelta(seconds=1), tick=False):
        assert client.post(link).status_code == HTTPStatus.GONE
    assert actions.clear_over(now=NOW + timedelta(hours=25)) == actions.MOST


def test_one_stays_signed_in_for_two_hours_or_until_one_leaves(client: Client) -> None:
    somebody()
    assert come_in(client).status_code == HTTPStatus.OK
    assert "no-store" in client.get(reverse("me"))["Cache-Control"]
    with time_machine.travel(NOW + timedelta(hours=2, seconds=1), tick=False):
        assert client.get(reverse("me")).status_code == HTTPStatus.FOUND
    client.post(reverse("me-signout"))
    assert client.get(reverse("me")).status_code == HTTPStatus.FOUND


def test_a_family_chooses_whose_record(client: Client) -> None:
    ada = somebody()
    ben = somebody(ada.clinic, name="Ben Finch")
    stranger = make_patient(ada.clinic, name="Cy Stone")
    page = words(come_in(client))
    assert "Whose record?" in page
    assert "Cy Stone" not in page
    client.post(reverse("me-who"), {"who": str(stranger.pk)})
    assert client.get(reverse("me"))["Location"] == reverse("me-who")
    assert "Ben Finch" in words(client.post(reverse("me-who"), {"who": str(ben.pk)}, follow=True))


def test_whose_address_changed_is_out(client: Client) -> None:
    patient = somebody()
    come_in(client)
    Patient.objects.filter(id=patient.pk).update(email="other@example.org")
    assert client.get(reverse("me"))["Location"] == reverse("me-who")
    assert "Nobody here has this address any more" in words(client.get(reverse("me-who")))


def test_a_link_of_one_clinic_opens_nothing_in_another() -> None:
    here, there = make_clinic(), make_clinic()
    somebody(here)
    by = visitor(here)
    actions.ask_sign_in(clinic=here, email=ADDRESS, language="en", by=by, now=NOW)
    link = actions.code_for(SignInLink.objects.get())
    assert code(actions.sign_in, code=link, clinic=there, by=visitor(there), now=NOW)[0] == "link"
    assert code(actions.sign_in, code="guessed", clinic=here, by=by, now=NOW)[0] == "link"
    assert not actions.is_open("guessed", here, now=NOW)


def test_the_record_holds_what_is_theirs_and_nothing_else(client: Client) -> None:
    diary = make_diary()
    ada = somebody(diary.clinic)
    booked(diary, at(1, 10), patient=ada)
    booked(diary, at(1, 14), patient=make_patient(diary.clinic, email=ADDRESS))
    signed(ada)
    ask_consent(patient=ada, need=DATA, by=SYSTEM, now=NOW)
    own = queries.own(holder(ada, clinic_id=ada.clinic_id), ada, now=NOW)
    assert [one.patient_id for one in own.ahead] == [ada.pk]
    assert (len(own.consents), len(own.to_sign)) == (1, 1)
    assert code(queries.own, actor=visitor(ada.clinic), patient=ada, now=NOW)[0] == "not_allowed"

    come_in(client)
    client.post(reverse("me-who"), {"who": str(ada.pk)})
    page = words(client.get(reverse("me")))
    assert "10:00 am" in page
    assert "2:00 pm" not in page
    assert "Consent to a quick thrust (Quick thrust, low back)" in page


def test_a_consent_is_taken_back_by_whose_it_is(client: Client) -> None:
    ada = somebody()
    mine, theirs = signed(ada), signed(make_patient(ada.clinic), THRUST)
    come_in(client)
    assert client.post(reverse("me-withdraw", args=[theirs.pk])).status_code == HTTPStatus.NOT_FOUND
    page = words(client.post(reverse("me-withdraw", args=[mine.pk]), follow=True))
    assert "You have taken it back." in page
    assert ConsentWithdrawal.objects.get().consent == mine


def test_the_record_is_spanish_and_asks_the_database_the_same_however_much_there_is(client: Client) -> None:
    diary = make_diary()
    ada = somebody(diary.clinic)
    client.get("/?lang=es")
    page = words(come_in(client))
    counts = []
    for hour in (9, 10, 11):
        booked(diary, at(1, hour), patient=ada)
        signed(ada)
        with CaptureQueriesContext(connection) as asked:
            page = words(client.get(reverse("me")))
        counts.append(len(asked))
    assert left_in_english(page) == []
    assert "Próximas visitas" in page
    assert len(set(counts)) == 1
    assert counts[0] <= 30


def test_the_desk_does_not_read_the_letter_that_opens_a_record(client: Client) -> None:
    desk = desk_of(client)
    somebody(desk.clinic)
    ask(Client())
    link = letter()
    row = Message.objects.get()
    page = words(client.get(reverse("desk-message", args=[row.pk])))
    assert "for them alone" in page
    assert link not in page
