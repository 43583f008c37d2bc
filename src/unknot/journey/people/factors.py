"""The second factor of staff: an app that shows codes, and recovery codes on paper; passkeys are next door.
The rows and the sums are allauth's; who may, what is told, and that no code counts twice are ours."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.db import transaction

from unknot.journey.people import sessions
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Clinic, Membership, User
from unknot.journey.record.actions import write
from unknot.journey.refusals import Refusal

# Whose second factor this session has shown; nobody is staff without it.
SESSION = "second_factor"
_APP, _PAPER = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
# What makes a second step; paper alone is only a way back to one.
_FACTORS = (_APP, Authenticator.Type.WEBAUTHN)
LEAST_REASON, MOST_REASON = 10, 1000
WRONG = "This code is not right, or it was used already. A new one comes every half minute."


def has_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=_FACTORS).exists())


def has_app(user: User) -> bool:
    return bool(Authenticator.objects.filter(user=user, type=_APP).exists())


def having(clinic: Clinic) -> set[UUID]:
    """Who of a clinic's staff has an app or a passkey."""
    found = Authenticator.objects.filter(user__memberships__clinic=clinic, type__in=_FACTORS)
    return set(found.values_list("user_id", flat=True))


def new_secret() -> str:
    """For an app that is being set up; it counts when a code of it has been shown."""
    secret: str = totp.generate_totp_secret()
    return secret


def enrol(*, user: User, secret: str, code: str, by: Actor, now: datetime) -> list[str]:
    """The app counts from now on, in place of one there was; the recovery codes, new ones, to be kept on
    paper. Raises Refusal for a wrong code."""
    clinic_id = own_clinic(by, "people.enrol")
    is_theirs(user, by)
    if not totp.validate_totp_code(secret, _plain(code)):
        raise Refusal("code", WRONG, field="code")
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type__in=(_APP, _PAPER)).delete()
        row = totp.TOTP.activate(user, secret).instance
        row.data["counter"] = _counter(secret, _plain(code))
        row.save(update_fields=["data"])
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
        write(clinic_id=clinic_id, kind="people.factor_enrolled", subject=user, by=by, now=now)
    return codes


def show_code(*, user: User, code: str, by: Actor, now: datetime) -> str:
    """What the code was, "app" or "recovery"; empty for a wrong one, which is told too. Each counts once."""
    clinic_id = own_clinic(by, "people.show_code")
    is_theirs(user, by)
    with transaction.atomic():
        kind = _by_app(user, _plain(code)) or _by_paper(user, _plain(code))
        told = "people.second_factor_shown" if kind else "people.second_factor_refused"
        write(clinic_id=clinic_id, kind=told, subject=user, by=by, now=now, data={"kind": kind})
    return kind


def new_codes(*, user: User, by: Actor, now: datetime) -> list[str]:
    """New recovery codes; the old ones no longer count."""
    clinic_id = own_clinic(by, "people.new_codes")
    is_theirs(user, by)
    if not has_factor(user):
        raise Refusal("no_factor", "Set up a second step first.")
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=_PAPER).delete()
        codes: list[str] = RecoveryCodes.activate(user).generate_codes()
        write(clinic_id=clinic_id, kind="people.recovery_codes_made", subject=user, by=by, now=now)
    return codes


def codes_left(user: User) -> int:
    row = Authenticator.objects.filter(user=user, type=_PAPER).first()
    return len(RecoveryCodes(row).get_unused_codes()) if row else 0


def take_away(*, membership: Membership, reason: str, by: Actor, now: datetime) -> None:
    """Somebody lost their telephone and their paper: they set it up anew at their next sign-in, which is now:
    whoever has the telephone is out as well. Raises Refusal without a reason."""
    require(by, "people.take_away", membership.clinic_id)
    words = " ".join(reason.split())[:MOST_REASON]
    if len(words) < LEAST_REASON:
        raise Refusal("reason", "Please say in a few words why, and how you know who asks.", field="reason")
    with transaction.atomic():
        Authenticator.objects.filter(user=membership.user).delete()
        sessions.end_all(membership.user)
        write(
            clinic_id=membership.clinic_id,
            kind="people.factor_taken_away",
            subject=membership.user,
            by=by,
            now=now,
            reason=words,
        )


def is_theirs(user: User, by: Actor) -> None:
    if by.id != str(user.pk):
        raise Refusal("not_allowed", "A second factor is for its owner alone.")


def _by_app(user: User, code: str) -> str:
    row = Authenticator.objects.select_for_update().filter(user=user, type=_APP).first()
    if row is None:
        return ""
    counter = _counter(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get("counter", 0):
        return ""
    row.data["counter"] = counter
    row.save(update_fields=["data"])
    row.record_usage()
    return "app"


def _by_paper(user: User, code: str) -> str:
    row = Authenticator.objects.filter(user=user, type=_PAPER).first()
    return "recovery" if row and RecoveryCodes(row).validate_code(code) else ""


def _counter(secret: str, code: str) -> int | None:
    """The half minute whose code this is, now or a moment ago."""
    for counter in totp.yield_hotp_counters_from_time():
        if totp.format_hotp_value(totp.hotp_value(secret, counter)) == code:
            return int(counter)
    return None


def _plain(code: str) -> str:
    return "".join(sign for sign in code if sign.isascii() and sign.isdigit())[:20]
