"""`make lock`: asks pip what a fresh installation would take today, and writes it down in constraints.txt.

Names and versions only: no addresses, no digests, so that every index that serves the same versions will do.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main() -> int:
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = tomllib.load(file)["build-system"]["requires"]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
    command += ["--report", "-", "--editable", f"{ROOT}[dev]", *build, "editables"]
    print("Asking pip; nothing is installed.", flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        return done.returncode
    pins = {
        item["metadata"]["name"].lower().replace("_", "-"): item["metadata"]["version"]
        for item in json.loads(done.stdout)["install"]
        if item["metadata"]["name"] != "unknot"
    }
    text = "".join(f"{name}=={version}\n" for name, version in sorted(pins.items()))
    (ROOT / "constraints.txt").write_text(text, encoding="utf-8")
    print(f"constraints.txt names {len(pins)} packages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
