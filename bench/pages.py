"""The check's pages over loopback, from the real server with the demo clinic: pages a second, and its memory.

The load is bounded in time and clients, goes to 127.0.0.1 only, and shares the cores with the server.
"""

import argparse
import http.client
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

CLIENTS = 4
SECONDS = 8.0
MEMORY_TARGET = 200
START_WITHIN = 120.0


@dataclass
class Load:
    """What the clients saw; each appends to a list of its own, so they never wait for each other."""

    latencies: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def start(home: str, port: int) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "UNKNOT_HOME": home,
        "UNKNOT_URL": f"http://127.0.0.1:{port}",
        "UNKNOT_RATE_LIMITS": "False",
        "UNKNOT_LOG_LEVEL": "ERROR",
        "DATABASE_URL": "",
    }
    command = [
        str(Path(sys.executable).parent / "unknot"),
        "serve",
        "--prepare",
        "--demo",
        "--port",
        str(port),
    ]
    return subprocess.Popen(command, env=environment, stdout=sys.stderr)


def await_server(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit("the server stopped while it was starting")
        try:
            if get(port, "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not answer in time")


def get(port: int, path: str, cookie: str = "") -> tuple[int, bytes, str]:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asking.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = asking.getresponse()
        return answer.status, answer.read(), answer.headers.get("Set-Cookie", "")
    finally:
        asking.close()


def press(port: int, paths: list[str], load: Load, until: float) -> None:
    """One client, one connection kept open, one page after the other."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    count = 0
    while time.monotonic() < until:
        path = paths[count % len(paths)]
        count += 1
        begun = time.perf_counter()
        asking.request("GET", path)
        answer = asking.getresponse()
        answer.read()
        load.latencies.append(time.perf_counter() - begun)
        if answer.status != 200:
            load.wrong.append(f"{answer.status} {path}")
    asking.close()


def measure(port: int, paths: list[str]) -> tuple[float, Load]:
    loads = [Load() for _ in range(CLIENTS)]
    begun = time.monotonic()
    clients = [threading.Thread(target=press, args=(port, paths, load, begun + SECONDS)) for load in loads]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    whole = Load(
        [one for load in loads for one in load.latencies], [one for load in loads for one in load.wrong]
    )
    return len(whole.latencies) / (time.monotonic() - begun), whole


def memory(server: subprocess.Popen[bytes]) -> tuple[float, float]:
    """(RSS, PSS) in megabytes, summed over the server's processes. PSS counts a shared page once."""
    parent = psutil.Process(server.pid)
    whole = [each.memory_full_info() for each in [parent, *parent.children(recursive=True)]]
    return sum(each.rss for each in whole) / 1e6, sum(each.pss for each in whole) / 1e6


def check_pages(port: int) -> list[str]:
    """The check's first page and where its form leads: the pages that somebody in pain waits for."""
    status, body, _ = get(port, "/check")
    if status in (301, 302):
        raise SystemExit("the check's address redirects; this program must learn the new one")
    screens = re.findall(rb'(?:href|action)="(/check/[^"#?]*)"', body)
    return ["/check", *dict.fromkeys(screen.decode() for screen in screens)]


def stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as home:
        server = start(home, port)
        try:
            await_server(server, port)
            rate, load = measure(port, check_pages(port))
            rss, pss = memory(server)
        finally:
            stop(server)
    if load.wrong:
        raise SystemExit(f"{len(load.wrong)} answers were not pages, such as {load.wrong[0]}")
    rows = [
        row("the check's pages, 4 clients on the same cores", rate, "/s", None),
        row("the same, median wait", statistics.median(load.latencies) * 1000, "ms", None),
        row("the same, 95th percentile", statistics.quantiles(load.latencies, n=20)[-1] * 1000, "ms", None),
        row("memory of server and worker after it (PSS)", pss, "MB", MEMORY_TARGET),
        row("the same as RSS, shared pages counted again", rss, "MB", None),
    ]
    if as_json:
        print(json.dumps(rows))
        return
    for each in rows:
        print(f"{each['what']}: {each['measured']:.1f} {each['unit']}")


def row(what: str, measured: float, unit: str, target: float | None) -> dict[str, object]:
    return {"what": what, "measured": measured, "unit": unit, "target": target, "better": "lower"}


if __name__ == "__main__":
    main()
