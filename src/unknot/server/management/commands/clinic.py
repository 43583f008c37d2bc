"""`unknot clinic open`, `invite`, `factor`, `policy` and `remind`: a clinic's first day, before anybody can
sign in, and what its owner decides about messages."""

import getpass
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from unknot.journey.book.arranging import set_reminders
from unknot.journey.book.queries import services_for
from unknot.journey.outbox.models import Channel
from unknot.journey.people import actions, factors, queries
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Membership, Role
from unknot.journey.refusals import Refusal
from unknot.server import ready
from unknot.server.stop import Stop


class Command(BaseCommand):
    help = "Open a clinic, invite its staff, and say when people are reminded and left in peace."

    def add_arguments(self, parser: ArgumentParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        opening = steps.add_parser("open", help="open a clinic")
        for name in ("name", "slug", "zone", "country", "phone", "email"):
            opening.add_argument(f"--{name}", required=True)
        opening.add_argument("--address", default="")
        opening.add_argument("--cancel-hours", type=int, default=24)
        inviting = steps.add_parser("invite", help="make somebody staff; asks for their password")
        for name in ("slug", "email", "name"):
            inviting.add_argument(f"--{name}", required=True)
        inviting.add_argument("--role", required=True, choices=Role.values)

        factor = steps.add_parser("factor", help="take somebody's second step away; they set it up anew")
        for name in ("slug", "email"):
            factor.add_argument(f"--{name}", required=True)
        factor.add_argument("--reason", default="Taken away at the server", help="kept in the record")
        policy = steps.add_parser("policy", help="quiet hours, late cancellations, the name in text messages")
        policy.add_argument("--slug", required=True)
        policy.add_argument("--quiet", help="such as 21:00-08:00, on the clock of whoever is reminded")
        policy.add_argument("--late-hours", type=int, help="a cancellation later than this is late")
        policy.add_argument("--texts-name", help="what text messages call the clinic")
        policy.add_argument("--hold-minutes", type=int, help="a time is kept while the form is filled")
        policy.add_argument("--offer-minutes", type=int, help="to answer an offer from the waiting list")
        remind = steps.add_parser("remind", help="when a service's visits are reminded of")
        remind.add_argument("--slug", required=True)
        remind.add_argument("--service", required=True, help="its short name, or all")
        for channel in Channel.values:
            remind.add_argument(f"--{channel}", default="", help="such as 48h,90m; empty for none")

    def handle(self, *args: Any, **options: Any) -> None:
        ready.database_answers()
        ready.is_migrated()
        try:
            self.stdout.write(STEPS[options["step"]](options))
        except Refusal as refusal:
            raise Stop(refusal.words) from refusal


def _open(options: dict[str, Any]) -> str:
    given = ("name", "slug", "zone", "country", "phone", "email", "address", "cancel_hours")
    if queries.clinic(options["slug"]):
        raise Stop(f"there is a clinic with the slug {options['slug']} already.")
    clinic = actions.open_clinic(**{name: options[name] for name in given}, by=SYSTEM, now=timezone.now())
    return f"{clinic.name} is open. Next: unknot clinic invite --slug {clinic.slug} --role owner ..."


def _invite(options: dict[str, Any]) -> str:
    clinic = _known(options["slug"])
    now = timezone.now()
    membership = actions.invite(
        clinic=clinic, email=options["email"], name=options["name"], role=options["role"], by=SYSTEM, now=now
    )
    if membership.user.has_usable_password():
        return f"{membership.user.email} works here now, and signs in with the password they have."
    _ask_password(membership)
    return f"{membership.user.email} can sign in."


def _factor(options: dict[str, Any]) -> str:
    """For the owner who has lost telephone and paper; whoever can run this can read the database anyway."""
    clinic = _known(options["slug"])
    member = queries.member(clinic, options["email"])
    if member is None:
        raise Stop(f"nobody with the address {options['email']} works in {clinic.name}.")
    factors.take_away(membership=member, reason=options["reason"], by=SYSTEM, now=timezone.now())
    return f"{member.user.email} sets up the second step at the next sign-in."


def _policy(options: dict[str, Any]) -> str:
    quiet = _clocks(options["quiet"]) if options["quiet"] else (None, None)
    clinic = actions.set_policy(
        clinic=_known(options["slug"]),
        quiet_from=quiet[0],
        quiet_until=quiet[1],
        late_hours=options["late_hours"],
        texts_name=options["texts_name"],
        hold_minutes=options["hold_minutes"],
        offer_minutes=options["offer_minutes"],
        by=SYSTEM,
        now=timezone.now(),
    )
    return (
        f"No reminders from {clinic.quiet_from:%H:%M} to {clinic.quiet_until:%H:%M} on the person's clock; "
        f"cancellations are late from {clinic.late_hours} hours before; "
        f"text messages come from {clinic.texts_name or clinic.name}. "
        f"A chosen time is kept for {clinic.hold_minutes} minutes, an offer for {clinic.offer_minutes}."
    )


def _remind(options: dict[str, Any]) -> str:
    clinic, only, now = _known(options["slug"]), options["service"], timezone.now()
    found = [one for one in services_for(clinic, None) if only in ("all", one.slug)]
    if not found:
        raise Stop(f"{clinic.name} has no service with the short name {only}.")
    wanted = {channel: _minutes(options[channel]) for channel in Channel.values}
    for service in found:
        set_reminders(service=service, minutes_before=wanted, by=SYSTEM, now=now)
    names = ", ".join(service.name for service in found)
    times = "; ".join(f"{channel}: {options[channel] or 'none'}" for channel in Channel.values)
    return f"{names}: {times} before the visit, for what is booked or moved from now on."


def _clocks(words: str) -> tuple[time, time]:
    try:
        begins, ends = (time.fromisoformat(part.strip()) for part in words.split("-"))
    except ValueError as error:
        raise Stop(f"--quiet {words} is not understood: write two times, such as 21:00-08:00.") from error
    return begins, ends


def _minutes(words: str) -> list[int]:
    """48h,90m as minutes."""
    found = []
    for part in filter(None, (part.strip() for part in words.split(","))):
        if not part[:-1].isdecimal() or part[-1] not in "hm":
            raise Stop(f"{part} is not understood: write hours or minutes, such as 48h or 90m.")
        found.append(int(part[:-1]) * (60 if part[-1] == "h" else 1))
    return found


def _known(slug: str) -> Clinic:
    clinic = queries.clinic(slug)
    if clinic is None:
        there = ", ".join(each.slug for each in queries.clinics()) or "none yet"
        raise Stop(f"there is no clinic with the slug {slug} (there is: {there}).")
    return clinic


def _ask_password(membership: Membership) -> None:
    """From the terminal, or from standard input: the command line would stay in the shell's history."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password for {membership.user.email}: ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    actions.set_password(membership=membership, password=password, by=SYSTEM, now=timezone.now())


STEPS: dict[str, Callable[[dict[str, Any]], str]] = {
    "open": _open,
    "invite": _invite,
    "factor": _factor,
    "policy": _policy,
    "remind": _remind,
}
