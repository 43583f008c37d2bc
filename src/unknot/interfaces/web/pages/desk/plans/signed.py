"""A proposal between the page that shows it and the click that takes it: signed, so that what is booked is
what was shown, and short-lived, because seats do not wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from unknot.journey.refusals import Refusal
from unknot.scheduling.plans import Placed

FRESH = timedelta(hours=2)
_SALT = "unknot.proposal"


@dataclass(frozen=True, slots=True)
class Shown:
    """`key` is the plan or the visit that it is about."""

    key: str
    version: int
    seats: Mapping[str, Placed]


def sign(shown: Shown) -> str:
    seats = [
        [one.key, one.service, one.start, one.practitioner, list(one.resources)]
        for one in shown.seats.values()
    ]
    return signing.dumps([shown.key, shown.version, seats], salt=_SALT, compress=True)


def read(words: str) -> Shown:
    """Raises Refusal "stale" for what is too old, or was not signed here."""
    try:
        key, version, seats = signing.loads(words, salt=_SALT, max_age=FRESH)
    except signing.BadSignature as error:
        raise Refusal("stale", "These proposals are too old. Here are new ones.") from error
    placed = {row[0]: Placed(row[0], row[1], row[2], row[3], tuple(row[4])) for row in seats}
    return Shown(key, version, placed)
