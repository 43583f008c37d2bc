"""`unknot serve`: what is in the way is said in one sentence; what it starts, it ends."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

UNKNOT = Path(sys.executable).parent / "unknot"
PATIENCE = 90.0


def run(home: Path | str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [UNKNOT, *arguments],
        env={**os.environ, "UNKNOT_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def the_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What was said, having checked that it is one line, and that the command failed."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stderr.startswith("unknot: "), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr.strip()


def test_a_taken_port_is_said_with_another_one(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        sentence = the_sentence(run(tmp_path, "serve", "--port", str(port)))

    assert f"port {port} on 127.0.0.1 is taken" in sentence
    assert f"unknot serve --port {port + 1}" in sentence


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()

    sentence = the_sentence(run(file / "home", "serve", "--port", str(free_port())))

    assert f"{file}/home" in sentence
    assert "UNKNOT_HOME" in sentence


def test_a_folder_that_cannot_be_written_is_named_when_a_key_is_given_too(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()

    done = run(file / "home", "serve", "--port", str(free_port()), SECRET_KEY="given")

    assert f"the folder {file}/home cannot be written to (Not a directory)" in the_sentence(done)


def test_an_unreachable_database_is_named_without_its_password(tmp_path: Path) -> None:
    port = free_port()
    url = f"postgres://me:hunter2@127.0.0.1:{port}/clinic"

    sentence = the_sentence(run(tmp_path, "serve", "--port", str(free_port()), DATABASE_URL=url))

    assert f"the database clinic at 127.0.0.1:{port} does not answer" in sentence
    assert "correct DATABASE_URL" in sentence
    assert "hunter2" not in sentence


def test_a_database_that_is_behind_is_not_served(tmp_path: Path) -> None:
    sentence = the_sentence(run(tmp_path, "serve", "--port", str(free_port())))

    assert "migrations behind this version: back it up, then run python -m unknot migrate." in sentence


def test_the_demo_never_joins_a_real_clinic(tmp_path: Path) -> None:
    migrated = subprocess.run(
        [sys.executable, "-m", "unknot", "migrate", "-v", "0"],
        env={**os.environ, "UNKNOT_HOME": str(tmp_path)},
        check=False,
    )
    assert migrated.returncode == 0
    words = ["--name", "Hill Clinic", "--slug", "hill", "--zone", "Europe/Dublin", "--country", "IE"]
    opened = run(
        tmp_path, "clinic", "open", *words, "--phone", "01 555 0100", "--email", "front@hill.example"
    )
    assert "Hill Clinic is open." in opened.stdout

    sentence = the_sentence(run(tmp_path, "demo"))

    assert "this database belongs to a real clinic" in sentence


class Served:
    """A running `unknot serve`, and what it has said so far."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self.said = home / "said.txt"
        url = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, "UNKNOT_HOME": str(home), "UNKNOT_URL": url}
        command = [str(UNKNOT), "serve", "--prepare", "--demo", "--port", str(self.port)]
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def await_welcome(self) -> str:
        until = time.monotonic() + PATIENCE
        while "Ctrl-C stops it." not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < until, self.said.read_text()
            time.sleep(0.1)
        return self.said.read_text()

    def family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def get(self, path: str) -> tuple[int, str]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        asking.request("GET", path)
        answer = asking.getresponse()
        body = answer.read().decode()
        asking.close()
        return answer.status, body


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for process in psutil.process_iter(["cmdline"]):
        assert str(tmp_path) not in " ".join(process.info["cmdline"] or []), "a server was left behind"


def test_the_demo_is_served_ended_and_kept(home: Path) -> None:
    first = Served(home)
    welcome = first.await_welcome()
    family = first.family()
    status, page = first.get("/")
    sheet = re.search(r'href="(/static/web/unknot\.[0-9a-f]+\.css)"', page)
    code = first.stop()

    assert f"http://127.0.0.1:{first.port}" in welcome
    assert "desk@demo.example" in welcome
    assert (status, code) == (200, 0)
    assert sheet is not None
    assert len(family) >= 4
    assert not [process for process in family if process.is_running()]
    assert first.said.read_text().endswith("Stopped.\n")

    second = Served(home)
    again = second.await_welcome()
    assert second.get(sheet[1])[0] == 200
    assert second.stop() == 0
    assert "The demo clinic is there already" in again
    assert "Traceback" not in again
