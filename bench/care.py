"""What a clinician waits for: the page of an episode with five years behind it, the worklist of a clinic with
twenty practitioners and two hundred plans in force, and how many PDF files a second. Through all of Django,
without the network; the database is SQLite in a folder of its own."""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

YEARS, A_YEAR, PLANS, PRACTITIONERS = 5, 52, 200, 20
ROUNDS, PAPERS = 60, 12


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as home:
        environment = {
            "UNKNOT_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "unknot.server.settings",
            "UNKNOT_RATE_LIMITS": "False", "UNKNOT_LOG_LEVEL": "ERROR",
        }  # fmt: skip
        os.environ.update(environment)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        rows = measured()
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['what']:<75} {row['measured']:8.3f} {row['unit']}  (target {row['target']})")
    return 0


def measured() -> list[dict[str, Any]]:
    from django.urls import reverse

    from unknot.journey.plan.models import CarePlan, PlanStatus
    from unknot.server import memory
    from unknot.server.demo.clinic import load

    now = datetime.now(UTC)
    load(now=now, say=lambda words: None)
    plan = CarePlan.objects.filter(status=PlanStatus.AGREED).order_by("agreed_at")[0]
    client = signed_in()
    client.get(reverse("desk-work"))
    memory.settle()  # as a server process does before its first request
    episode = reverse("desk-episode", args=[plan.episode_id])
    few = queries_of(client, episode)
    grow(plan, now)
    many = queries_of(client, episode)
    work = f"{reverse('desk-work')}?whose=all"
    before = queries_of(client, work)
    plans_in_force(plan)
    after = queries_of(client, work)
    return [
        *timed(f"episode page, {YEARS * A_YEAR} visits with their notes", lambda: client.get(episode), 80),
        figure("the same, questions to the database", many, None, ""),
        figure("the same with its first four visits", few, None, ""),
        *timed(
            f"worklist, {PRACTITIONERS} practitioners, {PLANS} plans in force", lambda: client.get(work), None
        ),
        figure("the same, questions to the database", after, None, ""),
        figure("the same with two plans", before, None, ""),
        figure("a plan as PDF", papers(reverse("plan-paper", args=[plan.token])), None, "/s"),
    ]


def signed_in() -> Any:
    from django.test import Client

    from unknot.journey.people.models import Membership, Role

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(Membership.objects.get(role=Role.CLINICIAN).user)
    return client


def grow(plan: Any, now: datetime) -> None:
    """A visit a week for five years in one bout, each with its signed note."""
    from unknot.journey.book.models import Booking
    from unknot.journey.visit.models import Visit

    note = Visit.objects.filter(episode=plan.episode).exclude(seal="")[0]
    for week in range(1, YEARS * A_YEAR):
        at = now - timedelta(weeks=week, days=60)
        booking = copy(note.booking)
        booking.pk, booking.uid = uuid4(), uuid4().hex
        booking.starts_at, booking.ends_at = at, at + timedelta(minutes=30)
        Booking.objects.bulk_create([booking])
        row = copy(note)
        row.pk, row.booking, row.started_at, row.signed_at = uuid4(), booking, at, at
        row.close()
        Visit.objects.bulk_create([row])


def plans_in_force(plan: Any) -> None:
    """Two hundred people in care with twenty practitioners, each with a few notes."""
    from unknot.journey.check.models import Check, Episode
    from unknot.journey.people.models import Practitioner
    from unknot.journey.plan.models import CarePlan

    Practitioner.objects.bulk_create(
        Practitioner(clinic=plan.clinic, name=f"P{number:02}", kind="chiropractor")
        for number in range(PRACTITIONERS - 4)
    )
    for _ in range(PLANS - 2):
        episode = Episode.objects.create(
            clinic=plan.clinic, patient=plan.patient, started_at=plan.episode.started_at
        )
        check = copy(plan.from_check)
        check.pk, check.token, check.episode = uuid4(), uuid4().hex, episode
        Check.objects.bulk_create([check])
        row = copy(plan)
        row.pk, row.token, row.episode, row.from_check = uuid4(), uuid4().hex, episode, check
        CarePlan.objects.bulk_create([row])


def queries_of(client: Any, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return len(seen)


def papers(path: str) -> float:
    from django.test import Client

    client = Client(headers={"host": "127.0.0.1"})
    if client.get(path)["Content-Type"] != "application/pdf":
        raise SystemExit("this machine cannot make PDF files: install Pango (tools/system.sh)")
    begun = time.perf_counter()
    for _ in range(PAPERS):
        client.get(path)
    return PAPERS / (time.perf_counter() - begun)


def timed(what: str, ask: Callable[[], object], target: float | None) -> list[dict[str, Any]]:
    ask()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - begun) * 1000)
    return [
        figure(f"{what}: median", statistics.median(taken), None, "ms"),
        figure(f"{what}: 95th percentile", statistics.quantiles(taken, n=20)[-1], target, "ms"),
    ]


def figure(what: str, value: float, target: float | None, unit: str) -> dict[str, Any]:
    return {"what": what, "measured": value, "unit": unit, "target": target, "better": "lower"}


if __name__ == "__main__":
    raise SystemExit(main())
