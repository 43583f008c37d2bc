"""The weekly check-in, the spasm diary and the picture, on their pages: a sign leads to its advice, an empty
list is no answer, what is sent twice is kept once; the clinician sees the same."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_episode, make_patient
from tests.interfaces.desk import desk_of, sign_in, words
from tests.interfaces.spoken import left_in_english
from unknot.interfaces.web.course_picture import _with_gaps
from unknot.journey.check.models import Alert, Episode
from unknot.journey.follow.actions import Week, say
from unknot.journey.follow.links import address_of
from unknot.journey.follow.models import CheckIn, Spasm
from unknot.journey.people.access import holder

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
WEEK = timedelta(days=7)
ANSWERS = {"key": KEY, "pain_average": "5", "spasm_days": "2", "limited_days": "1", "global_change": "3"}


@pytest.fixture
def travel() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def a_bout(**fields: Any) -> Episode:
    clinic = fields.pop("clinic", None) or make_clinic()
    return make_episode(clinic, patient=make_patient(clinic, **fields), started_at=NOW)


def page(name: str, bout: Episode) -> str:
    return reverse(name, args=[address_of(bout)])


def weeks(bout: Episode, *pains: int) -> None:
    by = holder(bout, clinic_id=bout.clinic_id)
    for number, pain in enumerate(pains):
        week = Week(pain_average=pain, none_new=True, spasm_days=2)
        say(episode=bout, week=week, key=f"week-{number:05}", by=by, now=NOW + WEEK * number)


def test_a_check_in_is_sent_and_answered_with_words(client: Client, travel: Any) -> None:
    bout = a_bout()
    assert "How bad was the pain on average?" in words(client.get(page("how", bout)))
    answer = client.post(page("how", bout), {**ANSWERS, "ending": "none"}, follow=True)
    assert "Thank you" in words(answer)
    assert "still learning where you begin" in words(answer)
    client.post(page("how", bout), {**ANSWERS, "ending": "none"})
    row = CheckIn.objects.get()
    assert (row.pain_average, row.global_change, row.none_new) == (5, 3, True)


def test_a_sign_leads_to_its_advice_and_calls_before_the_page_is_shown(client: Client, travel: Any) -> None:
    bout = a_bout()
    answer = client.post(page("how", bout), {**ANSWERS, "signs": "saddle_numbness"}, follow=True)
    assert "Call" in words(answer)
    assert "emergency" in words(answer).lower()
    assert Alert.objects.filter(episode=bout, closed_at=None).exists()


def test_an_empty_list_is_no_answer_and_nothing_is_lost(client: Client, travel: Any) -> None:
    bout = a_bout()
    answer = client.post(page("how", bout), {**ANSWERS, "words": "slept badly"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Please tick what is new" in words(answer)
    assert "slept badly" in words(answer)
    silent = client.post(page("how", bout), {"key": KEY, "ending": "none"})
    assert "Please choose a number from 0 to 10" in words(silent)
    assert not CheckIn.objects.exists()
    unsure = client.post(page("how", bout), {**ANSWERS, "ending": "not_sure"}, follow=True)
    assert "not sure about the warning signs" in words(unsure)
    assert not CheckIn.objects.get().none_new


def test_words_with_a_sign_are_kept_and_answered_with_advice(client: Client, travel: Any) -> None:
    bout = a_bout()
    said = {**ANSWERS, "ending": "none", "words": "cannot hold my urine since yesterday"}
    answer = client.post(page("how", bout), said, follow=True)
    assert "The clinic has been told" in words(answer)
    assert Alert.objects.exists()


def test_a_spasm_in_three_taps_is_kept_once(client: Client, travel: Any) -> None:
    bout = a_bout()
    given = {"key": KEY, "when": "now", "how_bad": "7"}
    answer = client.post(page("how-spasm", bout), given, follow=True)
    assert "It is written down" in words(answer)
    client.post(page("how-spasm", bout), given)
    assert [(one.how_bad, one.at) for one in Spasm.objects.all()] == [(7, NOW)]
    for wrong in ({**given, "how_bad": ""}, {**given, "when": "then", "at": "some day"}):
        refused = client.post(page("how-spasm", bout), {**wrong, "key": "another-key"})
        assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Spasm.objects.count() == 1


def test_the_picture_says_the_same_in_words_and_as_a_table(client: Client, travel: Any) -> None:
    bout = a_bout()
    weeks(bout, 7, 5, 4)
    travel.shift(WEEK * 2)
    shown = words(client.get(page("how-course", bout)))
    assert "Pain was 7 of 10 in week 0 and 4 in week 2." in shown
    assert "getting better by an amount that matters" in shown
    assert "Average of studies" in shown
    for extra in ("", "?dark=1"):
        image = client.get(page("how-course-image", bout) + extra)
        assert image["Content-Type"] == "image/svg+xml"
        assert "unsafe-inline" in image["Content-Security-Policy"]
        root = ElementTree.fromstring(image.content)  # our own picture
        assert "your average pain" in "".join(root.itertext())


def test_the_diary_is_shown_as_a_calendar_of_the_worst_of_each_day(client: Client, travel: Any) -> None:
    bout = a_bout()
    assert "Spasm calendar" not in words(client.get(page("how-course", bout)))
    for number, how_bad in enumerate(("4", "8")):
        given = {"key": f"{KEY}-{number}", "when": "now", "how_bad": how_bad}
        client.post(page("how-spasm", bout), given)
    shown = client.get(page("how-course", bout))
    assert "An empty day is one that nobody wrote about" in words(shown)
    assert '<td data-level="3">8</td>' in shown.content.decode()
    assert 'data-level="2"' not in shown.content.decode()


def test_the_clinician_sees_it_in_the_story_and_above_it(client: Client, travel: Any) -> None:
    desk = desk_of(client, "clinician")
    bout = a_bout(clinic=desk.clinic)
    weeks(bout, 6, 5, 3, 3, 7)
    travel.shift(WEEK * 4)
    sign_in(client, desk.membership.user)
    shown = words(client.get(reverse("desk-episode", args=[bout.pk])))
    assert "Between visits" in shown
    assert "See the person this week" in shown
    assert "Getting worse" in shown or "Worsening" in shown
    assert client.get(reverse("desk-course", args=[bout.pk])).status_code == HTTPStatus.OK


def test_the_pages_are_spanish(client: Client, travel: Any) -> None:
    bout = a_bout()
    weeks(bout, 6, 5)
    client.get("/?lang=es")
    for name in ("how", "how-spasm", "how-course"):
        assert left_in_english(words(client.get(page(name, bout)))) == [], name
    answer = client.post(page("how", bout), {**ANSWERS, "ending": "none"}, follow=True)
    assert left_in_english(words(answer)) == []


def test_the_course_asks_the_database_the_same_however_long_it_is(client: Client, travel: Any) -> None:
    bout = a_bout()
    counts = []
    for length in (2, 10):
        weeks(bout, *range(length))
        with CaptureQueriesContext(connection) as asked:
            client.get(page("how-course", bout))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 20


def test_an_address_that_is_wrong_or_erased_opens_nothing(client: Client, travel: Any) -> None:
    bout = a_bout()
    assert client.get(page("how", bout)[:-1] + "x").status_code == HTTPStatus.NOT_FOUND
    assert bout.patient is not None
    bout.patient.erased_at = NOW
    bout.patient.save()
    assert client.get(page("how", bout)).status_code == HTTPStatus.NOT_FOUND


def test_a_week_of_silence_breaks_the_line() -> None:
    weeks_drawn, pains = _with_gaps(((0, 7.0), (1, 6.0), (4, 3.0)))
    assert weeks_drawn == [0, 1, 2, 3, 4]
    assert [pain != pain for pain in pains] == [False, False, True, True, False]  # not a number
