"""A clinic that stood before there were locations: its rooms and hours stand in one of its own afterwards."""

from datetime import time
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("book", "0004_feeds"), ("people", "0002_reminders")]


@pytest.fixture
def back_afterwards() -> Any:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def at(targets: list[tuple[str, str]]) -> Any:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.mark.usefixtures("back_afterwards")
def test_what_stood_in_a_clinic_stands_in_its_location() -> None:
    then = at(BEFORE)
    clinic = then.get_model("people", "Clinic").objects.create(
        name="Old", slug="old", zone="Asia/Kathmandu", country="NP", phone="1", email="a@example.org"
    )
    kinds = {"practitioner_kind": "chiropractor", "room_kind": "treatment", "minutes": 30, "clinic": clinic}
    for slug, for_new in (("first", True), ("again", False)):
        then.get_model("book", "Service").objects.create(name=slug, slug=slug, for_new=for_new, **kinds)
    room = then.get_model("book", "Room").objects.create(clinic=clinic, name="One", kind="treatment")
    who = then.get_model("people", "Practitioner").objects.create(
        clinic=clinic, name="Ann", kind="chiropractor"
    )
    then.get_model("book", "Hours").objects.create(
        practitioner=who, weekday=0, opens=time(9), closes=time(12)
    )

    now = at([("book", "0006_every_place_named")])

    (home,) = now.get_model("book", "Location").objects.all()
    assert (home.name, home.zone, home.slug, home.holidays_country) == ("Old", "Asia/Kathmandu", "main", "")
    assert now.get_model("book", "Room").objects.get(id=room.id).location_id == home.id
    assert now.get_model("book", "Hours").objects.get().location_id == home.id
    services = now.get_model("book", "Service").objects.values_list("slug", "bookable_by")
    assert dict(services) == {"first": "anyone", "again": "returning"}
