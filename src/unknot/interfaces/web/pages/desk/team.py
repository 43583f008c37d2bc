"""The clinic's team: invited, given a role, ended and taken back; and the page that an invitation opens."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from unknot.interfaces.web.pages.desk.door import DeskRequest, desk, found, show
from unknot.journey.people import actions, factors, sessions, team
from unknot.journey.people.access import holder, own_clinic
from unknot.journey.people.models import Membership, Practitioner, PractitionerKind, Role
from unknot.journey.refusals import Refusal


class Member(NamedTuple):
    row: Membership
    treats: Practitioner | None
    has_factor: bool
    is_self: bool

    @property
    def state(self) -> tuple[str, str]:
        if self.row.ended_at:
            return ("no longer here", "neutral")
        if not self.row.user.has_usable_password():
            return ("invited", "warn")
        return ("second step set up", "ok") if self.has_factor else ("no second step yet", "warn")


@require_http_methods(["GET", "POST"])
@desk
def members(request: DeskRequest) -> HttpResponse:
    own_clinic(request.actor, "people.invite")  # owners only
    refusal = None
    if request.method == "POST":
        try:
            messages.success(request, _change(request))
        except Refusal as no:
            if no.code == "not_allowed":
                raise
            refusal = no
        else:
            return redirect("desk-team")
    treating = team.treating(request.actor)
    with_factor = factors.having(request.clinic)
    rows = [
        Member(
            one,
            treating.get(str(one.user_id)),
            one.user_id in with_factor,
            str(one.user_id) == request.actor.id,
        )
        for one in team.team(request.actor)
    ]
    context = {
        "rows": rows,
        "roles": Role.choices,
        "kinds": PractitionerKind.choices,
        "unsigned": team.unsigned(request.actor),
        "refusal": refusal,
        "typed": request.POST,
    }
    return show(request, "team", context, here="settings", status=422 if refusal else 200)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, membership_id: UUID, token: str) -> HttpResponse:
    """Behind the link of an invitation: a password, once; then the sign-in, with its second step."""
    row = team.invited(request.clinic, membership_id, token)  # type: ignore[attr-defined]  # set by WhoMiddleware
    context: Mapping[str, object] = {"member": row}
    if row is None:
        return render(request, "web/desk/welcome.html", context, status=404)
    if request.method == "POST":
        by = holder(row, clinic_id=row.clinic_id, name=row.user.name)
        try:
            password = request.POST.get("password", "")
            actions.set_password(membership=row, password=password, by=by, now=datetime.now(UTC))
        except Refusal as refusal:
            return render(request, "web/desk/welcome.html", {**context, "refusal": refusal}, status=422)
        messages.success(request, "Your password is set. Sign in with it; a second step follows.")
        return redirect("signin")
    return render(request, "web/desk/welcome.html", context)


def _change(request: DeskRequest) -> str:
    do, by, now = request.POST.get("do"), request.actor, request.now
    if do == "invite":
        return _invite(request)
    rows = team.team(request.actor)
    row = found(next((one for one in rows if str(one.pk) == request.POST.get("member")), None))
    name = row.user.name
    match do:
        case "role":
            team.change_role(membership=row, role=request.POST.get("role", ""), by=by, now=now)
            return f"{name} has another role now."
        case "again":
            team.invite_again(membership=row, by=by, now=now)
            return f"Another letter goes to {row.user.email}."
        case "end":
            team.end_place(membership=row, by=by, now=now)
            return f"{name} can no longer come in, on any device."
        case "resume":
            team.resume_place(membership=row, by=by, now=now)
            return f"{name} works here again."
        case "sessions":
            ended = sessions.end_sessions(membership=row, by=by, now=now)
            return f"{name} is signed out: {ended} session{'' if ended == 1 else 's'} ended."
        case "treats":
            _treats(request, row, request.POST.get("kind", ""))
            return f"{name} stands in the calendar now. Services and hours are in the settings."
        case "take_away":
            factors.take_away(membership=row, reason=request.POST.get("reason", ""), by=by, now=now)
            return f"{name} is signed out, and sets up the second step at the next sign-in."
    raise Refusal("unknown", "This page has changed. Look at it again.")


def _invite(request: DeskRequest) -> str:
    email, name, role, kind = (request.POST.get(one, "") for one in ("email", "name", "role", "kind"))
    by, now = request.actor, request.now
    with transaction.atomic():
        row = actions.invite(clinic=request.clinic, email=email, name=name, role=role, by=by, now=now)
        if kind:
            _treats(request, row, kind)
    return f"A letter with a link goes to {row.user.email}. It is good once, for seven days."


def _treats(request: DeskRequest, row: Membership, kind: str) -> None:
    """Somebody who stands in the calendar already, or somebody new of a kind."""
    by, now = request.actor, request.now
    there = next((one for one in team.unsigned(by) if str(one.pk) == kind), None)
    if there:
        team.treat_as(membership=row, practitioner=there, by=by, now=now)
    else:
        name, user = row.user.name, row.user
        actions.add_practitioner(clinic=request.clinic, name=name, kind=kind, user=user, by=by, now=now)
