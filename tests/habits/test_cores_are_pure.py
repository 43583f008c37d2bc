"""The cores load without Django and without files, in a Python of their own: a job that installs neither can
use them."""

import subprocess
import sys
from pathlib import Path
from pkgutil import walk_packages

import pytest

SRC = Path(__file__).resolve().parents[2] / "src"
STRANGERS = ("django", "yaml", "jsonschema_rs", "sqlite3", "socket", "unknot.journey", "unknot.knowledge")
# Slow to import, and not needed by who places no plan.
HEAVY = ("ortools", "numpy", "pandas")


@pytest.mark.parametrize("core", ["clinical", "scheduling"])
def test_core_loads_without_a_framework(core: str) -> None:
    folder = SRC / "unknot" / core
    modules = [f"unknot.{core}", *(m.name for m in walk_packages([str(folder)], f"unknot.{core}."))]
    program = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"print([name for name in {STRANGERS + HEAVY!r} if name in sys.modules])\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
    assert len(modules) > 3
