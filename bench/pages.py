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
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

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


@dataclass(frozen=True, slots=True)
class Person:
    """The start of the check and its first screen, and the cookies of whoever stands before them."""

    paths: list[str]
    cookie: str


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


def get(port: int, path: str) -> tuple[int, str, dict[str, str]]:
    return ask(port, "GET", path, {}, "")


def ask(
    port: int, method: str, path: str, cookies: dict[str, str], form: str
) -> tuple[int, str, dict[str, str]]:
    """(status, page or where to go next, cookies)."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    if form:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        asking.request(method, path, body=form or None, headers=headers)
        answer = asking.getresponse()
        body = answer.read().decode()
        jar = SimpleCookie()
        for line in answer.headers.get_all("Set-Cookie") or []:
            jar.load(line)
        return (
            answer.status,
            answer.headers.get("Location") or body,
            {
                **cookies,
                **{name: morsel.value for name, morsel in jar.items()},
            },
        )
    finally:
        asking.close()


def begin(port: int) -> Person:
    """One person begins a check, as a browser does, and stands before its first screen."""
    start = "/check"
    status, page, cookies = get(port, start)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if status != 200 or token is None:
        raise SystemExit(f"{start} answered {status} without a form")
    form = urlencode({"csrfmiddlewaretoken": token[1]})
    status, screen, cookies = ask(port, "POST", start, cookies, form)
    if status != 302:
        raise SystemExit(f"beginning a check answered {status}")
    return Person([start, screen], "; ".join(f"{name}={value}" for name, value in cookies.items()))


def press(port: int, person: Person, load: Load, until: float) -> None:
    """One client, one connection kept open, one page after the other."""
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    count = 0
    while time.monotonic() < until:
        path = person.paths[count % len(person.paths)]
        count += 1
        begun = time.perf_counter()
        asking.request("GET", path, headers={"Cookie": person.cookie})
        answer = asking.getresponse()
        answer.read()
        load.latencies.append(time.perf_counter() - begun)
        if answer.status != 200:
            load.wrong.append(f"{answer.status} {path}")
    asking.close()


def measure(port: int) -> tuple[float, Load]:
    loads = [Load() for _ in range(CLIENTS)]
    people = [begin(port) for _ in loads]
    begun = time.monotonic()
    until = begun + SECONDS
    clients = [
        threading.Thread(target=press, args=(port, person, load, until))
        for person, load in zip(people, loads, strict=True)
    ]
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
            rate, load = measure(port)
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
