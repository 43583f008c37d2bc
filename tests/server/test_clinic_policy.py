"""`unknot clinic policy` and `remind`: an owner's decisions about messages, in the words of the clinic."""

from datetime import time
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import make_clinic
from tests.journey.diary import make_diary
from unknot.journey.book.models import Service
from unknot.journey.people.models import Clinic
from unknot.server.stop import Stop

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("clinic", *words, stdout=out)
    return out.getvalue()


def test_policy_changes_what_is_given_and_says_what_holds() -> None:
    make_clinic(slug="hill", name="Hill Clinic")

    first = said("policy", "--slug", "hill", "--quiet", "20:30-09:00", "--late-hours", "12")
    second = said("policy", "--slug", "hill", "--texts-name", "Hill")

    assert "from 20:30 to 09:00" in first
    assert "late from 12 hours before; text messages come from Hill Clinic." in first
    assert "from 20:30 to 09:00" in second
    assert "come from Hill." in second
    assert Clinic.objects.get().quiet_until == time(9)


def test_policy_says_how_long_times_are_kept() -> None:
    make_clinic(slug="hill")
    assert "kept for 10 minutes, an offer for 120." in said("policy", "--slug", "hill")
    words = said("policy", "--slug", "hill", "--hold-minutes", "5", "--offer-minutes", "45")
    assert "kept for 5 minutes, an offer for 45." in words
    for wrong in (("--hold-minutes", "0"), ("--offer-minutes", "29")):
        with pytest.raises(Stop, match="Please give"):
            said("policy", "--slug", "hill", *wrong)


def test_remind_sets_the_times_of_one_service_or_of_all() -> None:
    clinic = make_clinic(slug="hill")
    make_diary(clinic=clinic)
    make_diary(clinic=clinic, slug="massage", name="Massage")

    one = said("remind", "--slug", "hill", "--service", "massage", "--email", "2h, 48h", "--sms", "90m")
    stored = dict(Service.objects.values_list("slug", "reminders"))
    every = said("remind", "--slug", "hill", "--service", "all")

    assert one.startswith("Massage: email: 2h, 48h; sms: 90m before the visit")
    assert stored == {
        "adjustment": {"email": [1440], "sms": [1440]},
        "massage": {"email": [2880, 120], "sms": [90]},
    }
    assert "email: none; sms: none" in every
    assert {str(one.reminders) for one in Service.objects.all()} == {"{'email': [], 'sms': []}"}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("policy", "--quiet", "9-5"), "21:00-08:00"),
        (("policy", "--quiet", "08:00-07:00"), "less than 4 hours"),
        (("remind", "--service", "massage"), "no service with the short name massage"),
        (("remind", "--service", "all", "--email", "soon"), "such as 48h or 90m"),
        (("remind", "--service", "all", "--email", "999h"), "up to 14 days"),
    ],
)
def test_what_is_not_understood_changes_nothing_and_says_what_would_be(
    words: tuple[str, ...], what: str
) -> None:
    make_diary(clinic=make_clinic(slug="hill"))
    with pytest.raises(Stop, match=what):
        said(words[0], "--slug", "hill", *words[1:])
    assert Service.objects.get().reminders == {"email": [1440], "sms": [1440]}
