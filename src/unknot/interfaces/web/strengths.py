"""How strongly something is known, in words for everybody: a letter alone says nothing to most readers."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StrengthWords:
    """`words` stand in a tag, `means` explains them."""

    key: str
    words: str
    means: str
    tone: str


STRENGTHS: Mapping[str, StrengthWords] = {
    one.key: one
    for one in (
        StrengthWords("V", "source seen", "seen in the source itself", "ok"),
        StrengthWords("V2", "seen second hand", "seen on a page about the source", "info"),
        StrengthWords(
            "M",
            "not re-verified",
            "from memory with the usual citation, not checked again yet",
            "warn",
        ),
        StrengthWords("D", "our own decision", "our own judgement; no study stands behind it", "neutral"),
        StrengthWords("K", "by definition", "part of what the words mean, or told by a doctor", "ok"),
    )
}
