"""Text messages that fit into one: 160 signs of the GSM 7-bit alphabet (3GPP TS 23.038), or 70 of any
other.

A sign that is not in the alphabet would make the whole message a long and dear one, so accents that it
lacks are left out (sabado for sábado), as people do when they write on a phone. What cannot be written in
it at all, such as a name in Chinese, stays as it is.
"""

import unicodedata
from collections.abc import Callable, Iterator

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWO = frozenset("^{}\\[~]|€")  # these take two places
_PLAIN = {
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "…": "...",
    "\u00a0": " ",
    "\u202f": " ",
}
PLACES, PLACES_OTHERWISE = 160, 70


def gsm(words: str) -> str:
    """The words in the alphabet; as they were when one of them cannot be written in it."""
    found = "".join(_written(sign) for sign in words)
    return words if "\0" in found else found


def is_one(words: str) -> bool:
    """Whether the words fit into one message."""
    if all(sign in _BASIC or sign in _TWO for sign in words):
        return sum(2 if sign in _TWO else 1 for sign in words) <= PLACES
    return len(words.encode("utf-16-be")) // 2 <= PLACES_OTHERWISE


def fitted(filled: Callable[[str], str], name: str) -> str:
    """What `filled` makes of the longest form of the name with which it is one message; with the shortest
    form if none is short enough: two messages are better than half a link."""
    words = ""
    for form in _shorter(name):
        words = gsm(filled(form))
        if is_one(words):
            break
    return words


def _shorter(name: str) -> Iterator[str]:
    words = name.split()
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count])
    yield words[0][:12] if words else ""


def _written(sign: str) -> str:
    if sign in _BASIC or sign in _TWO:
        return sign
    if sign in _PLAIN:
        return _PLAIN[sign]
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and all(part in _BASIC for part in bare) else "\0"
