"""Who works in a clinic, over time: another role, an end, a beginning again. A clinic always keeps an owner
who can sign in, and nobody ends their own place by mistake."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction

from unknot.journey.people import sessions
from unknot.journey.people.access import Actor, own_clinic, require
from unknot.journey.people.models import Clinic, Membership, Practitioner, Role
from unknot.journey.record.actions import write
from unknot.journey.record.facts import snapshot
from unknot.journey.refusals import Refusal


class _Welcome(PasswordResetTokenGenerator):
    """Good once: it is made over the password, which the invited person sets with it."""

    key_salt = "unknot.people.welcome"


welcome = _Welcome()


def team(actor: Actor) -> list[Membership]:
    """Everybody who works or worked in the actor's clinic, those who do first, by name."""
    clinic_id = own_clinic(actor, "people.read")
    found = Membership.objects.filter(clinic_id=clinic_id).select_related("user")
    return sorted(found, key=lambda one: (one.ended_at is not None, one.user.name))


def treating(actor: Actor) -> dict[str, Practitioner]:
    """By user: as whom a member of staff stands in the calendar."""
    clinic_id = own_clinic(actor, "people.read")
    rows = Practitioner.objects.filter(clinic_id=clinic_id, is_active=True).exclude(user=None)
    return {str(one.user_id): one for one in rows}


def unsigned(actor: Actor) -> list[Practitioner]:
    """Who stands in the calendar of the actor's clinic and cannot sign in, by name."""
    clinic_id = own_clinic(actor, "people.read")
    return list(Practitioner.objects.filter(clinic_id=clinic_id, is_active=True, user=None).order_by("name"))


def invited(clinic: Clinic, membership_id: UUID, token: str) -> Membership | None:
    """The place that a link of this clinic invites to, while it is good."""
    found = Membership.objects.filter(clinic=clinic, ended_at=None).select_related("user", "clinic")
    row: Membership | None = found.filter(pk=membership_id).first()
    return row if row and welcome.check_token(row.user, token) else None


def invite_again(*, membership: Membership, by: Actor, now: datetime) -> None:
    """Another letter, to somebody who has not set a password yet."""
    require(by, "people.invite_again", membership.clinic_id)
    if membership.user.has_usable_password():
        raise Refusal("has_password", f"{membership.user.name} has a password and signs in with it.")
    with transaction.atomic():
        _tell("people.invited_again", membership, by, now)


def change_role(*, membership: Membership, role: str, by: Actor, now: datetime) -> Membership:
    require(by, "people.change_role", membership.clinic_id)
    if role not in Role.values:
        raise Refusal("unknown_role", f"There is no role called {role}.", field="role")
    with transaction.atomic():
        row = _locked(membership)
        if role != Role.OWNER:
            _keeps_an_owner(row)
        before = snapshot(row)
        row.role = role
        row.save(update_fields=["role"])
        _tell("people.role_changed", row, by, now, before=before)
    return row


def treat_as(*, membership: Membership, practitioner: Practitioner, by: Actor, now: datetime) -> Practitioner:
    """Somebody of the calendar signs in: the row with its hours and visits is theirs from now on. Raises
    Refusal when it is somebody else's, or they are in the calendar already."""
    require(by, "people.treat_as", membership.clinic_id)
    with transaction.atomic():
        member = _locked(membership)
        rows = Practitioner.objects.filter(clinic_id=member.clinic_id, is_active=True)
        row = rows.filter(pk=practitioner.pk, user=None).first()
        if row is None:
            raise Refusal("taken", "This name in the calendar is somebody's already.", field="kind")
        if rows.filter(user=member.user).exists():
            raise Refusal("in_calendar", f"{member.user.name} is in the calendar already.", field="kind")
        before = snapshot(row)
        row.user = member.user
        row.save(update_fields=["user"])
        write(
            clinic_id=row.clinic_id,
            kind="people.treats_as",
            subject=row,
            by=by,
            now=now,
            before=before,
            after=snapshot(row),
        )
    return row


def end_place(*, membership: Membership, by: Actor, now: datetime) -> Membership:
    """From now on they are a stranger here, on every device; what they signed stays theirs."""
    require(by, "people.end_place", membership.clinic_id)
    if str(membership.user_id) == by.id:
        raise Refusal("own_place", "Somebody else ends your place: another owner.")
    with transaction.atomic():
        row = _locked(membership)
        _keeps_an_owner(row)
        before = snapshot(row)
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        sessions.end_all(row.user)
        _tell("people.place_ended", row, by, now, before=before)
    return row


def resume_place(*, membership: Membership, by: Actor, now: datetime) -> Membership:
    require(by, "people.resume_place", membership.clinic_id)
    with transaction.atomic():
        row = _locked(membership)
        before = snapshot(row)
        row.ended_at = None
        row.save(update_fields=["ended_at"])
        _tell("people.place_resumed", row, by, now, before=before)
    return row


def _locked(membership: Membership) -> Membership:
    # The clinic's row is the turnstile: two owners must not end each other at once.
    Clinic.objects.select_for_update().get(id=membership.clinic_id)
    row: Membership = Membership.objects.select_related("user", "clinic").get(id=membership.pk)
    return row


def _keeps_an_owner(row: Membership) -> None:
    others = Membership.objects.filter(
        clinic_id=row.clinic_id, role=Role.OWNER, ended_at=None, user__is_active=True
    )
    if row.role == Role.OWNER and not others.exclude(id=row.pk).exists():
        raise Refusal("last_owner", f"{row.user.name} is the only owner. Make somebody else owner first.")


def _tell(kind: str, row: Membership, by: Actor, now: datetime, *, before: object = None) -> None:
    write(clinic_id=row.clinic_id, kind=kind, subject=row, by=by, now=now, before=before, after=snapshot(row))
