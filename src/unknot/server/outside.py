"""The worker's part in outside calendars: read one that is due. Trouble leaves what was known as it was."""

from datetime import datetime

from django.conf import settings

from unknot.journey.book.outside import keep_busy, keep_problem, keep_unchanged, take_due_outside
from unknot.journey.refusals import Refusal
from unknot.server.fetching import Unreachable, fetch


def read_one(*, now: datetime) -> int:
    """One calendar, so that letters never wait for a slow server for long; 0 when none is due."""
    calendar = take_due_outside(now=now)
    if calendar is None:
        return 0
    try:
        got = fetch(calendar.url, etag=calendar.etag, private=settings.OUTSIDE_PRIVATE)
        if got.body is None:
            keep_unchanged(calendar=calendar, now=now, etag=got.etag)
        else:
            keep_busy(calendar=calendar, data=got.body, now=now, etag=got.etag)
    except Unreachable as error:
        keep_problem(calendar=calendar, words=str(error), now=now)
    except Refusal as refusal:
        keep_problem(calendar=calendar, words=refusal.words, now=now)
    return 1
