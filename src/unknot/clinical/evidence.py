"""What a statement rests on: its source, how strong it is, what one finding says for or against a cause."""

from dataclasses import dataclass
from typing import Literal

# V seen in the source itself; V2 seen on a secondary page; M from memory with the usual citation; D our own
# design decision; K the person was told this diagnosis by somebody who looked.
Strength = Literal["V", "V2", "M", "D", "K"]


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    citation: str
    year: int
    kind: str
    seen: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding that speaks for or against a cause; `present` is False when it is its absence that speaks."""

    words: str
    sources: tuple[str, ...]
    strength: Strength
    present: bool = True
