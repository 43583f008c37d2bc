"""`make faults`: the real server under 32 clients who book, move and cancel over loopback; again and again it
is killed, its database is stopped, its disk is full. Afterwards everything must be as people were told.

`--postgres` does it on a PostgreSQL of its own. It ends only what it started and leaves no folder behind.
"""

import argparse
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.postgres import Cluster, cluster


@contextmanager
def place(*, postgres: bool) -> Iterator[tuple[dict[str, str], Cluster | None]]:
    """The environment of a server in a folder of its own, and its PostgreSQL, if it has one."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="unknot-faults-"))
        own = stack.enter_context(cluster()) if postgres else None
        yield (
            {
                "UNKNOT_HOME": home,
                "UNKNOT_RATE_LIMITS": "False",
                "UNKNOT_LOG_LEVEL": "ERROR",
                "DATABASE_URL": own.url if own else "",
                "DJANGO_SETTINGS_MODULE": "unknot.server.settings",
            },
            own,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--load", type=float, default=2.5, help="seconds of load in a round, on average")
    parser.add_argument("--calm", type=float, default=30, help="seconds of load without a fault at the end")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--faults", default="", help="names with commas between, instead of all in turn")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    # Asked to end, it ends what it started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with place(postgres=given.postgres) as (environment, own):
        mail, port = free_port(), free_port()
        environment |= {
            "UNKNOT_MAIL_URL": f"smtp+plain://127.0.0.1:{mail}",
            "UNKNOT_URL": f"http://127.0.0.1:{port}",
        }
        os.environ.update(environment)
        import django

        django.setup()
        from tests.faults.rounds import Rig

        rig = Rig(given, environment, own, port, mail)
        return rig.run()


if __name__ == "__main__":
    sys.exit(main())
