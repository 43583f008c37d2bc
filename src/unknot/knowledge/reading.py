"""One YAML file to plain values, with the line of everything in it and the schema of its kind checked.

Stricter than YAML: keys are text and stand once, only yes/no/true/false are booleans, dates stay text,
numbers are finite. What is wrong is collected with file and line, so that a reviewer sees all of it at once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from unknot.knowledge.schema import Place, against_schema

BOOLEANS = {"yes": True, "true": True, "no": False, "false": False}
WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")

KINDS = (
    *("version", "sources", "questions", "signs", "rules", "routes", "causes", "fit", "advice", "claims"),
    *("vocabulary", "cases", "questionnaires", "schedule", "questionnaire_cases", "wording"),
    *("techniques", "contraindications", "record_facts", "harms", "care_cases"),
    *("trajectories", "trajectory_cases", "nutrition", "prevention", "promises"),
    *("stages", "courses", "progress", "guidelines", "course_cases", "exercises"),
    "examination",
)
REQUIRED = {
    "version": "version.yaml",
    "sources": "sources.yaml",
    "questions": "questions.yaml",
    "fit": "fit.yaml",
    "vocabulary": "vocabulary.yaml",
    "routes": "triage/routes.yaml",
    "rules": "triage/red_flags.yaml",
    "causes": "causes/causes.yaml",
}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(Exception):
    """The knowledge is not sound. `problems` names all that is wrong, each with its file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Document:
    """One file of one kind: its plain value, and the line of each place in it."""

    name: str
    kind: str
    value: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, place: Place) -> int:
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def problem(self, place: Place, message: str) -> Problem:
        return Problem(self.name, self.line(place), message)


@dataclass(frozen=True, slots=True)
class Documents:
    """The files that could be read, by kind. A kind is `sound` if none of its files is missing or broken."""

    by_kind: Mapping[str, list[Document]]
    sound: frozenset[str]

    @property
    def whole(self) -> bool:
        return self.sound >= frozenset(KINDS)

    def of(self, kind: str) -> list[Document]:
        return self.by_kind.get(kind, [])

    def all(self) -> Iterator[Document]:
        for documents in self.by_kind.values():
            yield from documents


def read_kinds(directory: Path, *kinds: str) -> Documents:
    """The files of these kinds alone, such as worked cases; KnowledgeError if one of them is broken. Whether
    they fit the rest is checked when all of it is loaded."""
    by_kind: dict[str, list[Document]] = {}
    problems: list[Problem] = []
    for path, name in _files(directory):
        kind = kind_of(name)
        if kind in kinds:
            document = read(path, name, kind)
            by_kind.setdefault(kind, []).append(document)
            problems += document.problems
    if problems:
        raise KnowledgeError(problems)
    return Documents(by_kind, frozenset(kinds))


def _files(directory: Path) -> Iterator[tuple[Path, str]]:
    """Every file with its name inside the directory. Other languages are read by `languages`."""
    for path in sorted(directory.rglob("*.y*ml")):
        name = path.relative_to(directory).as_posix()
        if not name.startswith("languages/"):
            yield path, name


def read_all(directory: Path) -> tuple[Documents, list[Problem]]:
    """Every file of a knowledge directory, and what is wrong with each of them taken by itself."""
    by_kind: dict[str, list[Document]] = {}
    problems: list[Problem] = []
    unsound: set[str] = set()
    for path, name in _files(directory):
        kind = kind_of(name)
        if kind is None:
            problems.append(Problem(name, 1, "no kind of knowledge is kept in a file of this name here"))
            continue
        document = read(path, name, kind)
        if document.problems:
            problems += document.problems
            unsound.add(kind)
        else:
            by_kind.setdefault(kind, []).append(document)
    for kind, file in REQUIRED.items():
        if kind not in by_kind and kind not in unsound:
            problems.append(Problem(file, 1, "the file is missing"))
            unsound.add(kind)
    return Documents(by_kind, frozenset(KINDS) - unsound), problems


def kind_of(name: str) -> str | None:
    """The kind of a file by its place in the knowledge directory; None for one that has no business there."""
    folder, _, file = name.rpartition("/")
    stem = file.removesuffix(".yaml")
    match folder, stem:
        case "", "version" | "sources" | "questions" | "fit" | "advice" | "claims" | "vocabulary":
            return stem
        case "", "promises" | "trajectories" | "nutrition" | "prevention" | "exercises":
            return stem
        case "cases", "trajectories":
            return "trajectory_cases"
        case "triage", "signs" | "routes":
            return stem
        case "", "techniques" | "record_facts" | "harms" | "examination":
            return stem
        case "cases", "contraindications" | "exercises":
            return "care_cases"
        case "courses", "stages" | "progress" | "guidelines":
            return stem
        case "cases", "courses":
            return "course_cases"
        case "triage", _:
            return "rules"
        case "questionnaires", "schedule":
            return stem
        case "cases", "questionnaires":
            return "questionnaire_cases"
        case "causes" | "cases" | "questionnaires" | "contraindications" | "courses" | "wording", _:
            return folder
    return None


def read(path: Path, name: str, kind: str) -> Document:
    document = Document(name, kind)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        reason = getattr(wrong, "problem", None) or str(wrong)
        document.problems.append(Problem(name, mark.line + 1 if mark else 1, f"cannot be read: {reason}"))
        return document
    if root is None:
        document.problems.append(Problem(name, 1, "the file is empty"))
        return document
    document.value = _plain(root, (), document)
    if not document.problems:
        document.problems += [
            document.problem(place, words) for place, words in against_schema(kind, document.value)
        ]
    return document


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _plain(node: yaml.Node, place: Place, document: Document) -> Any:
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                first = document.lines[(*place, key)]
                document.problems.append(
                    Problem(document.name, line, f"{key!r} stands here again (first in line {first})")
                )
                continue
            document.lines[(*place, key)] = line
            mapping[key] = _plain(value_node, (*place, key), document)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*place, number), document) for number, item in enumerate(node.value)]
    return _scalar(node, place, document)


def _scalar(node: yaml.Node, place: Place, document: Document) -> Any:
    text: str = node.value
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool" and text.lower() in BOOLEANS:
        return BOOLEANS[text.lower()]
    if kind == "int" and WHOLE.fullmatch(text):
        return int(text)
    if kind == "float" and DECIMAL.fullmatch(text):
        return float(text)
    return text
