"""The real server on a port of its own, and clients who ask for one page again and again for some seconds,
each time over a new connection, as a proxy does by default: kept ones may all lie with one of the server's
processes. All of it on this machine's own cores and loopback."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_WITHIN = 120.0


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def served(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`unknot serve` on what is in this folder; ended by its process id."""
    command = [str(Path(sys.executable).parent / "unknot"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, "UNKNOT_HOME": str(home)}, stdout=sys.stderr)
    try:
        until = time.monotonic() + START_WITHIN
        while ask(port, "127.0.0.1", "/health")[0] != 200:
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit("the server did not start")
            time.sleep(0.2)
        yield server
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def ask(port: int, host: str, path: str) -> tuple[int, bytes]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asking.request("GET", path, headers={"Host": host})
        answer = asking.getresponse()
        return answer.status, answer.read()
    except OSError:
        return 0, b""
    finally:
        asking.close()


def press(port: int, host: str, path: str, *, clients: int, seconds: float) -> list[float]:
    """How long each answer took, in milliseconds; anything but a page ends the measurement."""
    found: list[list[float]] = [[] for _ in range(clients)]
    wrong: list[int] = []
    until = time.monotonic() + seconds

    def one(mine: list[float]) -> None:
        while time.monotonic() < until and not wrong:
            begun = time.perf_counter()
            status, _ = ask(port, host, path)
            mine.append((time.perf_counter() - begun) * 1000)
            if status != 200:
                wrong.append(status)

    threads = [threading.Thread(target=one, args=(mine,)) for mine in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{path} of {host} answered {wrong[0]}")
    return [each for mine in found for each in mine]
