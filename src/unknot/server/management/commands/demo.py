"""`unknot demo`: loads the demo clinic into an empty database, and prints who may sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from unknot.server import ready
from unknot.server.demo import clinic


class Command(BaseCommand):
    help = "Load the demo clinic into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        ready.database_answers()
        ready.is_migrated()
        made = clinic.load(now=timezone.now(), say=self.stdout.write)
        self.stdout.write("\n".join([f"{made.name} is open.", *clinic.sign_ins(settings.PUBLIC_URL)]))
