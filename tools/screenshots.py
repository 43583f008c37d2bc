"""`make screenshots`: the pictures of the README, taken from the demo clinic by a real browser.

The same steps as the stories in tests/stories, so a page that a story can walk can be shown.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.stories.people import answer, fill_simple_check, say_no_to_all  # noqa: E402  # after its folder is known
from unknot.server.demo.people import STAFF  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
PHONE = (390, 844)
DESKTOP = (1280, 860)
PATIENCE = 90.0


def serve(home: str, port: int) -> subprocess.Popen[bytes]:
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
    server = subprocess.Popen(command, env=environment)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.2)
    raise SystemExit("the demo clinic did not start")


def page_of(browser: Browser, port: int, size: tuple[int, int], *, dark: bool = False) -> Page:
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{port}",
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if size == PHONE else 1,
        color_scheme="dark" if dark else "light",
    )
    return context.new_page()


def shoot(page: Page, name: str) -> None:
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"  docs/pictures/{name}.png", flush=True)


def person(page: Page) -> None:
    page.goto("/")
    shoot(page, "home")
    fill_simple_check(page)
    shoot(page, "result")
    page.get_by_role("link", name="Book").or_(page.get_by_role("button", name="Book")).first.click()
    shoot(page, "services")


def where_it_hurts(page: Page) -> None:
    page.goto("/check")
    page.locator("main form button").first.click()
    while "/check/q/" in page.url and not page.url.endswith("/where"):
        if page.locator("input[name=age]").count():
            page.locator("input[name=age]").fill("44")
            answer(page, "Male")
        say_no_to_all(page)
        page.get_by_role("button", name="Continue").click()
    shoot(page, "where")


def emergency(page: Page) -> None:
    page.goto("/check")
    page.locator("main form button").first.click()
    page.locator("main input[type=checkbox]").first.check(force=True)
    page.get_by_role("button", name="Continue").click()
    shoot(page, "emergency")


def desk(page: Page) -> None:
    who = next(one for one in STAFF if one.role == "front_desk")
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(who.email)
    page.locator("input[name=password]").fill(who.password)
    page.locator("main form button").first.click()
    shoot(page, "desk")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="unknot-pictures-") as home:
        server = serve(home, port)
        try:
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
                )
                person(page_of(chromium, port, PHONE))
                where_it_hurts(page_of(chromium, port, PHONE))
                emergency(page_of(chromium, port, PHONE, dark=True))
                desk(page_of(chromium, port, DESKTOP))
                chromium.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


if __name__ == "__main__":
    main()
