"""`unknot verify` walks every clinic's chain of events and says how far it is sealed and whether anything
was changed, removed or moved; then it holds every signed row against its seal. It ends with 1 when a chain or
a seal is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from unknot.journey.people import queries as people
from unknot.journey.record.queries import Verified, clinics_with_events, verify
from unknot.journey.record.seals import broken, sealed


class Command(BaseCommand):
    help = "Verify that the record of every clinic is whole."

    def handle(self, *_args: Any, **_options: Any) -> None:
        names = {clinic.pk: clinic.name for clinic in people.clinics()}
        clinics = clinics_with_events()
        if not clinics:
            self.stdout.write("Nothing has been recorded yet.")
        results = {clinic: verify(clinic) for clinic in clinics}
        unsound = 0
        for clinic, verified in results.items():
            self.stdout.write(_words(names.get(clinic, f"clinic {clinic}"), verified))
            wrong = list(broken(clinic))
            self.stdout.write(_signed(sealed(clinic), wrong))
            unsound += not verified.ok or bool(wrong)
        if unsound:
            verb = "is" if unsound == 1 else "are"
            raise CommandError(f"{unsound} of {len(results)} records {verb} broken.")


def _signed(count: int, wrong: list[str]) -> str:
    rows = "row" if count == 1 else "rows"
    if not wrong:
        return f"  {count} signed {rows}, each as it was signed."
    return "\n".join([f"  {count} signed {rows}, BROKEN:", *(f"  - {words}" for words in wrong)])


def _words(name: str, verified: Verified) -> str:
    waiting = f"{verified.unsealed} waiting to be sealed"
    if verified.ok:
        line = f"{name}: whole. {verified.sealed} events sealed, {waiting}."
        return f"{line}\n  Head: {verified.head}" if verified.head else line
    return (
        f"{name}: BROKEN at event {verified.broken_at}: {verified.why}."
        f"\n  {verified.sealed} events before it are whole, {waiting}."
    )
