"""The owner's settings: each kind of thing listed, added, changed and taken out of use, errors beside their
field; nobody else gets in."""

from datetime import time
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW
from tests.interfaces.desk import Desk, a_moment, desk_of, words
from tests.journey.diary import at, booked
from unknot.interfaces.web.pages.desk.settings.areas import AREAS
from unknot.journey.book.models import (
    Closure,
    Equipment,
    Hours,
    Leave,
    Location,
    Offering,
    OpenHoliday,
    Opening,
    Room,
    Service,
    Session,
)
from unknot.journey.people import queries
from unknot.journey.people.models import Membership, Role
from unknot.journey.record.models import Event

__all__ = ["a_moment"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_moment")]


@pytest.fixture
def owner(client: Client) -> Desk:
    return desk_of(client, Role.OWNER)


def send(desk: Desk, area: str, row: Any = None, **values: Any) -> Any:
    name = "desk-settings-thing" if row else "desk-settings-area"
    address = reverse(name, args=[area, row.pk] if row else [area])
    return desk.client.post(address, {key: value for key, value in values.items() if value is not None})


def place(desk: Desk) -> Location:
    return Location.objects.get(clinic=desk.clinic, slug="main")


def request_of(desk: Desk) -> Any:
    """As much of a request as a list asks for."""
    actor = queries.staff(desk.membership.user, desk.clinic.pk)
    return SimpleNamespace(actor=actor, clinic=desk.clinic, now=NOW)


def test_only_owners_set_things_up(client: Client) -> None:
    desk = desk_of(client, Role.FRONT_DESK)
    for address in [reverse("desk-settings"), reverse("desk-settings-staff")]:
        assert client.get(address).status_code == HTTPStatus.FORBIDDEN
    for area in AREAS:
        assert client.get(reverse("desk-settings-area", args=[area.slug])).status_code == HTTPStatus.FORBIDDEN
        assert send(desk, area.slug, name="x").status_code == HTTPStatus.FORBIDDEN
    assert reverse("desk-settings") not in words(client.get(reverse("desk")))


def test_every_list_opens_and_says_what_is_there(owner: Desk) -> None:
    page = words(owner.client.get(reverse("desk-settings")))
    for area in AREAS:
        assert area.title in page
        listed = words(owner.client.get(reverse("desk-settings-area", args=[area.slug])))
        assert area.about in listed
        rows = list(area.rows(request_of(owner)))
        links = [reverse("desk-settings-thing", args=[area.slug, row.pk]) in listed for row in rows]
        assert links == [area.changes] * len(rows)
    assert (
        owner.client.get(reverse("desk-settings-area", args=["towels"])).status_code == HTTPStatus.NOT_FOUND
    )


def test_a_location_is_added_changed_and_taken_out_of_use(owner: Desk) -> None:
    given = {"name": "Harbour", "zone": "Europe/Lisbon", "position": 2, "holidays_country": "PT"}
    assert send(owner, "locations", **given).status_code == HTTPStatus.FOUND
    row = Location.objects.get(name="Harbour")
    assert (row.zone, row.holidays_country, row.slug) == ("Europe/Lisbon", "PT", "harbour")
    assert "Europe/Lisbon · 0 rooms · holidays of Portugal" in words(
        owner.client.get(reverse("desk-settings-area", args=["locations"]))
    )
    page = words(owner.client.get(reverse("desk-settings-thing", args=["locations", row.pk])))
    assert 'value="Harbour"' in page
    assert send(owner, "locations", row, **{**given, "name": "Port"}).status_code == HTTPStatus.FOUND
    row.refresh_from_db()
    assert (row.name, row.is_active) == ("Port", False), "the box was not ticked"
    assert Event.objects.filter(kind="book.location_changed").count() == 1


def test_what_cannot_be_is_said_beside_its_field(owner: Desk) -> None:
    wrong = {"name": "Harbour", "zone": "Europe/Lisbon", "position": 0, "holidays_country": "PT"}
    response = send(owner, "locations", **wrong, holidays_subdivision="ZZZ")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "PT has no part called ZZZ" in words(response)
    assert 'id="id_holidays_subdivision_error"' in words(response)
    assert 'value="Harbour"' in words(response), "what was typed is kept"


def test_rooms_and_equipment(owner: Desk) -> None:
    here = str(place(owner).pk)
    send(owner, "rooms", name="Attic", kind="exercise", location=here)
    send(owner, "equipment", name="Table one", kind="Traction table", location=here)
    room, thing = Room.objects.get(name="Attic"), Equipment.objects.get()
    assert (room.kind, thing.kind) == ("exercise", "traction table")
    send(owner, "rooms", room, name="Loft", kind="exercise", location=here, is_active="on")
    send(owner, "equipment", thing, name="Table one", kind="traction table", location=here)
    room.refresh_from_db()
    thing.refresh_from_db()
    assert (room.name, room.is_active, thing.is_active) == ("Loft", True, False)


SERVICE = {
    "name": "Traction",
    "minutes": 40,
    "buffer_before": 5,
    "buffer_after": 5,
    "practitioner_kind": "chiropractor",
    "room_kind": "treatment",
    "bookable_by": "returning",
    "capacity": 1,
    "lead_minutes": 60,
    "horizon_days": 30,
    "cancel_hours": 48,
    "price": "65.50",
    "currency": "usd",
    "show_price": "on",
    "position": 3,
}


def test_a_service_with_its_price_and_who_may_book_it(owner: Desk) -> None:
    assert send(owner, "services", **SERVICE).status_code == HTTPStatus.FOUND
    row = Service.objects.get(name="Traction")
    assert (row.slug, row.price, row.currency, row.bookable_by) == ("traction", 6550, "USD", "returning")
    assert (row.cancel_hours, row.hands_on, row.is_active) == (48, False, True)
    page = words(owner.client.get(reverse("desk-settings-thing", args=["services", row.pk])))
    assert 'value="65.50"' in page
    response = send(owner, "services", row, **{**SERVICE, "price": "65.505"})
    assert "digits after the point" in words(response)
    response = send(owner, "services", row, **{**SERVICE, "minutes": 42})
    assert "full five minutes" in words(response)
    send(owner, "services", row, **{**SERVICE, "cancel_hours": "", "is_active": "on", "capacity": 8})
    row.refresh_from_db()
    assert (row.cancel_hours, row.capacity, row.is_class) == (None, 8, True)


def test_the_lengths_of_each_practitioner_are_saved_at_once(owner: Desk) -> None:
    row, who = owner.diary.service, owner.diary.practitioners[0]
    address = reverse("desk-settings-lengths", args=[row.pk])
    owner.client.post(address, {f"gives-{who.pk}": "on", f"minutes-{who.pk}": "50"})
    assert Offering.objects.get().minutes == 50
    page = owner.client.post(address, {f"gives-{who.pk}": "on", f"minutes-{who.pk}": "52"}, follow=True)
    assert "full five minutes" in words(page)
    owner.client.post(address, {f"minutes-{who.pk}": ""})
    assert not Offering.objects.get().is_offered


def test_hours_are_added_for_several_days_changed_and_taken_back(owner: Desk) -> None:
    who = owner.diary.practitioners[0]
    given = {"location": str(place(owner).pk), "opens": "18:00", "closes": "20:00"}
    response = send(owner, "hours", practitioner=str(who.pk), **given)
    assert "at least one day of the week" in words(response)
    before = Hours.objects.count()
    send(owner, "hours", practitioner=str(who.pk), weekdays=["1", "3"], valid_from="2027-01-01", **given)
    assert Hours.objects.count() == before + 2
    row = Hours.objects.get(weekday=1, opens=time(18))
    assert "Tuesday 18:00 to 20:00" in words(owner.client.get(reverse("desk-settings-area", args=["hours"])))
    send(owner, "hours", row, weekday="2", **{**given, "opens": "17:30"})
    row.refresh_from_db()
    assert (row.weekday, row.opens, row.valid_from) == (2, time(17, 30), None)
    owner.client.post(reverse("desk-settings-remove", args=["hours", row.pk]))
    assert not Hours.objects.filter(pk=row.pk).exists()
    assert Event.objects.filter(kind="book.hours_removed").count() == 1


def test_a_one_off_opening_and_leave_with_what_stands_in_it(owner: Desk) -> None:
    who = owner.diary.practitioners[0]
    given = {"practitioner": str(who.pk), "location": str(place(owner).pk)}
    send(owner, "openings", **given, day="2026-11-28", opens="09:00", closes="11:00", note="Extra")
    row = Opening.objects.get()
    assert (row.starts_at, row.ends_at) == (at(5, 9), at(5, 11))
    booked(owner.diary, at(2, 10))
    send(
        owner, "leave", practitioner=str(who.pk), first_day="2026-11-25", last_day="2026-11-25", opens="09:30"
    )
    leave = Leave.objects.get()
    assert (leave.starts_at, leave.ends_at) == (at(2, 9, 30), at(3, 0))
    page = words(owner.client.get(reverse("desk-settings-area", args=["leave"])))
    assert "1 booked visit stands in this time" in page
    response = send(owner, "leave", practitioner=str(who.pk), first_day="2026-11-25", last_day="2026-11-24")
    assert "must not come before" in words(response)


def test_closures_and_the_holidays_that_are_worked(owner: Desk) -> None:
    send(owner, "closures", first_day="2026-12-24", last_day="2026-12-31", reason="Painting")
    row = Closure.objects.get()
    assert (row.location, row.reason) == (None, "Painting")
    here = place(owner)
    given = {"name": "Main", "zone": here.zone, "position": 0, "holidays_country": "US", "is_active": "on"}
    send(owner, "locations", here, **given)
    address = reverse("desk-settings-area", args=["closures"])
    assert "Thanksgiving Day" in words(owner.client.get(address))
    sent = {"location": str(here.pk), "day": "2026-11-26", "works": "yes"}
    owner.client.post(reverse("desk-settings-holiday"), sent)
    assert OpenHoliday.objects.count() == 1
    assert "Shut after all" in words(owner.client.get(address))
    owner.client.post(reverse("desk-settings-holiday"), {**sent, "works": "no"})
    assert OpenHoliday.objects.count() == 0


def test_the_owner_says_who_may_overbook(owner: Desk, client: Client) -> None:
    from tests.interfaces.desk import staff

    member = staff(owner.clinic, Role.FRONT_DESK, "desk@example.org")
    address = reverse("desk-settings-staff")
    assert "always may" in words(owner.client.get(address))
    owner.client.post(address, {"member": str(member.pk), "allowed": "yes"})
    assert Membership.objects.get(pk=member.pk).may_overbook
    owner.client.post(address, {"member": str(member.pk), "allowed": "no"})
    assert not Membership.objects.get(pk=member.pk).may_overbook


def test_a_weekly_class_is_laid_out_and_one_session_cancelled(client: Client) -> None:
    desk = desk_of(client, Role.FRONT_DESK, capacity=6, name="Back class", slug="class")
    given = {
        "service": str(desk.diary.service.pk),
        "practitioner": str(desk.diary.practitioners[0].pk),
        "room": str(desk.diary.rooms[0].pk),
        "first_day": "2026-11-24",
        "clock": "10:00",
        "weeks": "3",
    }
    assert client.post(reverse("desk-classes"), given).status_code == HTTPStatus.FOUND
    assert Session.objects.count() == 3
    booked(desk.diary, at(1, 10))
    assert "1 of 6" in words(client.get(reverse("desk-classes")))
    again = client.post(reverse("desk-classes"), given)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Nothing was laid out, because of 3 of 3 days" in words(again)
    first = Session.objects.order_by("starts_at")[0]
    address = reverse("desk-class-cancel", args=[first.pk])
    assert "1 person has booked it" in words(client.get(address))
    assert client.post(address, {"reason": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(address, {"reason": "Snow"})
    first.refresh_from_db()
    assert first.cancelled_at == NOW
