"""Text as people type it to sentences of plain words: case, accents, emoji, spaces and marks taken away.

A sentence ends at . ! ? ; or an empty line. Commas, brackets, dashes, colons and line ends stay as the word
",". Each word keeps its place in the text, so that an alarm can quote what raised it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from unicodedata import combining, normalize

COMMA = ","
WINDOW, OVERLAP = 120, 30
# Marks that combine with a letter, and invisible joiners, belong to the word in which they stand.
_INSIDE = "\u0300-\u036f\u200b-\u200d\ufe0f"
_PIECES = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?)"
    rf"|(?P<word>(?:[^\W\d_][{_INSIDE}]*)+(?:['’‘`´](?:[^\W\d_][{_INSIDE}]*)+)*\d{{0,2}}(?!\d))"
    r"|(?P<end>[.!?;]+|\n[ \t\r]*\n\s*)"
    r"|(?P<comma>[,:()\[\]\n…—–]|(?<=\s)-+(?=\s))"
)
_IN_WORD = re.compile(rf"['’‘`´{_INSIDE}]")


class Token(NamedTuple):
    word: str
    start: int
    end: int


def sentences(text: str) -> list[list[Token]]:
    """The sentences of a text as lists of tokens, each word as it was typed, in its plain form."""
    found: list[list[Token]] = [[]]
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        if piece.lastgroup == "end":
            found.append([])
        elif piece.lastgroup == "comma":
            found[-1].append(Token(COMMA, start, end))
        elif piece.lastgroup == "number":
            found[-1].append(Token(piece[0].replace(",", "."), start, end))
        else:
            found[-1].append(Token(plain(piece[0]), start, end))
    return [window for tokens in found for window in _windows(tokens)]


def spelt(tokens: Iterable[Token], spell: Callable[[str], tuple[str, ...]]) -> list[Token]:
    """The same tokens with what `spell` says that each typed word stands for, one word or several."""
    found: list[Token] = []
    for token in tokens:
        if token.word[:1].isalpha():
            found += [Token(word, token.start, token.end) for word in spell(token.word)]
        else:
            found.append(token)
    return found


def _windows(tokens: list[Token]) -> Iterator[list[Token]]:
    """A sentence in overlapping windows, so that a text without any full stop costs no more than others."""
    for start in range(0, max(len(tokens) - OVERLAP, min(len(tokens), 1)), WINDOW - OVERLAP):
        yield tokens[start : start + WINDOW]


def plain(word: str) -> str:
    """A word without case, accents, apostrophes and joiners."""
    if word.isascii():
        return _IN_WORD.sub("", word.lower()) if not word.isalpha() else word.lower()
    letters = normalize("NFKD", _IN_WORD.sub("", word).casefold())
    return "".join(letter for letter in letters if not combining(letter))
