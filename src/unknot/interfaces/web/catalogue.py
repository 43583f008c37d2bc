"""Everything that can be read about the knowledge: the areas in their order, their entries, who cites what.

Made once for a knowledge and kept: a page about it costs no database and no second reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from unknot.clinical.knowledge import Knowledge
from unknot.interfaces.web.areas import advice, asking_again, care, cases, causes, questions, rest, rules
from unknot.interfaces.web.entries import Area, Entry, Known, Link
from unknot.knowledge.load import SHIPPED
from unknot.knowledge.worked import load_cases

FIRST: tuple[Area, ...] = (
    rules.RULES,
    causes.CAUSES,
    questions.QUESTIONS,
    advice.ROUTES,
    advice.ADVICE,
    care.TECHNIQUES,
    care.EXERCISES,
    care.CAUTIONS,
    care.HARMS,
    asking_again.QUESTIONNAIRES,
    asking_again.WORDING,
)
LAST: tuple[Area, ...] = (advice.CLAIMS, rules.SIGNS, cases.CASES)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`words` holds what can be searched for, by area and id; `cited` the entries that rest on a source."""

    areas: Mapping[str, Area]
    entries: Mapping[str, Mapping[str, Entry]]
    words: Mapping[tuple[str, str], str]
    cited: Mapping[str, tuple[Link, ...]]

    def entry(self, area: str, entry_id: str) -> Entry | None:
        return self.entries.get(area, {}).get(entry_id)

    def address(self, link: Link) -> str:
        """Where an entry can be read; empty when there is none of that id."""
        if self.entry(link.area, link.id) is None:
            return ""
        page = self.areas[link.area].page
        return f"{reverse(page)}#{link.id}" if page else reverse("deciding-entry", args=[link.area, link.id])


_made: dict[int, tuple[Knowledge, Catalogue]] = {}


def catalogue(knowledge: Knowledge) -> Catalogue:
    """The catalogue of one knowledge; the same one for as long as that knowledge lives."""
    found = _made.get(id(knowledge))
    if found is None:
        found = _made[id(knowledge)] = (knowledge, _catalogue(Known(knowledge, load_cases(SHIPPED))))
    return found[1]


def _catalogue(known: Known) -> Catalogue:
    areas = (*FIRST, *rest.areas(known.knowledge), *LAST)
    entries = {area.id: {entry.id: entry for entry in area.read(known)} for area in areas}
    cited: dict[str, list[Link]] = {}
    for area in areas:
        for entry in entries[area.id].values():
            for source in entry.cites:
                link = Link(area.id, entry.id, entry.title, area.one, entry.tier)
                cited.setdefault(source, []).append(link)
    return Catalogue(
        areas={area.id: area for area in areas},
        entries=entries,
        words={(area, one.id): one.words() for area, all_ in entries.items() for one in all_.values()},
        cited={source: tuple(links) for source, links in cited.items()},
    )
