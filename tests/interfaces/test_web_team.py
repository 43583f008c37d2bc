"""The team: invited by a link that is good once, given a role, ended and taken back; the last owner stays;
where somebody is signed in, and how that ends."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_clinic, make_membership
from tests.interfaces.desk import PASSWORD, Desk, desk_of, sign_in, staff, words
from tests.journey.checks import code as refused
from tests.journey.checks import events
from unknot.journey.outbox.actions import mark_sent
from unknot.journey.outbox.models import Message
from unknot.journey.people import queries, team
from unknot.journey.people.models import Membership, Practitioner, Role
from unknot.journey.record.models import Event
from unknot.server.followers import send_the_invitation

pytestmark = pytest.mark.django_db
TEAM = reverse("desk-team")
NEW = {"do": "invite", "name": "Ada Fern", "email": "ada@example.org", "role": "clinician"}
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"


@pytest.fixture
def travel() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def followed() -> None:
    """What the worker does with the events so far."""
    for event in Event.objects.filter(kind__startswith="people.invited"):
        send_the_invitation(event, NOW)


def done(desk: Desk, member: Membership, do: str, **more: str) -> Any:
    return desk.client.post(TEAM, {"member": str(member.pk), "do": do, **more})


def test_somebody_is_invited_and_comes_in_once_by_the_link(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    assert desk.client.post(TEAM, {**NEW, "kind": "massage_therapist"}).status_code == HTTPStatus.FOUND
    member = Membership.objects.get(user__email="ada@example.org")
    assert Practitioner.objects.get(user=member.user).kind == "massage_therapist"
    followed()
    letter = Message.objects.get(kind="sign_in_invite")
    assert letter.to == "ada@example.org"
    link = str(letter.context["link"])
    assert "invited" in words(desk.client.get(TEAM))

    mark_sent(message=letter, subject="Welcome", body=f"Come in: {link}", now=NOW)
    shown = words(desk.client.get(reverse("desk-message", args=[letter.pk])))
    assert "not shown here" in shown
    assert link not in shown, "or whoever reads the outbox could be the new owner"

    stranger = Client()
    assert "ada@example.org" in words(stranger.get(link))
    weak = stranger.post(link, {"password": "short"})
    assert weak.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert stranger.post(link, {"password": PASSWORD}).status_code == HTTPStatus.FOUND
    member.user.refresh_from_db()
    assert member.user.check_password(PASSWORD)
    assert stranger.post(link, {"password": "another long word"}).status_code == HTTPStatus.NOT_FOUND
    member.user.refresh_from_db()
    assert member.user.check_password(PASSWORD)
    refused = done(desk, member, "again")
    assert "has a password" in words(refused)


def test_an_invitation_is_good_for_seven_days_and_sent_again(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    desk.client.post(TEAM, NEW)
    followed()
    link = str(Message.objects.get(kind="sign_in_invite").context["link"])
    travel.shift(timedelta(days=7, minutes=1))
    assert Client().get(link).status_code == HTTPStatus.NOT_FOUND
    again = done(desk, Membership.objects.get(user__email="ada@example.org"), "again")
    assert again.status_code == HTTPStatus.FOUND
    followed()
    newer = Message.objects.filter(kind="sign_in_invite").exclude(context__link=link).get()
    assert Client().get(str(newer.context["link"])).status_code == HTTPStatus.OK


def test_a_place_that_is_ended_is_ended_on_every_device(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    member = make_membership(desk.clinic, Role.CLINICIAN)
    theirs = Client(headers={"user-agent": AGENT})
    sign_in(theirs, member.user)
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.OK
    assert done(desk, member, "end").status_code == HTTPStatus.FOUND
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.FOUND
    assert queries.staff(member.user, desk.clinic.pk) is None
    assert "no longer here" in words(desk.client.get(TEAM))
    assert done(desk, member, "resume").status_code == HTTPStatus.FOUND
    assert queries.staff(member.user, desk.clinic.pk) is not None
    told = [kind for kind in events() if kind.startswith("people.place")]
    assert told == ["people.place_ended", "people.place_resumed"]


def test_the_last_owner_stays_and_nobody_ends_themselves(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    assert "another owner" in words(done(desk, desk.membership, "end"))
    assert "only owner" in words(done(desk, desk.membership, "role", role="clinician"))
    desk.membership.refresh_from_db()
    assert (desk.membership.role, desk.membership.ended_at) == (Role.OWNER, None)
    other = make_membership(desk.clinic, Role.FRONT_DESK)
    done(desk, other, "role", role="owner")
    assert done(desk, desk.membership, "role", role="clinician").status_code == HTTPStatus.FOUND
    desk.membership.refresh_from_db()
    assert desk.membership.role == Role.CLINICIAN
    assert desk.client.get(TEAM).status_code == HTTPStatus.FORBIDDEN


def test_what_is_wrong_with_an_invitation_is_named_and_keeps_nothing(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    for wrong, field in (
        ({"email": "ada"}, "email"),
        ({"role": "king"}, "role"),
        ({"kind": "wizard"}, "kind"),
    ):
        answer = desk.client.post(TEAM, {**NEW, **wrong})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert answer.context["refusal"].field == field
    assert not Membership.objects.filter(user__email="ada@example.org").exists()


def test_everybody_sees_where_they_are_signed_in_and_ends_the_rest(client: Client, travel: Any) -> None:
    desk = desk_of(client, "clinician")
    other = Client(headers={"user-agent": AGENT})
    for one in (desk.client, other):
        sign_in(one, desk.membership.user)
        session = one.session
        session["seen_at"] = 0
        session.save()
        one.get(reverse("desk-people"))
    page = words(desk.client.get(reverse("desk-sign-in")))
    assert "Firefox on Linux" in page
    assert "this one" in page
    stranger = UserSession.objects.get(user_agent=AGENT)
    ended = desk.client.post(reverse("desk-sign-in"), {"session": str(stranger.pk)})
    assert ended.status_code == HTTPStatus.FOUND
    assert other.get(reverse("desk-people")).status_code == HTTPStatus.FOUND
    assert desk.client.get(reverse("desk-people")).status_code == HTTPStatus.OK


def test_nobody_ends_a_session_of_somebody_else(client: Client, travel: Any) -> None:
    desk = desk_of(client, "clinician")
    member = make_membership(desk.clinic, Role.FRONT_DESK)
    theirs = Client(headers={"user-agent": AGENT})
    sign_in(theirs, member.user)
    session = theirs.session
    session["seen_at"] = 0
    session.save()
    theirs.get(reverse("desk-people"))
    row = UserSession.objects.get(user=member.user)
    answer = desk.client.post(reverse("desk-sign-in"), {"session": str(row.pk)})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.OK


def test_an_owner_signs_somebody_out_everywhere(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    member = staff(desk.clinic, Role.CLINICIAN, "lin@example.org")
    theirs = Client(headers={"user-agent": AGENT})
    sign_in(theirs, member.user)
    session = theirs.session
    session["seen_at"] = 0
    session.save()
    theirs.get(reverse("desk-people"))
    assert done(desk, member, "sessions").status_code == HTTPStatus.FOUND
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.FOUND


def test_a_lost_second_step_ends_what_is_open(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    member = staff(desk.clinic, Role.CLINICIAN, "lin@example.org")
    theirs = Client(headers={"user-agent": AGENT})
    password = {"email": "lin@example.org", "password": PASSWORD}
    theirs.post(reverse("signin"), password)
    secret = theirs.get(reverse("signin-enrol")).context["secret"].replace(" ", "")
    code = str(format_hotp_value(hotp_value(secret, int(NOW.timestamp()) // 30)))
    theirs.post(reverse("signin-enrol"), {"code": code})
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.OK
    assert "Second step lost" in words(desk.client.get(TEAM))
    done(desk, member, "take_away", reason="The telephone was stolen")
    assert theirs.get(reverse("desk-people"))["Location"].startswith(reverse("signin"))
    theirs.post(reverse("signin"), password)
    assert theirs.get(reverse("signin-code"))["Location"] == reverse("signin-enrol")


def test_a_new_app_at_the_desk_is_seen_as_the_session_it_is(client: Client, travel: Any) -> None:
    """Its key changes with it: without another row nobody could end it for some minutes."""
    desk = desk_of(client, "owner")
    member = staff(desk.clinic, Role.CLINICIAN, "lin@example.org")
    theirs = Client(headers={"user-agent": AGENT})
    sign_in(theirs, member.user)
    secret = theirs.get(reverse("desk-sign-in-renew")).context["secret"].replace(" ", "")
    code = str(format_hotp_value(hotp_value(secret, int(NOW.timestamp()) // 30)))
    theirs.post(reverse("desk-sign-in-renew"), {"code": code})
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.OK
    done(desk, member, "sessions")
    assert theirs.get(reverse("desk-people")).status_code == HTTPStatus.FOUND


def test_who_is_in_the_calendar_already_signs_in_as_that(client: Client, travel: Any) -> None:
    desk = desk_of(client, "owner")
    there = desk.diary.practitioners[0]
    Practitioner.objects.filter(pk=there.pk).update(user=None)
    assert "Is in the calendar already" in words(desk.client.get(TEAM))
    before = Practitioner.objects.count()
    desk.client.post(TEAM, {**NEW, "kind": str(there.pk)})
    there.refresh_from_db()
    assert there.user is not None
    assert there.user.email == "ada@example.org"
    assert Practitioner.objects.count() == before
    assert "Is in the calendar already" not in words(desk.client.get(TEAM))
    assert events()[-1] == "people.treats_as"
    other = staff(desk.clinic, Role.CLINICIAN, "lin@example.org")
    given: dict[str, Any] = {"by": queries.staff(desk.membership.user, desk.clinic.pk), "now": NOW}
    assert refused(team.treat_as, membership=other, practitioner=there, **given)[0] == "taken"
    free = Practitioner.objects.create(clinic=desk.clinic, name="Kit", kind="chiropractor")
    ada = Membership.objects.get(user__email="ada@example.org")
    assert refused(team.treat_as, membership=ada, practitioner=free, **given)[0] == "in_calendar"
    strange = Practitioner.objects.create(clinic=make_clinic(), name="Kit", kind="chiropractor")
    assert refused(team.treat_as, membership=other, practitioner=strange, **given)[0] == "taken"
    by = queries.staff(other.user, desk.clinic.pk)
    denied = {**given, "by": by, "membership": other, "practitioner": free}
    assert refused(team.treat_as, **denied)[0] == "not_allowed"
