"""One check sent from two windows at once: nothing that was said is lost, and it is decided once."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.answers import BENIGN, URGENT
from tests.factories import NOW
from tests.journey.checks import answered, bearer, begun
from unknot.journey.check import actions
from unknot.journey.check.models import Alert, Check, Episode
from unknot.journey.record.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(works: list[Callable[[], object]]) -> list[BaseException]:
    start, failed = Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for move in (Thread.start, Thread.join):
        for thread in threads:
            move(thread)
    return failed


def test_answers_sent_at_once_are_all_kept() -> None:
    check = begun()
    said = dict(list(BENIGN.items())[:8])

    failed = at_once([partial(answered, check, {key: value}) for key, value in said.items()])

    assert failed == []
    assert Check.objects.get().answers.keys() == said.keys()


def test_a_check_sent_twice_at_once_is_decided_once() -> None:
    check = answered(begun(), URGENT)

    failed = at_once([lambda: actions.decide(check=check, by=bearer(check), now=NOW)] * 6)

    assert failed == []
    assert (Episode.objects.count(), Alert.objects.count()) == (1, 1)
    assert Event.objects.filter(kind="check.decided").count() == 1
