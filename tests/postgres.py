"""A real PostgreSQL of our own: a cluster in a temporary folder, on a free loopback port, gone afterwards.

`python -m tests.postgres COMMAND ...` runs the command with DATABASE_URL pointing at it.
"""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_WORDS = ("-E", "UTF8", "--locale=C.UTF-8")


class NoPostgres(Exception):
    """PostgreSQL's programs are not on this machine."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster in a folder, and the address of its one database."""

    home: Path
    port: int
    url: str
    options: str

    def start(self, more: str = "") -> None:
        """`more` are options for this time."""
        self._control("-l", self.home / "log", "-o", f"{self.options} {more}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """`fast` ends every session in order; `immediate` is a crash, from which the next start recovers."""
        self._control("-m", mode, "stop")

    def _control(self, *words: object) -> None:
        _run(_programs() / "pg_ctl", "-D", self.home / "data", "-w", *words)


@contextmanager
def private_cluster() -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database in a cluster that nobody else uses."""
    with cluster("-c fsync=off") as own:
        yield own.url


@contextmanager
def cluster(more: str = "") -> Iterator[Cluster]:
    """A running cluster with an empty database; `more` are further options of the server."""
    programs = _programs()
    # A short folder: the name of a Unix socket may not be longer than about a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="unknot-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
        port = _free_port()
        _run(programs / "initdb", "-D", home / "data", "-U", "unknot", "-A", "trust", *_WORDS)
        options = f"-p {port} -h 127.0.0.1 -k {home} -c max_connections=300 {more}"
        own = Cluster(home, port, f"postgres://unknot@127.0.0.1:{port}/unknot", options)
        own.start()
        try:
            _run(programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "unknot", "unknot")
            yield own
        finally:
            own.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if not found:
        raise NoPostgres("PostgreSQL is missing: apt-get install postgresql")
    return max(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0))


def _run(program: Path, *words: object) -> None:
    command = [str(program), *map(str, words)]
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} (as {getpass.getuser()}) said: {done.stderr or done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(command: Sequence[str]) -> int:
    with private_cluster() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
