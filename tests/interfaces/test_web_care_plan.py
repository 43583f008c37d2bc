"""The written plan on its pages: composed at the desk with what stands against it at its line, read and
agreed to by the person, kept as a PDF, and from there to the visits."""

import json
import re
from http import HTTPStatus
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN
from tests.factories import NOW, make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, sign_in, staff, words
from tests.journey.checks import decided
from unknot.journey.check.actions import name_patient
from unknot.journey.check.models import Episode
from unknot.journey.people.access import SYSTEM
from unknot.journey.plan.models import CarePlan, Plan, PlanStatus

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
BEGIN = {"cause": "nonspecific", "stage": "acute", "region": "lumbar", "risk": "", "template": ""}


def bout(desk: Desk) -> Episode:
    check = decided(BENIGN, desk.clinic)
    assert check.episode is not None
    person = make_patient(desk.clinic, name="Ada Finch", email="ada@example.org")
    return name_patient(episode=check.episode, patient=person, by=SYSTEM, now=NOW)


def begun(desk: Desk, **changes: str) -> CarePlan:
    address = reverse("desk-care-plan-begin", args=[bout(desk).pk])
    answer = desk.client.post(address, {**BEGIN, **changes})
    assert answer.status_code == HTTPStatus.FOUND, words(answer)
    return CarePlan.objects.get()


def shown(desk: Desk, row: CarePlan) -> str:
    return words(desk.client.get(reverse("desk-care-plan", args=[row.pk])))


def as_shown(page: str) -> dict[str, Any]:
    """The form as the browser would send it back."""
    form = page[page.index('class="stack plan-form"') :]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        found.setdefault(said["name"], []).append(said.get("value", "on"))
    return found


def saved(desk: Desk, row: CarePlan, button: str = "save", **typed: Any) -> Any:
    form = {**as_shown(shown(desk, row)), **typed, button: ""}
    address = reverse("desk-care-plan-save", args=[row.pk])
    return desk.client.post(address, {name: said for name, said in form.items() if said is not None})


def offered(desk: Desk) -> CarePlan:
    row = begun(desk)
    answer = saved(desk, row, "offer", goal_0="lift my daughter", now_0="3")
    assert answer.status_code == HTTPStatus.FOUND, words(answer)
    row.refresh_from_db()
    return row


def test_it_begins_with_what_the_knowledge_proposes_and_is_saved_as_shown(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = begun(desk)
    page = shown(desk, row)

    assert "Advice: stay active" in page
    assert "A plan names at least one thing" in page
    assert saved(desk, row).status_code == HTTPStatus.FOUND
    before = row.content
    row.refresh_from_db()
    assert row.content == before


def test_what_stands_against_it_stands_at_its_line(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = begun(desk)
    answer = saved(desk, row, "offer", goal_0="walk", tech_manual_therapy=["thrust"])

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = words(answer)
    line = page[page.index('id="line-manual_therapy"') : page.index('id="line-massage"')]
    assert "ask or examine first: Signs of segmental instability at; Generalised hypermobility" in line
    assert "Saved, and not yet to be offered" in page
    row.refresh_from_db()
    assert (row.status, row.content["goals"]) == (PlanStatus.DRAFT, [{"activity": "walk", "now": None}])

    asked = {"find_hypermobility": "no", "find_instability_at": ["none"]}
    assert saved(desk, row, "offer", **asked).status_code == HTTPStatus.FOUND
    row.refresh_from_db()
    assert (row.status, row.findings) == (PlanStatus.OFFERED, {"hypermobility": False, "instability_at": []})


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            {"use_stay_active": None, "use_keep_moving": None, "use_walking": None},
            "Hands-on care alone is not",
        ),
        ({"per_week_1": "5", "weeks_1": "4"}, "20 visits"),
        ({"per_week_1": "often"}, "Right would be numbers"),
        ({"per_week_1": "0"}, "up to 7 visits a week"),
        ({"again_visit": "9"}, "one of the visits 1 to 4, not at 9"),
        ({"contacts_massage": "many"}, "is not a whole number"),
        ({"contacts_massage": "9"}, "Massage: 1 to 4 visits, not 9"),
        ({"goal_0": "walk", "now_0": "eleven"}, "is not a whole number"),
        ({"tech_massage": None}, "Massage: choose at least one technique"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    client: Client, typed: dict[str, Any], expected: str
) -> None:
    desk = desk_of(client, "clinician")
    row = begun(desk)
    before = row.content
    answer = saved(desk, row, **typed)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert expected in words(answer)
    row.refresh_from_db()
    assert row.content == before


def test_the_person_reads_it_and_agrees_with_their_name(client: Client) -> None:
    row = offered(desk_of(client, "clinician"))
    person = Client()
    address = reverse("plan", args=[row.token])
    page = words(person.get(address))
    for part in ("lift my daughter", "What can go wrong", "What else there is", "You may stop at any time"):
        assert part in page

    assert person.post(address, {"name": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    drawn = json.dumps([[[1, 2], [3, 4]]])
    assert person.post(address, {"name": "Ada Finch", "signature": drawn})["Location"] == address
    row.refresh_from_db()
    assert (row.status, row.signature) == (PlanStatus.AGREED, [[[1.0, 2.0], [3.0, 4.0]]])
    assert "Thank you. You have agreed" in words(person.get(address))
    assert "Ada Finch agreed to this plan on" in words(person.get(address))
    again = person.post(address, {"name": "Eve"})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    row.refresh_from_db()
    assert row.agreed_name == "Ada Finch"


def test_a_drawing_that_is_none_does_not_stand_in_the_way(client: Client) -> None:
    row = offered(desk_of(client, "clinician"))
    for number, drawn in enumerate(("{", '[["a"]]', "[[[1]]]", "7")):
        Client().post(reverse("plan", args=[row.token]), {"name": "Ada Finch", "signature": drawn})
        row.refresh_from_db()
        assert (row.status, row.signature) == (PlanStatus.AGREED, []), number


def test_the_paper_says_the_same_with_figures_and_the_seal(client: Client) -> None:
    row = offered(desk_of(client, "clinician"))
    Client().post(reverse("plan", args=[row.token]), {"name": "Ada Finch"})
    row.refresh_from_db()
    answer = Client().get(reverse("plan-paper", args=[row.token]))
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join("".join(page.get_textpage().get_text_bounded() for page in document).split())

    assert answer["Content-Type"] == "application/pdf"
    for part in (
        "Plan for Ada Finch",
        "lift my daughter",
        "What can go wrong",
        "What else there is",
        "Sources",
        row.seal,
    ):
        assert part in text


def test_nobody_without_the_link_or_of_a_draft_sees_it(client: Client) -> None:
    row = begun(desk_of(client, "clinician"))

    assert Client().get(reverse("plan", args=[row.token])).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(reverse("plan", args=["x" * 32])).status_code == HTTPStatus.NOT_FOUND


def test_the_front_desk_reads_plans_and_writes_none(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = begun(desk)
    front = desk_of_role(desk)

    assert "still being written" in words(front.get(reverse("desk-care-plan", args=[row.pk])))
    refused = front.post(reverse("desk-care-plan-save", args=[row.pk]), {"save": ""})
    assert refused.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
    begin = reverse("desk-care-plan-begin", args=[row.episode_id])
    assert front.get(begin)["Location"] == reverse("desk-care-plan", args=[row.pk])


def desk_of_role(desk: Desk) -> Client:
    client = Client()
    sign_in(client, staff(desk.clinic, "front_desk", "front@example.org").user)
    return client


def test_from_agreed_to_times_with_its_rhythm(client: Client) -> None:
    desk = desk_of(client, "clinician", practitioners=2, rooms=2)
    row = offered(desk)
    Client().post(reverse("plan", args=[row.token]), {"name": "Ada Finch"})
    page = shown(desk, row)
    assert "Find times for the visits" in page

    address = f"{reverse('desk-plan-new', args=[row.patient_id])}?plan={row.pk}"
    form = words(client.get(address))
    assert "From the plan that Ada Finch agreed to" in form
    given: dict[str, Any] = dict.fromkeys(re.findall(r'name="(can_\d_\w+)"', form), "on")
    (location,) = re.findall(r'name="location".*?<option value="([^"]+)"', form, re.DOTALL)
    rhythm = {"per_week_1": "2", "weeks_1": "2", "begins": "2026-11-24", "location": location}
    answer = client.post(address, {**given, **rhythm, "use_adjustment": "on", "reason": "agreed plan"})

    assert answer.status_code == HTTPStatus.FOUND, words(answer)
    row.refresh_from_db()
    assert row.course == Plan.objects.get()
    assert "See the visits" in shown(desk, row)


def test_steps_back_a_change_a_template_and_the_end(client: Client) -> None:
    desk = desk_of(client, "clinician")
    row = offered(desk)
    step = reverse("desk-care-plan-step", args=[row.pk])
    client.post(step, {"step": "keep", "name": "First weeks"})
    client.post(step, {"step": "take_back"})
    row.refresh_from_db()
    assert row.status == PlanStatus.DRAFT

    saved(desk, row, "offer", goal_0="lift my daughter")
    Client().post(reverse("plan", args=[row.token]), {"name": "Ada Finch"})
    begin = reverse("desk-care-plan-begin", args=[row.episode_id])
    assert "First weeks" in words(client.get(begin))
    assert client.post(begin, BEGIN).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    template = re.findall(r'<option value="([^"]+)">First weeks', words(client.get(begin)))[0]
    client.post(begin, {**BEGIN, "template": template, "reason": "wants fewer visits"})
    second = CarePlan.objects.get(number=2)
    assert (second.reason, second.content["goals"]) == (
        "wants fewer visits",
        [{"activity": "lift my daughter", "now": 3}],
    )
    client.post(step, {"step": "close", "why": ""})
    row.refresh_from_db()
    assert row.status == PlanStatus.AGREED
    client.post(step, {"step": "close", "why": "goals reached"})
    row.refresh_from_db()
    assert row.status == PlanStatus.ENDED


def test_a_referral_is_no_plan(client: Client) -> None:
    desk = desk_of(client, "clinician")
    address = reverse("desk-care-plan-begin", args=[bout(desk).pk])
    answer = desk.client.post(address, {**BEGIN, "stage": "ongoing"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No plan, but a referral" in words(answer)
    assert CarePlan.objects.count() == 0
