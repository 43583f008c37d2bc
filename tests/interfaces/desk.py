"""A small clinic at its desk, for tests of the desk's pages: a calendar, a moment, and somebody signed in."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.factories import NOW, make_clinic, make_membership, make_user
from tests.journey.diary import Diary, make_diary
from unknot.journey.people import factors, sessions
from unknot.journey.people.models import Clinic, Membership, Role, User

PASSWORD = "a long enough word"


@dataclass(frozen=True, slots=True)
class Desk:
    """A signed-in browser and the clinic it looks at."""

    client: Client
    diary: Diary
    membership: Membership

    @property
    def clinic(self) -> Clinic:
        return self.diary.clinic


@pytest.fixture
def a_moment() -> Iterator[None]:
    """The desk reads the clock; the diary of the tests is written around one Monday morning."""
    with time_machine.travel(NOW, tick=False):
        yield


def staff(clinic: Clinic, role: str = Role.FRONT_DESK, email: str = "mara@example.org") -> Membership:
    user = make_user(email=email, name="Mara Quill", password=PASSWORD)
    return make_membership(clinic, role, user=user)


def sign_in(client: Client, user: User) -> None:
    """With the second factor shown, as the pages of the desk ask for it."""
    client.force_login(user)
    session = client.session
    session[factors.SESSION] = str(user.pk)
    # So that the first page of a test is not the one that writes down where somebody is signed in.
    session[sessions.SEEN] = int(time.time())
    session.save()


def desk_of(client: Client, role: str = Role.FRONT_DESK, **diary: Any) -> Desk:
    made = make_diary(
        clinic=make_clinic(name="Vine Street Clinic", slug="vine"), **{"lead_minutes": 0, **diary}
    )
    membership = staff(made.clinic, role)
    sign_in(client, membership.user)
    return Desk(client, made, membership)


def words(response: Any) -> str:
    """What a page says, entities undone."""
    return unescape(response.content.decode())
