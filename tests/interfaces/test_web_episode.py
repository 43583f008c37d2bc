"""The page of an episode: every room's entries in one order, a fixed number of questions to the database,
what is private stays so; the report on paper, and what happens where PDF cannot be made."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.answers import BENIGN, private_sign
from tests.factories import NOW, make_clinic, make_patient, make_staff
from tests.interfaces.desk import Desk, a_moment, desk_of, sign_in, words
from tests.journey.checks import decided
from tests.journey.courses import make_plan, make_practice, place_all
from tests.journey.diary import at, booked
from unknot.interfaces.web import paper
from unknot.journey.book.models import Booking
from unknot.journey.check import actions as checks
from unknot.journey.check.alerting import close_alert
from unknot.journey.check.facts import assessment_of
from unknot.journey.check.models import Alert, Check, Episode
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import User

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
NUMB = {**BENIGN, private_sign(): True}


def bout(desk: Desk, answers: dict[str, object] | None = None) -> Episode:
    """A check that opened an episode with a name; three visits ahead, where the check leaves them open."""
    check = decided(answers or BENIGN, desk.clinic)
    person = make_patient(desk.clinic, name="Ada Finch", email="ada@example.org")
    assert check.episode is not None
    checks.name_patient(episode=check.episode, patient=person, by=SYSTEM, now=NOW)
    for day in () if answers else (1, 2, 3):
        booking = booked(desk.diary, at(day, 10), patient=person)
        Booking.objects.filter(id=booking.pk).update(episode=check.episode)
    return Episode.objects.get(id=check.episode.pk)


def page_of(desk: Desk, episode: Episode, **query: Any) -> str:
    return words(desk.client.get(reverse("desk-episode", args=[episode.pk]), query))


def titles(page: str) -> list[str]:
    return [part.split(">")[-1] for part in page.replace("</a>", "").split("</h3>")[:-1]]


def test_the_story_has_every_room_newest_first(client: Client) -> None:
    desk = desk_of(client)
    page = page_of(desk, bout(desk))

    assert [one for one in titles(page) if one != "Reminder"][:3] == ["Adjustment"] * 3
    assert {"Check, web", "Visit booked"} <= set(titles(page))
    assert page.index("Ahead") < page.index("Until now")


def test_a_kind_can_be_asked_for_alone(client: Client) -> None:
    desk = desk_of(client)
    episode = bout(desk)

    assert titles(page_of(desk, episode, kind="visit")) == ["Adjustment"] * 3
    assert "Nothing of this kind yet" in page_of(desk, episode, kind="plan")


def test_a_flag_stands_with_who_dealt_with_it_and_why(client: Client) -> None:
    desk = desk_of(client, "clinician")
    episode = bout(desk, NUMB)
    assert "Hands-on care is closed" in page_of(desk, episode)
    mara = make_staff(desk.clinic, "clinician")
    close_alert(alert=Alert.objects.get(), word="spoke with her, is in hospital", by=mara, now=NOW)
    checks.open_booking(episode=episode, reason="scan was clear", by=mara, now=NOW)

    page = page_of(desk, episode)
    assert "spoke with her, is in hospital" in page
    assert "Opened again" in page
    assert "scan was clear" in page


def test_what_is_private_is_for_clinicians(client: Client) -> None:
    desk = desk_of(client)
    episode = bout(desk, NUMB)
    (sign,) = knowledge_of(episode)
    front = page_of(desk, episode)
    assert sign not in front
    assert "a private answer, shown to clinicians" in front

    sign_in(client, clinician_of(desk.clinic))
    assert sign in page_of(desk, episode)


def knowledge_of(episode: Episode) -> list[str]:
    found = assessment_of(episode.checks.get())
    assert found is not None
    return [one.title for one in found.flags]


def clinician_of(clinic: Any) -> User:
    return User.objects.get(id=make_staff(clinic, "clinician").id)


def test_a_plan_and_what_was_written_about_it_are_part_of_it(client: Client) -> None:
    practice = make_practice()
    check = decided(BENIGN, practice.clinic)
    assert check.episode is not None
    checks.name_patient(episode=check.episode, patient=practice.patient, by=SYSTEM, now=NOW)
    place_all(make_plan(practice, check=Check.objects.get(id=check.pk)))
    sign_in(client, clinician_of(practice.clinic))

    page = words(client.get(reverse("desk-episode", args=[check.episode.pk])))
    assert "Course of 8 visits" in page
    assert "2 a week for 2 weeks, then 1 a week for 2 weeks" in page


def test_long_stories_are_told_in_pages_that_miss_nothing(client: Client, monkeypatch: Any) -> None:
    desk = desk_of(client)
    episode = bout(desk)
    whole = titles(page_of(desk, episode))
    monkeypatch.setattr("unknot.interfaces.web.pages.desk.episodes.pages.LIMIT", 2)

    found: list[str] = []
    page: int | None = 1
    while page is not None:
        answer = desk.client.get(reverse("desk-episode", args=[episode.pk]), {"page": page})
        found += titles(words(answer))
        page = answer.context["before"]
    assert found == whole
    assert len(found) > 4


def test_however_long_it_is_the_database_is_asked_as_often(client: Client) -> None:
    desk = desk_of(client)
    episode = bout(desk)
    address = reverse("desk-episode", args=[episode.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for week in range(1, 6):
        booking = booked(desk.diary, at(week * 7, 11), patient=episode.patient)
        Booking.objects.filter(id=booking.pk).update(episode=episode)
        decided(BENIGN, desk.clinic, at=NOW + timedelta(minutes=week), episode=episode)
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)


def test_nobody_else_sees_it(client: Client) -> None:
    desk = desk_of(client)
    own = reverse("desk-episode", args=[bout(desk).pk])
    assert Client().get(own)["Location"].startswith("/sign-in")

    stranger = decided(BENIGN, make_clinic(slug="elsewhere")).episode
    assert stranger is not None
    for name in ("desk-episode", "desk-episode-report"):
        assert client.get(reverse(name, args=[stranger.pk])).status_code == HTTPStatus.NOT_FOUND


def test_the_report_is_a_pdf_that_says_the_same(client: Client) -> None:
    desk = desk_of(client)
    answer = client.get(reverse("desk-episode-report", args=[bout(desk).pk]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="report-ada-finch.pdf"'
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Ada Finch" in text
    assert text.count("Adjustment") == 3
    assert "not a diagnosis" in text


def test_without_the_libraries_of_the_system_it_is_a_page_to_print(client: Client, monkeypatch: Any) -> None:
    def missing() -> Any:
        raise paper.NoPaper("no Pango")

    monkeypatch.setattr(paper, "_setter", missing)
    desk = desk_of(client)
    answer = client.get(reverse("desk-episode-report", args=[bout(desk).pk]))

    assert answer.status_code == HTTPStatus.OK
    assert "This server cannot make PDF files" in words(answer)
    assert "Ada Finch" in words(answer)


def test_a_sheet_fetches_nothing() -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        paper._refuse("http://127.0.0.1/secret")
