"""Reading an address that somebody typed: the body and its tag, and every way in which it must not be
read."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import override_settings

from tests.factories import NOW
from tests.journey.diary import make_diary
from tests.journey.test_outside import TUESDAY, ics
from unknot.journey.book.models import BusyTime
from unknot.journey.book.outside import add_outside
from unknot.journey.people.access import SYSTEM
from unknot.server.fetching import LARGEST, Unreachable, _is_public, fetch
from unknot.server.outside import read_one

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library looks for this name
            answer(self)

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/calendar.ics"
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, *, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def tagged(request: BaseHTTPRequestHandler) -> None:
    same = request.headers.get("If-None-Match") == "abc"
    says(b"" if same else b"body", status=304 if same else 200, ETag="abc")(request)


def test_the_body_and_its_tag_and_nothing_when_it_is_the_same() -> None:
    with serving(tagged) as url:
        first = fetch(url, private=True)
        assert (first.body, first.etag) == (b"body", "abc")
        assert fetch(url, etag="abc", private=True).body is None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (says(b"", status=404), "answers with 404"),
        (says(b"", status=302, Location="/calendar.ics"), "sends us on and on"),
        (says(b"", status=302, Location="file:///etc/passwd"), "not a web page"),
        (says(b"x" * (LARGEST + 1)), "larger than five megabytes"),
    ],
)
def test_what_is_not_read_is_said_in_words(answer: Answer, words: str) -> None:
    with serving(answer) as url, pytest.raises(Unreachable, match=words):
        fetch(url, private=True)


def test_a_server_that_never_ends_is_left() -> None:
    done = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        done.wait(5)

    with serving(drip) as url:
        with pytest.raises(Unreachable, match="does not answer in time"):
            fetch(url, private=True, seconds=0.3)
        done.set()


def test_half_a_body_is_not_a_body() -> None:
    def breaks_off(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100")
        request.end_headers()
        request.wfile.write(b"BEGIN:VCALENDAR")

    with serving(breaks_off) as url, pytest.raises(Unreachable, match="not in full"):
        fetch(url, private=True)


def test_a_server_that_drips_its_head_is_left_in_time() -> None:
    done = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):
            for _ in range(40):
                request.wfile.write(b"H")
                request.wfile.flush()
                if done.wait(0.1):
                    return

    with serving(drip) as url:
        begun = time.monotonic()
        with pytest.raises(Unreachable, match="does not answer in time"):
            fetch(url, private=True, seconds=0.5)
        assert time.monotonic() - begun < 3
        done.set()


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://127.0.0.1/x",
            "http://localhost/x",
            "http://[::1]/x",
            "http://0.0.0.0/x",
            "http://10.1.2.3/x",
        ),
        *(
            "http://169.254.169.254/x",
            "http://192.168.1.1/x",
            "http://[::ffff:127.0.0.1]/x",
            "http://2130706433/x",
        ),
    ],
)
def test_machines_of_this_house_are_not_asked(url: str) -> None:
    with pytest.raises(Unreachable, match=r"private network|cannot be found"):
        fetch(url)


def test_a_redirect_into_this_house_is_not_followed() -> None:
    with serving(says(b"body")) as inside, pytest.raises(Unreachable, match="private network"):
        fetch(inside)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::7f00:1", False),
        ("fe80::1%eth0", False),
        ("2002:7f00:1::", False),
        ("224.0.0.1", False),
        ("100.64.0.1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert _is_public(address) is public


@pytest.mark.django_db
def test_the_worker_reads_one_that_is_due_and_keeps_what_it_knew_in_trouble() -> None:
    (sam,) = make_diary().practitioners
    with serving(says(ics(TUESDAY))) as url, override_settings(OUTSIDE_PRIVATE=True):
        calendar = add_outside(practitioner=sam, name="Family", url=url, by=SYSTEM, now=NOW)
        assert read_one(now=NOW) == 1
        assert read_one(now=NOW) == 0
    assert BusyTime.objects.count() == 1

    calendar.refresh_from_db()
    assert calendar.due_at is not None
    with override_settings(OUTSIDE_PRIVATE=True):
        assert read_one(now=calendar.due_at) == 1
    calendar.refresh_from_db()
    assert calendar.problem.startswith("Its server cannot be reached")
    assert BusyTime.objects.count() == 1
    with serving(says(b"<html>")) as url, override_settings(OUTSIDE_PRIVATE=True):
        type(calendar).objects.update(url=url, due_at=NOW)
        read_one(now=NOW)
    calendar.refresh_from_db()
    assert "not a calendar file" in calendar.problem
