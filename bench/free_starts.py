"""How fast free starts are found, and how the cost grows with practitioners, with days, and with bookings: in
the core, where the bits are there and only the search is timed; with all that a page reads from SQLite,
nothing kept from before; and as the page itself, over HTTP from the real server under eight clients.

A cross of seven clinics rather than every combination: in each row one thing differs from the middle.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import _clinics, _web
from bench._clinics import NOW, ZONE, Size

MIDDLE = Size(20, 60, 10_000)
SIZES = (
    MIDDLE,
    replace(MIDDLE, practitioners=5),
    replace(MIDDLE, practitioners=100),
    replace(MIDDLE, days=30),
    replace(MIDDLE, days=180),
    replace(MIDDLE, bookings=1_000),
    replace(MIDDLE, bookings=100_000),
)
ROUNDS = 15
CLIENTS, SECONDS = 8, 4.0


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="unknot-bench-") as home:
        port = _web.free_port()
        hosts = ",".join(f"{size.slug}.localhost" for size in SIZES)
        environment = {
            "UNKNOT_HOME": home, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "unknot.server.settings",
            "UNKNOT_HOSTS": hosts, "UNKNOT_RATE_LIMITS": "False", "UNKNOT_URL": f"http://127.0.0.1:{port}",
        }  # fmt: skip
        os.environ.update(environment)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        services = {size: _clinics.fill(size) for size in SIZES}
        _analyze()
        rows = [row for size, service in services.items() for row in inside(size, service)]
        doors = {size: _door(service.clinic) for size, service in services.items()}
        with _web.served(Path(home), port):
            rows += [row for size in SIZES for row in over_http(size, port, doors[size])]
    if "--json" in sys.argv:
        print(json.dumps(rows))
    else:
        for row in rows:
            print(f"{row['what']:<75} {row['measured']:8.3f} {row['unit']}  (target {row['target']})")
    return 0


def _analyze() -> None:
    """What an installed database knows about itself after its first days."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA optimize")


def inside(size: Size, service: Any) -> list[dict[str, Any]]:
    from unknot.journey.book import queries
    from unknot.journey.book.openings import openings
    from unknot.scheduling.hours import day_window
    from unknot.scheduling.offers import first, free_starts
    from unknot.scheduling.ticks import tick_of

    today = NOW.astimezone(ZONE).date()
    window = day_window(today, ZONE, days=size.days)
    ((_, far),) = openings(service, window, now=NOW).sites
    after = max(tick_of(NOW) - window.first, 0)
    ahead = replace(far, allowed=far.allowed >> after << after)

    def core() -> list[int]:
        return first(free_starts(ahead, window), window, 20)

    def reading() -> list[Any]:
        return queries.first_available(service, now=NOW, limit=20)

    def whole() -> int:
        days = queries.starts_by_day(service, day=today + timedelta(days=1), days=size.days, now=NOW)
        return sum(len(day.starts) for day in days)

    is_middle = size == MIDDLE
    name = f"free starts, {size.name}"
    return [
        row(f"{name}: core, first 20 of the whole window", core, 1 if is_middle else None),
        row(f"{name}: with its reads, first 20", reading, 15 if is_middle else None),
        row(f"{name}: with its reads, all {whole():,} of the window", whole, None),
    ]


def over_http(size: Size, port: int, door: str) -> list[dict[str, Any]]:
    """The page of times: the first ones and a week, a heading for each day, as a browser asks for it."""
    host = f"{size.slug}.localhost:{port}"
    alone = _web.press(port, host, f"/book/{door}/visit/", clients=1, seconds=SECONDS / 2)
    many = _web.press(port, host, f"/book/{door}/visit/", clients=CLIENTS, seconds=SECONDS)
    target = 30 if size == MIDDLE else None
    name = f"free starts, {size.name}: the page over HTTP"
    return [
        figure(f"{name}, 1 client, median", statistics.median(alone), None),
        figure(f"{name}, {CLIENTS} clients, median", statistics.median(many), None),
        figure(f"{name}, {CLIENTS} clients, p95", statistics.quantiles(many, n=20)[-1], target),
    ]


def _door(clinic: Any) -> str:
    """The token of a check that opens booking."""
    from unknot.clinical.urgency import Tier
    from unknot.journey.check.models import Check, CheckStatus, Episode

    at = NOW - timedelta(hours=1)
    return Check.objects.create(
        clinic=clinic, episode=Episode.objects.create(clinic=clinic, started_at=at), started_at=at,
        status=CheckStatus.DECIDED, tier=Tier.CLINIC_VISIT_OK, decided_at=at,
    ).token  # fmt: skip


def row(what: str, search: Callable[[], object], target: float | None) -> dict[str, Any]:
    search()
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        search()
        taken.append((time.perf_counter() - start) * 1000)
    return figure(what, statistics.median(taken), target)


def figure(what: str, measured: float, target: float | None) -> dict[str, Any]:
    return {"what": what, "measured": measured, "unit": "ms", "target": target, "better": "lower"}


if __name__ == "__main__":
    sys.exit(main())
