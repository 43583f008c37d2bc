"""The spine that is pointed at in a note: one drawing for each segment, its left half and its right, stacked
to a column from the skull to the coccyx. Drawn by us; seen from behind, so that left is left."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from unknot.clinical.notes import SEGMENT_NAMES, SEGMENTS

# Half a vertebra ends at x = 48, where the middle is, and is left open there. Half width of the body and
# reach of the process, from the first to the last of a region: the column grows downwards, ribs reach far.
SHAPES = {"C": ((5, 9), (14, 18)), "T": ((9, 12), (24, 30)), "L": ((13, 17), (28, 33))}
LAST = {"C": 7, "T": 12, "L": 5}
MIDDLE = 48
OTHERS = {
    "C0": "M48 4C30 3 17 9 15 20Q26 25 34 19Q40 23 48 22",
    "S": "M48 1H20Q18 8 25 14L33 23H48",
    "SI": "M31 1Q8 1 5 14Q5 21 14 22Q25 22 29 23Q24 12 31 1Z",
    "CX": "M48 1H38Q40 9 44 15Q46 20 48 22",
}


class Segment(NamedTuple):
    """One row of the column; `left` and `right` say whether that half is marked."""

    id: str
    name: str
    path: str
    left: bool
    right: bool

    @property
    def marked(self) -> bool:
        return self.left or self.right


def spine(marked: Collection[str]) -> Iterator[Segment]:
    """The column from the top down. `marked` holds segment and side, as a note does ("L4 left", "L4 both"); a
    segment without a side counts for both halves."""
    for name in SEGMENTS:
        both = name in marked or f"{name} both" in marked
        sides = (both or f"{name} left" in marked, both or f"{name} right" in marked)
        yield Segment(name, SEGMENT_NAMES.get(name, name), _path(name), *sides)


def _path(name: str) -> str:
    if name in OTHERS:
        return OTHERS[name]
    region, number = name[0], int(name[1:])
    (first, last), (near, far) = SHAPES[region]
    share = (number - 1) / (LAST[region] - 1)
    edge = MIDDLE - first - round((last - first) * share)
    tip = MIDDLE - near - round((far - near) * share)
    body = f"M48 3H{edge}Q{edge + 2} 7 {edge} 9"
    process = f"L{tip + 2} 8Q{tip - 2} 12 {tip + 2} 15L{edge} 15"
    return f"{body}{process}Q{edge + 1} 18 {edge - 1} 21H48"
