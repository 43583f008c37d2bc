"""What we tell people leaves once, is tried again, and is given up in the open."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.factories import NOW, make_clinic, make_patient, make_staff
from unknot.journey.outbox import queries
from unknot.journey.outbox.actions import (
    CLAIM,
    WAITS,
    mark_failed,
    mark_sent,
    queue,
    retry,
    take_due,
    withdraw,
)
from unknot.journey.outbox.models import Message, Status
from unknot.journey.people.access import visitor
from unknot.journey.people.models import Clinic
from unknot.journey.record.models import Event
from unknot.journey.refusals import Refusal

pytestmark = pytest.mark.django_db


def queued(clinic: Clinic, key: str = "one", **fields: Any) -> Message:
    given: dict[str, Any] = {"to": "ada@example.org", "kind": "booked", "context": {}, "now": NOW}
    return queue(clinic_id=clinic.pk, key=key, **{**given, **fields})


def fate(message: Message) -> str:
    return Message.objects.get(id=message.id).status


def events() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_queue_asks_once_for_one_key() -> None:
    clinic = make_clinic()
    first = queued(clinic, context={"at": NOW, "id": UUID(int=1)})
    again = queued(clinic, context={"at": "later"})
    assert (again, Message.objects.count()) == (first, 1)
    assert Message.objects.get().context == {
        "at": "2026-11-23T17:30:00.000000+00:00",
        "id": "00000000-0000-0000-0000-000000000001",
    }


@pytest.mark.django_db(transaction=True)
def test_queue_is_undone_with_the_change_it_tells_of() -> None:
    clinic = make_clinic()

    @transaction.atomic
    def change() -> None:
        queued(clinic)
        raise LookupError("the change was refused")

    with pytest.raises(LookupError):
        change()
    assert Message.objects.count() == 0


def test_take_due_gives_what_is_due_oldest_first() -> None:
    clinic = make_clinic()
    second = queued(clinic, "second", due_at=NOW - timedelta(minutes=1))
    first = queued(clinic, "first", due_at=NOW - timedelta(minutes=2))
    queued(clinic, "later", due_at=NOW + timedelta(seconds=1))

    assert take_due(now=NOW) == [first, second]
    assert take_due(now=NOW) == []


def test_take_due_keeps_to_its_limit() -> None:
    clinic = make_clinic()
    messages = [queued(clinic, str(number)) for number in range(3)]
    assert take_due(now=NOW, limit=2) == messages[:2]
    assert take_due(now=NOW, limit=2) == messages[2:]


def test_a_claim_of_a_worker_that_died_runs_out() -> None:
    message = queued(make_clinic())
    take_due(now=NOW)

    assert take_due(now=NOW + CLAIM - timedelta(seconds=1)) == []
    (again,) = take_due(now=NOW + CLAIM)

    assert (again, again.attempts) == (message, 2)


def test_mark_sent_keeps_the_message_as_it_left() -> None:
    clinic = make_clinic()
    queued(clinic)
    (message,) = take_due(now=NOW)

    mark_sent(message=message, subject="Booked", body="See you", attachment="BEGIN:VCALENDAR", now=NOW)

    sent = Message.objects.get()
    assert (sent.status, sent.sent_at, sent.claimed_until) == (Status.SENT, NOW, None)
    kept = (sent.rendered_subject, sent.rendered_body, sent.attachment)
    assert kept == ("Booked", "See you", "BEGIN:VCALENDAR")
    assert events() == ["outbox.sent"]
    assert take_due(now=NOW + timedelta(days=1)) == []


def test_a_failed_message_waits_longer_each_time_and_is_then_given_up() -> None:
    queued(make_clinic())
    now, waits = NOW, list[timedelta]()
    while taken := take_due(now=now):
        message = mark_failed(message=taken[0], error="no answer", now=now)
        waits.append(message.due_at - now)
        now = max(message.due_at, now)
        if message.status == Status.FAILED:
            break

    assert waits[:-1] == list(WAITS)
    assert (message.status, message.attempts, message.last_error) == (Status.FAILED, 6, "no answer")
    assert take_due(now=now + timedelta(days=9)) == []
    assert events() == ["outbox.gave_up"]


def test_a_message_that_another_try_cannot_help_is_given_up_at_once() -> None:
    queued(make_clinic())
    (message,) = take_due(now=NOW)
    assert mark_failed(message=message, error="no such address", permanent=True, now=NOW).status == "failed"
    assert take_due(now=NOW + timedelta(days=1)) == []


def test_withdraw_takes_back_what_waits_and_only_that() -> None:
    clinic = make_clinic()
    ada, ben = make_patient(clinic), make_patient(clinic)
    sent, waiting, other = (
        queued(clinic, "sent", subject=ada),
        queued(clinic, "waiting", subject=ada, due_at=NOW + timedelta(days=1)),
        queued(clinic, "other", subject=ben, due_at=NOW + timedelta(days=1)),
    )
    (taken,) = take_due(now=NOW)
    mark_sent(message=taken, subject="", body="", now=NOW)

    assert withdraw(subject=ada, now=NOW) == 1
    assert withdraw(subject=ada, now=NOW) == 0
    assert (fate(sent), fate(waiting), fate(other)) == ("sent", "withdrawn", "queued")
    assert take_due(now=NOW + timedelta(days=2)) == [other]
    assert events() == ["outbox.sent", "outbox.withdrawn"]


def test_a_message_withdrawn_on_its_way_is_not_tried_again_and_tells_the_truth() -> None:
    clinic = make_clinic()
    patient = make_patient(clinic)
    for key in ("fails", "leaves"):
        queued(clinic, key, subject=patient)
    fails, leaves = take_due(now=NOW)
    withdraw(subject=patient, now=NOW)

    mark_failed(message=fails, error="no answer", now=NOW)
    mark_sent(message=leaves, subject="", body="", now=NOW)

    assert (fate(fails), fate(leaves)) == ("withdrawn", "sent")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_one_message_twice() -> None:
    clinic = make_clinic()
    messages = [queued(clinic, str(number)) for number in range(40)]
    start, taken, failed = Barrier(4), list[UUID](), list[BaseException]()

    def work() -> None:
        start.wait()
        try:
            while batch := take_due(now=NOW, limit=3):
                taken.extend(message.id for message in batch)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(taken) == sorted(message.id for message in messages)


def test_recent_is_for_the_staff_of_the_clinic() -> None:
    here, there = make_clinic(), make_clinic()
    first, second = queued(here, "first"), queued(here, "second")
    queued(there, "elsewhere")
    desk = make_staff(here)

    assert queries.recent(desk) == [second, first]
    assert queries.recent(desk, limit=1) == [second]
    assert queries.message(desk, first.id) == first
    assert queries.message(make_staff(there), first.id) is None
    with pytest.raises(Refusal):
        queries.recent(visitor(here))


@pytest.mark.parametrize("messages", [1, 3])
def test_recent_costs_one_query(messages: int, django_assert_num_queries: Any) -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    for number in range(messages):
        queued(clinic, str(number))
    with django_assert_num_queries(1):
        assert len(queries.recent(desk)) == messages


def test_given_up_counts_those_who_heard_nothing() -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    queued(clinic, "one")
    queued(clinic, "two")
    for message in take_due(now=NOW, limit=1):
        mark_failed(message=message, error="gone", permanent=True, now=NOW)
    assert queries.given_up(desk) == 1


def test_staff_send_again_what_was_given_up() -> None:
    clinic = make_clinic()
    desk = make_staff(clinic)
    message = queued(clinic)
    with pytest.raises(Refusal) as refused:
        retry(message=message, by=desk, now=NOW)
    assert refused.value.code == "not_given_up"
    mark_failed(message=message, error="no such address", now=NOW, permanent=True)
    later = NOW + timedelta(hours=1)

    again = retry(message=message, by=desk, now=later)

    assert (again.status, again.attempts, again.due_at) == (Status.QUEUED, 0, later)
    assert events()[-1] == "outbox.retried"
    assert [one.id for one in take_due(now=later)] == [message.id]


def test_what_has_been_overtaken_is_not_sent_again() -> None:
    clinic = make_clinic()
    patient = make_patient(clinic)
    old = queued(clinic, subject=patient)
    mark_failed(message=old, error="no such address", now=NOW, permanent=True)
    queued(clinic, key="due later", subject=patient, due_at=NOW + timedelta(days=1))
    queued(clinic, key="to another", subject=patient, to="ben@example.org")
    retry(message=old, by=make_staff(clinic), now=NOW)
    mark_failed(message=old, error="no such address", now=NOW, permanent=True)
    queued(clinic, key="two", kind="moved", subject=patient)

    with pytest.raises(Refusal) as refused:
        retry(message=old, by=make_staff(clinic), now=NOW)

    assert refused.value.code == "overtaken"


def test_only_the_clinics_own_staff_send_again() -> None:
    clinic = make_clinic()
    message = queued(clinic)
    mark_failed(message=message, error="no such address", now=NOW, permanent=True)

    with pytest.raises(Refusal) as refused:
        retry(message=message, by=make_staff(make_clinic()), now=NOW)

    assert refused.value.code == "not_allowed"
