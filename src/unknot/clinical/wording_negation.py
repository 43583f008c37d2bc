"""Negation and its scope: which words of a sentence a "no" covers, and where its reach ends."""

from collections.abc import Iterable
from dataclasses import dataclass

from unknot.clinical.wording_reading import Reading
from unknot.clinical.wording_text import COMMA


@dataclass(frozen=True, slots=True)
class Scope:
    """Classes by their part in negation; -1 stands for a class that no text holds.

    `negator` denies what follows, up to `words` words, until a break, a stop or a comma; "or" (`carries`)
    carries it on. `not_negator` are words that look like a denial and are none.
    """

    negator: int = -1
    not_negator: int = -1
    carries: int = -1
    stop: int = -1
    breaks: int = -1
    words: int = 6


def denials(reading: Reading, scope: Scope) -> dict[int, list[int]]:
    """For each place that a negation covers, where the negations stand that cover it, first to last."""
    spared = {place for hit in reading.hits.get(scope.not_negator, ()) for place in range(*hit)}
    covered: dict[int, list[int]] = {}
    for start, end in reading.hits.get(scope.negator, ()):
        if start not in spared:
            for place in _covered(end, reading, scope):
                covered.setdefault(place, []).append(start)
    return covered


def _covered(place: int, reading: Reading, scope: Scope) -> Iterable[int]:
    carries, stops = reading.starts_of(scope.carries), reading.starts_of(scope.stop, scope.breaks)
    stops |= reading.starts_of(scope.negator)
    left = scope.words
    while place < len(reading.tokens) and left:
        if place in stops:
            return
        if place in carries:
            left = scope.words
        elif reading.tokens[place].word == COMMA:
            if not _list_goes_on(place + 1, carries, stops, reading):
                return
            left = scope.words
        yield place
        place, left = place + 1, left - 1


def _list_goes_on(place: int, carries: frozenset[int], stops: frozenset[int], reading: Reading) -> bool:
    """Whether a comma stands in a list that ends in "or": no fever, chills or sweats."""
    for ahead in range(place, min(place + 8, len(reading.tokens))):
        if ahead in carries:
            return True
        if ahead in stops:
            return False
    return False
