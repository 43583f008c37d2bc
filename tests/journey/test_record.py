"""The record is only ever added to, and whatever is done to it behind its back is found."""

from collections.abc import Callable
from datetime import timedelta, timezone
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.factories import NOW, make_clinic, make_patient
from unknot.journey.people.access import SYSTEM
from unknot.journey.people.models import Clinic
from unknot.journey.record import queries
from unknot.journey.record.actions import BATCH, link, mark_handled, write
from unknot.journey.record.facts import canonical, digest, snapshot
from unknot.journey.record.models import AppendOnly, Chain, Event

pytestmark = pytest.mark.django_db


def wrote(clinic: Clinic, kind: str = "people.registered", **fields: Any) -> Event:
    with transaction.atomic():
        return write(clinic_id=clinic.pk, kind=kind, subject=clinic, by=SYSTEM, now=NOW, **fields)


def sealed_clinic(events: int = 5) -> Clinic:
    clinic = make_clinic()
    for number in range(events):
        wrote(clinic, data={"number": number})
    link(now=NOW)
    return clinic


def tamper(sql: str, *values: Any) -> None:
    """Somebody with the database in their hands, past every model."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def event_at(clinic: Clinic, position: int) -> Event:
    return Event.objects.get(clinic_id=clinic.pk, position=position)


def raw(event: Event) -> Any:
    return event._meta.pk.get_db_prep_value(event.pk, connection)


def test_write_keeps_who_what_when_and_why() -> None:
    clinic = make_clinic()

    event = wrote(clinic, "people.opened", reason="new", before={"a": 1}, after={"a": 2}, data={"b": NOW})

    event.refresh_from_db()
    assert (event.clinic_id, event.kind, event.at) == (clinic.pk, "people.opened", NOW)
    assert (event.subject_type, event.subject_id) == ("people.clinic", str(clinic.pk))
    assert (event.actor_kind, event.actor_name, event.reason) == ("system", "Unknot", "new")
    assert (event.before_digest, event.after_digest) == (digest({"a": 1}), digest({"a": 2}))
    assert event.data == {"b": "2026-11-23T17:30:00.000000+00:00"}


def test_write_costs_one_query(django_assert_num_queries: Any) -> None:
    clinic = make_clinic()
    with transaction.atomic(), django_assert_num_queries(1):
        write(clinic_id=clinic.pk, kind="a.b", subject=clinic, by=SYSTEM, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_write_outside_a_transaction_is_a_bug() -> None:
    clinic = make_clinic()
    with pytest.raises(transaction.TransactionManagementError):
        write(clinic_id=clinic.pk, kind="a.b", subject=clinic, by=SYSTEM, now=NOW)
    assert Event.objects.count() == 0


def test_event_cannot_be_changed_or_removed_through_the_model() -> None:
    clinic = make_clinic()
    event = wrote(clinic)
    event.kind = "people.other"
    attempts: list[Callable[[], Any]] = [
        event.save,
        event.delete,
        Event.objects.all().delete,
        Event.objects.filter(clinic_id=clinic.pk).delete,
        lambda: Event.objects.update(kind="people.other"),
        lambda: Event.objects.bulk_update([event], ["kind"]),
        lambda: Event.objects.update_or_create({"kind": "people.other"}, id=event.pk),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnly):
            attempt()
    assert Event.objects.get().kind == "people.registered"


def test_digest_does_not_depend_on_the_order_of_keys_or_the_zone() -> None:
    assert digest({"a": 1, "b": NOW}) == digest({"b": NOW.astimezone(timezone(timedelta(hours=-8))), "a": 1})
    assert canonical({"b": "é", "a": [1.5]}) == '{"a":[1.5],"b":"é"}'
    assert digest({"a": 1}) != digest({"a": 2})
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"a": float("nan")})


def test_snapshot_holds_every_column() -> None:
    patient = make_patient(make_clinic())
    columns = {field.attname for field in patient._meta.concrete_fields}
    assert snapshot(patient).keys() == columns
    assert snapshot(patient)["clinic_id"] == str(patient.clinic_id)


def test_link_seals_in_order_and_once() -> None:
    clinic = sealed_clinic(3)

    assert link(now=NOW) == 0
    wrote(clinic)
    assert link(now=NOW) == 1

    events = list(Event.objects.order_by("position"))
    assert [event.position for event in events] == [1, 2, 3, 4]
    assert [event.id for event in events] == sorted(event.id for event in events)
    assert [event.previous_hash for event in events] == ["", *(event.hash for event in events[:-1])]
    assert Chain.objects.get().head == events[-1].hash
    assert Chain.objects.get().sealed_at == NOW


def test_link_works_through_more_than_one_batch() -> None:
    clinic = make_clinic()
    for _ in range(BATCH + 3):
        wrote(clinic)
    assert link(now=NOW) == BATCH + 3
    assert queries.verify(clinic.pk).sealed == BATCH + 3


def test_each_clinic_has_its_own_chain() -> None:
    here, there = make_clinic(), make_clinic()
    for clinic in (here, there, here):
        wrote(clinic)

    assert link(now=NOW, clinic_id=here.pk) == 2
    assert (queries.verify(here.pk).sealed, queries.verify(there.pk).sealed) == (2, 0)
    assert link(now=NOW) == 1
    assert queries.verify(there.pk).sealed == 1


def test_verify_says_how_far_it_is_sealed() -> None:
    clinic = sealed_clinic(2)
    wrote(clinic)

    verified = queries.verify(clinic.pk)

    assert (verified.ok, verified.sealed, verified.unsealed, verified.broken_at) == (True, 2, 1, None)
    assert verified.head == event_at(clinic, 2).hash


def test_verify_of_an_empty_record_is_whole() -> None:
    assert queries.verify(make_clinic().pk) == queries.Verified(True, 0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "people.other"),
        ("subject_id", "somebody else"),
        ("actor_name", "Nobody"),
        ("at", "2020-01-01 00:00:00"),
        ("reason", "because"),
        ("after_digest", "0" * 64),
        ("data", '{"number": 99}'),
        ("hash", "0" * 64),
        ("previous_hash", "0" * 64),
    ],
)
def test_verify_finds_a_changed_event(column: str, value: str) -> None:
    clinic = sealed_clinic()

    tamper(f"UPDATE record_event SET {column} = %s WHERE id = %s", value, raw(event_at(clinic, 3)))

    verified = queries.verify(clinic.pk)
    assert (verified.ok, verified.broken_at, verified.sealed) == (False, 3, 2)


@pytest.mark.parametrize("position", [1, 3, 5])
def test_verify_finds_a_removed_event(position: int) -> None:
    clinic = sealed_clinic()

    tamper("DELETE FROM record_event WHERE id = %s", raw(event_at(clinic, position)))

    verified = queries.verify(clinic.pk)
    assert (verified.ok, verified.broken_at) == (False, position)


def test_verify_finds_that_everything_was_removed() -> None:
    clinic = sealed_clinic()
    tamper("DELETE FROM record_event")
    assert (queries.verify(clinic.pk).ok, queries.verify(clinic.pk).broken_at) == (False, 1)
    assert queries.clinics_with_events() == [clinic.pk]


def test_verify_finds_two_events_that_changed_places() -> None:
    clinic = sealed_clinic()
    second, fourth = event_at(clinic, 2), event_at(clinic, 4)

    tamper("UPDATE record_event SET position = 99 WHERE id = %s", raw(second))
    tamper("UPDATE record_event SET position = 2 WHERE id = %s", raw(fourth))
    tamper("UPDATE record_event SET position = 4 WHERE id = %s", raw(second))

    assert (queries.verify(clinic.pk).ok, queries.verify(clinic.pk).broken_at) == (False, 2)


def test_an_event_that_was_unsealed_changed_and_sealed_again_is_found() -> None:
    clinic = sealed_clinic()

    tamper(
        "UPDATE record_event SET position = NULL, hash = '', kind = 'x.y' WHERE id = %s",
        raw(event_at(clinic, 5)),
    )
    link(now=NOW)

    assert (queries.verify(clinic.pk).ok, queries.verify(clinic.pk).broken_at) == (False, 5)


def test_unfollowed_gives_each_follower_each_event_once() -> None:
    clinic = make_clinic()
    first, _, second = wrote(clinic, "a.one"), wrote(clinic, "b.other"), wrote(clinic, "a.one")

    assert queries.unfollowed(follower="f", kinds=["a.one"]) == [first, second]
    assert mark_handled(event=first, follower="f", now=NOW) is True
    assert mark_handled(event=first, follower="f", now=NOW) is False
    assert queries.unfollowed(follower="f", kinds=["a.one"]) == [second]
    assert queries.unfollowed(follower="g", kinds=["a.one"], limit=1) == [first]


@pytest.mark.parametrize("events", [1, 3])
def test_unfollowed_costs_one_query(events: int, django_assert_num_queries: Any) -> None:
    clinic = make_clinic()
    for _ in range(events):
        wrote(clinic, "a.one")
    with django_assert_num_queries(1):
        assert len(queries.unfollowed(follower="f", kinds=["a.one"])) == events


def test_history_tells_what_happened_to_one_row_youngest_first() -> None:
    clinic, other = make_clinic(), make_clinic()
    first, _, second = wrote(clinic), wrote(other), wrote(clinic)
    assert queries.history(clinic) == [second, first]


@pytest.mark.django_db(transaction=True)
def test_two_sealers_make_one_chain() -> None:
    clinic = make_clinic()
    for _ in range(60):
        wrote(clinic)
    start, sealed, failed = Barrier(4), list[int](), list[BaseException]()

    def seal() -> None:
        start.wait()
        try:
            sealed.append(link(now=NOW))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=seal) for _ in range(4)]
    for move in (Thread.start, Thread.join):
        for thread in threads:
            move(thread)

    assert failed == []
    assert sum(sealed) == 60
    assert queries.verify(clinic.pk) == queries.Verified(True, 60, 0, head=Chain.objects.get().head)


def verify_output() -> str:
    out = StringIO()
    call_command("verify", stdout=out)
    return out.getvalue()


def test_verify_command_speaks_for_each_clinic() -> None:
    clinic = sealed_clinic(2)
    wrote(clinic)

    printed = verify_output()

    assert f"{clinic.name}: whole. 2 events sealed, 1 waiting to be sealed." in printed
    assert Chain.objects.get().head in printed


def test_verify_command_says_so_when_there_is_nothing() -> None:
    assert verify_output() == "Nothing has been recorded yet.\n"


def test_verify_command_fails_when_a_chain_is_broken() -> None:
    clinic = sealed_clinic(3)
    tamper("UPDATE record_event SET reason = 'x' WHERE id = %s", raw(event_at(clinic, 2)))
    with pytest.raises(CommandError, match="1 of 1 records is broken") as refused:
        verify_output()
    assert refused.value.returncode == 1
