"""What a story is made of: entries, and whose story is asked for."""

from dataclasses import dataclass
from datetime import datetime

from unknot.journey.check.models import Episode
from unknot.journey.people.access import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading of their own: what speaks for a cause, what speaks against."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, or is to happen. `state` is a word with its tone; `parts` are folded away."""

    at: datetime
    kind: str
    title: str
    lines: tuple[str, ...] = ()
    state: tuple[str, str] = ("", "")
    tier: int | None = None
    link: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose story, for whom, on which clock; its newest `limit` entries after the first `skip`."""

    actor: Actor
    episode: Episode
    zone: str
    limit: int
    skip: int = 0

    @property
    def most(self) -> int:
        """As many of one kind as the page can need: one more says that there is more."""
        return self.skip + self.limit + 1
