"""Who may book a service, until when it may be changed: refused by the server, whatever the pages show."""

from typing import Any

import pytest

from tests.factories import NOW, make_staff
from tests.journey.checks import code
from tests.journey.diary import at, booked, booked_online, checked, link_of, make_diary
from unknot.journey.book import offering, queries
from unknot.journey.book.actions import cancel, mark
from unknot.journey.book.models import Service
from unknot.journey.people.access import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "why"), [("desk", "not_online"), ("plan", "plan_only")])
def test_what_only_the_clinic_books_is_refused_on_the_web(who: str, why: str) -> None:
    diary = make_diary(bookable_by=who)
    check = checked(diary)
    assert code(booked_online, diary=diary, starts_at=at(1, 10), check=check) == (why, "service")
    assert queries.services_for(diary.clinic, check) == []
    assert queries.services_for(diary.clinic, check, for_staff=True) == [diary.service]
    assert booked(diary, at(1, 10), by=make_staff(diary.clinic), check=check).is_standing


def test_a_service_for_those_who_have_been_here_knows_them_by_a_visit_kept() -> None:
    diary = make_diary(bookable_by="returning")
    assert code(booked_online, diary=diary, starts_at=at(1, 10)) == ("returning_only", "service")
    desk = make_staff(diary.clinic)
    first = booked(diary, at(0, 10), by=desk, check=checked(diary))
    who = {"name": first.patient.name, "email": first.patient.email}
    assert code(booked_online, diary=diary, starts_at=at(1, 10), **who)[0] == "returning_only"
    mark(booking=first, status="arrived", by=desk, now=NOW)
    assert booked_online(diary, at(1, 10), **who).patient == first.patient


def test_a_first_visit_is_not_for_those_who_have_been_here() -> None:
    diary = make_diary(bookable_by="new")
    desk = make_staff(diary.clinic)
    first = booked_online(diary, at(1, 10), check=checked(diary))
    who = {"name": first.patient.name, "email": first.patient.email}
    assert queries.services_for(diary.clinic, checked(diary)) == [diary.service]
    mark(booking=first, status="arrived", by=desk, now=at(1, 10))
    assert code(booked_online, diary=diary, starts_at=at(2, 10), **who) == ("new_only", "service")
    assert booked(diary, at(2, 10), by=desk, patient=first.patient, check=checked(diary)).is_standing


def test_a_service_has_its_own_limit_for_changes_or_the_clinics() -> None:
    diary = make_diary(cancel_hours=48)
    booking = booked_online(diary, at(1, 17 - 1))  # 30 hours ahead
    assert not queries.may_change(booking, now=NOW)
    with pytest.raises(Exception, match="48 hours"):
        cancel(booking=booking, by=link_of(booking), now=NOW)
    offering.change_service(service=diary.service, cancel_hours=None, by=SYSTEM, now=NOW)
    booking.service.refresh_from_db()
    assert queries.may_change(booking, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": 32}, "minutes"),
        ({"buffer_after": 470}, "minutes"),
        ({"name": " "}, "name"),
        ({"bookable_by": "nobody"}, "bookable_by"),
        ({"capacity": 0}, "capacity"),
        ({"price": 5000, "currency": "dollars"}, "currency"),
        ({"show_price": True}, "price"),
        ({"horizon_days": 0}, "horizon_days"),
        ({"room_kind": "cellar"}, "room_kind"),
    ],
)
def test_a_service_that_cannot_be_is_refused_beside_its_field(wrong: dict[str, Any], field: str) -> None:
    diary = make_diary()
    assert code(offering.change_service, service=diary.service, by=SYSTEM, now=NOW, **wrong)[1] == field
    assert Service.objects.filter(**wrong).count() == 0
