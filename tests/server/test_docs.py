"""The operator's page tells the truth: every setting is in its table, and every command it shows is there."""

import re
import tomllib
from pathlib import Path

from django.core.management import get_commands
from packaging.requirements import Requirement

from unknot.__main__ import OURS

ROOT = Path(__file__).parent.parent.parent
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "src" / "unknot" / "server" / "settings.py").read_text(encoding="utf-8")


def test_every_setting_is_described_and_every_described_setting_is_read() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', SETTINGS))
    secret = set(re.findall(r'env\.secret\("(\w+)"', SETTINGS))
    described = set(re.findall(r"^\| `(\w+)`", RUNNING, re.MULTILINE))

    assert described == read | {f"{name}_FILE" for name in secret}


def test_the_example_settings_are_settings() -> None:
    lines = (ROOT / "docs" / "example.env").read_text(encoding="utf-8").splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}

    assert named <= set(re.findall(r"^\| `(\w+)`", RUNNING, re.MULTILINE))


def test_every_command_that_is_shown_exists() -> None:
    ours = {"check_answers" if name == "check" else name for name in OURS}
    shown = set(re.findall(r"(?:bin/|`| )unknot (\w+)", RUNNING)) - {"COMMAND"}

    assert ours <= set(get_commands())
    assert shown <= set(OURS) | set(get_commands())


def test_every_installed_library_has_its_reason() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    asked = {Requirement(line).name for line in wanted} - {"unknot"}
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")

    assert asked
    assert [name for name in sorted(asked) if name not in reasons] == []
