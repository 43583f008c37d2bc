"""Twelve awkward events, five readers of other people's making: all see the same instants and words."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.interfaces.readers import FILE_READERS, Seen, on_disk, sync
from unknot.interfaces.ical.feed import Entry, calendar_of
from unknot.journey.book.feeds import Occurrence

MADE = datetime(2026, 11, 23, 10, tzinfo=UTC)
EMOJI = "🧘‍♀️ " + "Ünïcödé – 運動クラス, पीठ " * 9
MARKS = '1; Vine Street, Suite \\2, "back"; door: 3'
LINES = "First line\nsecond, with; marks\\\n\nlast"


def _event(
    name: str,
    zone: str,
    wall: str,
    minutes: int = 45,
    *,
    fold: int = 0,
    sequence: int = 0,
    cancelled: bool = False,
) -> tuple[str, str, datetime, int, int, bool]:
    start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return name, zone, start.astimezone(UTC), minutes, sequence, cancelled


# The zone, the start on its wall clock, the minutes that really pass.
EVENTS = (
    _event("clocks go forward", "America/Los_Angeles", "2027-03-14T01:45", 30),
    _event("first of the doubled hour", "America/Los_Angeles", "2026-11-01T01:15"),
    _event("second of the doubled hour", "America/Los_Angeles", "2026-11-01T01:15", fold=1),
    _event("over the doubled hour", "Europe/Berlin", "2027-10-31T01:45", 120),
    _event("over midnight", "Europe/Berlin", "2026-12-31T23:40"),
    _event("moved twice", "America/Los_Angeles", "2026-12-01T10:00", sequence=2),
    _event("cancelled", "America/Los_Angeles", "2026-12-01T11:00", sequence=1, cancelled=True),
    _event("another location", "America/New_York", "2026-12-02T09:00"),
    _event("three quarters of an hour", "Asia/Kathmandu", "2026-12-03T09:05"),
    _event("half an hour of summer", "Australia/Lord_Howe", "2027-04-04T01:45", fold=1),
    _event("a class " + EMOJI, "Pacific/Auckland", "2027-04-04T03:30", 60),
    _event("far ahead", "Europe/London", "2061-07-01T09:00"),
)


def file_of_them() -> bytes:
    return calendar_of(
        "Awkward",
        [
            Entry(
                Occurrence(
                    uid=f"{number}@unknot",
                    sequence=sequence,
                    starts_at=start,
                    ends_at=start + timedelta(minutes=minutes),
                    zone=zone,
                    made_at=MADE,
                    changed_at=MADE,
                    is_cancelled=cancelled,
                    initials="A. B.",
                    service="Visit",
                    practitioner="",
                    room="",
                ),
                name.strip(),
                MARKS,
                LINES,
            )
            for number, (name, zone, start, minutes, sequence, cancelled) in enumerate(EVENTS)
        ],
    )


def expected() -> dict[str, Seen]:
    return {
        f"{number}@unknot": Seen(
            start=round(start.timestamp()),
            end=round(start.timestamp()) + minutes * 60,
            summary=name.strip(),
            place=MARKS,
            words=LINES,
            sequence=sequence,
            cancelled=cancelled,
        )
        for number, (name, zone, start, minutes, sequence, cancelled) in enumerate(EVENTS)
    }


@contextmanager
def served(data: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            """Not in the output of tests."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/calendar.ics"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("reader", FILE_READERS)
def test_a_reader_of_files_sees_every_event_as_it_is(reader: str, tmp_path: Path) -> None:
    read = FILE_READERS[reader](file_of_them(), tmp_path)

    assert dict(read) == expected()


def test_a_reader_that_synchronises_sees_every_event_as_it_is(tmp_path: Path) -> None:
    with served(file_of_them()) as url:
        done = sync(url, tmp_path)

    assert done.returncode == 0, done.stderr
    assert on_disk(tmp_path) == sorted(expected().values(), key=lambda one: (one.start, one.summary))


def test_every_line_is_folded_at_75_bytes_and_no_letter_is_cut() -> None:
    lines = file_of_them().split(b"\r\n")

    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
