"""What a page about the knowledge is made of: an area has entries, an entry has sections.

One shape for everything that can be read, so that a new kind of knowledge is readable as soon as somebody
writes how one of its entries reads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from unknot.clinical.knowledge import Knowledge
from unknot.clinical.reading_aloud import Passage, sentence
from unknot.clinical.urgency import Tier
from unknot.knowledge.worked import Case


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to read: the knowledge and its worked cases."""

    knowledge: Knowledge
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """To another entry. `area` and `id` say which; a link to what does not exist is shown as words."""

    area: str
    id: str
    words: str
    note: str = ""
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list, with what it rests on."""

    words: str
    note: str = ""
    when: Passage | None = None
    strength: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with text, a condition, lines and links below it; a section without any of them is left
    out."""

    title: str
    text: str = ""
    when: Passage | None = None
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.text or self.when or self.items or self.links)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is known. `summary` stands below the title in a list; `verdict` is a word for a tag."""

    id: str
    title: str
    summary: str = ""
    group: str = ""
    tier: Tier | None = None
    strength: str = ""
    verdict: str = ""
    sources: tuple[str, ...] = ()
    reviewed: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def shown(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.says_something)

    @property
    def cites(self) -> tuple[str, ...]:
        """Every source that the entry or one of its lines rests on, each once."""
        below = (source for section in self.sections for item in section.items for source in item.sources)
        return tuple(dict.fromkeys((*self.sources, *below)))

    def words(self) -> str:
        """All that can be searched for, in small letters."""
        said = [self.id, self.title, self.summary, self.group, self.verdict, *self.cites]
        for section in self.sections:
            said += [section.text, _aloud(section.when), *(link.words for link in section.links)]
            said += [f"{item.words} {item.note} {_aloud(item.when)}" for item in section.items]
        return " ".join(said).casefold()


@dataclass(frozen=True, slots=True)
class Area:
    """A kind of knowledge. `page` is the name of a page of its own where its entries stand, under their
    ids; an area without one gets a page for each entry."""

    id: str
    title: str
    about: str
    read: Callable[[Known], Iterable[Entry]]
    one: str = ""
    page: str = ""


def _aloud(when: Passage | None) -> str:
    return sentence(when) if when else ""
