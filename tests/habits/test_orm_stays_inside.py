"""Pages, mails and calendars read through queries and write through actions; they never touch rows
themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

from unknot.journey.people.access import WITHIN

SRC = Path(__file__).resolve().parents[2] / "src/unknot"
WRITES = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def interface_files() -> list[Path]:
    return sorted((SRC / "interfaces").rglob("*.py"))


def attributes(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr


def imports(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def test_interfaces_do_not_touch_rows() -> None:
    touching = [
        f"{path.relative_to(SRC)}:{line} .{name}"
        for path in interface_files()
        for line, name in attributes(path)
        if name in WRITES | {"objects"}
    ]
    assert touching == []


def test_interfaces_do_not_call_the_parts_of_actions() -> None:
    prefix = "unknot.journey."
    calling = [
        f"{path.relative_to(SRC)}: {module}.{name}"
        for path in interface_files()
        for module, name in imports(path)
        if module.startswith(prefix) and module.endswith(".actions")
        if f"{module.removeprefix(prefix).removesuffix('.actions')}.{name}" in WITHIN
    ]
    assert calling == []


def test_the_habit_looks_at_something() -> None:
    assert len(interface_files()) > 5
