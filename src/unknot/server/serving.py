"""The web server as a child of ours: started, awaited until it answers, and ended by its process id.

Processes and not threads: one more thread makes each page slower, one more process serves another page.
"""

import ctypes
import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings

from unknot.server.stop import Stop

_PATIENCE = 60.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_GRACE = 10.0


def start(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--blocking-threads": "1",
        "--backlog": "1024",
        "--log-level": "warning",
        "--workers-kill-timeout": "5",
    }
    flags = ["--no-ws", "--respawn-failed-workers"]
    command = [sys.executable, "-m", "granian", *flags]
    command += [word for pair in options.items() for word in pair]
    # A session of its own: Ctrl-C reaches us alone, and we end the children in order.
    return subprocess.Popen(  # noqa: S603  # every word of the command is ours
        [*command, "unknot.server.wsgi:application"],
        start_new_session=True,
        preexec_fn=_end_with_us,  # noqa: PLW1509  # no thread of ours runs yet
        # One heap a process is enough for one thread of Python, and does not grow apart.
        env={"MALLOC_ARENA_MAX": "1", **os.environ},
    )


def _end_with_us() -> None:
    """In the child: when we are killed, it ends as well. Otherwise it would go on without a worker, and hold
    the port against our next start."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def await_answer(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Returns once a page can be had; a server that died on the way has already said why."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Stop("the web server stopped while it was starting (see above).")
        if _answers(host, port):
            return
        time.sleep(0.1)
    end(server)
    raise Stop(f"the web server did not answer on {host}:{port} within {_PATIENCE:.0f} seconds.")


def _answers(host: str, port: int) -> bool:
    """Asks as the proxy would; a redirect is an answer too."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
    public = urlsplit(settings.PUBLIC_URL)
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}
    asking = http.client.HTTPConnection(here, port, timeout=2)
    try:
        asking.request("GET", "/health", headers=headers)
        return asking.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        # Killed, it could not end its own children.
        _kill_session(server)
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_GRACE)
    except subprocess.TimeoutExpired:
        _kill_session(server)
        server.wait()


def _kill_session(server: subprocess.Popen[bytes]) -> None:
    """Its children share its session, and nothing else does."""
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
