"""Misspelt words to the words that the net knows: one letter more, less, other or swapped with its neighbour.

A word is only mended when it is no word of the net and no ordinary word that merely looks like one. The index
holds every known word with one letter taken out (the symmetric deletion idea), so a look-up is a handful of
dictionary reads however many words are known.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

SHORTEST = 4
_RUNS = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Spelling:
    """`variants` are spellings with a meaning of their own ("cnt": cant); `ordinary` words stay."""

    known: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, known: Iterable[str], ordinary: Iterable[str], variants: Mapping[str, tuple[str, ...]]
    ) -> "Spelling":
        words = frozenset(known)
        near: dict[str, list[str]] = {}
        for word in sorted(word for word in words if len(word) >= SHORTEST and word.isalpha()):
            for shorter in {word, *_one_letter_less(word)}:
                near.setdefault(shorter, []).append(word)
        return cls(words, frozenset(ordinary), variants, {key: tuple(made) for key, made in near.items()})

    def __call__(self, word: str) -> tuple[str, ...]:
        """The words that a typed word stands for: itself, its variant's, or the nearest known word."""
        if word in self.known:
            return (word,)
        if word in self.variants:
            return self.variants[word]
        if word in self.ordinary or len(word) < SHORTEST - 1:
            return (word,)
        for shorter in (_RUNS.sub(r"\1\1", word), _RUNS.sub(r"\1", word)):
            if shorter != word and (shorter in self.known or shorter in self.variants):
                return self.variants.get(shorter, (shorter,))
        return (self._nearest(word),)

    def _nearest(self, word: str) -> str:
        candidates = {
            known
            for shorter in (word, *_one_letter_less(word))
            for known in self.near.get(shorter, ())
            if _one_slip(word, known)
        }
        # Slips are rare in the first letter; then the order of the alphabet, so that the choice is steady.
        return min(candidates, key=lambda known: (known[0] != word[0], known), default=word)


def _one_letter_less(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(len(word))]


def _one_slip(typed: str, known: str) -> bool:
    """Whether two words of nearly the same length are one slip apart: a letter added, lost, changed, or two
    swapped."""
    short, long = sorted((typed, known), key=len)
    start = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2][::-1] == long[start : start + 2]
    return short[start + 1 :] == long[start + 1 :] or (swapped and short[start + 2 :] == long[start + 2 :])
