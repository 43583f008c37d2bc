"""What a page says aloud, and what must not be heard on a page in another language: every English text."""

import re
from functools import cache
from html import unescape
from html.parser import HTMLParser

from tools.words import gathered
from unknot.knowledge.load import SHIPPED, sound_documents
from unknot.knowledge.spoken import texts

VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "path", "rect"}
)
HEARD = frozenset({"aria-label", "alt", "title", "placeholder", "content"})
SILENT = frozenset({"script", "style"})


class _Reader(HTMLParser):
    """Collects text and spoken attributes outside everything that says it is English."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        mute = (bool(self.open) and self.open[-1][1]) or tag in SILENT or values.get("lang") == "en"
        if not mute:
            self.said += [value for name, value in attrs if name in HEARD and value]
        if tag not in VOID:
            self.open.append((tag, mute))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.said.append(data)


def heard(html: str) -> str:
    """The text of a page, and of its labels, without what stands under lang="en"."""
    reader = _Reader()
    reader.feed(html)
    return _plain(" \n".join(reader.said))


@cache
def english() -> frozenset[str]:
    """Every English text of the medicine and of the pages with three words or more, cut at placeholders."""
    told = [
        line
        for entry in texts(sound_documents(SHIPPED)).values()
        for text in entry.values()
        for line in ([text] if isinstance(text, str) else text)
    ]
    told += [text for _, one, many in gathered() for text in (one, many)]
    parts = (_plain(part) for text in told for part in re.split(r"%\(\w+\)s|\{\w+\}", text))
    return frozenset(part for part in parts if len(part.split()) >= 3)


def left_in_english(html: str) -> list[str]:
    page = heard(html)
    return sorted(text for text in english() if text in page)


def _plain(text: str) -> str:
    return " ".join(unescape(text).split()).strip(" .,;:?")
