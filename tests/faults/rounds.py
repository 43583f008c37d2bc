"""One run: the clinic, the server and the crowd, the faults one after the other, and the truth at the end."""

import argparse
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue

from django.core.management import call_command
from django.db import connections

from tests.faults import truth
from tests.faults.ground import lay_out
from tests.faults.people import Person, crowd, is_clear, send_home
from tests.faults.post import Sink, open_sink
from tests.faults.served import Said, Served
from tests.postgres import Cluster
from unknot.journey.outbox.actions import CLAIM
from unknot.server import worker

# What a server may grow by under load, from when everything has been used once.
GROWTH = 1.10


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Rig:
    def __init__(self, given: argparse.Namespace, environment: dict[str, str], own: Cluster | None,
                 port: int, mail: int) -> None:  # fmt: skip
        self.given, self.own, self.said = given, own, Said()
        self.home, self.mail = Path(environment["UNKNOT_HOME"]), mail
        self.chance = random.Random(given.seed)
        self.server = Served(port, environment, self.said)
        self.doors: Queue[str] = Queue()
        self.people: list[Person] = []
        self.faults: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.starts: list[datetime] = []
        self.memory = (0.0, 0.0)

    def run(self) -> int:
        begun = time.monotonic()
        where = "PostgreSQL" if self.own else "SQLite"
        say(f"{self.given.clients} clients, {where}, seed {self.given.seed}")
        with open_sink(self.mail) as sink:
            self._prepare()
            try:
                self._under_load()
            finally:
                self.server.stop()
            self._drain()
            found = [*self.wrong, *self._complaints(sink)]
        self._report(sink, time.monotonic() - begun)
        for line in found[:20]:
            say(f"WRONG  {line}")
        if found:
            say("\n".join(self.said.lines[-40:]))
        say("FAIL" if found else "ok: everything is as people were told.")
        return 1 if found else 0

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        ground = lay_out(int(100 * (self.given.load * self.given.rounds + self.given.calm + 15)))
        self.starts = ground.starts
        for door in ground.doors:
            self.doors.put(door)
        connections.close_all()

    def _under_load(self) -> None:
        first = self.server.start()
        self.people = crowd(self.given.clients, self.server.port, self.doors, self.starts, self.given.seed)
        faults = self._faults()
        for number in range(self.given.rounds):
            time.sleep(self.chance.uniform(0.4, 1.6) * self.given.load)
            faults[number % len(faults)]()
        say(f"first start {first:.1f} s")
        if self.given.calm:
            self._calm()
        send_home(self.people)

    def _faults(self) -> list[Callable[[], None]]:
        if self.given.faults:
            return [getattr(self, name) for name in self.given.faults.split(",")]
        if self.own is None:
            return [self.killed, self.orphaned, self.full, self.killed, self.beheaded, self.locked]
        return [self.killed, self.crashed, self.orphaned, self.stopped, self.beheaded, self.locked]

    def killed(self) -> None:
        """Every process at once, as by the end of power."""
        self.faults["server killed"] += 1
        self.server.kill()
        self.server.start(again=True)

    def orphaned(self) -> None:
        """Only the first process: what it started must not stay behind and hold the port."""
        self.faults["first process killed"] += 1
        self.server.kill_first()
        self.server.start(again=True)

    def beheaded(self) -> None:
        """Only the web server: the worker must not go on alone as if there were pages."""
        self.faults["web server killed"] += 1
        self.server.kill_web()
        self.server.start(again=True)

    def crashed(self) -> None:
        self._without_postgres("immediate")

    def stopped(self) -> None:
        self._without_postgres("fast")

    def _without_postgres(self, mode: str) -> None:
        assert self.own is not None
        self.faults[f"PostgreSQL stopped ({mode})"] += 1
        self.own.stop(mode)
        self._says_so("PostgreSQL is away", 503)
        time.sleep(self.chance.uniform(0.2, 1.0))
        self.own.start()
        self.server.await_answer(200)

    def full(self) -> None:
        """No file of the server can grow any more, not by a byte."""
        import resource

        self.faults["disk full"] += 1
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        family = self.server.family()
        for one in family:
            one.rlimit(resource.RLIMIT_FSIZE, (1, before[1]))
        time.sleep(self.chance.uniform(0.5, 1.5))
        self._says_so("the disk is full", 200)
        for one in family:
            one.rlimit(resource.RLIMIT_FSIZE, before)

    def locked(self) -> None:
        """Everything may be read and nothing written, by a server that was started so."""
        self.faults["database read-only"] += 1
        self.server.stop()
        with self._read_only():
            # Root may write what it likes, unless it gives that up.
            root = () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override")
            self.server.start(again=True, before=root)
            time.sleep(self.chance.uniform(0.5, 1.5))
            self._says_so("the database may only be read", 200)
            self.server.stop()
        self.server.start(again=True)

    @contextmanager
    def _read_only(self) -> Iterator[None]:
        if self.own is not None:
            self.own.stop("fast")
            self.own.start("-c default_transaction_read_only=on")
            yield
            self.own.stop("fast")
            self.own.start()
            return
        files = list(self.home.glob("unknot.sqlite3*"))
        for file in files:
            file.chmod(0o444)
        yield
        for file in files:
            file.chmod(0o600)

    def _says_so(self, when: str, reading: int) -> None:
        """Reading a page goes on where it can; what cannot be said is said in words."""
        status, page = self.server.get("/")
        if status != reading or (status == 503 and not is_clear(status, page)):
            self.wrong.append(f"while {when} the first page answered {status}: {page[:200]}")

    def _calm(self) -> None:
        """No faults: does the memory stay what it is?"""
        time.sleep(self.given.calm / 3)
        before = self.server.memory()
        time.sleep(self.given.calm * 2 / 3)
        self.memory = (before, self.server.memory())
        if self.memory[1] > self.memory[0] * GROWTH:
            self.wrong.append(f"memory grew from {self.memory[0]:.0f} to {self.memory[1]:.0f} MB")

    def _drain(self) -> None:
        """What the worker would do by itself in the next quarter of an hour."""
        later = datetime.now(UTC) + CLAIM * 1.5
        for _ in range(1000):
            turn = worker.turn(now=later)
            if turn.is_idle and not turn.sealed:
                return
        self.wrong.append("the worker does not come to an end")

    def _complaints(self, sink: Sink) -> Iterator[str]:
        visits = [visit for person in self.people for visit in person.seen.visits]
        for person in self.people:
            yield from person.seen.wrong
        yield from truth.complaints(visits, sink.taken, sum(self.faults.values()))

    def _report(self, sink: Sink, took: float) -> None:
        seen = [person.seen for person in self.people]
        answers: Counter[str] = sum((one.answers for one in seen), Counter())
        visits = [visit for one in seen for visit in one.visits]
        told = sum(bool(visit.token) for visit in visits)
        unsure = sum(not visit.is_sure for visit in visits)
        waits = sorted(wait for one in seen for wait in one.waits)
        again = sum(times - 1 for times in sink.taken.values())
        say(f"faults: {', '.join(f'{count} x {name}' for name, count in self.faults.items())}")
        say(f"answers: {', '.join(f'{count} x {name}' for name, count in answers.most_common())}")
        say(f"confirmed bookings: {told}; people who never heard: {unsure}; changes answered: {len(waits)}")
        if waits:
            middle, late = statistics.median(waits), waits[int(len(waits) * 0.99)]
            say(f"wait for a change: median {middle * 1000:.0f} ms, p99 {late * 1000:.0f} ms")
        say(f"letters: {len(sink.taken)}, of which {again} came twice")
        if self.memory[0]:
            say(f"memory (PSS) under load: {self.memory[0]:.0f} MB, then {self.memory[1]:.0f} MB")
        say(f"took {took:.0f} s; load average {os.getloadavg()[0]:.1f}")
