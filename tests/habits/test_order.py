"""The steps of the journey stand in one order everywhere: as data, among the installed apps, and in the
import contract."""

import tomllib
from pathlib import Path

from django.conf import settings

from unknot.journey import STEPS

ROOT = Path(__file__).resolve().parents[2]
JOURNEY = ROOT / "src/unknot/journey"


def test_the_steps_are_the_folders_of_the_journey() -> None:
    folders = {folder.parent.name for folder in JOURNEY.glob("*/apps.py")}
    assert folders == set(STEPS)


def test_installed_apps_follow_the_steps() -> None:
    prefix = "unknot.journey."
    installed = [app.removeprefix(prefix) for app in settings.INSTALLED_APPS if app.startswith(prefix)]
    assert installed == list(STEPS)


def test_the_import_contract_follows_the_steps() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract.get("exhaustive")]
    # A layer in brackets is a step that is still to be built.
    assert [layer for layer in reversed(layers) if not layer.startswith("(")] == list(STEPS)


def test_every_step_is_made_of_the_same_files() -> None:
    for step in STEPS:
        for name in ("__init__", "apps", "models", "queries", "actions", "migrations/__init__"):
            assert (JOURNEY / step / f"{name}.py").exists(), f"{step}/{name}.py"
