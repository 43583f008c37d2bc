"""`unknot serve`: the pages, and beside them the worker, until Ctrl-C. What is in the way is said at once."""

import argparse
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import timezone

from unknot.server import ready, serving, worker
from unknot.server.demo import clinic as demo
from unknot.server.signals import stop_on_signals
from unknot.server.stop import Stop


class Command(BaseCommand):
    help = "Serve the pages, and send what waits in the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
        parser.add_argument("--workers", type=int, default=2, help="web server processes (2, one a core)")
        parser.add_argument("--no-worker", action="store_true", help="serve only; unknot work runs elsewhere")
        parser.add_argument("--prepare", action="store_true", help="migrate and collect files first")
        parser.add_argument("--demo", action="store_true", help="load the demo clinic into an empty database")
        parser.add_argument("--checked", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["checked"]:
            self._get_ready(options)
            self._begin_anew()
        workers = max(1, options["workers"])
        self._serve(options["host"], options["port"], workers, with_worker=not options["no_worker"])

    def _get_ready(self, options: dict[str, Any]) -> None:
        host, port = options["host"], options["port"]
        ready.port_is_free(host, port)
        ready.home_is_writable()
        ready.knowledge_is_sound()
        ready.database_answers()
        if options["prepare"]:
            self._prepare()
        ready.is_migrated()
        ready.static_is_collected()
        if options["demo"]:
            self._demo()

    def _begin_anew(self) -> None:
        """The same process with an empty memory: what it took to get ready is a third of the whole server."""
        connections.close_all()
        self.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "unknot", *sys.argv[1:], "--checked"])  # noqa: S606  # ourselves

    def _prepare(self) -> None:
        if count := ready.waiting_migrations():
            self._say(f"Preparing the database ({count} steps)")
            call_command("migrate", interactive=False, verbosity=0)
        self._say("Collecting stylesheets and pictures")
        call_command("collectstatic", interactive=False, verbosity=0)

    def _demo(self) -> None:
        if demo.is_loaded():
            self._say("The demo clinic is there already, with what you did to it")
        elif demo.has_real_clinic():
            self._say("This database belongs to a real clinic: the demo was not loaded")
        else:
            self._say("Loading the demo clinic")
            demo.load(now=timezone.now(), say=self._say)

    def _serve(self, host: str, port: int, workers: int, *, with_worker: bool) -> None:
        stopped = stop_on_signals()
        self._say("Starting the web server")
        server = serving.start(host, port, workers)
        try:
            serving.await_answer(server, host, port)
            self._welcome(host, port)
            while not stopped.is_set() and server.poll() is None:
                idle = worker.steadily() if with_worker else True
                stopped.wait(worker.PAUSE if idle else 0)
        finally:
            serving.end(server)
        if not stopped.is_set():
            raise Stop("the web server stopped by itself (see above).")
        self._say("Stopped.")

    def _welcome(self, host: str, port: int) -> None:
        own = f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}"  # noqa: S104  # compared, not bound
        lines = [f"Unknot is ready: {settings.PUBLIC_URL if settings.HTTPS else own}"]
        if demo.is_loaded():
            lines += [f"  {line}" for line in demo.sign_ins(own)]
        self._say("\n".join([*lines, "Ctrl-C stops it."]))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
