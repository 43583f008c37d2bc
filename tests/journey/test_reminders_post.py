"""Reminders through a real mail server: taken, refused, put off, hung up on, and sent once."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection
from icalendar import Calendar

from tests.factories import make_staff
from tests.journey.diary import Diary, at, booked, make_diary, reminders
from tests.journey.post_office import Office, free_port, open_office
from unknot.interfaces.mail.texts import FileTexts
from unknot.interfaces.mail.transports import Letter, SmtpTransport, Transport
from unknot.journey.book import actions
from unknot.journey.book.models import Booking
from unknot.journey.outbox import queries
from unknot.journey.outbox.actions import CLAIM, WAITS
from unknot.journey.outbox.models import Message, Status
from unknot.server import posting

pytestmark = pytest.mark.django_db
DUE = at(2, 16)


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as office:
        yield office


def several(count: int, *, hour: int = 10) -> tuple[Diary, list[Booking]]:
    """Visits whose booking letters are out, and whose reminders are due by DUE."""
    diary = make_diary(practitioners=count, rooms=count)
    bookings = [booked(diary, at(3, hour)) for _ in range(count)]
    Message.objects.filter(kind="booked").update(status=Status.SENT)
    return diary, bookings


def send(mail: Transport, now: datetime = DUE) -> tuple[int, int]:
    return posting.send_due(posting.Ways(mail, FileTexts(Path("nowhere"))), clock=lambda: now)


def fate(booking: Booking) -> tuple[str, int, str]:
    [reminder] = reminders(booking)
    return reminder.status, reminder.attempts, reminder.last_error


def test_a_batch_leaves_over_one_connection_with_the_appointment_in_each(office: Office) -> None:
    _, bookings = several(5)

    assert send(office.transport) == (5, 0)

    assert office.to() == sorted(each.patient.email for each in bookings)
    assert office.connections == 1
    letter = office.taken[0]
    assert letter["Subject"] == "Reminder: Thu 26 Nov, 10:00 am"
    [file] = letter.iter_attachments()
    [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    assert (event["UID"] in {each.uid for each in bookings}, event["SEQUENCE"]) == (True, 0)
    assert event.decoded("DTSTART") == at(3, 10)
    assert [fate(each)[0] for each in bookings] == ["sent"] * 5


def test_nobody_listening_is_tried_again_later_and_asked_once_for_a_batch() -> None:
    _, (first, second) = several(2)
    nobody = SmtpTransport("127.0.0.1", free_port(), security="none", timeout=2)

    assert send(nobody) == (0, 2)

    for booking in (first, second):
        status, attempts, error = fate(booking)
        assert (status, attempts) == ("queued", 1)
        assert "cannot be reached" in error
        assert reminders(booking)[0].due_at == DUE + WAITS[0]
    with open_office() as office:
        assert send(office.transport, DUE + WAITS[0] - timedelta(seconds=1)) == (0, 0)
        assert send(office.transport, DUE + WAITS[0]) == (2, 0)
        assert len(office.taken) == 2


def test_a_busy_server_is_tried_again_with_longer_waits(office: Office) -> None:
    _, [booking] = several(1)
    office.to_data = ["451 come back later"] * 2

    assert send(office.transport) == (0, 1)
    assert send(office.transport, DUE + WAITS[0]) == (0, 1)
    assert reminders(booking)[0].due_at == DUE + WAITS[0] + WAITS[1]
    assert "451" in fate(booking)[2]
    assert send(office.transport, DUE + WAITS[0] + WAITS[1]) == (1, 0)

    assert fate(booking) == ("sent", 3, "")
    assert len(office.taken) == 1


def test_an_address_that_is_gone_is_given_up_and_shown_and_the_others_leave(office: Office) -> None:
    diary, (gone, there) = several(2)
    office.to_recipient = {gone.patient.email: "550 no such person"}

    assert send(office.transport) == (1, 1)

    assert fate(gone)[:2] == ("failed", 1)
    assert "550" in fate(gone)[2]
    assert office.to() == [there.patient.email]
    assert office.connections == 1
    desk = make_staff(diary.clinic)
    assert queries.given_up(desk) == 1
    assert "failed" in [one.status for one in queries.about(desk, gone)]
    assert send(office.transport, DUE + timedelta(hours=12)) == (0, 0)


def test_a_server_that_hangs_up_now_and_then_gets_each_letter_once(office: Office) -> None:
    """It hangs up after taking a letter: what it took before its answer was heard may come again, under the
    same Message-ID; nothing is lost."""
    _, bookings = several(7)
    office.hang_up_after = 3
    now = DUE

    while Message.objects.filter(status=Status.QUEUED).exists():
        send(office.transport, now)
        now += timedelta(minutes=5)

    assert {fate(each)[0] for each in bookings} == {"sent"}
    assert {letter["To"] for letter in office.taken} == {each.patient.email for each in bookings}
    by_id = {letter["Message-ID"] for letter in office.taken}
    assert len(by_id) == len(bookings)


class Interrupting:
    """A mail server during whose first letter the desk moves and cancels what else was taken."""

    def __init__(self, mail: Transport, diary: Diary, bookings: list[Booking]) -> None:
        self.mail, self.bookings, self.desk = mail, bookings, make_staff(diary.clinic)
        self.done = False

    def send(self, letter: Letter) -> None:
        self.mail.send(letter)
        if not self.done:
            self.done = True
            left = [one for one in self.bookings if one.patient.email != letter.to]
            actions.move(booking=left[0], starts_at=at(4, 10), by=self.desk, now=DUE)
            actions.cancel(booking=left[1], by=self.desk, now=DUE)


def test_what_changes_while_a_batch_is_on_its_way_is_not_told_as_it_was(office: Office) -> None:
    diary, bookings = several(3)

    sent, failed = send(Interrupting(office.transport, diary, bookings))

    assert (sent, failed) == (1, 0)
    assert len(office.taken) == 1
    kinds = Counter(Message.objects.exclude(kind="booked").values_list("kind", "status"))
    assert kinds == {
        ("reminder", "sent"): 1,
        ("reminder", "withdrawn"): 2,
        ("reminder", "queued"): 1,
        ("moved", "queued"): 1,
        ("cancelled", "queued"): 1,
    }


def test_without_the_last_question_it_would_be_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: take the question away, and two people are told what is no longer so."""
    diary, bookings = several(3)

    def always(**_: object) -> bool:
        return True

    monkeypatch.setattr(posting, "GUARDS", {"reminder": always})
    assert send(Interrupting(office.transport, diary, bookings)) == (3, 0)


class Dying(Exception):
    """The machine is switched off between sending and noting it."""


def test_a_worker_that_dies_sends_again_under_the_same_name(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once is what is promised; the same Message-ID is how a mailbox shows it once."""
    several(1)

    def die(**_: object) -> None:
        raise Dying

    with monkeypatch.context() as patched:
        patched.setattr("unknot.journey.outbox.actions.mark_sent", die)
        with pytest.raises(Dying):
            send(office.transport)
    assert send(office.transport, DUE + CLAIM - timedelta(seconds=1)) == (0, 0)
    assert send(office.transport, DUE + CLAIM) == (1, 0)

    first, second = office.taken
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_nothing_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "BATCH", 3)
    _, bookings = several(24)
    start, failed = Barrier(2), list[BaseException]()

    def work() -> None:
        start.wait()
        try:
            while sum(send(office.transport)):
                pass
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failed == []
    assert office.to() == sorted(each.patient.email for each in bookings)
    assert [fate(each)[:2] for each in bookings] == [("sent", 1)] * 24
