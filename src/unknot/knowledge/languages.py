"""The medicine in another language: read from languages/CODE, and refused unless it says everything.

An entry is found by its id and carries a digest of the English that it was made from; texts that stand in
many entries are said once under `phrases`, by their English. No decision changes: see `spoken`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from unknot.clinical.errors import nearest
from unknot.knowledge.reading import Document, Documents, KnowledgeError, Problem, read
from unknot.knowledge.schema import Place
from unknot.knowledge.spoken import Path, Text, Texts, digest_of, may_keep, retold, texts

ENGLISH = "en"
FOLDER = "languages"
HEAD = "language.yaml"
MARKS = frozenset({"of", "review"})
PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Language:
    """`offered` when pages may be read in it; `reviewed_by` is the native clinician who read all of it."""

    code: str
    name: str
    offered: bool
    reviewed_by: str | None


@dataclass(frozen=True, slots=True)
class Translation:
    """The files of one language beside the English that they are made from."""

    code: str
    head: Document
    files: tuple[Document, ...]
    english: Texts

    @property
    def language(self) -> Language:
        head = self.head.value
        return Language(self.code, head["name"], head["offered"], head["reviewed_by"])

    def entries(self) -> Iterator[tuple[Document, str, str, dict[str, Any]]]:
        """Every entry that has words of its own: its file, section, id and plain value."""
        for document in self.files:
            for section, entries in document.value.items():
                if section != "phrases":
                    yield from ((document, section, name, plain) for name, plain in entries.items())

    def phrases(self) -> dict[str, str]:
        return {
            english: words
            for document in self.files
            for english, words in document.value.get("phrases", {}).items()
        }

    def told(self) -> Texts:
        """All that is said, by entry: its own words first, then the phrases."""
        phrases = self.phrases()
        own = {(section, name): dict(_flat(plain)) for _, section, name, plain in self.entries()}
        return {
            entry: {
                path: words
                for path, text in said.items()
                if (words := _say(path, text, own.get(entry), phrases))
            }
            for entry, said in self.english.items()
        }


def codes(directory: File) -> list[str]:
    return sorted(head.parent.name for head in (directory / FOLDER).glob(f"*/{HEAD}"))


def translation(directory: File, code: str, documents: Documents) -> Translation:
    """The files of a language, each sound by itself; otherwise KnowledgeError."""
    folder = directory / FOLDER / code
    files = [(path, f"{FOLDER}/{code}/{path.name}") for path in sorted(folder.glob("*.yaml"))]
    read_files = [
        read(path, name, "language" if path.name == HEAD else "translations") for path, name in files
    ]
    broken = [problem for document in read_files for problem in document.problems]
    if broken:
        raise KnowledgeError(broken)
    heads = [document for document in read_files if document.kind == "language"]
    if not heads:
        raise KnowledgeError([Problem(f"{FOLDER}/{code}/{HEAD}", 1, "the file is missing")])
    others = tuple(document for document in read_files if document.kind != "language")
    return Translation(code, heads[0], others, texts(documents))


def in_words(documents: Documents, told: Translation) -> Documents:
    """The documents in this language; KnowledgeError where a text is missing or does not fit its English."""
    wrong = list(problems(told))
    if wrong:
        raise KnowledgeError(wrong)
    return retold(documents, told.head.value["words"], told.told())


def problems(told: Translation) -> Iterator[Problem]:
    """All that keeps the language from being used. What is stale is not among it: see `stale`."""
    yield from _misplaced(told)
    yield from _missing(told)
    yield from _unlike(told)
    yield from _idle_phrases(told)


def stale(told: Translation) -> Iterator[Problem]:
    """Entries whose English has changed since they were translated, or that do not say what they were made
    from."""
    for document, section, name, plain in told.entries():
        english = told.english.get((section, name))
        if english and plain.get("of") != digest_of(english):
            yield document.problem(
                (section, name),
                f"{section}.{name} is stale: its English has changed. Translate it again, then run: "
                f"unknot knowledge language {told.code} --stamp {section}.{name}",
            )


def needing_review(told: Translation) -> list[str]:
    """The entries that no native clinician has read since they were translated."""
    return [
        f"{section}.{name}"
        for _, section, name, plain in told.entries()
        if not isinstance(plain.get("review"), dict)
    ]


def _say(path: Path, text: Text, own: Mapping[Path, Text] | None, phrases: Mapping[str, str]) -> Text | None:
    if own and path in own:
        return own[path]
    if isinstance(text, str):
        return phrases.get(text)
    said = [phrases[line] for line in text if line in phrases]
    return said if len(said) == len(text) else None


def _flat(plain: Mapping[str, Any], before: Path = ()) -> Iterator[tuple[Path, Text]]:
    for key, value in plain.items():
        if isinstance(value, dict) and (before or key not in MARKS):
            yield from _flat(value, (*before, key))
        elif before or key not in MARKS:
            yield (*before, key), value


def _misplaced(told: Translation) -> Iterator[Problem]:
    """Words for what is not there, and entries that stand twice."""
    seen: dict[tuple[str, str], str] = {}
    for document, section, name, plain in told.entries():
        english = told.english.get((section, name))
        if english is None:
            known = [other for place, other in told.english if place == section]
            yield document.problem((section, name), f"{section} has no {name!r}{nearest(name, known)}")
            continue
        here = f"{document.name}:{document.line((section, name))}"
        if (section, name) in seen:
            yield document.problem(
                (section, name), f"{section}.{name} is taken (first in {seen[section, name]})"
            )
        seen.setdefault((section, name), here)
        for path, _ in _flat(plain):
            if path not in english:
                words = f"{section}.{name} has no text {'.'.join(path)!r} in English"
                yield document.problem(_place(section, name, path), words)


def _missing(told: Translation) -> Iterator[Problem]:
    said, places = told.told(), {(section, name): document for document, section, name, _ in told.entries()}
    for (section, name), english in told.english.items():
        for path, text in english.items():
            if path not in said[section, name] and not may_keep(section, path):
                document = places.get((section, name), told.head)
                shown = text if isinstance(text, str) else text[0]
                yield document.problem(
                    (section, name), f"{section}.{name} does not say {'.'.join(path)}: {shown[:60]!r}"
                )


def _unlike(told: Translation) -> Iterator[Problem]:
    """Words that cannot stand for their English: another shape, other placeholders, or English still."""
    for document, section, name, plain in told.entries():
        english = told.english.get((section, name), {})
        for path, words in _flat(plain):
            if path in english and (wrong := _wrong(english[path], words)):
                yield document.problem(
                    _place(section, name, path), f"{section}.{name} {'.'.join(path)}: {wrong}"
                )
    for document in told.files:
        for english_words, words in document.value.get("phrases", {}).items():
            if wrong := _wrong(english_words, words):
                yield document.problem(("phrases", english_words), f"{english_words[:40]!r}: {wrong}")


def _wrong(english: Text, words: Text) -> str:
    if isinstance(english, list) != isinstance(words, list) or (
        isinstance(english, list) and len(english) != len(words)
    ):
        want = f"a list of {len(english)}" if isinstance(english, list) else "one text"
        return f"the English is {want}"
    pairs = [(english, words)] if isinstance(english, str) else list(zip(english, words, strict=True))
    for before, after in pairs:
        wanted, found = (sorted(PLACEHOLDER.findall(str(one))) for one in (before, after))
        if wanted != found:
            return (
                f"must hold {', '.join(wanted) or 'no placeholder'}, and holds {', '.join(found) or 'none'}"
            )
        if before == after and len(str(before).split()) > 2:
            return "is still English"
    return ""


def _idle_phrases(told: Translation) -> Iterator[Problem]:
    english = {
        line
        for said in told.english.values()
        for text in said.values()
        for line in ([text] if isinstance(text, str) else text)
    }
    for document in told.files:
        for phrase in document.value.get("phrases", {}):
            if phrase not in english:
                yield document.problem(("phrases", phrase), f"no English text says {phrase[:60]!r}")


def _place(section: str, name: str, path: Path) -> Place:
    return (section, name, *path)
