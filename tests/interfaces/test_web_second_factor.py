"""The second factor of staff: nobody reaches the desk with a password alone; codes count once; recovery codes
and the owner's way back; the demo's published sign-ins are excused, and nobody else's."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_membership, make_user
from tests.interfaces.desk import PASSWORD, sign_in, staff, words
from tests.journey.checks import code, events
from unknot.journey.people import factors, queries
from unknot.journey.people.models import Clinic, Membership, User
from unknot.journey.record.models import Event
from unknot.server.stop import Stop

pytestmark = pytest.mark.django_db
DESK = reverse("desk")


@pytest.fixture
def travel() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def shown(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or some half minutes later."""
    half_minute = int(NOW.timestamp()) // 30 + later
    return str(format_hotp_value(hotp_value(secret.replace(" ", ""), half_minute)))


def password(client: Client, email: str = "mara@example.org", **more: str) -> Any:
    return client.post(reverse("signin"), {"email": email, "password": PASSWORD, **more})


def enrolled(client: Client, member: Membership | None = None) -> tuple[str, Membership]:
    """Signed out again, with an app."""
    member = member or staff(make_clinic())
    password(client, member.user.email)
    secret = client.get(reverse("signin-enrol")).context["secret"]
    client.post(reverse("signin-enrol"), {"code": shown(secret)})
    client.post(reverse("signout"))
    return secret, member


def test_a_password_alone_opens_nothing_and_leads_to_setting_it_up(client: Client, travel: Any) -> None:
    staff(make_clinic())
    first = password(client)
    assert first["Location"].startswith(reverse("signin-enrol"))
    for name in ("desk", "desk-people", "desk-alerts", "desk-sign-in", "desk-sign-in-renew"):
        assert client.get(reverse(name)).status_code == HTTPStatus.FOUND, name
    page = client.get(reverse("signin-enrol"))
    assert "<svg" in words(page)
    secret = page.context["secret"]
    assert client.get(reverse("signin-enrol")).context["secret"] == secret, "a reload keeps what was typed"
    wrong = client.post(reverse("signin-enrol"), {"code": "000000"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    done = client.post(reverse("signin-enrol"), {"code": shown(secret)}, follow=True)

    assert words(done).count("<li>") >= 10, "the recovery codes"
    assert "shown this once" in words(done)
    assert "shown this once" not in words(client.get(reverse("desk-sign-in")))
    assert client.get(DESK).status_code == HTTPStatus.OK
    assert "people.factor_enrolled" in events()
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret.replace(" ", "") not in kept, "locked in the database"


def test_a_code_of_the_app_is_asked_for_and_counts_once(client: Client, travel: Any) -> None:
    secret, _ = enrolled(client)
    assert password(client, next=reverse("desk-people"))["Location"].startswith(reverse("signin-code"))
    again = client.post(reverse("signin-code"), {"code": shown(secret)})
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "it was shown when the app was set up"
    travel.shift(timedelta(seconds=30))
    sent = {
        "code": f" {shown(secret, later=1)[:3]} {shown(secret, later=1)[3:]}",
        "next": reverse("desk-people"),
    }
    assert client.post(reverse("signin-code"), sent)["Location"] == reverse("desk-people")
    assert client.get(DESK).status_code == HTTPStatus.OK
    assert [kind for kind in events() if "second_factor" in kind] == [
        "people.second_factor_refused",
        "people.second_factor_shown",
    ]
    assert client.get(reverse("signin-code"))["Location"] == DESK


def test_five_wrong_codes_ask_for_the_password_again(client: Client, travel: Any) -> None:
    enrolled(client)
    password(client)
    for _ in range(4):
        assert client.post(reverse("signin-code"), {"code": "1"}).status_code == 422
    assert client.post(reverse("signin-code"), {"code": "1"})["Location"] == reverse("signin")
    assert client.get(reverse("signin-code"))["Location"] == reverse("signin")


def test_a_recovery_code_opens_once_and_says_how_many_are_left(client: Client, travel: Any) -> None:
    _, member = enrolled(client)
    one = factors.new_codes(user=member.user, by=actor_of(member), now=NOW)[0]
    password(client)
    page = words(client.post(reverse("signin-code"), {"code": one}, follow=True))
    assert "9 are left" in page
    client.post(reverse("signout"))
    password(client)
    assert client.post(reverse("signin-code"), {"code": one}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_who_has_an_app_cannot_set_up_another_with_the_password_alone(client: Client, travel: Any) -> None:
    enrolled(client)
    password(client)
    assert client.get(reverse("signin-enrol"))["Location"] == reverse("signin-code")
    assert client.post(reverse("signin-enrol"), {"code": "1"})["Location"] == reverse("signin-code")


def test_a_new_telephone_and_new_codes_take_the_place_of_the_old(client: Client, travel: Any) -> None:
    old, member = enrolled(client)
    sign_in(client, member.user)
    before = factors.new_codes(user=member.user, by=actor_of(member), now=NOW)
    page = words(client.post(reverse("desk-sign-in"), follow=True))
    assert before[0] not in page
    secret = client.get(reverse("desk-sign-in-renew")).context["secret"]
    client.post(reverse("desk-sign-in-renew"), {"code": shown(secret)})
    travel.shift(timedelta(seconds=60))
    by = actor_of(member)
    assert factors.show_code(user=member.user, code=shown(old, later=2), by=by, now=NOW) == ""
    assert factors.show_code(user=member.user, code=shown(secret, later=2), by=by, now=NOW) == "app"


def test_the_owner_takes_a_lost_factor_away_and_the_command_the_owners(client: Client, travel: Any) -> None:
    _, member = enrolled(client)
    owner = make_membership(member.clinic, "owner", user=make_user(email="own@example.org"))
    sign_in(client, owner.user)
    asked = {"member": str(member.pk), "do": "take_away", "reason": " lost "}
    assert client.post(reverse("desk-team"), asked).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert factors.has_factor(member.user)
    client.post(reverse("desk-team"), {**asked, "reason": "Lost on the bus; I rang her."})
    assert not factors.has_factor(member.user)
    assert "people.factor_taken_away" in events()
    assert Event.objects.get(kind="people.factor_taken_away").reason == "Lost on the bus; I rang her."
    given = {"membership": member, "reason": "No reason at all"}
    assert code(factors.take_away, **given, by=actor_of(member), now=NOW)[0] == "not_allowed"
    enrolled(client, owner_with_password(owner))
    call_command("clinic", "factor", slug=member.clinic.slug, email="OWN@example.org")
    assert not factors.has_factor(owner.user)
    with pytest.raises(Stop, match="nobody with the address"):
        call_command("clinic", "factor", slug=member.clinic.slug, email="nobody@example.org")


def test_a_factor_is_its_owners_and_needs_an_app(client: Client, travel: Any) -> None:
    _, member = enrolled(client)
    other = make_membership(member.clinic, "clinician")
    given: dict[str, Any] = {"by": actor_of(other), "now": NOW}
    assert code(factors.show_code, user=member.user, code="1", **given)[0] == "not_allowed"
    assert code(factors.enrol, user=member.user, secret="A" * 32, code="1", **given)[0] == "not_allowed"
    assert code(factors.new_codes, user=other.user, **given)[0] == "no_factor"
    assert factors.codes_left(other.user) == 0


def test_the_secret_is_read_with_the_key_that_is_being_replaced(client: Client, travel: Any) -> None:
    secret, member = enrolled(client)
    travel.shift(timedelta(seconds=30))
    from django.conf import settings

    with override_settings(SECRET_KEY="a new key" * 9, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        by = actor_of(member)
        assert factors.show_code(user=member.user, code=shown(secret, later=1), by=by, now=NOW) == "app"


def test_the_demo_and_nobody_else_is_excused(client: Client, travel: Any) -> None:
    clinic = make_clinic(is_demo=True)
    staff(clinic)
    assert password(client)["Location"] == DESK
    assert client.get(DESK).status_code == HTTPStatus.OK
    assert "have no second step" in words(client.get(reverse("desk-sign-in")))
    Clinic.objects.update(is_demo=False)
    assert client.get(DESK).status_code == HTTPStatus.FOUND


def test_another_sign_in_on_the_same_device_shows_its_own(client: Client, travel: Any) -> None:
    _, member = enrolled(client)
    sign_in(client, member.user)
    other = staff(member.clinic, "clinician", "alex@example.org")
    client.force_login(other.user)
    assert client.get(DESK).status_code == HTTPStatus.FOUND


def actor_of(member: Membership) -> Any:
    return queries.staff(User.objects.get(id=member.user_id), member.clinic_id)


def owner_with_password(member: Membership) -> Membership:
    member.user.set_password(PASSWORD)
    member.user.save()
    return member
