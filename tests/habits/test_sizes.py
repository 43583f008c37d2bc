"""A file that grows past 300 lines, or a function past 40, is asking to be two ideas."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE, FUNCTION = 300, 40


def python_files() -> list[Path]:
    found = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def test_files_stay_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > FILE} == {}


def test_functions_stay_short() -> None:
    """Counted from the first line of the body: many named arguments make a call safer, not a function
    longer."""
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": lines
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or 0) - node.body[0].lineno + 1) > FUNCTION
    }
    assert long == {}
