"""`unknot import FILE --kind patients|appointments`: what another system gave out, brought in whole or not at
all. Without --write it is a dry run that says the fate of every row."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from unknot.journey.book.import_reading import Read, read_csv, read_ics
from unknot.journey.book.importing import Report, bring_in
from unknot.journey.book.queries import service
from unknot.journey.people import queries
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic, Practitioner
from unknot.journey.refusals import Refusal
from unknot.server import ready
from unknot.server.stop import Stop

NEEDED = {"patients": ("name",), "appointments": ("name", "at")}


class Command(BaseCommand):
    help = "Bring in patients or appointments from a CSV or .ics file; a dry run unless --write is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=sorted(NEEDED), default="appointments")
        parser.add_argument("--slug", help="which clinic, where there are several")
        parser.add_argument("--dates", choices=("iso", "dmy", "mdy"), default="iso")
        parser.add_argument("--service", help="for rows that name none: its short name")
        parser.add_argument("--practitioner", help="for rows that name none: their name")
        parser.add_argument("--write", action="store_true", help="write it, if no row is refused")
        parser.add_argument("--leave-out", action="store_true", help="leave refused rows out instead")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        ready.database_answers()
        ready.is_migrated()
        try:
            clinic = _clinic(options["slug"])
            read = _read(options)
            report = bring_in(
                clinic=clinic,
                kind=options["kind"],
                rows=read.rows,
                by=SYSTEM,
                now=timezone.now(),
                dry_run=not options["write"],
                leave_out=options["leave_out"],
                service=service(clinic, options["service"]) if options["service"] else None,
                practitioner=_practitioner(clinic, options["practitioner"]),
                progress=None if options["json"] else self._progress,
            )
        except Refusal as refusal:
            raise Stop(refusal.words) from refusal
        self.stdout.write(_as_json(report, read) if options["json"] else _as_words(report, read))
        if options["write"] and not report.written:
            raise CommandError("Nothing was written: mend the rows that are refused, or add --leave-out.")

    def _progress(self, done: int, of: int) -> None:
        if done % 500 == 0:
            self.stderr.write(f"  {done:,} of {of:,} rows")


def _clinic(slug: str | None) -> Clinic:
    found = queries.clinic(slug) if slug else queries.only_clinic()
    if found is None:
        names = ", ".join(one.slug for one in queries.clinics()) or "none yet"
        raise Stop(f"Say which clinic with --slug. There is: {names}.")
    return found


def _practitioner(clinic: Clinic, name: str | None) -> Practitioner | None:
    if not name:
        return None
    staff = {one.name.casefold(): one for one in queries.practitioners(clinic.pk)}
    if name.casefold() not in staff:
        names = ", ".join(one.name for one in staff.values())
        raise Stop(f"There is no practitioner {name}. There is: {names}.")
    return staff[name.casefold()]


def _read(options: dict[str, Any]) -> Read:
    path: Path = options["file"]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}.") from error
    if data.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return read_ics(data, now=timezone.now())
    return read_csv(data, needed=NEEDED[options["kind"]], dates=options["dates"])


def _as_json(report: Report, read: Read) -> str:
    fates = [asdict(one) for one in report.fates]
    said = {"written": report.written, "counts": report.counts, "ignored": read.ignored, "rows": fates}
    return json.dumps(said, indent=2, ensure_ascii=False)


def _as_words(report: Report, read: Read) -> str:
    lines = [f"Columns that are not taken: {', '.join(read.ignored)}."] if read.ignored else []
    for one in report.fates:
        where = f" ({one.column})" if one.column else ""
        lines.append(f"{one.line:>6}  {one.what:<8} {one.words}{where}")
    counts = ", ".join(f"{number} {what}" for what, number in sorted(report.counts.items())) or "no rows"
    lines.append(f"{counts}. {'Written.' if report.written else 'Nothing was written.'}")
    return "\n".join(lines)
