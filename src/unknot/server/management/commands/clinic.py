"""`unknot clinic open` and `unknot clinic invite`: a real clinic's first day, before anybody can sign in."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from unknot.journey.people import actions, queries
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Membership, Role
from unknot.journey.refusals import Refusal
from unknot.server import ready
from unknot.server.stop import Stop


class Command(BaseCommand):
    help = "Open a clinic, and invite its staff."

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

    def handle(self, *args: Any, **options: Any) -> None:
        ready.database_answers()
        ready.is_migrated()
        try:
            self.stdout.write(_open(options) if options["step"] == "open" else _invite(options))
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
