"""Looking again at the desk: the rules as they are measured, the decision, the letter on paper; and who may
not."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN
from tests.factories import NOW, make_patient, make_staff
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.checks import decided
from tests.journey.diary import at, booked
from tests.journey.test_notes import ROUTINE
from tests.journey.test_written_plans import a_plan, person_of
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.check.actions import name_patient
from unknot.journey.check.models import Check, Episode
from unknot.journey.people.access import SYSTEM
from unknot.journey.plan import writing
from unknot.journey.plan.models import CarePlan
from unknot.journey.visit import noting
from unknot.journey.visit.models import Letter, Reevaluation

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
ASKED = {
    "pain": "6",
    "goal_0": "3",
    "global_change": "4",
    "new_red_flag": "no",
    "new_leg_symptoms": "no",
    "leg_symptoms": "no",
    "contraindications_checked": "yes",
}


def in_force(desk: Desk, visits: int = 0) -> CarePlan:
    check = decided(BENIGN, desk.clinic)
    assert check.episode is not None
    person = make_patient(desk.clinic, name="Ada Finch")
    name_patient(episode=check.episode, patient=person, by=SYSTEM, now=NOW)
    check = Check.objects.select_related("clinic", "episode__patient").get(id=check.pk)
    by = make_staff(desk.clinic, "clinician")
    given: dict[str, Any] = {"by": by, "now": NOW}
    row = writing.draft(
        check=check,
        plan=a_plan(check),
        findings={"instability_at": [], "hypermobility": False},
        **given,
    )
    row = writing.offer(care_plan=row, **given)
    row = writing.agree(care_plan=row, name="Ada Finch", by=person_of(row), now=NOW)
    for day in range(visits):
        booking = booked(desk.diary, at(day, 13), patient=person)
        Booking.objects.filter(id=booking.pk).update(status=BookingStatus.ARRIVED, episode=row.episode)
        booking = Booking.objects.select_related("from_check").get(id=booking.pk)
        visit = noting.begin(booking=booking, **given)
        visit = noting.keep(visit=visit, note=ROUTINE, version=visit.version, **given)
        noting.sign(visit=visit, version=visit.version, **given)
    return row


def page_of(row: CarePlan) -> str:
    return reverse("desk-look-again", args=[row.episode_id])


def test_the_rules_are_read_before_anybody_signs(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = in_force(desk, visits=2)
    page = words(client.get(page_of(row)))
    assert "2 visits in" in page
    assert "lift my daughter" in page
    read = words(client.post(page_of(row), {**ASKED, "do": "read", "outcome": "continue"}))
    assert "Not better at visit 2" in read
    assert "This goes against ST-02" in read
    assert not Reevaluation.objects.exists()


def test_what_is_missing_is_named_and_what_was_typed_stays(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = in_force(desk)
    answer = client.post(page_of(row), {"do": "sign", "outcome": "change", "reasons": "slept badly"})
    page = words(answer)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Ask for new warning signs" in page
    assert "slept badly" in page
    wrong = client.post(page_of(row), {**ASKED, "pain": "many", "do": "sign"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    far = words(client.post(page_of(row), {**ASKED, "pain": "11", "do": "sign", "outcome": "change"}))
    assert "11: right would be 0 to 10" in far
    assert not Reevaluation.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "leads_to"),
    [("change", "desk-care-plan-begin"), ("refer", "desk-episode"), ("discharge", "desk-episode")],
)
def test_a_decision_leads_on(client: Client, outcome: str, leads_to: str) -> None:
    desk = desk_of(client, "clinician")
    row = in_force(desk, visits=1)
    sent = {**ASKED, "do": "sign", "outcome": outcome, "reasons": "as we agreed"}
    answer = client.post(page_of(row), sent)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"] == reverse(leads_to, args=[row.episode_id])
    story = words(client.get(reverse("desk-episode", args=[row.episode_id])))
    assert "Looked at again by Mara Quill" in story
    assert (Episode.objects.get(id=row.episode_id).ended_at is not None) is (outcome == "discharge")


def test_the_episode_says_how_it_goes_to_clinicians_alone(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = in_force(desk, visits=2)
    address = reverse("desk-episode", args=[row.episode_id])
    page = words(client.get(address))
    assert "How it goes" in page
    assert "cannot be settled yet" in page
    desk.membership.role = "front_desk"
    desk.membership.save()
    assert "How it goes" not in words(client.get(address))
    assert client.get(page_of(row)).status_code == HTTPStatus.FORBIDDEN


def test_without_a_plan_in_force_there_is_nothing_to_look_at(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = in_force(desk)
    writing.close(care_plan=row, why="moved away", by=make_staff(desk.clinic, "clinician"), now=NOW)
    assert client.get(page_of(row)).status_code == HTTPStatus.NOT_FOUND


def begun(desk: Desk, kind: str = "referral") -> Letter:
    row = in_force(desk, visits=1)
    desk.client.post(reverse("desk-letter-begin", args=[row.episode_id]), {"kind": kind})
    return Letter.objects.get()


def test_a_letter_is_drafted_changed_signed_and_printed(client: Client) -> None:
    letter = begun(desk_of(client, "clinician"))
    address = reverse("desk-letter", args=[letter.pk])
    assert "Back trouble since" in words(client.get(address))
    sent = {"version": "1", "to": "Dr. Ada Stone", "asked": "Please examine.", "story": "A week."}
    lacking = client.post(address, {**sent, "to": "", "do": "sign"})
    assert lacking.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "to whom this letter goes" in words(lacking)
    assert 'name="version" value="2"' in words(lacking), "what was typed is kept"

    assert client.post(address, {**sent, "version": "2", "do": "sign"}).status_code == HTTPStatus.FOUND

    page = words(client.get(address))
    assert "Signed by Mara Quill" in page
    assert "Please examine." in page
    paper = client.get(reverse("desk-letter-paper", args=[letter.pk]))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content[:5] == b"%PDF-"
    again = client.post(address, {**sent, "version": "3", "do": "keep"})
    assert "is signed and does not change" in words(again)


def test_a_draft_is_saved_and_discarded(client: Client) -> None:
    letter = begun(desk_of(client, "clinician"), "discharge")
    address = reverse("desk-letter", args=[letter.pk])
    client.post(address, {"version": "1", "ending": "Back at work.", "do": "keep"})
    assert "Back at work." in words(client.get(address))
    assert b"%PDF-" in client.get(reverse("desk-letter-paper", args=[letter.pk])).content
    assert client.post(address, {"version": "2", "do": "discard"}).status_code == HTTPStatus.FOUND
    assert not Letter.objects.exists()


def test_the_desk_reads_no_letters(client: Client) -> None:
    desk = desk_of(client, "clinician")
    letter = begun(desk)
    desk.membership.role = "front_desk"
    desk.membership.save()
    for name in ("desk-letter", "desk-letter-paper"):
        assert client.get(reverse(name, args=[letter.pk])).status_code == HTTPStatus.FORBIDDEN
    begin = reverse("desk-letter-begin", args=[letter.episode_id])
    assert client.post(begin, {"kind": "referral"}).status_code == HTTPStatus.FORBIDDEN
