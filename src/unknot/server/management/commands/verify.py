"""`unknot verify` walks every clinic's chain of events and says how far it is sealed and whether anything
was changed, removed or moved. It ends with 1 when a chain is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from unknot.journey.people import queries as people
from unknot.journey.record.queries import Verified, clinics_with_events, verify


class Command(BaseCommand):
    help = "Verify that the record of every clinic is whole."

    def handle(self, *_args: Any, **_options: Any) -> None:
        names = {clinic.pk: clinic.name for clinic in people.clinics()}
        clinics = clinics_with_events()
        if not clinics:
            self.stdout.write("Nothing has been recorded yet.")
        results = {clinic: verify(clinic) for clinic in clinics}
        for clinic, verified in results.items():
            self.stdout.write(_words(names.get(clinic, f"clinic {clinic}"), verified))
        broken = sum(not verified.ok for verified in results.values())
        if broken:
            verb = "is" if broken == 1 else "are"
            raise CommandError(f"{broken} of {len(results)} chains {verb} broken.")


def _words(name: str, verified: Verified) -> str:
    waiting = f"{verified.unsealed} waiting to be sealed"
    if verified.ok:
        line = f"{name}: whole. {verified.sealed} events sealed, {waiting}."
        return f"{line}\n  Head: {verified.head}" if verified.head else line
    return (
        f"{name}: BROKEN at event {verified.broken_at}: {verified.why}."
        f"\n  {verified.sealed} events before it are whole, {waiting}."
    )
