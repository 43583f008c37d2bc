"""People with a browser who book, move and cancel, and remember what they were told. What they were not told,
because the connection broke, may be so or not: they remember both."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, Queue
from urllib.parse import urlencode

TOKEN = "a" * 32  # both halves of the CSRF check are the browser's own
NOBODY = ("", 0)
# (status, start as seconds since the epoch)
State = tuple[str, int]


@dataclass
class Visit:
    """What one person knows of their visit: one state, or several that are possible."""

    email: str
    token: str = ""
    may_be: frozenset[State] = frozenset({NOBODY})

    @property
    def is_sure(self) -> bool:
        return len(self.may_be) == 1


@dataclass
class Seen:
    """What a client saw; each keeps a book of its own, so that they never wait for each other."""

    visits: list[Visit] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


class Person(threading.Thread):
    """One client, which goes on until it is told to stop, whatever becomes of the server."""

    def __init__(self, port: int, doors: Queue[str], starts: list[datetime], seed: int) -> None:
        super().__init__(daemon=True)
        self.port, self.doors, self.starts = port, doors, starts
        self.chance = random.Random(seed)
        self.seen = Seen()
        self.mine: list[Visit] = []
        self.gone = threading.Event()
        self.line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while not self.gone.is_set():
            try:
                self._act()
            except Empty:
                self.seen.answers["no more people"] += 1
                return

    def _act(self) -> None:
        one = self.chance.random()
        if one < 0.5 or not self.mine:
            self._book()
        elif one < 0.8:
            self._move(self.chance.choice(self.mine))
        else:
            self._cancel(self.mine.pop(self.chance.randrange(len(self.mine))))

    def _start(self) -> datetime:
        """Half of the time one of the few that everybody wants."""
        wanted = self.starts[:60] if self.chance.random() < 0.5 else self.starts
        return self.chance.choice(wanted)

    def _book(self) -> None:
        door, start = self.doors.get_nowait(), self._start()
        visit = Visit(f"{door.lower().strip('-_')}@example.org")
        self.seen.visits.append(visit)
        state = ("booked", int(start.timestamp()))
        form = {"start": start.isoformat(), "name": f"Person {door} (synthetic)", "email": visit.email}
        path = f"/book/{door}/visit/details"
        # Whoever finds nobody waits; whoever hears nothing tries once more, as people do.
        silences = 0
        while silences < 2 and not self.gone.is_set():
            status, where = self._post(path, form, visit, state)
            if status == 302:
                visit.token = where.split("/")[2]
                self.mine.append(visit)
            if status and visit.is_sure:
                return
            silences += not visit.is_sure

    def _move(self, visit: Visit) -> None:
        start = self._start()
        state = ("booked", int(start.timestamp()))
        self._post(f"/b/{visit.token}/move", {"start": start.isoformat()}, visit, state)
        if not visit.is_sure:
            self.mine.remove(visit)

    def _cancel(self, visit: Visit) -> None:
        ((_, start),) = visit.may_be
        self._post(f"/b/{visit.token}/cancel", {}, visit, ("cancelled", start))

    def _post(self, path: str, form: dict[str, str], visit: Visit, then: State) -> tuple[int, str]:
        """Sends a form, and remembers what is so after its answer: 302 is done, 409 is not."""
        begun, before = time.perf_counter(), visit.may_be
        try:
            status, where = self._ask(path, {**form, "csrfmiddlewaretoken": TOKEN})
        except ConnectionRefusedError:
            self._hang_up()
            self.seen.answers["nobody there"] += 1
            self.gone.wait(0.2)
            return 0, ""
        except (OSError, http.client.HTTPException):
            self._hang_up()
            visit.may_be = before | {then}
            self.seen.answers["cut off"] += 1
            return 0, ""
        self.seen.answers[str(status)] += 1
        if status == 302:
            visit.may_be = frozenset({then})
            self.seen.waits.append(time.perf_counter() - begun)
        elif status >= 500:
            visit.may_be = before | {then}
            self.gone.wait(0.1)
        return status, where

    def _ask(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """(status, where to go next). A page that is neither an answer nor a refusal is kept as wrong."""
        line = self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=45)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"unknot-csrf={TOKEN}"}
        line.request("POST", path, body=urlencode(form), headers=headers)
        answer = line.getresponse()
        page = answer.read().decode(errors="replace")
        if answer.status not in (302, 409) and not is_clear(answer.status, page):
            words = re.sub(r"\s+", " ", page)
            self.seen.wrong.append(f"{answer.status} {path}: {words[:200]}")
        return answer.status, answer.headers.get("Location") or ""

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None


def is_clear(status: int, page: str) -> bool:
    """Trouble with the database is a page in words, with a number to call."""
    return status == 503 and "We cannot save anything right now" in page and 'href="tel:' in page


def crowd(count: int, port: int, doors: Queue[str], starts: list[datetime], seed: int) -> list[Person]:
    people = [Person(port, doors, starts, seed * 1000 + number) for number in range(count)]
    for person in people:
        person.start()
    return people


def send_home(people: list[Person]) -> None:
    for person in people:
        person.gone.set()
    for person in people:
        person.join(90)
        if person.is_alive():
            person.seen.wrong.append("a client still waits for its answer after 90 seconds")
