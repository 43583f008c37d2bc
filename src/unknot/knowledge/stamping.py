"""Marks translated entries with the English they were made from, in the files themselves, line by line.

Whoever has translated an entry again stamps it: it takes the new digest, and needs a review once more.
Comments and order in the file stay as they are.
"""

import re
from collections.abc import Collection
from pathlib import Path

from unknot.knowledge.languages import Translation
from unknot.knowledge.reading import Document
from unknot.knowledge.spoken import digest_of

_REVIEW = re.compile(r"review: (?:needed|\{[^}]*\})")
_OF = re.compile(r"\bof: [a-p]{8}\b")


def stamp(directory: Path, told: Translation, wanted: Collection[str] = ()) -> list[str]:
    """Stamps the entries named in `wanted` ("questions.age"), or all that are stale; says which were."""
    done: list[str] = []
    for document in told.files:
        path = directory / document.name
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        # From the end of the file, so that lines put in do not move those still to be found.
        for name, line, digest in sorted(_due(told, document, wanted), key=lambda due: -due[1]):
            _write(lines, document, tuple(name.split(".", 1)), line, digest)
            done.append(name)
        path.write_text("".join(lines), encoding="utf-8")
    return sorted(done)


def _due(told: Translation, document: Document, wanted: Collection[str]) -> list[tuple[str, int, str]]:
    due = []
    for file, section, name, plain in told.entries():
        english = told.english.get((section, name))
        if file is not document or english is None:
            continue
        digest, full = digest_of(english), f"{section}.{name}"
        if full in wanted if wanted else plain.get("of") != digest:
            due.append((full, document.line((section, name)), digest))
    return due


def _write(lines: list[str], document: Document, place: tuple[str, ...], line: int, digest: str) -> None:
    of, review = (document.lines.get((*place, key)) for key in ("of", "review"))
    if of and review:
        lines[of - 1] = _OF.sub(f"of: {digest}", lines[of - 1])
        lines[review - 1] = _REVIEW.sub("review: needed", lines[review - 1])
    elif "{" in lines[line - 1]:
        lines[line - 1] = lines[line - 1].replace("{", f"{{of: {digest}, review: needed, ", 1)
    else:
        lines.insert(line, f"    of: {digest}\n    review: needed\n")
