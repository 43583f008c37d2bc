"""`unknot knowledge language CODE`: what a language says, what is stale, what still needs a clinician's eye.

`--stamp` marks entries as translated from today's English; `--sheet` prints both languages side by side, for
the reviewer.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from unknot.clinical.errors import nearest
from unknot.knowledge import languages
from unknot.knowledge.languages import Translation
from unknot.knowledge.load import sound_documents
from unknot.knowledge.reading import KnowledgeError
from unknot.knowledge.stamping import stamp

ALL = "all"


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("code", metavar="CODE", help="the folder under languages, such as es")
    parser.add_argument(
        "--stamp",
        nargs="*",
        metavar="ENTRY",
        help="mark these entries (questions.age), or all stale ones, as made from today's English",
    )
    parser.add_argument("--sheet", action="store_true", help="both languages side by side, as Markdown")


def run(directory: Path, options: dict[str, Any]) -> Iterator[str]:
    """The lines to print; CommandError when something must be mended."""
    told = _translation(directory, options["code"])
    if options["stamp"] is not None:
        done = stamp(directory, told, options["stamp"])
        yield from (f"stamped {name}, which now needs a review" for name in done)
        yield f"{len(done)} stamped"
    elif options["sheet"]:
        yield from _sheet(told)
    else:
        yield from _state(told)


def check(directory: Path) -> Iterator[str]:
    """One line for each language; CommandError when one that is offered is incomplete or stale."""
    for code in languages.codes(directory):
        told = _translation(directory, code)
        wrong = [*languages.problems(told), *languages.stale(told)]
        if wrong and told.language.offered:
            raise CommandError("\n".join([*map(str, wrong), f"{len(wrong)} wrong in {told.language.name}"]))
        yield f"{_counted(told)}, {len(wrong)} open" if wrong else _counted(told)


def _state(told: Translation) -> Iterator[str]:
    wrong, old = list(languages.problems(told)), list(languages.stale(told))
    yield from map(str, [*wrong, *old])
    yield _counted(told)
    if wrong or old:
        raise CommandError(f"{len(wrong)} wrong or missing, {len(old)} stale")
    yield "complete, and made from today's English"


def _counted(told: Translation) -> str:
    texts = sum(len(entry) for entry in told.english.values())
    needed, language = len(languages.needing_review(told)), told.language
    state = "offered" if language.offered else "not offered yet"
    reader = language.reviewed_by or "no native clinician yet"
    return f"{language.name}: {state}, {texts} texts, {needed} entries need a review, reviewed by {reader}"


def _sheet(told: Translation) -> Iterator[str]:
    said, marks = told.told(), {(section, name): plain for _, section, name, plain in told.entries()}
    yield f"# {told.language.name}: for the reviewer\n"
    for (section, name), entry in told.english.items():
        review = marks.get((section, name), {}).get("review", "needed")
        yield f"## {section}.{name} ({review if isinstance(review, str) else review['by']})\n"
        yield f"| text | English | {told.language.name} |\n| --- | --- | --- |"
        for path, text in entry.items():
            yield f"| {'.'.join(path)} | {_cell(text)} | {_cell(said[section, name].get(path, ''))} |"
        yield ""


def _cell(text: str | list[str]) -> str:
    return "<br>".join([text] if isinstance(text, str) else text).replace("|", "\\|")


def _translation(directory: Path, code: str) -> Translation:
    known = languages.codes(directory)
    if code not in known:
        raise CommandError(f"no language {code!r}{nearest(code, known)}; there are: {', '.join(known)}")
    try:
        return languages.translation(directory, code, sound_documents(directory))
    except KnowledgeError as refused:
        raise CommandError(str(refused)) from None
