"""A drawn name between the page and the record: points as the page sends them, and a line to look at."""

import json
from typing import Any


def points(words: str) -> list[list[list[float]]]:
    """Points as the page sends them; anything else is no drawing, and the name stands."""
    try:
        found = json.loads(words) if words else []
        return [[[float(x), float(y)] for x, y in stroke] for stroke in found]
    except (ValueError, TypeError):
        return []


def path(signature: Any) -> str:
    """As the path of a drawing."""
    return " ".join(
        " ".join(f"{'M' if place == 0 else 'L'}{x:g} {y:g}" for place, (x, y) in enumerate(stroke))
        for stroke in signature
    )
