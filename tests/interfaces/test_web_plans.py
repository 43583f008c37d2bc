"""Plans at the desk: laying out, the proposal and its booking, what is refused; and somebody who is away."""

import re
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_patient
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.diary import at, booked, checked
from unknot.journey.book.models import Booking, Leave
from unknot.journey.people.access import SYSTEM
from unknot.journey.plan.models import Plan
from unknot.journey.plan.placing import propose
from unknot.scheduling.ticks import instant_of

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


def typed(desk: Desk, **changed: Any) -> dict[str, Any]:
    """The form as it comes, with a rhythm and a service."""
    page = words(desk.client.get(reverse("desk-plan-new", args=[patient_of(desk).pk])))
    given = dict.fromkeys(re.findall(r'name="(can_\d_\w+)"', page), "on")
    (location,) = re.findall(r'name="location".*?<option value="([^"]+)"', page, re.DOTALL)
    rhythm = {"per_week_1": "2", "weeks_1": "2", "begins": "2026-11-24", "location": location}
    return {**given, **rhythm, "use_adjustment": "on", "reason": "seen today", **changed}


def patient_of(desk: Desk) -> Any:
    found = desk.clinic.patients.filter(name="Ada Finch").first()
    return found or make_patient(desk.clinic, name="Ada Finch")


def laid_out(desk: Desk, **changed: Any) -> Plan:
    answer = desk.client.post(reverse("desk-plan-new", args=[patient_of(desk).pk]), typed(desk, **changed))
    assert answer.status_code == HTTPStatus.FOUND, words(answer)
    return Plan.objects.get(id=answer["Location"].rsplit("/", 1)[-1])


def seats_on(page: str) -> str:
    (found,) = re.findall(r'name="seats" value="([^"]+)"', page)
    return str(found)


def test_from_the_form_to_the_calendar(client: Client) -> None:
    desk = desk_of(client, "clinician", practitioners=2, rooms=2)
    plan = laid_out(desk)
    page = words(client.get(reverse("desk-plan", args=[plan.pk])))

    assert "Book 4 visits" in page
    assert "4 of 4 visits have a place." in page
    assert "at the times you like best" not in page
    assert Booking.objects.count() == 0
    answer = client.post(reverse("desk-plan-accept", args=[plan.pk]), {"seats": seats_on(page)}, follow=True)
    assert "4 visits are in the calendar for Ada Finch. We write to them." in words(answer)
    assert "Every visit stands." in words(answer)
    assert Booking.objects.filter(planned__plan=plan).count() == 4


def test_wishes_are_kept_to(client: Client) -> None:
    desk = desk_of(client, "clinician")
    mornings = {f"can_{day}_{part}": "" for day in range(7) for part in ("afternoon", "evening")}
    plan = laid_out(desk, **mornings, rather_3_morning="on", trips_a_week="1")

    assert plan.windows[0] == [0, "06:00", "12:00"]
    assert (len(plan.windows), plan.trips_a_week) == (7, 1)
    seats = propose(plan=plan, by=SYSTEM, now=NOW).seats.values()
    starts = [instant_of(one.start).astimezone(at(0, 0).tzinfo) for one in seats]
    assert starts
    assert all(start.hour < 12 for start in starts)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"use_adjustment": ""}, "Choose at least one service."),
        ({"on_adjustment": "1, x"}, "Right would be visit numbers such as: 1, 3, 5-7."),
        ({"on_adjustment": "9"}, "There is no visit 9: the course has 4."),
        ({"on_adjustment": "3-1"}, "Visits are counted from 1, the lower number first: 5-7."),
        ({"per_week_2": "1"}, "For how many weeks?"),
        ({"again": "adjustment"}, "At which visit?"),
        ({"away_from": "2026-12-01"}, "Away from which day to which?"),
        ({"away_from": "2026-12-04", "away_to": "2026-12-01"}, "must not be before the first"),
        ({"reason": ""}, "Please write why this visit is booked without the questions"),
        ({"weeks_1": "80"}, "less than or equal to 52"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    client: Client, changed: dict[str, str], said: str
) -> None:
    desk = desk_of(client, "clinician")
    answer = client.post(reverse("desk-plan-new", args=[patient_of(desk).pk]), typed(desk, **changed))

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in words(answer)
    assert Plan.objects.count() == 0


def test_a_check_of_the_last_weeks_stands_for_the_reason(client: Client) -> None:
    desk = desk_of(client, "clinician")
    check = checked(desk.diary)
    assert check.episode is not None
    check.episode.patient = patient_of(desk)
    check.episode.save()

    plan = laid_out(desk, reason="")

    assert (plan.from_check, plan.episode) == (check, check.episode)


def test_a_stage_of_the_knowledge_fills_the_rhythm(client: Client) -> None:
    desk = desk_of(client, "clinician")
    page = words(client.get(reverse("desk-plan-new", args=[patient_of(desk).pk]), {"stage": "subacute"}))

    assert re.search(r'name="weeks_1"[^>]*value="3"', page)
    assert re.search(r'<option value="2" selected>twice a week', page)
    assert re.search(r'name="again_at"[^>]*value="4"', page)


def test_when_somebody_was_faster_the_difference_is_shown_and_nothing_written(client: Client) -> None:
    desk = desk_of(client, "clinician")
    plan = laid_out(desk)
    page = words(client.get(reverse("desk-plan", args=[plan.pk])))
    hit = propose(plan=plan, by=SYSTEM, now=NOW).seats["2.1"]
    booked(desk.diary, instant_of(hit.start))

    answer = client.post(reverse("desk-plan-accept", args=[plan.pk]), {"seats": seats_on(page)})

    assert answer.status_code == HTTPStatus.CONFLICT
    said = words(answer)
    assert "Nothing was booked." in said
    assert said.count(">changed</span>") == 1
    assert Booking.objects.count() == 1
    again = client.post(reverse("desk-plan-accept", args=[plan.pk]), {"seats": seats_on(said)}, follow=True)
    assert "4 visits are in the calendar" in words(again)


@pytest.mark.parametrize("seats", ["", "forged", "other"])
def test_seats_that_were_not_proposed_here_are_not_booked(client: Client, seats: str) -> None:
    desk = desk_of(client, "clinician")
    plan, other = laid_out(desk), laid_out(desk)
    if seats == "other":
        seats = seats_on(words(client.get(reverse("desk-plan", args=[other.pk]))))

    answer = client.post(reverse("desk-plan-accept", args=[plan.pk]), {"seats": seats})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Here are" in words(answer)
    assert Booking.objects.count() == 0


def test_the_desk_places_a_plan_and_does_not_lay_one_out(client: Client) -> None:
    desk = desk_of(client, "clinician")
    plan = laid_out(desk)
    desk.membership.role = "front_desk"
    desk.membership.save()

    page = words(client.get(reverse("desk-plan", args=[plan.pk])))
    assert "End this plan" not in page
    answer = client.post(reverse("desk-plan-accept", args=[plan.pk]), {"seats": seats_on(page)}, follow=True)
    assert "4 visits are in the calendar" in words(answer)
    form = words(client.get(reverse("desk-plan-new", args=[patient_of(desk).pk])))
    assert "A clinician lays out a plan." in form
    data = {"use_adjustment": "on"}
    assert client.post(reverse("desk-plan-end", args=[plan.pk])).status_code == HTTPStatus.FORBIDDEN
    refused = client.post(reverse("desk-plan-new", args=[patient_of(desk).pk]), data)
    assert refused.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert Plan.objects.count() == 1


def test_a_plan_of_another_clinic_is_not_there(client: Client) -> None:
    desk = desk_of(client, "clinician")
    plan = laid_out(desk)
    desk.membership.clinic = make_clinic()
    desk.membership.save()

    for name in ("desk-plan", "desk-plan-accept", "desk-plan-end"):
        ask = client.get if name == "desk-plan" else client.post
        assert ask(reverse(name, args=[plan.pk])).status_code == HTTPStatus.NOT_FOUND


def test_an_ended_plan_says_so_and_has_nothing_to_take(client: Client) -> None:
    desk = desk_of(client, "clinician")
    plan = laid_out(desk)
    assert "Ada Finch" in words(client.get(reverse("desk-plans")))
    client.post(reverse("desk-plan-end", args=[plan.pk]))

    page = words(client.get(reverse("desk-plan", args=[plan.pk])))
    assert "This plan ended on Mon 23 Nov" in page
    assert 'name="seats"' not in page
    assert "No plan is running." in words(client.get(reverse("desk-plans")))


def test_the_page_of_a_plan_asks_the_same_number_of_questions_for_few_visits_and_many(
    client: Client,
) -> None:
    desk = desk_of(client, "clinician")
    few, many = laid_out(desk, weeks_1="1"), laid_out(desk, weeks_1="4")
    asked = []
    for plan in (few, many):
        client.get(reverse("desk-plan", args=[plan.pk]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk-plan", args=[plan.pk]))
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_who_is_concerned_when_somebody_is_away_is_moved_in_one_go(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=2)
    sam, kim = desk.diary.practitioners
    ada, bo = make_patient(desk.clinic, name="Ada Finch"), make_patient(desk.clinic, name="Bo Wren", email="")
    for patient, hour in ((ada, 10), (bo, 11)):
        booked(desk.diary, at(1, hour), patient=patient, practitioner=sam)

    answer = client.post(
        reverse("desk-away"), {"who": sam.pk, "first": "2026-11-24", "last": "2026-11-24", "reason": "ill"}
    )
    assert answer.status_code == HTTPStatus.FOUND
    page = words(client.get(answer["Location"]))
    assert f"{sam.name} is away" in page
    assert "2 people concerned" in page
    assert "no e-mail: tell them" in page
    assert Booking.objects.filter(practitioner=sam).count() == 2
    chosen = re.findall(r'name="move" value="([^"]+)"', page)

    done = client.post(answer["Location"], {"move": chosen}, follow=True)

    assert "2 people moved" in words(done)
    assert "Nobody is left to tell" in words(done)
    assert set(Booking.objects.values_list("practitioner_id", flat=True)) == {kim.pk}


def test_one_seat_that_went_meanwhile_stops_nobody_else(client: Client) -> None:
    desk = desk_of(client, practitioners=2, rooms=3)
    sam, kim = desk.diary.practitioners
    for name, hour in (("Ada Finch", 10), ("Bo Wren", 11)):
        patient = make_patient(desk.clinic, name=name)
        booked(desk.diary, at(1, hour), patient=patient, practitioner=sam)
    answer = client.post(reverse("desk-away"), {"who": sam.pk, "first": "2026-11-24", "last": "2026-11-24"})
    chosen = re.findall(r'name="move" value="([^"]+)"', words(client.get(answer["Location"])))
    booked(desk.diary, at(1, 10), practitioner=kim)

    done = client.post(answer["Location"], {"move": chosen})

    assert done.status_code == HTTPStatus.CONFLICT
    assert "Ada Finch: Somebody has just taken this time." in words(done)
    assert "1 person moved" in words(done)
    assert Booking.objects.get(patient__name="Bo Wren").practitioner == kim
    assert Booking.objects.get(patient__name="Ada Finch").practitioner == sam


def test_days_that_cannot_be_are_refused(client: Client) -> None:
    desk = desk_of(client)
    sam = desk.diary.practitioners[0]
    data = {"who": sam.pk, "first": "2026-11-25", "last": date(2026, 11, 20).isoformat()}

    answer = client.post(reverse("desk-away"), data)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "must not be before the first" in words(answer)
    assert Leave.objects.count() == 0
