"""The real thing for stories: `unknot serve` with the demo clinic in a folder of its own, and a real
Chromium.

One server serves the whole run. Each story gets a fresh browser context, so cookies never leak between
people.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PHONE = ViewportSize(width=390, height=844)
# The demo is loaded first; on a busy machine that takes its time.
START = 120.0
DESKTOP = ViewportSize(width=1280, height=900)


@dataclass(frozen=True, slots=True)
class Clinic:
    """The running demo clinic: where it is, where its letters are written, and who may sign in."""

    url: str
    mail: Path
    sign_ins: dict[str, tuple[str, str]]

    def letters(self) -> list[Path]:
        return sorted(self.mail.glob("**/*.eml"), key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    home = tmp_path_factory.mktemp("clinic")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("UNKNOT_", "DATABASE_"))},
        "UNKNOT_HOME": str(home),
        "UNKNOT_URL": url,
        "UNKNOT_RATE_LIMITS": "False",  # one address plays many people here
    }
    command = [sys.executable, "-m", "unknot", "serve", "--prepare", "--demo", "--port", str(port)]
    # A file and not a pipe: nobody reads on once it is ready, and a full pipe would stop the server.
    log = tmp_path_factory.mktemp("log") / "serve.txt"
    with log.open("w") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield Clinic(url, home / "mail", _sign_ins(_said_until_ready(server, log)))
    finally:
        server.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        if server.poll() is None:
            server.kill()
            server.wait()


def _said_until_ready(server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START
    while time.monotonic() < until and server.poll() is None:
        if "Ctrl-C stops it" in (said := log.read_text()):
            return said
        time.sleep(0.2)
    raise AssertionError(f"the demo clinic did not start:\n{log.read_text()}")


def _sign_ins(said: str) -> dict[str, tuple[str, str]]:
    """Role -> (e-mail, password), read from the welcome that `make run` prints."""
    rows = re.findall(r"^\s*(owner|front desk|clinician)\b.*?(\S+@\S+)\s+(\S+)\s*$", said, re.MULTILINE)
    return {role: (email, password) for role, email, password in rows}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, clinic: Clinic) -> Iterator[OpenPage]:
    """A page in a browser of its own: `open_page(phone=True, javascript=False, dark=True)`."""
    contexts: list[BrowserContext] = []

    def opened(*, phone: bool = True, javascript: bool = True, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",  # a colour half way between two has a contrast of its own
            base_url=clinic.url,
            locale="en-US",
            timezone_id="America/Los_Angeles",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
