"""Classes: a session claims its practitioner and its room once, its seats are claimed one by one, and a
weekly series is laid out whole or not at all."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tests.factories import NOW, make_patient, make_staff
from tests.journey.checks import code
from tests.journey.diary import ZONE, Diary, at, booked, booked_online, checked, make_diary
from unknot.journey.book import dating, queries, sessions
from unknot.journey.book.actions import book, cancel, move
from unknot.journey.book.arranging import add_leave
from unknot.journey.book.classes import cancel_session, lay_out
from unknot.journey.book.holding import hold
from unknot.journey.book.models import Booking, Claim, Service, Session
from unknot.journey.outbox.models import Message
from unknot.journey.people.access import SYSTEM, visitor
from unknot.journey.people.models import Patient
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


def group(seats: int = 3, **more: Any) -> Diary:
    return make_diary(capacity=seats, name="Group", slug="group", **more)


def laid(diary: Diary, day: int = 1, hour: int = 10, weeks: int = 1, **more: Any) -> list[Session]:
    given = {
        "service": diary.service,
        "practitioner": diary.practitioners[0],
        "room": diary.rooms[0],
        "first_day": at(day, 0).date(),
        "clock": time(hour),
        "by": SYSTEM,
        "now": NOW,
        **more,
    }
    return lay_out(weeks=weeks, **given)


def free(service: Service) -> list[Any]:
    return queries.first_available(service, now=NOW)


def test_a_session_holds_its_practitioner_and_room_and_offers_its_seats() -> None:
    diary = group()
    assert free(diary.service) == []
    (session,) = laid(diary)
    assert Claim.objects.filter(session=session).count() == 7 + 7
    assert free(diary.service) == [at(1, 10)]

    found = [booked(diary, at(1, 10)) for _ in range(3)]

    assert {one.session for one in found} == {session}
    assert [(one.practitioner, one.room) for one in found] == [(session.practitioner, session.room)] * 3
    assert Claim.objects.filter(booking=found[0]).count() == 6 + 6
    assert Claim.objects.filter(session=session).count() == 14, "claimed once, however many come"
    assert free(diary.service) == []
    assert code(booked, diary=diary, starts_at=at(1, 10)) == ("taken", "starts_at")
    cancel(booking=found[1], by=make_staff(diary.clinic), now=NOW)
    assert free(diary.service) == [at(1, 10)]
    assert booked(diary, at(1, 10)).is_standing


def test_nobody_sits_in_a_class_twice_or_is_treated_at_the_same_time() -> None:
    diary = group()
    laid(diary)
    patient = make_patient(diary.clinic)
    booked(diary, at(1, 10), patient=patient)
    assert code(booked, diary=diary, starts_at=at(1, 10), patient=patient) == ("overlap", "starts_at")


def test_a_visit_moves_from_session_to_session() -> None:
    diary = group(seats=2)
    first, second = laid(diary, weeks=2)
    booking = booked(diary, first.starts_at)
    desk = make_staff(diary.clinic)
    moved = move(booking=booking, starts_at=second.starts_at, by=desk, now=NOW)
    assert (moved.session, moved.starts_at) == (second, second.starts_at)
    assert Claim.objects.filter(booking=booking).count() == 12
    assert code(move, booking=booking, starts_at=at(1, 11), by=desk, now=NOW) == ("taken", "starts_at")


def test_a_weekly_series_keeps_its_local_time_over_the_clock_change() -> None:
    diary = group(horizon_days=200)
    found = laid(diary, day=99, weeks=4)  # Tuesdays around 14 March 2027
    local = [one.starts_at.astimezone(ZONE) for one in found]
    assert {one.strftime("%a %H:%M") for one in local} == {"Tue 10:00"}
    assert len({one.utcoffset() for one in local}) == 2
    assert len({one.series for one in found}) == 1


def test_a_series_is_laid_out_whole_or_not_at_all() -> None:
    diary = group()
    add_leave(practitioner=diary.practitioners[0], starts_at=at(8, 0), ends_at=at(9, 0), by=SYSTEM, now=NOW)
    laid(diary, day=15)
    before = Session.objects.count(), Claim.objects.count(), Event.objects.count()

    with pytest.raises(Refusal) as refused:
        laid(diary, weeks=4)

    blocked: Any = refused.value.details["days"]
    assert list(blocked) == [at(8, 0).date(), at(15, 0).date()]
    assert "is not there" in blocked[at(8, 0).date()]
    assert "taken" in blocked[at(15, 0).date()]
    assert (Session.objects.count(), Claim.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weeks": 0}, "weeks"),
        ({"first_day": at(-7, 0).date()}, "first_day"),
        ({"clock": time(10, 2)}, "clock"),
    ],
)
def test_what_cannot_be_laid_out_is_said(wrong: dict[str, Any], field: str) -> None:
    assert code(laid, diary=group(), **wrong)[1] == field


def test_a_class_needs_seats_and_what_its_service_needs() -> None:
    diary = group(seats=1)
    assert code(laid, diary=diary) == ("not_a_class", "service")
    assert code(laid, diary=group(equipment_kind="mat")) == ("equipment", "equipment")
    stranger = make_diary().practitioners[0]
    assert code(laid, diary=group(), practitioner=stranger) == ("practitioner", "practitioner")


def test_a_day_closed_later_takes_nobody_new_and_keeps_who_is_in() -> None:
    diary = group()
    laid(diary, weeks=2)
    hers = booked(diary, at(1, 10))
    tuesday = at(1, 0).date()
    shut = dating.add_closure(clinic=diary.clinic, first_day=tuesday, last_day=tuesday, by=SYSTEM, now=NOW)
    assert dating.standing_in(shut, now=NOW) == (1, 1)
    assert free(diary.service) == [at(8, 10)]
    assert code(booked, diary=diary, starts_at=at(1, 10)) == ("taken", "starts_at")
    assert Claim.objects.filter(booking=hers).count() == 12


@pytest.mark.parametrize("weeks", [1, 7])
def test_classes_take_as_many_queries_however_many_sessions(
    weeks: int, django_assert_num_queries: Any
) -> None:
    diary = group()
    laid(diary, weeks=weeks)
    service = queries.service(diary.clinic, "group")
    assert service is not None
    with django_assert_num_queries(6):
        queries.starts_by_day(service, day=at(0, 0).date(), days=50, now=NOW)


def test_a_held_seat_is_kept_until_its_time_is_over() -> None:
    diary = group(seats=2)
    (session,) = laid(diary)
    given: dict[str, Any] = {"clinic": diary.clinic, "service": diary.service, "starts_at": at(1, 10)}
    by = visitor(diary.clinic)
    held = hold(**given, secret="her secret", check=checked(diary), by=by, now=NOW)
    assert held.session == session
    booked(diary, at(1, 10))
    assert code(booked, diary=diary, starts_at=at(1, 10)) == ("taken", "starts_at")
    hers = booked_online(diary, at(1, 10), secret="her secret")
    assert hers.session == session
    cancel(booking=hers, by=make_staff(diary.clinic), now=NOW)
    held = hold(**given, secret="her secret", check=checked(diary), by=by, now=NOW)
    later = queries.first_available(diary.service, now=held.until)
    assert (free(diary.service), later) == ([], [at(1, 10)])


def test_a_cancelled_session_writes_to_everybody_and_frees_all() -> None:
    diary = group()
    (session,) = laid(diary)
    for _ in range(2):
        booked(diary, at(1, 10))
    desk = make_staff(diary.clinic)
    why = code(cancel_session, session=session, by=desk, now=NOW, reason=" ")
    assert why == ("reason_missing", "reason")

    cancel_session(session=session, by=desk, now=NOW, reason="Snow")

    assert Claim.objects.count() == 0
    assert set(Booking.objects.values_list("status", flat=True)) == {"cancelled"}
    assert Message.objects.filter(kind="cancelled", status="queued").count() == 2
    assert free(diary.service) == []
    assert sessions.coming(desk, now=NOW) == []
    assert laid(diary), "the time is free again"


def test_the_desk_sees_how_many_have_booked(django_assert_num_queries: Any) -> None:
    diary = group()
    first, _ = laid(diary, weeks=2)
    booked(diary, at(1, 10))
    desk = make_staff(diary.clinic)
    with django_assert_num_queries(1):
        rows = sessions.coming(desk, now=NOW)
    assert [(one.booked, one.seats) for one in rows] == [(1, 3), (0, 3)]  # type: ignore[attr-defined]
    assert [one.pk for one in sessions.of_day(desk, at(1, 0).date(), first.room.location)] == [first.pk]
    assert len(sessions.series_of(first, now=NOW)) == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_five_want_twelve_seats() -> None:
    diary = group(seats=12)
    laid(diary)
    people = [make_patient(diary.clinic) for _ in range(25)]
    gate = Barrier(len(people))

    def one(patient: Patient) -> str:
        try:
            gate.wait(30)
            book(
                clinic=diary.clinic, service=diary.service, starts_at=at(1, 10), patient=patient,
                by=SYSTEM, now=NOW,
            )  # fmt: skip
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "seated"

    with ThreadPoolExecutor(len(people)) as pool:
        fates = Counter(pool.map(one, people))

    assert fates == {"seated": 12, "taken": 13}
    assert Claim.objects.filter(session=None).values("resource").distinct().count() == 24
    assert timedelta(minutes=30) == Booking.objects.all()[0].ends_at - at(1, 10)
