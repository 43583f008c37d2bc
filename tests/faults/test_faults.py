"""The short version of `make faults`, on both databases, and whether it would notice."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import F

from tests.faults.ground import lay_out
from tests.faults.people import NOBODY, Visit
from tests.faults.truth import complaints
from unknot.journey.book.actions import book, cancel, move
from unknot.journey.book.models import Booking, Claim
from unknot.journey.book.queries import manage_token
from unknot.journey.check.models import Check
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import holder, visitor

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("options", ["--faults killed,full", "--postgres --faults killed,crashed"])
def test_what_people_were_told_is_so_whatever_happened_meanwhile(options: str) -> None:
    short = "--rounds 2 --load 1.5 --calm 0 --seed 7"
    command = [sys.executable, "-m", "tests.faults", *short.split(), *options.split()]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=400)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 x server killed" in done.stdout
    assert "confirmed bookings: 0;" not in done.stdout


@pytest.fixture
def told(db: None) -> tuple[list[Visit], Counter[str]]:
    """Three people as they remember it, and the letters that came: one was moved, one cancelled."""
    ground = lay_out(3)
    visits = []
    for number, door in enumerate(ground.doors):
        check = Check.objects.select_related("clinic", "episode").get(token=door)
        starts, now = ground.starts[number], check.started_at
        row = book(
            clinic=check.clinic, service=check.clinic.services.get(), starts_at=starts, check=check,
            name=door, email=f"{number}@example.org", by=visitor(check.clinic), now=now,
        )  # fmt: skip
        link = holder(row, clinic_id=row.clinic_id)
        if number == 1:
            row = move(booking=row, starts_at=ground.starts[9], by=link, now=now)
        if number == 2:
            row = cancel(booking=row, by=link, now=now)
        state = (str(row.status), int(row.starts_at.timestamp()))
        visits.append(Visit(row.patient.email, manage_token(row), frozenset({state})))
    waiting = Message.objects.exclude(kind="reminder").filter(status=Status.QUEUED)
    waiting.update(status=Status.SENT)
    sent = Message.objects.filter(status=Status.SENT).values_list("id", flat=True)
    return visits, Counter(map(str, sent))


Told = tuple[list[Visit], Counter[str]]


def test_nothing_is_said_where_all_is_well(told: Told) -> None:
    assert complaints(*told, faults=0) == []


def test_a_lost_booking_is_noticed(told: Told) -> None:
    Claim.objects.filter(booking=Booking.objects.first()).delete()
    assert "does not claim what it needs" in complaints(*told, faults=0)[0]
    Booking.objects.filter(status="booked").update(status="cancelled")
    assert "was told [('booked'" in complaints(*told, faults=0)[0]


def test_what_nobody_heard_of_may_be_either_way(told: Told) -> None:
    visits, taken = told
    visits[0].may_be |= {NOBODY}
    visits.append(Visit("nobody@example.org", may_be=frozenset({NOBODY, ("booked", 1)})))
    assert complaints(visits, taken, faults=0) == []
    visits[-1].may_be = frozenset({("booked", 1)})
    assert complaints(visits, taken, faults=0) != []


def test_two_in_one_seat_are_noticed(told: Told) -> None:
    first, second = Booking.objects.exclude(status="cancelled").order_by("start_tick")
    Booking.objects.filter(pk=second.pk).update(
        practitioner=first.practitioner, start_tick=F("start_tick") - (second.start_tick - first.start_tick)
    )
    assert any("is in two places" in line for line in complaints(*told, faults=0))


def test_letters_that_are_lost_invented_or_twice_are_noticed(told: Told) -> None:
    visits, taken = told
    one = next(iter(taken))
    assert "1 letters are said to be sent" in complaints(visits, taken - Counter([one]), faults=0)[0]
    assert "1 letters came again" in complaints(visits, taken + Counter([one]), faults=0)[0]
    assert complaints(visits, taken + Counter([one]), faults=1) == []
    assert "tell of nothing" in complaints(visits, taken + Counter(["invented"]), faults=0)[0]
    Message.objects.filter(id=one).update(status=Status.QUEUED)
    assert "never sent" in complaints(visits, taken, faults=0)[0]
