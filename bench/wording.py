"""How fast the net under words reads: a line as people type it, and a text of 2,000 characters.

`python bench/wording.py [SECONDS] [--json]`: on one core, over the lines of the net's own cases.
"""

import json
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

from unknot.clinical.wording import read
from unknot.knowledge.load import SHIPPED, knowledge

LONG = 2_000


def main() -> int:
    numbers = [float(one) for one in sys.argv[1:] if not one.startswith("--")]
    seconds = numbers[0] if numbers else 2.0
    lines = [
        json.loads(line)["text"]
        for path in sorted(Path(SHIPPED, "cases").glob("phrases*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    long = ". ".join(lines)[:LONG]
    rows = [
        row(f"words: one of {len(lines)} lines, median", median(timed(lines, seconds)), 500),
        row(f"words: a text of {LONG:,} characters, median", median(timed([long], seconds)), 20_000),
    ]
    if "--json" in sys.argv[1:]:
        sys.stdout.write(json.dumps(rows) + "\n")
    else:
        sys.stdout.writelines(f"{one['what']}: {one['measured']:.0f} {one['unit']}\n" for one in rows)
    return 0


def row(what: str, seconds: float, target: int) -> dict[str, object]:
    return {
        "what": what,
        "measured": seconds * 1e6,
        "unit": "microseconds",
        "target": target,
        "better": "lower",
    }


def timed(texts: list[str], seconds: float) -> list[float]:
    net, end = knowledge().net, perf_counter() + seconds
    taken: list[float] = []
    while not taken or perf_counter() < end:
        for text in texts:
            start = perf_counter()
            read(text, net)
            taken.append(perf_counter() - start)
    return taken


if __name__ == "__main__":
    sys.exit(main())
