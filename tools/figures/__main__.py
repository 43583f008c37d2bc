"""`python -m tools.figures`: draws every exercise and writes it where the knowledge keeps its figures."""

import sys
from pathlib import Path

from tools.figures.catalogue import FIGURES, drawn

FOLDER = Path(__file__).parent.parent.parent / "src" / "unknot" / "knowledge" / "figures"


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    for name in FIGURES:
        (FOLDER / f"{name}.svg").write_text(drawn(name), encoding="utf-8")
    print(f"{len(FIGURES)} figures in {FOLDER.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
