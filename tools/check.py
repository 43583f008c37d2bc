"""`make check`: everything that can be known without running the tests, each step with its time.

Two steps run at once, the slow one first. The settings are those of docs/example.env, in an empty folder.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent

STEPS: dict[str, list[str | Path]] = {
    "types (mypy)": [BIN / "mypy"],
    "format (ruff)": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint (ruff)": [BIN / "ruff", "check", "--quiet", "."],
    "who may import whom (import-linter)": [BIN / "lint-imports", "--no-cache"],
    "YAML (yamllint)": [BIN / "yamllint", "--strict", "src", ".yamllint"],
    "knowledge (schemas, citations, cases)": [BIN / "unknot", "knowledge", "check"],
    "words (catalogues complete and compiled)": [BIN / "python", "tools/words.py", "--check"],
    "migrations (makemigrations --check)": [
        BIN / "python",
        "-m",
        "unknot",
        "makemigrations",
        "--check",
        "--dry-run",
    ],
    "settings (check --deploy)": [
        BIN / "python",
        "-m",
        "unknot",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
    ],
}


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    passed: bool
    seconds: float
    output: str


def run(name: str, command: list[str | Path], environment: dict[str, str]) -> Result:
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return Result(name, done.returncode == 0, time.monotonic() - start, done.stdout + done.stderr)


def example_settings() -> dict[str, str]:
    lines = (ROOT / "docs" / "example.env").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line.strip() and not line.startswith("#"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def main() -> int:
    start = time.monotonic()
    failed = []
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(2) as pool:
        environment = {**os.environ, **example_settings(), "UNKNOT_HOME": home}
        waiting = [pool.submit(run, name, command, environment) for name, command in STEPS.items()]
        for future in waiting:
            result = future.result()
            print(f"{'ok  ' if result.passed else 'FAIL'} {result.seconds:6.1f} s  {result.name}", flush=True)
            if not result.passed:
                failed.append(result)
    for result in failed:
        print(f"\n--- {result.name}\n{result.output.rstrip()}")
    print(f"\n{len(STEPS) - len(failed)} passed, {len(failed)} failed  ({time.monotonic() - start:.1f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
