"""The small language in which the net's words are written, read once for building and for checking.

A list of words is text with commas: `numb, gone dead, tingl{e,es,ing,y}`. A pattern is a row of `<class>`
names and words (`up|down` for either); a number between two of them lets so many other words stand there, and
`~5` lets what stands before and after it come in either order with up to five words and commas between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product

_BRACES = re.compile(r"\{([^{}]*)\}")
WORD = re.compile(r"[^\W\d_A-Z]+\d{0,2}|,")


Part = str | tuple[str, ...]
Row = tuple[tuple[Part, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rows of parts (a class name, or a tuple of words) with the gap before each, in any order of the rows.

    `apart` is how many words may stand between two rows; a pattern without ~ is one row.
    """

    rows: tuple[Row, ...]
    apart: int

    @property
    def loose(self) -> bool:
        return len(self.rows) > 1

    def parts(self) -> Iterator[Part]:
        for parts, _ in self.rows:
            yield from parts

    def orders(self) -> Iterator[Row]:
        """The rows that it allows, one after the other."""
        for order in permutations(self.rows):
            parts = tuple(part for row, _ in order for part in row)
            gaps = tuple(gap for _, row in order for gap in (self.apart, *row[1:]))
            yield parts, (0, *gaps[1:])


def entries(text: str) -> list[str]:
    """The word lists of a class: split at commas outside braces, and the braces opened."""
    return [one for entry in re.split(r",(?![^{]*\})", text) for one in opened(entry.strip()) if one]


def opened(text: str) -> list[str]:
    """`tingl{e,ing}` as tingle and tingling."""
    pieces = _BRACES.split(text)
    choices = [piece.split(",") if place % 2 else [piece] for place, piece in enumerate(pieces)]
    return [" ".join("".join(choice).split()) for choice in product(*choices)]


def pattern(text: str) -> Pattern:
    """A pattern as it is written; ValueError says in words what is wrong with it."""
    rows: list[tuple[list[Part], list[int]]] = [([], [])]
    apart, gap, after_gap = 0, 0, True
    for piece in text.split():
        number = piece.removeprefix("~")
        if number.isdigit():
            if after_gap:
                raise ValueError(f"{piece!r} must stand between two words or classes")
            if piece == number:
                gap = int(number)
            else:
                apart, gap = max(apart, int(number)), 0
                rows.append(([], []))
            after_gap = True
            continue
        rows[-1][0].append(piece[1:-1] if piece[0] + piece[-1] == "<>" else _words(piece))
        rows[-1][1].append(gap)
        gap, after_gap = 0, False
    if after_gap:
        raise ValueError("a pattern begins and ends with a word or a <class>")
    if len(rows) > 4 or max(apart, *(one for _, gaps in rows for one in gaps)) > 30:
        raise ValueError("gaps are at most 30 words, and at most 4 parts stand in any order")
    return Pattern(tuple((tuple(parts), tuple(gaps)) for parts, gaps in rows), apart)


def _words(piece: str) -> tuple[str, ...]:
    return tuple(one for word in piece.split("|") for one in opened(word))
