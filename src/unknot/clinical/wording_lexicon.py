"""Words to meanings: classes of words, and phrases built from classes, found in one pass over a sentence.

A class is a set of short word lists ("numb", "no feeling"). A phrase is a sequence of classes with at most so
many other words between them. Both give spans of a sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from unknot.clinical.wording_negation import Scope, denials
from unknot.clinical.wording_reading import Hit, Reading, Sequence, bits
from unknot.clinical.wording_spelling import Spelling
from unknot.clinical.wording_text import Token

LONGEST_NUMBER = 12
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A class made of other classes."""

    kind: int
    rows: tuple[Sequence, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`first` gives, for a word, the rest of each entry that it begins, with the class of the entry.

    Several words that together belong to a class in `whole` ("back to normal") mean nothing else one by one.
    """

    spell: Spelling = field(default_factory=Spelling)
    first: Mapping[str, tuple[tuple[list[str], int], ...]] = field(default_factory=dict)
    numbers: tuple[tuple[int, float, float], ...] = ()
    idioms: Phrase = field(default_factory=lambda: Phrase(-1))
    phrases: tuple[Phrase, ...] = ()
    scope: Scope = field(default_factory=Scope)
    whole: frozenset[int] = frozenset()

    def read(self, tokens: list[Token]) -> Reading:
        """A sentence with its hits. Words inside an idiom mean nothing else."""
        reading = self._scan(tokens)
        hidden = {place for hit in _spans(self.idioms, reading) for place in range(*hit)}
        if hidden:
            tokens = [
                token._replace(word="") if place in hidden else token for place, token in enumerate(tokens)
            ]
            reading = self._scan(tokens)
        for phrase in self.phrases:
            if found := _spans(phrase, reading):
                reading.hits.setdefault(phrase.kind, []).extend(found)
                reading.holds |= 1 << phrase.kind
        return reading

    def _scan(self, tokens: list[Token]) -> Reading:
        words = [token.word for token in tokens]
        hits: dict[int, list[Hit]] = {}
        for place, word in enumerate(words):
            for rest, kind in self.first.get(word, ()):
                end = place + 1 + len(rest)
                if not rest or words[place + 1 : end] == rest:
                    hits.setdefault(kind, []).append(Hit(place, end))
            if _NUMBER.fullmatch(word):
                self._count(word, place, hits)
        reading = Reading(tokens, self._without_parts(hits))
        reading.holds = bits(reading.hits)
        reading.bar(self.scope.breaks)
        reading.denials = denials(reading, self.scope)
        return reading

    def _without_parts(self, hits: dict[int, list[Hit]]) -> dict[int, list[Hit]]:
        taken = {
            place
            for kind in self.whole & hits.keys()
            for start, end in hits[kind]
            for place in range(start, end if end - start > 1 else start)
        }
        if not taken:
            return hits
        kept = {
            kind: [
                hit
                for hit in found
                if kind in self.whole or hit.end - hit.start > 1 or hit.start not in taken
            ]
            for kind, found in hits.items()
        }
        return {kind: found for kind, found in kept.items() if found}

    def _count(self, word: str, place: int, hits: dict[int, list[Hit]]) -> None:
        """Numbers by their size: years, temperatures, ages."""
        number = float(word[:LONGEST_NUMBER])
        for kind, low, high in self.numbers:
            if low <= number <= high:
                hits.setdefault(kind, []).append(Hit(place, place + 1))


def _spans(phrase: Phrase, reading: Reading) -> list[Hit]:
    found: dict[Hit, None] = {}
    for row in phrase.rows:
        if row.needs & reading.holds == row.needs:
            for match in reading.matches(row):
                found[Hit(match.start, match.end)] = None
    return sorted(found) if found else []
