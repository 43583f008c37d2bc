"""A simulated morning: three clinicians, forty visits, a routine note for each, sent as the page's own fields
are filled by keyboard. Counts what a hand does, prints it, and holds it to twelve."""

import re
import sys
import time
from collections import Counter
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_clinic, make_membership, make_user
from tests.interfaces.desk import a_moment, sign_in, words
from tests.journey.diary import Diary, at, booked, make_diary
from unknot.clinical.notes import to_json
from unknot.journey.book.models import Booking, BookingStatus
from unknot.journey.visit.models import Visit
from unknot.journey.visit.noting import note_of

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]
VISITS, CLINICIANS, MOST = 40, 3, 12
# What is done at a routine visit: a third each.
KINDS: tuple[dict[str, str], ...] = (
    {"technique_0": "heat", "segment_0": "L4"},
    {"technique_0": "mobilisation", "segment_0": "T7", "minutes_0": "8"},
    {"technique_0": "massage_light", "region_0": "lumbar", "minutes_0": "20"},
)


def morning() -> tuple[Diary, list[Booking]]:
    clinic = make_clinic(name="Vine Street Clinic", slug="vine")
    diary = make_diary(practitioners=CLINICIANS, rooms=CLINICIANS, clinic=clinic, lead_minutes=0, minutes=10)
    for number, one in enumerate(diary.practitioners):
        user = make_user(email=f"c{number}@example.org", name=f"Clinician {number}")
        one.user = make_membership(clinic, "clinician", user=user).user
        one.save()
    made = []
    for number in range(VISITS):
        who = diary.practitioners[number % CLINICIANS]
        minutes = number // CLINICIANS * 15
        hour = 9 + minutes // 60 if minutes < 180 else 13 + (minutes - 180) // 60
        made.append(booked(diary, at(1, hour, minutes % 60), practitioner=who))
    Booking.objects.update(status=BookingStatus.ARRIVED)
    return diary, made


def write(client: Client, booking: Booking, number: int) -> int:
    """Begins, fills, signs; answers the cautions that ask. How many things a hand did."""
    address = reverse("desk-note", args=[booking.pk])
    client.post(address, {"do": "begin"})
    fields = {"said": "easier", "pain": "3", "advice": "walk", "step": "continue"} | KINDS[number % 3]
    done = 1 + len(fields)
    row = Visit.objects.get(booking=booking)
    answer = client.post(address, {**fields, "version": str(row.version), "do": "sign"})
    done += 1
    if answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        asked = re.findall(r'name="(reason_\d)"', words(answer))
        assert asked, words(answer)
        row.refresh_from_db()
        reasons = dict.fromkeys(asked, "asked and examined today")
        answer = client.post(address, {**fields, **reasons, "version": str(row.version), "do": "sign"})
        done += len(asked) + 1
    assert answer.status_code == HTTPStatus.FOUND
    return done


def test_a_morning_of_forty_visits(capsys: Any) -> None:
    diary, visits = morning()
    clients = {}
    for one in diary.practitioners:
        clients[one.pk] = Client()
        assert one.user is not None
        sign_in(clients[one.pk], one.user)
    counts: Counter[int] = Counter()
    begun = time.perf_counter()
    for number, booking in enumerate(visits):
        counts[write(clients[booking.practitioner_id], booking, number)] += 1
    seconds = (time.perf_counter() - begun) / VISITS

    with capsys.disabled():
        told = ", ".join(f"{times} with {count}" for count, times in sorted(counts.items()))
        sys.stdout.write(f"\n{VISITS} notes: {told} interactions; {seconds:.3f} s of server each\n")
    assert max(counts) <= MOST
    rows = Visit.objects.exclude(seal="")
    assert rows.count() == VISITS
    assert {row.signed_name for row in rows} == {f"Clinician {number}" for number in range(CLINICIANS)}
    assert all(to_json(note_of(row))["done"] for row in rows)
    for one in diary.practitioners:
        page = words(clients[one.pk].get(reverse("desk-work")))
        assert "Notes to sign" not in page
