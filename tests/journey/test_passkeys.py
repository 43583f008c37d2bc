"""Passkeys as a second factor: real signatures count, and nothing else does: not another address, another
question, another person's key, a copy that counts back, nor whatever bytes a stranger sends."""

import contextlib
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from fido2.utils import websafe_encode

from tests.factories import NOW, make_clinic, make_membership, make_user
from tests.journey.checks import code, events
from tests.journey.device import Device
from unknot.journey.people import factors, passkeys, queries
from unknot.journey.people.models import Membership
from unknot.journey.people.passkeys import Site
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db
ORIGIN = "https://desk.example.org"
SITE = Site("desk.example.org", ORIGIN, "Vine Street Clinic")


@pytest.fixture
def member() -> Membership:
    return make_membership(make_clinic(), "clinician", user=make_user(email="mara@example.org"))


def by(member: Membership) -> Any:
    return queries.staff(member.user, member.clinic_id)


def given(member: Membership, **more: Any) -> dict[str, Any]:
    return {"user": member.user, "site": SITE, "by": by(member), "now": NOW, **more}


def added(member: Membership, device: Device, **more: Any) -> list[str]:
    asked, kept = passkeys.ask_for_new(member.user, SITE)
    told = {"kept": kept, "answer": device.made(asked, ORIGIN), "name": " My  key ", **more}
    return passkeys.add_passkey(**given(member, **told))


def shown(member: Membership, device: Device, origin: str = ORIGIN, **more: Any) -> bool:
    asked, kept = passkeys.ask_for_known(member.user, SITE)
    return passkeys.show_passkey(
        **given(member, **{"kept": kept, "answer": device.signed(asked, origin), **more})
    )


def test_a_passkey_is_a_second_step_and_brings_recovery_codes_once(member: Membership) -> None:
    assert not factors.has_factor(member.user)
    assert len(added(member, Device(1))) == 10
    assert added(member, Device(2), name=" ") == [], "the codes on paper still count"
    assert factors.has_factor(member.user)
    assert factors.having(member.clinic) == {member.user_id}
    assert [one.name for one in passkeys.passkeys_of(member.user)] == ["My key", "Passkey"]
    assert passkeys.passkeys_of(member.user, Site("other.example.org", "", "")) == []
    assert shown(member, Device(2))
    assert passkeys.passkeys_of(member.user)[1].last_used_at == NOW
    told = [one for one in events() if "passkey" in one or "second_factor" in one]
    assert told == ["people.passkey_added"] * 2 + ["people.second_factor_shown"]
    factors.take_away(membership=member, reason="Lost on the bus", by=passkeys_owner(member), now=NOW)
    assert passkeys.passkeys_of(member.user) == []


def passkeys_owner(member: Membership) -> Any:
    return by(make_membership(member.clinic, "owner", user=make_user(email="own@example.org")))


@pytest.mark.parametrize(
    "origin",
    [
        "http://desk.example.org",
        "https://evil.desk.example.org",
        "https://desk.example.org:8443",
        "https://desk.example.org.evil.example",
        "",
    ],
)
def test_another_address_cannot_speak_for_this_one(member: Membership, origin: str) -> None:
    asked, kept = passkeys.ask_for_new(member.user, SITE)
    answer = Device().made(asked, origin)
    refused = code(passkeys.add_passkey, **given(member, kept=kept, answer=answer, name=""))
    assert refused == ("passkey", "passkey")
    added(member, Device())
    assert not shown(member, Device(), origin)
    assert events()[-1] == "people.second_factor_refused"


def test_an_answer_to_another_question_or_to_none_does_not_count(member: Membership) -> None:
    asked, kept = passkeys.ask_for_new(member.user, SITE)
    answer = Device().made(asked, ORIGIN)
    _, other = passkeys.ask_for_new(member.user, SITE)
    for one in (other, None):
        told = given(member, kept=one, answer=answer, name="")
        assert code(passkeys.add_passkey, **told)[0] == "passkey"
    assert passkeys.add_passkey(**given(member, kept=kept, answer=answer, name=""))
    _, other = passkeys.ask_for_known(member.user, SITE)
    assert not shown(member, Device(), kept=other)
    assert not shown(member, Device(), kept=None)
    asked, kept = passkeys.ask_for_known(member.user, SITE)
    other_kind = Device().made({"publicKey": {**asked["publicKey"], "rp": {"id": SITE.host}}}, ORIGIN)
    assert not passkeys.show_passkey(**given(member, kept=kept, answer=other_kind))


def test_another_key_or_another_persons_does_not_count(member: Membership) -> None:
    other = make_membership(member.clinic, "clinician", user=make_user(email="alex@example.org"))
    added(member, Device(1))
    added(other, Device(2))
    assert not shown(member, Device(2))
    thief = Device(3)
    thief.id = Device(1).id
    assert not shown(member, thief), "the name of a key is no signature of it"
    assert code(passkeys.show_passkey, **given(member, by=by(other), kept={}, answer={}))[0] == "not_allowed"
    refused = code(passkeys.add_passkey, **given(member, by=by(other), kept={}, answer={}, name=""))
    assert refused[0] == "not_allowed"


def test_a_copy_that_counts_back_does_not_count(member: Membership) -> None:
    device, copy = Device(counts=True), Device(counts=True)
    added(member, device)
    assert shown(member, device)
    assert shown(member, device)
    assert not shown(member, copy)
    copy.counter = 0
    assert not shown(member, copy), "nor one that counts no more"


def test_a_kind_of_key_that_cannot_be_checked_later_is_refused(member: Membership) -> None:
    asked, kept = passkeys.ask_for_new(member.user, SITE)
    answer = Device().made(asked, ORIGIN, algorithm=-65000)
    assert code(passkeys.add_passkey, **given(member, kept=kept, answer=answer, name=""))[0] == "passkey"


def test_the_same_key_twice_and_too_many_are_refused(member: Membership) -> None:
    added(member, Device(1))
    with pytest.raises(Exception, match="there already"):
        added(member, Device(1))
    for number in range(2, passkeys.MOST + 1):
        added(member, Device(number))
    with pytest.raises(Exception, match="Remove one first"):
        added(member, Device(11))


def test_the_only_second_step_stays(member: Membership) -> None:
    added(member, Device(1))
    (first,) = passkeys.passkeys_of(member.user)
    told = {"user": member.user, "by": by(member), "now": NOW}
    assert code(passkeys.remove_passkey, passkey_id=first.id, **told)[0] == "last_factor"
    added(member, Device(2))
    other = make_membership(member.clinic, "clinician", user=make_user(email="alex@example.org"))
    foreign = {**told, "user": other.user, "by": by(other)}
    assert code(passkeys.remove_passkey, passkey_id=first.id, **foreign)[0] == "not_found"
    passkeys.remove_passkey(passkey_id=first.id, **told)
    assert not shown(member, Device(1))
    assert events()[-2:] == ["people.passkey_removed", "people.second_factor_refused"]


BROKEN: list[Any] = [
    {},
    {"response": None},
    {"id": 1, "rawId": 1, "response": {}},
    {"id": "AA", "rawId": "AB", "response": {}},
    {"rawId": "AA", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}},
    {"rawId": "AA", "response": {"clientDataJSON": "bm8", "authenticatorData": "oA", "signature": "AA"}},
]


@pytest.mark.parametrize("answer", BROKEN)
def test_broken_answers_are_wrong_answers(member: Membership, answer: dict[str, Any]) -> None:
    _, kept = passkeys.ask_for_new(member.user, SITE)
    assert code(passkeys.add_passkey, **given(member, kept=kept, answer=answer, name=""))[0] == "passkey"
    added(member, Device())
    assert not shown(member, Device(), answer=answer)


def with_part(answer: dict[str, Any], part: str, words: str) -> dict[str, Any]:
    return {**answer, "response": {**answer["response"], part: words}}


def test_any_byte_changed_or_missing_is_a_wrong_answer(member: Membership) -> None:
    """Every fifth sign turned over, cut short, and arrays within arrays: all of it is signed."""
    added(member, Device())
    asked, kept = passkeys.ask_for_known(member.user, SITE)
    good = Device().signed(asked, ORIGIN)
    for part, said in good["response"].items():
        for words in (said[:-8], "", DEEP, *turned(said)):
            answer = with_part(good, part, words)
            assert not passkeys.show_passkey(**given(member, kept=kept, answer=answer)), (part, words)
    assert passkeys.show_passkey(**given(member, kept=kept, answer=good)), "the untouched one is right"


def test_a_new_key_in_any_broken_form_is_refused_or_opens_nothing(member: Membership) -> None:
    """What a new key comes in is signed by nobody: a byte that says nothing may change; none breaks us."""
    asked, kept = passkeys.ask_for_new(member.user, SITE)
    good = Device().made(asked, ORIGIN)
    for part, said in good["response"].items():
        for words in (said[:-8], "", DEEP):
            told = given(member, kept=kept, answer=with_part(good, part, words), name="")
            assert code(passkeys.add_passkey, **told)[0] == "passkey"
        for words in turned(said):
            told = given(member, kept=kept, answer=with_part(good, part, words), name="")
            with contextlib.suppress(Refusal):
                passkeys.add_passkey(**told)
                shown(member, Device())
                Authenticator.objects.filter(type="webauthn").delete()


DEEP = websafe_encode(b"\x81" * 9000)


def turned(words: str) -> list[str]:
    other = {"A": "B"}
    return [words[:at] + other.get(words[at], "A") + words[at + 1 :] for at in range(0, len(words) - 2, 5)]


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://desk.example.org", "desk.example.org"),
        ("https://desk.example.org:8443", "desk.example.org"),
        ("http://localhost:8000", "localhost"),
        ("http://hill.localhost:8000", "hill.localhost"),
        ("http://desk.example.org", None),
        ("http://127.0.0.1:8000", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
        ("https://", None),
    ],
)
def test_where_browsers_know_passkeys(origin: str, host: str | None) -> None:
    found = passkeys.site_of(origin, "Vine Street Clinic")
    assert (found.host if found else None) == host


def test_what_is_kept_holds_nothing_that_the_browser_added(member: Membership) -> None:
    asked, kept = passkeys.ask_for_new(member.user, SITE)
    answer = {**Device().made(asked, ORIGIN), "clientExtensionResults": {"x": "y"}}
    passkeys.add_passkey(**given(member, kept=kept, answer=answer, name="n" * 99))
    row = Authenticator.objects.get(type="webauthn")
    assert set(row.data["credential"]) == {"id", "rawId", "type", "response"}
    assert len(row.data["name"]) == passkeys.LONGEST_NAME
    assert asked["publicKey"]["user"]["id"] == websafe_encode(str(member.user_id).encode())
