"""The demo clinic: the same for the same day, marked as invented everywhere, never among real patients."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.db import models
from django.test import Client

from tests.factories import make_clinic
from unknot.clinical.urgency import Tier
from unknot.journey.book import queries
from unknot.journey.book.models import (
    Booking,
    Claim,
    Hours,
    Leave,
    Location,
    OpenHoliday,
    Room,
    Service,
    Session,
    WaitlistEntry,
)
from unknot.journey.check.models import Alert, Check
from unknot.journey.outbox.models import Message
from unknot.journey.people.models import Clinic, Membership, Patient, Practitioner
from unknot.journey.record import queries as record
from unknot.server.demo import clinic as demo
from unknot.server.demo import diary, house
from unknot.server.demo import people as cast
from unknot.server.stop import Stop

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


def load(now: datetime = NOW) -> Clinic:
    return demo.load(now=now, say=lambda words: None)


@pytest.mark.django_db
def test_the_demo_has_the_people_rooms_and_services_that_were_promised() -> None:
    clinic = load()

    assert clinic.is_demo
    assert (clinic.zone, clinic.country) == ("America/Los_Angeles", "US")
    assert Counter(Practitioner.objects.values_list("kind", flat=True)) == {
        "chiropractor": 2,
        "massage_therapist": 1,
        "exercise_therapist": 1,
    }
    assert (Room.objects.count(), Service.objects.count(), Leave.objects.count()) == (4, 10, 1)
    assert Service.objects.filter(hands_on=False).exists()
    assert Hours.objects.count() > 20
    assert Patient.objects.count() == 60
    assert WaitlistEntry.objects.filter(status="waiting").count() == len(house.WAITING)
    assert set(Membership.objects.values_list("role", flat=True)) == {"owner", "front_desk", "clinician"}


@pytest.mark.django_db
def test_every_patient_says_that_they_are_invented() -> None:
    load()

    assert all(patient.name.endswith(" (synthetic)") for patient in Patient.objects.all())
    assert not Patient.objects.filter(is_synthetic=False).exists()
    assert not Patient.objects.exclude(phone__startswith="(707) 555-01").exists()
    assert not Patient.objects.exclude(email="").exclude(email__endswith="@example.org").exists()


@pytest.mark.django_db
def test_the_calendar_runs_from_twelve_weeks_ago_to_four_weeks_ahead() -> None:
    load()

    starts = list(Booking.objects.order_by("starts_at").values_list("starts_at", flat=True))
    statuses = Counter(Booking.objects.values_list("status", flat=True))
    assert NOW - timedelta(weeks=12, days=1) < starts[0] < NOW - timedelta(weeks=11)
    assert NOW + timedelta(weeks=3) < starts[-1] < NOW + timedelta(weeks=4, days=5)
    assert len(starts) > 300
    assert all(statuses[status] > 5 for status in ("booked", "arrived", "no_show", "cancelled"))
    assert not Booking.objects.filter(starts_at__lt=NOW - timedelta(days=1), status="booked").exists()


@pytest.mark.django_db
def test_every_standing_visit_holds_its_ticks_and_a_cancelled_one_none() -> None:
    load()

    held = Counter(Claim.objects.values_list("booking_id", flat=True))
    for booking in Booking.objects.select_related("service"):
        seat = booking.ticks + booking.service.buffer_after // 5
        # In a class the practitioner and the room are the session's, and the seat has no buffer.
        holding = 2 * booking.ticks if booking.session_id else 2 * seat + booking.ticks
        wanted = 0 if booking.status == "cancelled" else holding
        assert held[booking.pk] == wanted


@pytest.mark.django_db
def test_some_who_checked_wait_for_the_desk_and_one_was_seen_to() -> None:
    load()

    waiting = list(Alert.objects.filter(closed_at=None))
    assert any(alert.tier == Tier.URGENT_SAME_DAY for alert in waiting)
    assert any(alert.kind == "call_back" for alert in waiting)
    assert Alert.objects.exclude(closing_word="").get().tier == Tier.EMERGENCY_NOW
    assert {check.status for check in Check.objects.all()} == {"decided"}
    assert Booking.objects.filter(from_check__isnull=False).count() == 2
    letters = Message.objects.filter(kind="booked")
    assert sum(not one.context["service"].startswith("Back class") for one in letters) == 2


@pytest.mark.django_db
def test_the_record_of_the_demo_is_whole() -> None:
    clinic = load()

    verified = record.verify(clinic.pk)
    assert (verified.ok, verified.unsealed) == (True, 0)


@pytest.mark.django_db
def test_staff_sign_in_with_the_printed_passwords() -> None:
    load()

    printed = "\n".join(demo.sign_ins("http://127.0.0.1:8000"))
    for one in cast.STAFF:
        assert f"{one.email}" in printed
        assert one.password in printed
        assert authenticate(username=one.email, password=one.password) is not None


@pytest.mark.django_db
def test_the_first_page_says_that_this_is_a_demo(client: Client) -> None:
    load()

    assert "demo" in client.get("/").content.decode().lower()


def test_the_diary_is_the_same_whatever_the_hour() -> None:
    morning = diary.visits(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    evening = diary.visits(datetime(2026, 11, 24, 5, 0, tzinfo=UTC))

    assert morning == evening
    assert morning != diary.visits(datetime(2026, 11, 25, 5, 0, tzinfo=UTC))


@pytest.mark.parametrize("day", range(0, 366, 7))
def test_nobody_is_in_two_places_on_any_day_of_the_year(day: int) -> None:
    after = {service.slug: timedelta(minutes=service.after) for service in house.SERVICES}
    taken: dict[str, list[tuple[datetime, datetime]]] = {}
    for visit in diary.visits(NOW + timedelta(days=day)):
        until = visit.ends_at + after[visit.service]
        for name in (visit.practitioner, visit.room, f"patient {visit.patient}"):
            taken.setdefault(name, []).append((visit.starts_at, until))

    for spans in taken.values():
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(sorted(spans)))


@pytest.mark.django_db
def test_the_demo_refuses_to_stand_beside_a_real_clinic() -> None:
    make_clinic()

    with pytest.raises(Stop, match="belongs to a real clinic"):
        load()

    assert Patient.objects.count() == 0


@pytest.mark.django_db
def test_the_demo_is_loaded_once() -> None:
    load()

    with pytest.raises(Stop, match="there already"):
        load()


@pytest.mark.django_db
def test_the_demo_has_a_second_house_a_class_a_machine_and_holidays() -> None:
    clinic = load()

    first, second = Location.objects.filter(clinic=clinic)
    assert (first.zone, second.zone) == ("America/Los_Angeles", "America/Phoenix")
    assert queries.places_for(Service.objects.get(slug="first-visit")) == [first, second]
    found = queries.first_available(Service.objects.get(slug="first-visit"), now=NOW, location=second)
    assert found
    assert found[0].astimezone(ZoneInfo(second.zone)).strftime("%a %H:%M") == "Wed 09:00"
    sessions = Session.objects.annotate(booked=models.Count("bookings")).order_by("starts_at")
    assert [one.booked for one in sessions[:3]] == [5, 8, 2]
    back_class = Service.objects.get(slug="back-class")
    assert sessions[1].starts_at not in queries.first_available(back_class, now=NOW), "it is full"
    assert sessions[2].starts_at in queries.first_available(back_class, now=NOW)
    assert queries.first_available(Service.objects.get(slug="reformer"), now=NOW)
    thanksgiving = datetime(2026, 11, 26, tzinfo=ZoneInfo(first.zone))
    on_it = Booking.objects.filter(
        starts_at__gte=thanksgiving, starts_at__lt=thanksgiving + timedelta(days=1)
    )
    assert not on_it.exists()
    assert OpenHoliday.objects.filter(location=first).count() >= 4


@pytest.mark.django_db
@pytest.mark.parametrize("month", [2, 5, 7, 12])
def test_the_demo_loads_around_holidays_and_clock_changes(month: int) -> None:
    load(datetime(2027, month, 24, 17, tzinfo=UTC))
    assert Session.objects.count() >= 4
