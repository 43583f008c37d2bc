"""`unknot retention` says of each clinic whose records are past the years for which they are kept, by id and
day: no name leaves the database. It removes nothing; an owner does, under "Privacy"."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from unknot.journey.people import queries as people
from unknot.journey.privacy.retaining import proposed
from unknot.server import ready


class Command(BaseCommand):
    help = "Say whose records are past the years for which they are kept."

    def handle(self, *_args: Any, **_options: Any) -> None:
        ready.database_answers()
        ready.is_migrated()
        today = timezone.now().date()
        for clinic in people.clinics():
            past = proposed(clinic, today=today)
            who = "nobody" if not past else "one person" if len(past) == 1 else f"{len(past)} people"
            self.stdout.write(f"{clinic.name}: {who} past their years.")
            for one in past:
                self.stdout.write(f"  {one.patient.pk} since {one.since}")
