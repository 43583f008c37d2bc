"""Passkeys as a second factor: what a device is asked, and how its answer is read. The rows are allauth's,
the signatures fido2's; for which address a key is good, that no question counts twice, and who is told are
ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from cryptography.exceptions import InvalidSignature
from django.db import transaction
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from unknot.journey.people.access import Actor, own_clinic
from unknot.journey.people.factors import is_theirs
from unknot.journey.people.models import User
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal

Asked = dict[str, Any]
_KEY, _PAPER = Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES
# What is kept of a device's answer; the rest is the browser's business.
_KEPT = ("id", "rawId", "type", "response")
MOST, LONGEST_NAME = 10, 60
WRONG = "The passkey was not recognised. Try once more, or use a code."
NOT_ADDED = "The passkey was not added. Try once more."
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Site:
    """The address that a passkey is bound to: a device shows it nowhere else, whatever a page looks like."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    host: str
    created_at: datetime
    last_used_at: datetime | None


def site_of(origin: str, name: str) -> Site | None:
    """None where browsers know no passkeys: at a bare number, and without https but for this machine."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    here = host == "localhost" or host.endswith(".localhost")
    if not host or _is_number(host) or not (here or parts.scheme == "https"):
        return None
    return Site(host, origin, name)


def passkeys_of(user: User, site: Site | None = None) -> list[Passkey]:
    """All of theirs, or those that are good at this address."""
    rows = _rows(user).order_by("created_at", "id")
    found = [
        Passkey(one.pk, one.data["name"], one.data["host"], one.created_at, one.last_used_at) for one in rows
    ]
    return [one for one in found if site is None or one.host == site.host]


def ask_for_new(user: User, site: Site) -> tuple[Asked, Asked]:
    """What the browser is asked, and what is kept of it until the answer comes."""
    entity = PublicKeyCredentialUserEntity(id=str(user.pk).encode(), name=user.email, display_name=user.name)
    asked, kept = _server(site).register_begin(
        entity,
        credentials=_credentials(user, site),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(asked), kept


def ask_for_known(user: User, site: Site) -> tuple[Asked, Asked]:
    """As above, for one that is there."""
    asked, kept = _server(site).authenticate_begin(
        credentials=_credentials(user, site), user_verification=UserVerificationRequirement.PREFERRED
    )
    return dict(asked), kept


def add_passkey(
    *,
    user: User,
    site: Site,
    kept: Asked | None,
    answer: Mapping[str, Any],
    name: str,
    by: Actor,
    now: datetime,
) -> list[str]:
    """It counts from now on. Recovery codes where there were none yet, to be kept on paper; else an empty
    list. Raises Refusal when the answer is not one to `kept`, or there are too many."""
    clinic_id = own_clinic(by, "people.add_passkey")
    is_theirs(user, by)
    data = _unless_broken(lambda: _server(site).register_complete(kept, answer)) if kept else None
    made = data.credential_data if data else None
    if data is None or made is None or not _can_check(made.public_key):
        raise Refusal("passkey", NOT_ADDED, field="passkey")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        there = _rows(user)
        if len(there) >= MOST:
            raise Refusal("passkey", f"There are {MOST} passkeys. Remove one first.", field="passkey")
        if any(made.credential_id == _credential(one).credential_id for one in there):
            raise Refusal("passkey", "This passkey is there already.", field="passkey")
        credential = {part: answer[part] for part in _KEPT if part in answer}
        called = " ".join(name.split())[:LONGEST_NAME] or "Passkey"
        told = {"name": called, "host": site.host, "counter": data.counter, "credential": credential}
        Authenticator.objects.create(user=user, type=_KEY, data=told, created_at=now)
        write(clinic_id=clinic_id, kind="people.passkey_added", subject=user, by=by, now=now)
        if Authenticator.objects.filter(user=user, type=_PAPER).exists():
            return []
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def show_passkey(
    *, user: User, site: Site, kept: Asked | None, answer: Mapping[str, Any], by: Actor, now: datetime
) -> bool:
    """Whether the answer to `kept` was signed by a passkey of theirs; told either way."""
    clinic_id = own_clinic(by, "people.show_passkey")
    is_theirs(user, by)
    with transaction.atomic():
        right = bool(kept) and _is_signed(user, site, kept, answer, now)
        told = "people.second_factor_shown" if right else "people.second_factor_refused"
        write(clinic_id=clinic_id, kind=told, subject=user, by=by, now=now, data={"kind": "passkey"})
    return right


def remove_passkey(*, user: User, passkey_id: int, by: Actor, now: datetime) -> None:
    """One of one's own, unless nothing but recovery codes would be left."""
    clinic_id = own_clinic(by, "people.remove_passkey")
    is_theirs(user, by)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        row = _rows(user).filter(pk=passkey_id).first()
        if row is None:
            raise Refusal("not_found", "This passkey is not there any more.")
        if not Authenticator.objects.filter(user=user).exclude(type=_PAPER).exclude(pk=row.pk).exists():
            raise Refusal("last_factor", "This is your only second step. Set up another one first.")
        row.delete()
        write(clinic_id=clinic_id, kind="people.passkey_removed", subject=user, by=by, now=now)


def _is_signed(user: User, site: Site, kept: Asked | None, answer: Mapping[str, Any], now: datetime) -> bool:
    rows = {_credential(one).credential_id: one for one in _at(_rows(user).select_for_update(), site)}
    credentials = [_credential(one) for one in rows.values()]
    used = _unless_broken(lambda: _server(site).authenticate_complete(kept, credentials, answer))
    if used is None:
        return False
    row = rows[used.credential_id]
    counter = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    # A device that counts never counts back: a counter that does not grow is that of a copy.
    if (counter or row.data["counter"]) and counter <= row.data["counter"]:
        return False
    row.data["counter"], row.last_used_at = counter, now
    row.save(update_fields=["data", "last_used_at"])
    return True


def _rows(user: User) -> Any:
    return Authenticator.objects.filter(user=user, type=_KEY)


def _at(rows: Any, site: Site) -> list[Any]:
    return [one for one in rows if one.data["host"] == site.host]


def _credential(row: Any) -> AttestedCredentialData:
    made: AttestedCredentialData = row.wrap().authenticator_data.credential_data
    return made


def _credentials(user: User, site: Site) -> list[AttestedCredentialData]:
    return [_credential(one) for one in _at(_rows(user), site)]


def _server(site: Site) -> Fido2Server:
    """This origin and no other: the library alone would let any name below this one speak for it."""
    party = PublicKeyCredentialRpEntity(id=site.host, name=site.name)
    return Fido2Server(party, verify_origin=lambda origin: origin == site.origin)


def _unless_broken(check: Callable[[], T]) -> T | None:
    """Whatever a stranger's bytes break inside the library is a wrong answer, and no fault of ours."""
    try:
        return check()
    except Exception:
        return None


def _can_check(key: CoseKey) -> bool:
    """Whether a signature by this key can be read at all; if not, its owner would stand before a door."""
    try:
        key.verify(b"", b"")
    except InvalidSignature:
        return True
    except Exception:
        return False
    return False


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
