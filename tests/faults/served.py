"""The real server, started as an operator starts it, and killed as no operator would."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import psutil

UNKNOT = Path(sys.executable).parent / "unknot"
PATIENCE = 60.0


class Said:
    """What the server says, read at once so that nobody waits for a full pipe; the last of it is shown when
    something was wrong. No file: the disk of the server may be full."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self.lines: list[str] = []
        self.out: IO[bytes] = os.fdopen(writing, "wb")
        threading.Thread(target=self._read, args=(os.fdopen(reading, errors="replace"),), daemon=True).start()

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            self.lines = [*self.lines[-400:], line.rstrip()]


class Served:
    """`unknot serve` with its web server and workers, on one port."""

    def __init__(self, port: int, environment: dict[str, str], said: Said) -> None:
        self.port, self.environment, self.said = port, environment, said
        self.process: subprocess.Popen[bytes] | None = None
        self.known: dict[int, psutil.Process] = {}

    def start(self, *, again: bool = False, before: tuple[str, ...] = ()) -> float:
        """Seconds until the first answer. `again` leaves out what only a first start looks at."""
        command = [*before, str(UNKNOT), "serve", "--port", str(self.port), *(["--checked"] if again else [])]
        environment = {**os.environ, **self.environment}
        begun = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environment, stdout=self.said.out, stderr=self.said.out, start_new_session=True
        )
        self.await_answer(200)
        return time.monotonic() - begun

    def await_answer(self, wanted: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"the server stopped with {self.process.returncode}")
            if self.get("/health")[0] == wanted:
                self.family()
                return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not answer {wanted} within {PATIENCE:.0f} s")

    def get(self, path: str) -> tuple[int, str]:
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            asking.request("GET", path)
            answer = asking.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            asking.close()

    def family(self) -> list[psutil.Process]:
        """The server and its descendants; each is remembered until it is seen to have ended."""
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        found = [parent, *parent.children(recursive=True)]
        self.known |= {one.pid: one for one in found}
        return found

    def kill(self) -> None:
        """Everything at once, wherever it is."""
        for one in self.family():
            with_suppressed(one)
        self.reap()

    def kill_first(self) -> None:
        """Only the process that the operator started; what it started must end by itself."""
        assert self.process is not None
        self.family()
        os.kill(self.process.pid, signal.SIGKILL)
        self.reap()

    def kill_web(self) -> None:
        """Only the web server's own first process; the one that started it must notice and end everything."""
        assert self.process is not None
        self.family()
        (web,) = psutil.Process(self.process.pid).children()
        web.kill()
        self.reap()

    def reap(self) -> None:
        """Returns when none of them is left; raises when one outlives the others."""
        assert self.process is not None
        self.process.wait(20)
        _, alive = psutil.wait_procs(list(self.known.values()), timeout=20)
        if alive:
            for one in alive:
                with_suppressed(one)
            raise RuntimeError(f"{len(alive)} processes outlived the server")
        self.known.clear()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.family()
        self.process.send_signal(signal.SIGTERM)
        self.reap()

    def memory(self) -> float:
        """Megabytes of all its processes; a page that they share counts once."""
        return float(sum(one.memory_full_info().pss for one in self.family())) / 1e6


def with_suppressed(one: psutil.Process) -> None:
    try:
        one.kill()
    except psutil.NoSuchProcess:
        return
