"""`make bench`: runs every program in bench/ and prints one table, each figure beside its target.

A figure is what this machine did just now, beside whatever else it was doing: compare ratios, not nights.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def figures(program: Path) -> list[dict[str, Any]]:
    print(f"==> {program.stem.replace('_', ' ')}", flush=True)
    command = [sys.executable, "-m", f"bench.{program.stem}", "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        print(f"FAIL bench/{program.name} stopped with {done.returncode}.", flush=True)
        return []
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def line(row: dict[str, Any]) -> tuple[str, str, str, str]:
    shape = ",.4g" if row["measured"] < 100 else ",.0f"
    measured = f"{row['measured']:{shape}} {row['unit']}"
    if row["target"] is None:
        return row["what"], measured, "", ""
    higher = row["better"] == "higher"
    ratio = row["measured"] / row["target"] if higher else row["target"] / max(row["measured"], 1e-12)
    verdict = f"{ratio:.2f}x {'met' if ratio >= 1 else 'MISSED'}"
    return (
        row["what"],
        measured,
        f"{'at least' if higher else 'at most'} {row['target']:,} {row['unit']}",
        verdict,
    )


def main() -> int:
    programs = sorted(path for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    found = [figures(program) for program in programs]
    table = [("what", "measured", "target", "against the target")]
    table += [line(row) for rows in found for row in rows]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    print()
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
