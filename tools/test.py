"""The stages of `make test`, from the cores that know no framework to stories in a real browser.

A stage that fails does not hide the ones after it. Nothing here skips: a stage without tests fails as well.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPREAD = ("-n", "2", "--dist", "worksteal")


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    folders: tuple[str, ...]
    options: tuple[str, ...] = ()
    on_postgres: bool = False


STAGES = (
    Stage(
        "the cores, without a framework",
        ("tests/clinical", "tests/scheduling"),
        (
            "-c",
            "tests/cores.ini",
            "--rootdir",
            ".",
            "--cov",
            "--cov-report=term",
            *SPREAD,
        ),
    ),
    Stage(
        "the knowledge, without a framework",
        ("tests/knowledge",),
        ("-c", "tests/cores.ini", "--rootdir", ".", *SPREAD),
    ),
    Stage(
        "the proof",
        ("tests/proof",),
        ("-c", "tests/cores.ini", "--rootdir", ".", "--capture=no", *SPREAD),
    ),
    Stage("the journey", ("tests/journey",), SPREAD),
    Stage("the journey, on PostgreSQL", ("tests/journey",), SPREAD, on_postgres=True),
    Stage("the interfaces", ("tests/interfaces",), SPREAD),
    Stage("the server, and the habits of the house", ("tests/server", "tests/habits"), SPREAD),
    Stage("a server that is killed under load", ("tests/faults",), SPREAD),
    Stage("stories in a real browser", ("tests/stories",), ()),
)


def run(stage: Stage) -> bool:
    print(f"\n==> {stage.name}", flush=True)
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "--quiet", *stage.options, *stage.folders]
    if stage.on_postgres:
        command = [sys.executable, "-m", "tests.postgres", *command]
    passed = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    print(f"{'ok  ' if passed else 'FAIL'} {time.monotonic() - start:.0f} s  {stage.name}", flush=True)
    return passed


def main() -> int:
    start = time.monotonic()
    failed = [stage.name for stage in STAGES if not run(stage)]
    print(f"\nAll stages took {time.monotonic() - start:.0f} s.", flush=True)
    if failed:
        print(f"Failed: {'; '.join(failed)}.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
