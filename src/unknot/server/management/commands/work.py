"""`unknot work`: the worker without the pages. `--once` does what is due now and ends."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from unknot.server import ready, worker
from unknot.server.signals import stop_on_signals


class Command(BaseCommand):
    help = "Follow what happened, send what waits, seal the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        ready.home_is_writable()
        ready.database_answers()
        ready.is_migrated()
        if options["once"]:
            self._once()
            return
        stopped = stop_on_signals()
        self.stdout.write("The worker is running. Ctrl-C stops it.")
        worker.until(stopped.is_set, stopped.wait)

    def _once(self) -> None:
        now = timezone.now()
        turns = [worker.turn(now=now)]
        while not turns[-1].is_idle:
            turns.append(worker.turn(now=now))
        self.stdout.write(
            f"{sum(each.sent for each in turns)} messages sent, {sum(each.failed for each in turns)} failed, "
            f"{sum(each.followed for each in turns)} events followed, "
            f"{sum(each.sealed for each in turns)} sealed."
        )
