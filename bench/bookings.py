"""Bookings a second, in process, with 1 and with 16 clients (each a process with its own connection), on
SQLite with a full sync and on a PostgreSQL of its own with its usual settings: the action that pages call,
with claims, event, letter and reminders, everybody for another seat. Beside it, in the same run, the very
rows that those bookings wrote, put in again by the bare driver, a transaction for each booking.

The clients share this machine's cores with the database. Flat out they wait for a core before they wait for
each other, so the wait is also measured at half of that pace, where what is left is the queue of writers.
"""

import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from bench._clinics import NOW, TICKS, Size, fill

# Name, clients, bookings, whether at half pace.
ALONE = ("1 client", 1, 120)
MANY = ("16 clients", 16, 480)
PACED = ("16 clients at half of that pace", 16, 240)
WARM = 4
SHARE = {1: 50, 16: 40}
LATEST = 50
# The order in which rows may be put in; each names its booking in another way.
TABLES = (
    ("book_resource", "patient_id IN (SELECT patient_id FROM book_booking)"),
    ("book_booking", "1 = 1"),
    ("book_claim", "booking_id IS NOT NULL"),
    ("record_event", "subject_type = 'book.booking'"),
    ("outbox_message", "1 = 1"),
)
Group = list[tuple[str, list[Any]]]


def main() -> int:
    if "--on" in sys.argv:
        print(json.dumps(on(sys.argv[sys.argv.index("--on") + 1])))
        return 0
    rows = [*_apart("SQLite", ""), *_on_postgres()]
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['what']:<75} {row['measured']:10,.1f} {row['unit']}  (target {row['target']})")
    return 0


def _on_postgres() -> list[dict[str, Any]]:
    from tests.postgres import cluster

    with cluster() as own:
        return _apart("PostgreSQL", own.url)


def _apart(name: str, url: str) -> list[dict[str, Any]]:
    """In a process of its own: Django knows one database in its life."""
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as home:
        environment = {**os.environ, "UNKNOT_HOME": home, "DATABASE_URL": url}
        environment["DJANGO_SETTINGS_MODULE"] = "unknot.server.settings"
        command = [sys.executable, "-m", "bench.bookings", "--on", name]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def on(name: str) -> list[dict[str, Any]]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    service = fill(Size(20, 60, 0))
    jobs = seats(service, sum(count + clients * WARM for _, clients, count in (ALONE, MANY, PACED)))
    rows, pace = [], 0.0
    for what, clients, count in (ALONE, MANY, PACED):
        mine = [next(jobs) for _ in range(count + clients * WARM)]
        rate, waits = together(clients, mine, pace if what == PACED[0] else 0)
        pace = rate / 2
        if what != PACED[0]:
            raw = again(clients)
            rows += [
                figure(f"{name}: bookings, {what}", rate, "/s"),
                figure(f"{name}: the same rows by the bare driver, {what}", raw, "/s"),
                figure(f"{name}: share of it, {what}", 100 * rate / raw, "%", SHARE[clients], "higher"),
            ]
        if clients > 1:
            rows += [
                figure(f"{name}: wait, {what}, median", statistics.median(waits), "ms"),
                figure(f"{name}: wait, {what}, p99", statistics.quantiles(waits, n=100)[-1], "ms", LATEST),
                figure(f"{name}: wait, {what}, longest", max(waits), "ms"),
            ]
    return rows


def seats(service: Any, count: int) -> Iterator[Callable[[], object]]:
    """Bookings of as many people, each for a seat that nobody else wants."""
    from unknot.journey.book.actions import book
    from unknot.journey.people.access import SYSTEM
    from unknot.journey.people.models import Patient, Practitioner
    from unknot.scheduling.ticks import instant_of, tick_of

    staff = list(Practitioner.objects.filter(clinic=service.clinic).order_by("name"))
    people = Patient.objects.bulk_create(
        Patient(clinic=service.clinic, name=f"Person {n}", email=f"p{n}@example.org", registered_at=NOW)
        for n in range(count)
    )
    # Mornings of four hours, as many at once as there are rooms.
    monday = NOW + timedelta(days=7 - NOW.weekday())
    first = tick_of(monday.replace(hour=17, minute=0))
    slots = [
        (first + 12 * 24 * (day // 5 * 7 + day % 5) + TICKS * slot, who)
        for day in range(40) for slot in range(6) for who in staff[:8]
    ]  # fmt: skip
    for person, (start, who) in zip(people, slots[:count], strict=True):
        yield partial(
            book, clinic=service.clinic, service=service, starts_at=instant_of(start), patient=person,
            practitioner=who, by=SYSTEM, now=NOW,
        )  # fmt: skip


def together(clients: int, jobs: list[Callable[[], object]], pace: float = 0) -> tuple[float, list[float]]:
    """(a second, how long each waited in ms). With a `pace` each client does so many a second in its turn."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    gate, results = context.Barrier(clients + 1), context.Queue()

    def one(number: int) -> None:
        mine = jobs[number::clients]
        for job in mine[:WARM]:
            job()
        gate.wait(60)
        begun, waits = time.perf_counter(), []
        for turn, job in enumerate(mine[WARM:]):
            due = begun + (turn * clients + number) / pace if pace else 0
            time.sleep(max(due - time.perf_counter(), 0))
            before = time.perf_counter()
            job()
            waits.append((time.perf_counter() - before) * 1000)
        results.put(waits)

    workers = [context.Process(target=one, args=(number,)) for number in range(clients)]
    for worker in workers:
        worker.start()
    gate.wait(60)
    begun = time.perf_counter()
    found = [wait for _ in workers for wait in results.get(timeout=90)]
    took = time.perf_counter() - begun
    for worker in workers:
        worker.join(30)
    return len(found) / took, found


def again(clients: int) -> float:
    """Takes out all that was booked and puts the same rows in by the driver alone."""
    groups = taken_out()

    def putting(group: Group) -> Callable[[], object]:
        return lambda: put(group)

    rate, _ = together(clients, [putting(group) for group in groups])
    return rate


def taken_out() -> list[Group]:
    """For each booking the rows that it wrote, ready for the driver; they are deleted."""
    from django.db import connection

    with connection.cursor() as cursor:
        groups: dict[str, Group] = defaultdict(list)
        cursor.execute("SELECT patient_id, id FROM book_booking")
        of_patient = {str(patient): str(booking) for patient, booking in cursor.fetchall()}
        for table, which in TABLES:
            cursor.execute(f"SELECT * FROM {table} WHERE {which}")
            names = [column[0] for column in cursor.description]
            quoted = map(connection.ops.quote_name, names)
            marks = ", ".join(["?" if connection.vendor == "sqlite" else "%s"] * len(names))
            insert = f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({marks})"
            rows: dict[str, list[Any]] = defaultdict(list)
            for row in cursor.fetchall():
                rows[_booking(table, dict(zip(names, row, strict=True)), of_patient)].append(_plain(row))
            for booking, mine in rows.items():
                groups[booking].append((insert, mine))
        for table, which in (TABLES[2], TABLES[3], TABLES[4]):
            cursor.execute(f"DELETE FROM {table} WHERE {which}")
        people = [(key,) for key in of_patient]
        cursor.execute("DELETE FROM book_booking")
        cursor.executemany("DELETE FROM book_resource WHERE patient_id = %s", people)
    return list(groups.values())


def _booking(table: str, row: dict[str, Any], of_patient: dict[str, str]) -> str:
    if table == "book_resource":
        return of_patient[str(row["patient_id"])]
    if table == "book_booking":
        return str(row["id"])
    if table == "book_claim":
        return str(row["booking_id"])
    return (
        str(row["subject_id"]).replace("-", "")
        if len(next(iter(of_patient))) == 32
        else str(row["subject_id"])
    )


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What PostgreSQL's driver reads as a dictionary it takes as JSON."""
    return tuple(json.dumps(value) if isinstance(value, dict | list) else value for value in row)


def put(group: Group) -> None:
    from django.db import connection

    connection.ensure_connection()
    driver: Any = connection.connection
    with whole(driver, "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN") as cursor:
        for insert, rows in group:
            cursor.executemany(insert, rows)


@contextmanager
def whole(driver: Any, begin: str) -> Iterator[Any]:
    """One transaction of the bare driver, which Django has opened in autocommit."""
    cursor = driver.cursor()
    cursor.execute(begin)
    yield cursor
    cursor.execute("COMMIT")
    cursor.close()


def figure(
    what: str, measured: float, unit: str, target: float | None = None, better: str = "lower"
) -> dict[str, Any]:
    return {"what": what, "measured": measured, "unit": unit, "target": target, "better": better}


if __name__ == "__main__":
    sys.exit(main())
