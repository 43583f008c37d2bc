"""Turns of speech that take an alarm back: "ten years ago", "what if", "my dog", "as always".

They only look at the sentence in which the words stand. Every turn names what cancels it again (a word such
as "since this morning"), and a sign may be deaf to turns that must never explain it away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from unknot.clinical.wording_reading import Hit, Match, Reading

Side = Literal["before", "after", "either"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of speech that takes a match back when it stands on that side of it, `within` so many words.

    `inside`: or between the parts of the match. With `near` it must stand in the same part of the sentence:
    between commas, breaks and the `parting` classes. `unless` cancels it in the match's part of the sentence
    (up to commas and breaks), `unless_between` between it and the match; `between` must stand between them.
    With `led_by`, one of these classes must stand before the match, and none of `unless_between` after it.
    `only` names the signs that it can take back, when not all.
    """

    id: str
    kinds: tuple[int, ...]
    side: Side
    within: int = 12
    near: bool = False
    inside: bool = False
    parting: tuple[int, ...] = ()
    unless: tuple[int, ...] = ()
    between: tuple[int, ...] = ()
    unless_between: tuple[int, ...] = ()
    led_by: tuple[int, ...] = ()
    only: frozenset[str] = frozenset()


def turned(match: Match, reading: Reading, turns: Iterable[Turn], sign: str, deaf_to: frozenset[str]) -> bool:
    """Whether a turn of speech in the sentence takes this match of a sign back."""
    return any(
        _takes_back(turn, hit, match, reading)
        for turn in turns
        if turn.id not in deaf_to and (not turn.only or sign in turn.only)
        for kind in turn.kinds
        for hit in reading.hits.get(kind, ())
    )


def _takes_back(turn: Turn, hit: Hit, match: Match, reading: Reading) -> bool:
    if hit.start < match.start:
        side, low, high = "before", min(hit.end, match.start), match.start
    elif hit.end > match.end:
        side, low, high = "after", match.end, max(match.end, hit.start)
    else:
        side, low, high = turn.side if turn.inside else "", match.start, match.start
    if turn.side not in (side, "either") or high - low > turn.within:
        return False
    if turn.near and not _in(reading.part(match.start, match.end, turn.parting), hit.start):
        return False
    if reading.any_within(turn.unless, *reading.part(match.start, match.end, ())):
        return False
    if reading.any_within(turn.unless_between, low, high) or not _led(turn, match, reading):
        return False
    return not turn.between or reading.any_within(turn.between, low, high)


def _led(turn: Turn, match: Match, reading: Reading) -> bool:
    return not turn.led_by or any(
        match.start - turn.within <= hit.end <= match.start
        and not reading.any_within(turn.unless_between, hit.end, match.start)
        for kind in turn.led_by
        for hit in reading.hits.get(kind, ())
    )


def _in(part: tuple[int, int], place: int) -> bool:
    return part[0] <= place < part[1]
