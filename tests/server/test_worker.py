"""The worker sends what waits, once; tells staff of alerts; seals the record; no letter blocks another."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar
from pytest_django.fixtures import Settings

from unknot.clinical.urgency import Tier
from unknot.interfaces.mail.texts import FileTexts
from unknot.interfaces.mail.transports import FileTransport, Letter, TransportError
from unknot.journey.check import alerting
from unknot.journey.outbox import actions as outbox
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people import actions as people
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic
from unknot.journey.record import queries as record
from unknot.server import followers, posting, worker

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return people.open_clinic(
        name="Hill Clinic",
        slug="hill",
        zone="America/Los_Angeles",
        country="US",
        phone="(707) 555-0100",
        email="front@hill.example",
        by=SYSTEM,
        now=NOW,
    )


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MAIL_TRANSPORT = FileTransport(tmp_path)
    settings.MAIL_SENDER = "front@hill.example"
    settings.PUBLIC_URL = "https://hill.example"
    return tmp_path


def queue_booked(clinic: Clinic, key: str = "booked-1") -> Message:
    return outbox.queue(
        clinic_id=clinic.pk,
        to="ada@example.org",
        kind="booked",
        context={
            "uid": "0193-1@unknot",
            "sequence": 0,
            "starts_at": NOW + timedelta(days=1),
            "ends_at": NOW + timedelta(days=1, minutes=45),
            "zone": "America/Los_Angeles",
            "service": "First visit",
            "practitioner": "Dr. Rivera",
            "person_name": "Ada Alder",
            "clinic_name": clinic.name,
            "clinic_phone": clinic.phone,
            "link": "/booking/signed-token",
        },
        key=key,
        now=NOW,
    )


def letters(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def test_a_queued_booking_leaves_as_a_letter_with_a_calendar(clinic: Clinic, folder: Path) -> None:
    message = queue_booked(clinic)

    turn = worker.turn(now=NOW)

    [letter] = letters(folder)
    assert (turn.sent, turn.failed) == (1, 0)
    assert letter["To"] == "ada@example.org"
    body = letter.get_body(("plain",))
    assert body is not None
    assert "https://hill.example/booking/signed-token" in body.get_content()
    [attachment] = letter.iter_attachments()
    [event] = Calendar.from_ical(attachment.get_content()).walk("VEVENT")
    assert event["UID"] == "0193-1@unknot"
    assert event.decoded("DTSTART") == NOW + timedelta(days=1)
    message.refresh_from_db()
    assert message.status == Status.SENT
    assert "BEGIN:VCALENDAR" in message.attachment


def test_a_letter_leaves_once(clinic: Clinic, folder: Path) -> None:
    queue_booked(clinic)

    sent = [worker.turn(now=NOW).sent, worker.turn(now=NOW + timedelta(hours=1)).sent]

    assert sent == [1, 0]


def test_a_cancelled_booking_takes_the_appointment_out_of_the_calendar(clinic: Clinic, folder: Path) -> None:
    message = queue_booked(clinic)
    Message.objects.filter(id=message.id).update(kind="cancelled")

    worker.turn(now=NOW)

    [letter] = letters(folder)
    [attachment] = letter.iter_attachments()
    assert Calendar.from_ical(attachment.get_content())["METHOD"] == "CANCEL"


@dataclass
class Broken:
    """A mail server that refuses one address for good and is too busy for all the others."""

    refused: str
    tried: list[str] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        self.tried.append(letter.to)
        raise TransportError(
            "refused" if letter.to == self.refused else "busy", permanent=letter.to == self.refused
        )


def test_what_cannot_be_delivered_is_given_up_and_the_rest_is_tried_again(
    clinic: Clinic, tmp_path: Path
) -> None:
    refused, busy = queue_booked(clinic, "one"), queue_booked(clinic, "two")
    Message.objects.filter(id=refused.id).update(to="gone@example.org")

    ways = posting.Ways(Broken("gone@example.org"), FileTexts(tmp_path))

    assert posting.send_due(ways, clock=lambda: NOW) == (0, 2)

    refused.refresh_from_db()
    busy.refresh_from_db()
    assert (refused.status, refused.last_error) == (Status.FAILED, "refused")
    assert (busy.status, busy.last_error) == (Status.QUEUED, "busy")
    assert busy.due_at > NOW


def test_a_message_without_its_facts_is_given_up_and_others_leave(clinic: Clinic, folder: Path) -> None:
    broken = queue_booked(clinic, "one")
    queue_booked(clinic, "two")
    Message.objects.filter(id=broken.id).update(context={})

    turn = worker.turn(now=NOW)

    broken.refresh_from_db()
    assert (turn.sent, turn.failed) == (1, 1)
    assert broken.status == Status.FAILED


def test_staff_are_written_to_about_an_alert_without_a_word_about_the_person(
    clinic: Clinic, folder: Path
) -> None:
    people.invite(clinic=clinic, email="desk@hill.example", name="Dee", role="front_desk", by=SYSTEM, now=NOW)
    alerting.raise_alert(
        clinic=clinic, kind="answers", reason="Numb saddle", tier=Tier.EMERGENCY_NOW, now=NOW
    )

    worker.turn(now=NOW)
    worker.turn(now=NOW)

    invitation, letter = letters(folder)
    assert invitation["Subject"] == "Your sign-in"
    assert letter["To"] == "desk@hill.example"
    assert "Numb" not in letter.as_string()


def test_a_follower_that_fails_rests_and_is_tried_again(
    clinic: Clinic, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def fails_once(event: object, now: datetime) -> None:
        calls.append("called")
        if len(calls) == 1:
            raise ValueError("a bug")

    follower = followers.Follower("test", frozenset({"people.clinic_opened"}), fails_once)
    monkeypatch.setattr(worker, "FOLLOWERS", (follower,))

    turns = [worker.turn(now=NOW + timedelta(minutes=minute)) for minute in (0, 1, 6, 7)]

    assert [turn.followed for turn in turns] == [0, 0, 1, 0]
    assert len(calls) == 2


def test_a_turn_seals_the_record(clinic: Clinic, folder: Path) -> None:
    worker.turn(now=NOW)

    verified = record.verify(clinic.pk)
    assert verified.ok
    assert verified.unsealed == 0
    assert verified.sealed > 0
