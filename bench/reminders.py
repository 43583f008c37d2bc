"""How fast reminders are queued and sent: 10,000 of them, each queued in a transaction of its own as a
booking does it, then sent by one worker to a mail server (aiosmtpd) in a process of its own on this machine.

Each letter is rendered, carries its calendar file, is asked about in the database right before it leaves and
is marked after it: nothing of what a clinic's worker does is left out. SQLite, full sync, as installed.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

REMINDERS = 10_000
TARGET = 10_000  # a minute
ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
VISITS = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)  # ten in the morning there
DUE = VISITS - timedelta(days=1)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as home:
        os.environ.update(
            {
                "UNKNOT_HOME": home,
                "DATABASE_URL": os.environ.get("UNKNOT_BENCH_DATABASE_URL", ""),
                "DJANGO_SETTINGS_MODULE": "unknot.server.settings",
            }
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        port = free_port()
        sink = start_sink(port)
        try:
            rows = measure(port)
        finally:
            sink.terminate()
            sink.wait()
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['what']:<60} {row['measured']:10,.0f} {row['unit']}  (target {row['target']})")
    return 0


def start_sink(port: int) -> subprocess.Popen[bytes]:
    """A mail server that takes everything and keeps nothing."""
    command = [
        sys.executable,
        "-m",
        "aiosmtpd",
        "-n",
        "-l",
        f"127.0.0.1:{port}",
        "-c",
        "aiosmtpd.handlers.Sink",
    ]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return running
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the mail server did not start")


def measure(port: int) -> list[dict[str, Any]]:
    from django.db import transaction

    from unknot.interfaces.mail.texts import FileTexts
    from unknot.interfaces.mail.transports import SmtpTransport
    from unknot.journey.book import reminding
    from unknot.journey.outbox.models import Message, Status
    from unknot.server.posting import Ways, send_due

    bookings = fill()
    begun = time.perf_counter()
    for booking in bookings:
        with transaction.atomic():
            reminding.plan(booking=booking, now=NOW)
    queued = time.perf_counter() - begun
    if Message.objects.filter(status=Status.QUEUED).count() != REMINDERS:
        raise SystemExit("not every reminder was queued")
    ways = Ways(SmtpTransport("127.0.0.1", port, security="none"), FileTexts(Path("nowhere")))
    begun = time.perf_counter()
    sent = 0
    while left := sum(send_due(ways, clock=lambda: DUE)):
        sent += left
    took = time.perf_counter() - begun
    if Message.objects.filter(status=Status.SENT).count() != REMINDERS or sent != REMINDERS:
        raise SystemExit(f"only {sent} reminders were sent")
    return [
        row("reminders queued, each in its own transaction", queued),
        row("reminders sent by one worker to a local mail server", took),
        row("reminders queued and then sent, both together", queued + took, TARGET),
    ]


def row(what: str, seconds: float, target: int | None = None) -> dict[str, Any]:
    return {
        "what": what,
        "measured": REMINDERS / seconds * 60,
        "unit": "a minute",
        "target": target,
        "better": "higher",
    }


def fill() -> list[Any]:
    """Visits of as many people, put in by hand: their seats are not what is measured."""
    from unknot.journey.book.arranging import add_room, add_service
    from unknot.journey.book.models import Booking
    from unknot.journey.people.access import SYSTEM
    from unknot.journey.people.models import Clinic, Patient, Practitioner
    from unknot.scheduling.ticks import tick_of

    clinic = Clinic.objects.create(
        name="Bench",
        slug="bench",
        zone=ZONE.key,
        country="US",
        phone="+1 707 555 0100",
        email="b@example.org",
    )
    practitioner = Practitioner.objects.create(clinic=clinic, name="P", kind="chiropractor")
    room = add_room(clinic=clinic, name="R", kind="treatment", by=SYSTEM, now=NOW)
    add_service(
        clinic=clinic, name="Visit", slug="visit", minutes=30, practitioner_kind="chiropractor",
        room_kind="treatment", by=SYSTEM, now=NOW,
    )  # fmt: skip
    service = clinic.services.select_related("clinic").get()
    patients = Patient.objects.bulk_create(
        Patient(
            clinic=clinic,
            name=f"Person {number} (synthetic)",
            email=f"p{number}@example.org",
            registered_at=NOW,
        )
        for number in range(REMINDERS)
    )
    bookings = Booking.objects.bulk_create(
        Booking(
            clinic=clinic,
            patient=patient,
            service=service,
            practitioner=practitioner,
            room=room,
            starts_at=VISITS,
            ends_at=VISITS + timedelta(minutes=30),
            start_tick=tick_of(VISITS),
            ticks=6,
            created_at=NOW,
        )
        for patient in patients
    )
    return list(bookings)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
