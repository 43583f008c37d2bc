"""The words of each kind of consent, as data with versions, in every language that a person may sign in."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from unknot.clinical.consents import Need
from unknot.journey.language import known_or_english
from unknot.journey.record.facts import digest

FILE = Path(__file__).with_name("consents.yaml")


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: dict[str, str]
    sources: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def concerns(self, need: Need) -> bool:
        classes, regions = self.classes or {need.technique}, self.regions or {need.region}
        return need.technique in classes and need.region in regions


@dataclass(frozen=True, slots=True)
class ConsentText:
    kind: str
    version: str
    title: dict[str, str]
    paragraphs: tuple[Paragraph, ...]
    agree: dict[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as one person reads it; `digest` is of all of it, so that what was signed can be told from
    what was shown."""

    need: Need
    version: str
    language: str
    title: str
    lines: tuple[str, ...]
    agree: str
    sources: tuple[str, ...]

    @property
    def digest(self) -> str:
        scope = (self.need.kind, self.need.technique, self.need.region)
        return digest([*scope, self.version, self.language, self.title, *self.lines, self.agree])


@cache
def texts() -> dict[str, ConsentText]:
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))["consents"]
    return {one["kind"]: _text(one) for one in found}


def versions() -> dict[str, str]:
    """The present version of each kind."""
    return {kind: text.version for kind, text in texts().items()}


def wording(need: Need, language: str) -> Wording:
    """The present text of this kind for this technique and region; English where it is not there in this
    language. KeyError for a kind that there is not."""
    text, spoken = texts()[need.kind], known_or_english(language)
    said = [one for one in text.paragraphs if one.concerns(need)]
    return Wording(
        need,
        text.version,
        spoken,
        text.title[spoken],
        tuple(one.words[spoken] for one in said),
        text.agree[spoken],
        tuple(dict.fromkeys(source for one in said for source in one.sources)),
    )


def _text(plain: dict[str, Any]) -> ConsentText:
    return ConsentText(
        plain["kind"],
        plain["version"],
        plain["title"],
        tuple(
            Paragraph(
                {code: one[code] for code in plain["title"]},
                tuple(one.get("sources", ())),
                frozenset(one.get("classes", ())),
                frozenset(one.get("regions", ())),
            )
            for one in plain["paragraphs"]
        ),
        plain["agree"],
    )
