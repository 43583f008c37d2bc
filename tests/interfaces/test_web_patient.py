"""The check as a person meets it: what each screen keeps, what an emergency does, what the result says."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.answers import BENIGN, EMERGENCY, SOON, URGENT
from tests.factories import make_clinic
from tests.interfaces.desk import a_moment, words
from tests.interfaces.patient import begin, filled, go_on, walk
from tests.journey.checks import decided
from unknot.clinical.questions import NOT_SURE, read_answers
from unknot.clinical.urgency import Tier
from unknot.interfaces.web.forms.check import given, missing, visible
from unknot.journey.check.models import Alert, AlertKind, Check
from unknot.knowledge.load import knowledge

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]

SIGN = next(key for key in EMERGENCY if EMERGENCY[key] != BENIGN.get(key))


@pytest.mark.parametrize(("country", "number"), [("US", "911"), ("GB", "999"), ("XX", "112")])
def test_every_page_names_the_number_of_the_clinics_country(
    client: Client, country: str, number: str
) -> None:
    make_clinic(country=country)

    for name in ("home", "check", "book-start", "about", "claims", "sources"):
        assert f'href="tel:{number}"' in words(client.get(reverse(name)))


def test_a_simple_check_leads_to_advice_in_seven_screens_at_most(client: Client) -> None:
    make_clinic()

    walked = walk(client, said={"sex": "male"})

    page = words(walked.response)
    assert walked.response.status_code == HTTPStatus.OK
    assert len(walked.screens) <= 7
    assert knowledge().routes["clinic_visit_ok"].headline in page
    assert all(item.words in page for item in knowledge().safety_net.items)
    assert "you are safe" not in page.lower()


def test_an_emergency_sign_shows_its_advice_on_the_next_page_and_no_booking(client: Client) -> None:
    make_clinic()

    walked = walk(client, said={SIGN: True})

    page = words(walked.response)
    main = page.partition("<main")[2].partition("</main>")[0]
    assert walked.screens == (knowledge().questions[SIGN].screen,)
    assert 'href="tel:911"' in main
    assert reverse("book-start") not in main
    assert f"/book/{walked.token}" not in page
    assert Alert.objects.get().tier == Tier.EMERGENCY_NOW


def test_a_sign_counts_even_when_none_of_these_is_chosen_too(client: Client) -> None:
    make_clinic()
    page = begin(client)
    data = {**filled(page.context["sheet"]), "signs": [SIGN], "ending": ["none"]}

    client.post(page.request["PATH_INFO"], data)

    assert Check.objects.get().answers[SIGN] is True


def test_nothing_chosen_brings_the_page_back_with_what_was_said(client: Client) -> None:
    make_clinic()
    page = begin(client)
    first = go_on(client, page)
    sheet = first.context["sheet"]
    kept = next(key for key in sheet.shown if knowledge().questions[key].type == "choice")
    data = {key: value for key, value in filled(sheet).items() if key in (kept, "shown")}

    again = client.post(first.request["PATH_INFO"], data)

    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert again.context["sheet"].errors
    assert f'name="{kept}" value="{data[kept][0]}" checked' in words(again)
    assert kept in Check.objects.get().answers


def test_who_cannot_answer_goes_on_and_it_counts_as_not_sure(client: Client) -> None:
    make_clinic()
    page = begin(client)
    sheet = page.context["sheet"]

    after = client.post(page.request["PATH_INFO"], {"shown": list(sheet.shown), "skip": "yes"}, follow=True)

    assert after.context["sheet"].screen.id != sheet.screen.id
    assert set(Check.objects.get().answers.values()) == {NOT_SURE.value}


def test_boxes_left_empty_mean_what_the_person_says_they_mean() -> None:
    known = knowledge()
    screen = known.screens[0]
    questions = [one for one in known.order if one.screen == screen.id]
    first, rest = questions[0].id, {one.id for one in questions[1:]}

    ticked = given({"signs": [first]}, screen, questions, known)
    unsure = given({"signs": [first], "ending": ["not_sure"]}, screen, questions, known)

    assert ticked == {first: "yes", **dict.fromkeys(rest, "no")}
    assert unsure == {first: "yes", **dict.fromkeys(rest, "not_sure")}
    assert given({}, screen, questions, known) == {}


def test_boxes_of_which_nothing_was_said_are_asked_for_even_when_none_is_critical() -> None:
    known = knowledge()
    screen = next(one for one in known.screens if one.id == "more")
    boxes = [one for one in known.order if one.id in ("sedentary_job", "low_mood")]

    assert missing(screen, boxes, {}, known) == tuple(boxes)
    assert missing(screen, boxes, {"low_mood": True}, known) == ()


def test_questions_that_hang_on_an_answer_of_the_same_screen_wait_for_it() -> None:
    known = knowledge()
    place = known.questions["pregnant"].screen
    about = [one for one in known.order if one.screen == place]

    before = {one.id for one in visible(about, {}, known)}
    after = {
        one.id for one in visible(about, read_answers({"sex": "female", "pregnant": True}, known), known)
    }

    assert "pregnant" in before
    assert "pregnancy_signs" not in before
    assert {"pregnancy_signs", "gestation_weeks"} <= after


def test_what_comes_up_on_a_screen_is_asked_before_the_next(client: Client) -> None:
    make_clinic()

    walked = walk(
        client,
        said={"sex": "female", "pregnant": True, "gestation_weeks": 20, "pregnancy_signs": []},
    )

    assert walked.screens.count(knowledge().questions["pregnancy_signs"].screen) == 2
    assert Check.objects.get().answers["gestation_weeks"] == 20


def test_going_back_shows_what_was_said(client: Client) -> None:
    make_clinic()
    page = begin(client)
    go_on(client, page)

    back = client.get(page.request["PATH_INFO"])

    assert back.context["sheet"].ending == "none"


def test_a_check_goes_on_where_it_was_left_until_it_is_forgotten(client: Client) -> None:
    make_clinic()
    second = go_on(client, begin(client))
    where = second.request["PATH_INFO"]

    assert reverse("check-resume") in words(client.get(reverse("home")))
    assert client.get(reverse("check-resume"))["Location"] == where

    client.post(reverse("check-again"))

    assert Check.objects.get().answers == {}
    assert reverse("check-resume") not in words(client.get(reverse("home")))
    assert Client().get(where)["Location"] == reverse("check")


def test_a_number_that_cannot_be_is_said_beside_its_question(client: Client) -> None:
    make_clinic()
    page = begin(client)
    while "age" not in page.context["sheet"].shown:
        page = go_on(client, page)
    data = {**filled(page.context["sheet"]), "age": ["two hundred"]}

    again = client.post(page.request["PATH_INFO"], data)

    assert ("q-age", "Please give a number from 0 to 120.") in again.context["sheet"].errors
    assert 'value="two hundred"' in words(again)


def test_a_result_is_shown_to_whoever_holds_its_address_and_to_nobody_else(client: Client) -> None:
    clinic = make_clinic()
    check = decided(BENIGN, clinic)

    assert client.get(reverse("check-result", args=[check.token])).status_code == HTTPStatus.OK
    assert client.get(reverse("check-result", args=["x" * 32])).status_code == HTTPStatus.NOT_FOUND


def test_an_urgent_result_brings_a_letter_with_what_was_said_and_denied(client: Client) -> None:
    check = decided(URGENT, make_clinic())

    result = words(client.get(reverse("check-result", args=[check.token])))
    letter = client.get(reverse("check-letter", args=[check.token]))

    assert reverse("check-letter", args=[check.token]) in result
    assert f"/book/{check.token}" not in result
    said = [asked for asked, _ in letter.context["letter"].told]
    denied = letter.context["letter"].denied
    known = knowledge()
    sign = next(key for key in URGENT if URGENT[key] != BENIGN.get(key))
    assert known.questions[sign].clinician in said
    assert known.questions[SIGN].clinician in denied


def test_what_was_said_about_harm_stays_out_of_the_letter(client: Client) -> None:
    check = decided({**URGENT, "unsafe_at_home": True}, make_clinic())

    letter = words(client.get(reverse("check-letter", args=[check.token])))

    for question in ("unsafe_at_home", "self_harm_thoughts"):
        assert knowledge().questions[question].clinician not in letter
    assert "safeguarding" not in letter.lower()


def test_there_is_no_letter_where_no_doctor_is_needed(client: Client) -> None:
    check = decided(BENIGN, make_clinic())

    assert client.get(reverse("check-letter", args=[check.token])).status_code == HTTPStatus.NOT_FOUND


def test_answers_that_were_open_can_be_given_after_the_result(client: Client) -> None:
    check = decided({**BENIGN, "age": "not_sure"}, make_clinic())

    page = client.post(reverse("check-more", args=[check.token]), follow=True)

    assert "age" in page.context["sheet"].shown
    assert Check.objects.get(status="draft").answers[SIGN] is False


def test_a_call_back_is_asked_for_with_a_name_and_a_number(client: Client) -> None:
    check = decided(SOON, make_clinic())
    address = reverse("check-call-back", args=[check.token])

    wrong = client.post(address, {"name": "Ann", "phone": "12"})
    right = client.post(address, {"name": "Ann", "phone": "707 555 0199"}, follow=True)

    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="Ann"' in words(wrong)
    assert Alert.objects.get(kind=AlertKind.CALL_BACK).from_check == check
    assert "707 555 0199" in words(right)
