"""One sentence as it was understood: which classes of words stand where, and what rows of them it holds.

All gaps are bounded, so the work grows with the length of a sentence and not with what stands in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from unknot.clinical.wording_text import COMMA, Token


def bits(kinds: Iterable[int]) -> int:
    """Classes as the bits of one number, so that "does it hold all of these" is one comparison."""
    made = 0
    for kind in kinds:
        made |= 1 << kind
    return made


class Hit(NamedTuple):
    start: int
    end: int


class Match(NamedTuple):
    """A span of a sentence and the spans of its parts."""

    start: int
    end: int
    parts: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Classes in this order, with at most `gaps[n]` words before part n. `loose`: commas may lie between."""

    parts: tuple[int, ...]
    gaps: tuple[int, ...]
    loose: bool = False
    needs: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", bits(self.parts))


@dataclass(slots=True)
class Reading:
    """One sentence with every class and phrase found in it.

    `denials` gives, for a place, where the negations stand that cover it; `holds` are the classes as bits.
    """

    tokens: list[Token]
    hits: dict[int, list[Hit]] = field(default_factory=dict)
    denials: dict[int, list[int]] = field(default_factory=dict)
    holds: int = 0
    _starts: dict[int, dict[int, list[int]]] = field(default_factory=dict)
    _barriers: list[int] = field(default_factory=list)

    def starts(self, kind: int) -> Mapping[int, list[int]]:
        """Where the hits of a class begin, and their ends."""
        if kind not in self._starts:
            made: dict[int, list[int]] = {}
            for start, end in self.hits[kind]:
                made.setdefault(start, []).append(end)
            self._starts[kind] = made
        return self._starts[kind]

    def bar(self, breaks: int) -> None:
        """Mark what no gap may reach over: 2 for a break such as "but", 1 for a comma."""
        self._barriers = [1 if token.word == COMMA else 0 for token in self.tokens]
        for start, end in self.hits.get(breaks, ()):
            self._barriers[start:end] = [2] * (end - start)

    def starts_of(self, *kinds: int) -> frozenset[int]:
        return frozenset(hit.start for kind in kinds for hit in self.hits.get(kind, ()))

    def any_within(self, kinds: tuple[int, ...], low: int, high: int) -> bool:
        return any(low <= hit.start < high for kind in kinds for hit in self.hits.get(kind, ()))

    def part(self, start: int, end: int, parting: tuple[int, ...]) -> tuple[int, int]:
        """The part of the sentence round a span: up to the next comma, break or word that parts it."""
        parted = self.starts_of(*parting)
        low, high = start, end
        while low > 0 and not self._barriers[low - 1] and low not in parted:
            low -= 1
        while high < len(self.tokens) and not self._barriers[high] and high not in parted:
            high += 1
        return low, high

    def matches(self, sequence: Sequence) -> Iterator[Match]:
        """Every span that the sequence covers, by where it begins, unless a negation parts it.

        Only for a sequence of which the sentence holds every class.
        """
        wall = 2 if sequence.loose else 1
        for first in self.hits[sequence.parts[0]]:
            reached: dict[int, tuple[Hit, ...]] = {first.end: (first,)}
            for part, gap in zip(sequence.parts[1:], sequence.gaps[1:], strict=True):
                reached = self._step(reached, self.starts(part), gap, wall)
            for end, parts in reached.items():
                yield Match(first.start, end, parts)

    def denied(self, match: Match) -> bool:
        """Whether a negation before the match covers any part of it."""
        return any(self.denials.get(part.start, (match.start,))[0] < match.start for part in match.parts)

    def _step(
        self,
        reached: dict[int, tuple[Hit, ...]],
        starts: Mapping[int, list[int]],
        gap: int,
        wall: int,
    ) -> dict[int, tuple[Hit, ...]]:
        found: dict[int, tuple[Hit, ...]] = {}
        last = len(self.tokens)
        for end, before in reached.items():
            for place in range(end, min(end + gap + 1, last)):
                if place > end and self._barriers[place - 1] >= wall:
                    break
                # A negation in the gap ("legs arent weak") denies what follows it.
                if any(no >= end for no in self.denials.get(place, ())):
                    continue
                for far in starts.get(place, ()):
                    found.setdefault(far, (*before, Hit(place, far)))
        return found
