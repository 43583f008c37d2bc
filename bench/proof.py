"""How long the proof takes, theorem by theorem, and how soon the knowledge is ready: processor time.

What is timed is what `unknot knowledge prove` does: every claim over everybody's answers, unknown included.
"""

import json
import sys
import time
from contextlib import redirect_stdout

from unknot.knowledge.load import SHIPPED, load
from unknot.knowledge.promised import load_promises
from unknot.knowledge.proof.laws import Court
from unknot.knowledge.proof.solving import Solver
from unknot.knowledge.proof.theorems import THEOREMS

TARGET = 60
LOADS = 3


def main() -> int:
    as_json = "--json" in sys.argv
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        rows = measured()
    if as_json:
        print(json.dumps(rows))
    return 0


def measured() -> list[dict[str, object]]:
    loading = min(_load() for _ in range(LOADS))
    known, promises = load(SHIPPED), load_promises(SHIPPED)
    start = time.process_time()
    court = Court(known, promises, Solver(known))
    claims = failures = 0
    for theorem in THEOREMS:
        begun = time.process_time()
        found = list(theorem.claims(court))
        claims, failures = claims + len(found), failures + sum(one is not None for one in found)
        print(f"  {theorem.number}. {theorem.title:<55} {time.process_time() - begun:6.1f} s")
    seconds = time.process_time() - start
    print(f"  {claims:,} claims, {failures} fail; knowledge loads in {loading * 1000:.0f} ms")
    return [
        row("the proof, over all possible answers", seconds, "s", TARGET),
        row("knowledge load", loading * 1000, "ms", None),
    ]


def row(what: str, measured: float, unit: str, target: float | None) -> dict[str, object]:
    return {"what": what, "measured": measured, "unit": unit, "target": target, "better": "lower"}


def _load() -> float:
    start = time.process_time()
    load(SHIPPED)
    return time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
